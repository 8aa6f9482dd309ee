package platform

import (
	"encoding/json"
	"strings"
)

// restMessage is a message as the REST API gives it: unlike in events, ids are
// plain strings beside their type.
type restMessage struct {
	MessageID      string        `json:"message_id"`
	RootID         string        `json:"root_id,omitempty"`
	ParentID       string        `json:"parent_id,omitempty"`
	ThreadID       string        `json:"thread_id,omitempty"`
	MsgType        string        `json:"msg_type"`
	CreateTime     string        `json:"create_time"`
	UpdateTime     string        `json:"update_time"`
	Deleted        bool          `json:"deleted"`
	Updated        bool          `json:"updated"`
	ChatID         string        `json:"chat_id"`
	Sender         restSender    `json:"sender"`
	Body           restBody      `json:"body"`
	Mentions       []restMention `json:"mentions,omitempty"`
	UpperMessageID string        `json:"upper_message_id,omitempty"`
}

type restSender struct {
	ID         string `json:"id"`
	IDType     string `json:"id_type"`
	SenderType string `json:"sender_type"`
	TenantKey  string `json:"tenant_key"`
}

// restBody has no content when the message was recalled.
type restBody struct {
	Content *string `json:"content,omitempty"`
}

type restMention struct {
	Key       string `json:"key"`
	ID        string `json:"id"`
	IDType    string `json:"id_type"`
	Name      string `json:"name"`
	TenantKey string `json:"tenant_key"`
}

func (p *Platform) restMessageLocked(m *message, sentCard bool) restMessage {
	out := restMessage{
		MessageID: m.id, RootID: m.root, ParentID: m.parent, ThreadID: m.thread, MsgType: m.kind,
		CreateTime: millis(m.created), UpdateTime: millis(m.updated), Deleted: m.recalled, Updated: len(m.history) > 1,
		ChatID: m.chat.ID, UpperMessageID: m.upper,
		Sender: restSender{ID: m.sender.OpenID, IDType: "open_id", SenderType: "user", TenantKey: p.tenant},
	}
	if m.sender.Bot {
		out.Sender = restSender{ID: p.appOf(m.sender), IDType: "app_id", SenderType: "app", TenantKey: p.tenant}
	}
	if !m.recalled {
		content := m.content
		if m.kind == kindCard && !sentCard {
			content = lossyCard(content)
		}
		out.Body.Content = &content
	}
	for _, mention := range m.mentions {
		out.Mentions = append(out.Mentions, restMention{
			Key: mention.key, ID: mention.user.OpenID, IDType: "open_id", Name: mention.user.Name, TenantKey: p.tenant,
		})
	}
	return out
}

// appOf returns the app id of a bot; other apps' are made from their open id.
func (p *Platform) appOf(bot User) string {
	if bot.OpenID == p.bot.OpenID {
		return p.cfg.AppID
	}
	return "cli_" + strings.TrimPrefix(bot.OpenID, "ou_")[:16]
}

// lossyCard renders a card as the platform shows it to look-ups by default:
// its title and its texts, not the sent JSON.
func lossyCard(content string) string {
	var card any
	if json.Unmarshal([]byte(content), &card) != nil {
		return content
	}
	out := struct {
		Title    string                `json:"title"`
		Elements [][]map[string]string `json:"elements"`
	}{Elements: [][]map[string]string{}}
	walk(card, func(o map[string]any) {
		text, _ := o["content"].(string)
		switch o["tag"] {
		case "plain_text", "lark_md", "markdown":
			out.Elements = append(out.Elements, []map[string]string{{"tag": "text", "text": text}})
		case "img":
			key, _ := o["img_key"].(string)
			out.Elements = append(out.Elements, []map[string]string{{"tag": "img", "image_key": key}})
		}
	})
	if title, ok := dig(card, "header", "title", "content").(string); ok {
		out.Title = title
	}
	raw, err := encode(out)
	if err != nil {
		return content
	}
	return string(raw)
}

func (p *Platform) serveGet(q *request) (any, *apiError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[q.PathValue("message")]
	if !ok {
		return nil, errUnknownMessage()
	}
	q.call.ChatID = m.chat.ID
	switch {
	case !m.chat.hasBot:
		return nil, badRequest(230002, "The bot can not be outside the group.")
	case m.chat.Mode != ModeDirect && !p.granted("im:message.group_msg", "im:message.group_msg:readonly"):
		return nil, badRequest(230027, "Lack of necessary permissions, ext=need scope: im:message.group_msg")
	}
	sent := q.URL.Query().Get("card_msg_content_type") == "user_card_content"
	items := []restMessage{p.restMessageLocked(m, sent)}
	for _, child := range p.timeline {
		if m.kind == kindForward && child.upper == m.id {
			items = append(items, p.restMessageLocked(child, sent))
		}
	}
	return map[string]any{"items": items}, nil
}

func (p *Platform) serveChat(q *request) (any, *apiError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[q.PathValue("chat")]
	switch {
	case !ok:
		return nil, badRequest(232006, "Your request specifies a chat_id which is invalid.")
	case !c.hasBot:
		return nil, badRequest(232011, "Operator can NOT be out of the chat.")
	}
	q.call.ChatID = c.ID
	chatType, messageType := "private", "chat"
	if c.Mode == ModeTopic {
		messageType = "thread"
	}
	return map[string]any{
		"name": c.Name, "description": "", "avatar": "", "chat_mode": c.Mode, "chat_type": chatType, "chat_tag": "inner",
		"group_message_type": messageType, "external": false, "tenant_key": p.tenant,
		"user_count": len(c.members), "bot_count": 1, "chat_status": "normal",
	}, nil
}
