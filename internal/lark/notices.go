package lark

import (
	"encoding/json"
	"errors"

	"tusou/bot"
)

// parseRecall reads im.message.recalled_v1.
func parseRecall(e envelope) (bot.Recall, error) {
	var body struct {
		MessageID string `json:"message_id"`
		ChatID    string `json:"chat_id"`
	}
	if err := json.Unmarshal(e.Event, &body); err != nil {
		return bot.Recall{}, e.undecodable("", err)
	}
	if body.MessageID == "" {
		return bot.Recall{}, e.undecodable("", errors.New("message id is missing"))
	}
	return bot.Recall{MessageID: body.MessageID, ChatID: body.ChatID}, nil
}

// parseGreeting reads im.chat.member.bot.added_v1 and bot_p2p_chat_entered_v1,
// which have the same fields.
func parseGreeting(e envelope) (bot.Greeting, error) {
	var body struct {
		ChatID   string   `json:"chat_id"`
		Operator identity `json:"operator_id"`
	}
	if err := json.Unmarshal(e.Event, &body); err != nil {
		return bot.Greeting{}, e.undecodable("", err)
	}
	if body.ChatID == "" {
		return bot.Greeting{}, e.undecodable("", errors.New("chat id is missing"))
	}
	return bot.Greeting{
		EventID: e.Header.EventID, ChatID: body.ChatID, Operator: body.Operator.OpenID,
		Direct: e.Header.EventType == eventEntered,
	}, nil
}

// parseMenu reads application.bot.menu_v6.
func parseMenu(e envelope) (bot.MenuPress, error) {
	var body struct {
		Operator struct {
			ID identity `json:"operator_id"`
		} `json:"operator"`
		Key string `json:"event_key"`
	}
	if err := json.Unmarshal(e.Event, &body); err != nil {
		return bot.MenuPress{}, e.undecodable("", err)
	}
	if body.Operator.ID.OpenID == "" {
		return bot.MenuPress{}, e.undecodable("", errors.New("operator is missing"))
	}
	return bot.MenuPress{EventID: e.Header.EventID, Operator: body.Operator.ID.OpenID, Key: body.Key}, nil
}
