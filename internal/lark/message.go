package lark

import (
	"encoding/json"
	"errors"
	"strings"

	"tusou/bot"
)

// mention is one person or app that a message names. Key is the placeholder in
// the text (@_user_1).
type mention struct {
	Key string   `json:"key"`
	ID  identity `json:"id"`
}

// eventBody is the event of im.message.receive_v1.
type eventBody struct {
	Sender struct {
		ID   identity `json:"sender_id"`
		Type string   `json:"sender_type"` // user or bot
	} `json:"sender"`
	Message struct {
		ID       string    `json:"message_id"`
		RootID   string    `json:"root_id"`
		ParentID string    `json:"parent_id"`
		ThreadID string    `json:"thread_id"`
		Created  stamp     `json:"create_time"`
		ChatID   string    `json:"chat_id"`
		ChatType string    `json:"chat_type"`
		Kind     string    `json:"message_type"`
		Content  string    `json:"content"`
		Mentions []mention `json:"mentions"`
	} `json:"message"`
}

// parseMessage reads a received message. botID is the bot's own open id.
func parseMessage(e envelope, botID string) (bot.Message, error) {
	var body eventBody
	if err := json.Unmarshal(e.Event, &body); err != nil {
		return bot.Message{}, e.undecodable(messageIDOf(e.Event), err)
	}
	in := body.Message
	if in.ID == "" || in.ChatID == "" {
		return bot.Message{}, e.undecodable(in.ID, errors.New("message id or chat id is missing"))
	}
	m := bot.Message{
		ID: in.ID, ParentID: in.ParentID, RootID: in.RootID, ThreadID: in.ThreadID,
		ChatID: in.ChatID, ChatType: in.ChatType, Kind: in.Kind,
		Sender:      bot.Sender{OpenID: body.Sender.ID.OpenID, Bot: body.Sender.Type != "" && body.Sender.Type != "user"},
		Created:     in.Created.or(e.Header.Created),
		MentionsBot: mentions(in.Mentions, botID),
	}
	if err := fill(&m, in.Content); err != nil {
		return bot.Message{}, e.undecodable(in.ID, err)
	}
	return m, nil
}

// messageIDOf finds the id in an event that does not have the right shape.
func messageIDOf(event json.RawMessage) string {
	var body struct {
		Message struct {
			ID json.RawMessage `json:"message_id"`
		} `json:"message"`
	}
	var id string
	if json.Unmarshal(event, &body) == nil && json.Unmarshal(body.Message.ID, &id) == nil {
		return clip(id)
	}
	return ""
}

// mentions says whether the bot is mentioned. @all is no mention of it.
func mentions(all []mention, botID string) bool {
	for _, m := range all {
		if botID != "" && m.ID.OpenID == botID {
			return true
		}
	}
	return false
}

// foundMessage is a message as a look-up gives it.
type foundMessage struct {
	ID       string `json:"message_id"`
	RootID   string `json:"root_id"`
	ParentID string `json:"parent_id"`
	ThreadID string `json:"thread_id"`
	UpperID  string `json:"upper_message_id"` // the bundle that holds this child
	Kind     string `json:"msg_type"`
	Created  stamp  `json:"create_time"`
	Deleted  bool   `json:"deleted"`
	ChatID   string `json:"chat_id"`
	Sender   struct {
		ID   string `json:"id"`
		Type string `json:"sender_type"` // user, app, anonymous or unknown
	} `json:"sender"`
	Body struct {
		Content string `json:"content"`
	} `json:"body"`
	Mentions []mention `json:"mentions"`
}

// parseFound reads the answer to a look-up: the message, and for a forwarded
// bundle its children after it. The children's pictures are named by the
// bundle's id: the platform does not give them by their own.
func parseFound(body []byte, botID string) (bot.Message, error) {
	var got struct {
		Data struct {
			Items []foundMessage `json:"items"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return bot.Message{}, err
	}
	items := got.Data.Items
	if len(items) == 0 || items[0].ID == "" {
		return bot.Message{}, errors.New("the answer holds no message")
	}
	in := items[0]
	m := bot.Message{
		ID: in.ID, ParentID: in.ParentID, RootID: in.RootID, ThreadID: in.ThreadID,
		ChatID: in.ChatID, Kind: in.Kind,
		Sender:      bot.Sender{OpenID: in.Sender.ID, Bot: in.Sender.Type == "app"},
		Created:     in.Created.or(stamp{}),
		MentionsBot: mentions(in.Mentions, botID),
		Recalled:    in.Deleted,
	}
	if in.Deleted {
		return m, nil
	}
	if err := fill(&m, in.Body.Content); err != nil {
		return bot.Message{}, err
	}
	for _, child := range items[1:] {
		if child.UpperID == "" || child.Deleted {
			continue
		}
		part := bot.Message{ID: m.ID, Kind: child.Kind}
		if err := fill(&part, child.Body.Content); err == nil {
			for _, p := range part.Pictures {
				p.Forwarded = true
				m.Pictures = append(m.Pictures, p)
			}
		}
	}
	return m, nil
}

// fill reads the content of a message into it. Kinds that hold neither words
// nor a picture are not read: a forwarded bundle's content is no JSON.
func fill(m *bot.Message, content string) error {
	switch m.Kind {
	case "text":
		var body struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal([]byte(content), &body); err != nil {
			return err
		}
		m.Text = plain(body.Text)
	case "post":
		return fillPost(m, content)
	case "image":
		var body struct {
			Key string `json:"image_key"`
		}
		if err := json.Unmarshal([]byte(content), &body); err != nil {
			return err
		}
		if body.Key == "" {
			return errors.New("image key is missing")
		}
		m.Pictures = []bot.Picture{{MessageID: m.ID, Key: body.Key}}
	case "file", "folder":
		var body struct {
			Key  string `json:"file_key"`
			Name string `json:"file_name"`
		}
		if err := json.Unmarshal([]byte(content), &body); err != nil {
			return err
		}
		m.FileName = body.Name
		if m.Kind == "file" && body.Key != "" && namesPicture(body.Name) {
			m.Pictures = []bot.Picture{{MessageID: m.ID, Key: body.Key, File: true}}
		}
	}
	return nil
}

// namesPicture says whether a file's name ends like a picture's. Formats that
// cannot be searched with count too: their sender is told so.
func namesPicture(name string) bool {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return false
	}
	switch strings.ToLower(name[dot+1:]) {
	case "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif":
		return true
	}
	return false
}
