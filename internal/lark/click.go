package lark

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"

	"tusou/bot"
)

// clickBody is the event of card.action.trigger.
type clickBody struct {
	Operator identity `json:"operator"`
	Action   struct {
		Value  json.RawMessage            `json:"value"` // an object, or text
		Tag    string                     `json:"tag"`
		Name   string                     `json:"name"`
		Option json.RawMessage            `json:"option"`
		Form   map[string]json.RawMessage `json:"form_value"`
	} `json:"action"`
	Context struct {
		MessageID string `json:"open_message_id"`
		ChatID    string `json:"open_chat_id"`
	} `json:"context"`
}

// parseClick reads a click on a card.
func parseClick(e envelope) (bot.Click, error) {
	var body clickBody
	if err := json.Unmarshal(e.Event, &body); err != nil {
		return bot.Click{}, e.undecodable("", err)
	}
	if body.Operator.OpenID == "" {
		return bot.Click{}, e.undecodable(body.Context.MessageID, errors.New("operator is missing"))
	}
	click := bot.Click{
		EventID:   e.Header.EventID,
		Operator:  body.Operator.OpenID,
		MessageID: body.Context.MessageID,
		ChatID:    body.Context.ChatID,
		Tag:       body.Action.Tag,
		Name:      body.Action.Name,
		Option:    text(body.Action.Option),
	}
	if value := bytes.TrimSpace(body.Action.Value); len(value) > 0 && string(value) != "null" {
		click.Value = value
	}
	if body.Action.Form != nil {
		click.Form = make(map[string][]string, len(body.Action.Form))
	}
	for name, field := range body.Action.Form {
		if texts := texts(field); len(texts) > 0 {
			click.Form[name] = texts
		}
	}
	return click, nil
}

// texts reads a form's field: text, or a list of texts. Empty ones are left out.
func texts(field json.RawMessage) []string {
	var list []json.RawMessage
	if err := json.Unmarshal(field, &list); err != nil {
		list = []json.RawMessage{field}
	}
	out := make([]string, 0, len(list))
	for _, item := range list {
		if s := text(item); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// text reads a text, and a number or truth value as written; "" for the rest.
func text(field json.RawMessage) string {
	var v any
	if err := json.Unmarshal(field, &v); err != nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case float64, bool:
		return string(bytes.TrimSpace(field))
	}
	return ""
}

// callbackAnswer is a click's answer in the platform's shape. An empty one is
// {}, on which nothing visible happens.
func callbackAnswer(a bot.ClickAnswer) *callback.CardActionTriggerResponse {
	out := &callback.CardActionTriggerResponse{}
	if a.Toast != nil {
		out.Toast = &callback.Toast{Type: a.Toast.Type, Content: a.Toast.Text}
	}
	if a.Card != nil {
		out.Card = &callback.Card{Type: "raw", Data: a.Card}
	}
	return out
}
