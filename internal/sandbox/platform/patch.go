package platform

import (
	"encoding/json"
	"time"
)

// cardLife is how long a sent card can be changed and worked.
const cardLife = 14 * 24 * time.Hour

// servePatch replaces the card of one of the bot's own messages.
func (p *Platform) servePatch(q *request) (any, *apiError) {
	var body struct {
		Content *string `json:"content"`
	}
	if refusal := q.decode(&body); refusal != nil {
		return nil, refusal
	}
	if body.Content == nil {
		return nil, invalidParam("content is required")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[q.PathValue("message")]
	if !ok {
		return nil, errUnknownMessage()
	}
	q.call.ChatID = m.chat.ID
	if refusal := p.checkPatchLocked(m, *body.Content); refusal != nil {
		return nil, refusal
	}
	p.changeLocked(m, *body.Content, "patch")
	return topLevel{"code": 0, "msg": "ok", "data": map[string]any{}}, nil
}

func (p *Platform) checkPatchLocked(m *message, content string) *apiError {
	switch {
	case !m.chat.hasBot:
		return badRequest(230002, "The bot can not be outside the group.")
	case m.sender.OpenID != p.bot.OpenID:
		return badRequest(230027, "Lack of necessary permissions, ext=the message was not sent by the app")
	case m.kind != kindCard:
		return badRequest(230054, "This operation is not supported for this message type.")
	case m.recalled:
		return badRequest(230011, "The message is recalled.")
	case p.cfg.Now().Sub(m.created) > cardLife:
		return badRequest(230031, "Message can only be modified within 14 days after sending.")
	case len(content) > maxCardBytes:
		return badRequest(230025, "The length of the message content reaches its limit.")
	case !sharedCard(m.content) || !sharedCard(content):
		return invalidParam("update_multi of the card must be true before and after")
	}
	if refusal := p.limitPatchLocked(m); refusal != nil {
		return refusal
	}
	return p.checkCardLocked(content)
}

// sharedCard says whether a card states update_multi: true.
func sharedCard(content string) bool {
	var card struct {
		Config struct {
			UpdateMulti bool `json:"update_multi"`
		} `json:"config"`
	}
	return json.Unmarshal([]byte(content), &card) == nil && card.Config.UpdateMulti
}

// changeLocked shows a new content of a message.
func (p *Platform) changeLocked(m *message, content, by string) {
	m.content = content
	m.updated = p.cfg.Now()
	m.history = append(m.history, State{At: m.updated, Content: content, By: by})
	p.noteLocked(Change{Kind: ChangeMessage, ChatID: m.chat.ID, MessageID: m.id})
}

// serveDelete recalls one of the bot's own messages.
func (p *Platform) serveDelete(q *request) (any, *apiError) {
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
	case m.sender.OpenID != p.bot.OpenID:
		return nil, badRequest(230026, "No permission to recall this message.")
	case m.recalled:
		return nil, badRequest(230011, "The message is recalled.")
	}
	p.recallLocked(m)
	return map[string]any{}, nil
}
