package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The limits of a sent message (reference C3 and D).
const (
	maxTextBytes = 150 << 10
	maxCardBytes = 30 << 10 // of posts too
	maxUUID      = 50
	uuidLife     = time.Hour
)

// sentOnce remembers which message a uuid stood for.
type sentOnce struct {
	messageID string
	at        time.Time
}

// outbound is the common part of send and reply.
type outbound struct {
	MsgType       string  `json:"msg_type"`
	Content       *string `json:"content"`
	UUID          string  `json:"uuid"`
	ReceiveID     string  `json:"receive_id"`
	ReplyInThread bool    `json:"reply_in_thread"`
}

func (q *request) outbound() (outbound, *apiError) {
	var o outbound
	if refusal := q.decode(&o); refusal != nil {
		return o, refusal
	}
	switch {
	case o.MsgType == "":
		return o, invalidParam("msg_type is required")
	case o.Content == nil:
		return o, invalidParam("content is required")
	case len(o.UUID) > maxUUID:
		return o, badRequest(99992402, "field validation failed: uuid must not be longer than 50 characters")
	}
	return o, nil
}

func (p *Platform) serveSend(q *request) (any, *apiError) {
	o, refusal := q.outbound()
	if refusal != nil {
		return nil, refusal
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c, refusal := p.receiverLocked(q.URL.Query().Get("receive_id_type"), o.ReceiveID)
	if refusal != nil {
		return nil, refusal
	}
	return p.sendLocked(q, o, c, nil)
}

// receiverLocked finds the chat that a send names. A person's direct chat comes
// into being with the first message.
func (p *Platform) receiverLocked(kind, id string) (*chat, *apiError) {
	of := map[string]func(User) string{
		"open_id":  func(u User) string { return u.OpenID },
		"union_id": func(u User) string { return u.UnionID },
		"user_id":  func(u User) string { return u.UserID },
	}
	if kind == "chat_id" {
		if c, ok := p.chats[id]; ok {
			return c, nil
		}
		return nil, badRequest(230034, "The receive_id is invalid.")
	}
	idOf, ok := of[kind]
	if !ok {
		return nil, badRequest(99992402, "field validation failed: receive_id_type is not one of open_id, user_id, union_id, email, chat_id")
	}
	for _, u := range p.users {
		if id != "" && idOf(u) == id && !u.Bot {
			return p.directLocked(u), nil
		}
	}
	return nil, badRequest(230034, "The receive_id is invalid.")
}

func (p *Platform) serveReply(q *request) (any, *apiError) {
	o, refusal := q.outbound()
	if refusal != nil {
		return nil, refusal
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	quoted, ok := p.messages[q.PathValue("message")]
	if !ok {
		return nil, errUnknownMessage()
	}
	return p.sendLocked(q, o, quoted.chat, quoted)
}

// sendLocked adds the bot's message to a chat. A uuid known for less than an
// hour gives its old message back and adds nothing.
func (p *Platform) sendLocked(q *request, o outbound, c *chat, quoted *message) (any, *apiError) {
	q.call.ChatID = c.ID
	if !c.hasBot {
		return nil, badRequest(230002, "The bot can not be outside the group.")
	}
	if refusal := p.limitSendLocked(c); refusal != nil {
		return nil, refusal
	}
	now := p.cfg.Now()
	if known, ok := p.uuids[o.UUID]; ok && o.UUID != "" && now.Sub(known.at) < uuidLife {
		m := p.messages[known.messageID]
		q.call.MessageID, q.call.ChatID, q.call.Repeated = m.id, m.chat.ID, true
		return p.restMessageLocked(m, false), nil
	}
	if quoted != nil && quoted.recalled {
		return nil, badRequest(230011, "The message is recalled.")
	}
	m := &message{
		id: "om_" + randomHex(16), chat: c, sender: p.bot, kind: o.MsgType, content: *o.Content, uuid: o.UUID,
		created: now, updated: now, pictures: map[string]bool{}, blobs: map[string]bool{},
	}
	if refusal := p.checkOutboundLocked(m); refusal != nil {
		return nil, refusal
	}
	if refusal := p.threadLocked(m, quoted, o.ReplyInThread); refusal != nil {
		return nil, refusal
	}
	m.history = []State{{At: now, Content: m.content, By: "send"}}
	if o.UUID != "" {
		p.uuids[o.UUID] = sentOnce{messageID: m.id, at: now}
	}
	q.call.MessageID = m.id
	p.storeLocked(m)
	return p.restMessageLocked(m, false), nil
}

// threadLocked puts a message in its place among replies and topics.
func (p *Platform) threadLocked(m, quoted *message, inThread bool) *apiError {
	switch {
	case quoted == nil:
		if m.chat.Mode == ModeTopic {
			m.thread = "omt_" + randomHex(8)
		}
		return nil
	case quoted.thread == "" && inThread && m.chat.noThreads:
		return badRequest(230071, "The group to which the message belongs does not support reply in thread.")
	case quoted.thread == "" && inThread && quoted.kind == kindForward:
		return badRequest(230072, "Aggregated messages do not support reply in thread.")
	case quoted.thread == "" && inThread:
		quoted.thread, quoted.opened = "omt_"+randomHex(8), true
		m.root, m.parent, m.thread = quoted.id, quoted.id, quoted.thread
		return nil
	}
	p.placeLocked(m, quoted)
	return nil
}

// checkOutboundLocked checks a sent content by its type and notes the resources
// that it holds.
func (p *Platform) checkOutboundLocked(m *message) *apiError {
	limit := maxCardBytes
	if m.kind == kindText {
		limit = maxTextBytes
	}
	if len(m.content) > limit {
		return badRequest(230025, "The length of the message content reaches its limit.")
	}
	if m.kind == kindCard {
		return p.checkCardLocked(m.content)
	}
	var content map[string]json.RawMessage
	if err := json.Unmarshal([]byte(m.content), &content); err != nil {
		return invalidParam("content is not a string in json format")
	}
	switch m.kind {
	case kindText:
		return p.checkTextLocked(content)
	case kindPost:
		return checkPost(content)
	case kindImage:
		return p.checkOwnedLocked(p.images, content["image_key"], m.pictures, "")
	case kindFile, kindAudio, "media":
		return p.checkOwnedLocked(p.files, content["file_key"], m.blobs, m.kind)
	}
	return invalidParam(fmt.Sprintf("msg_type %q is not supported", m.kind))
}

func (p *Platform) checkTextLocked(content map[string]json.RawMessage) *apiError {
	var text string
	if json.Unmarshal(content["text"], &text) != nil || text == "" {
		return invalidParam("text content is empty")
	}
	rest := text
	for {
		_, after, ok := strings.Cut(rest, `<at user_id="`)
		if !ok {
			return nil
		}
		id, tail, _ := strings.Cut(after, `"`)
		if _, known := p.users[id]; !known && id != "all" {
			return invalidParam("invalid user_id in at")
		}
		rest = tail
	}
}

// checkPost wants the locale around a post that is required on sending.
func checkPost(content map[string]json.RawMessage) *apiError {
	if len(content) == 0 {
		return invalidParam("post content is empty")
	}
	for locale, raw := range content {
		var post struct {
			Content [][]map[string]any `json:"content"`
		}
		if json.Unmarshal(raw, &post) != nil || len(post.Content) == 0 {
			return invalidParam("invalid post content of " + locale)
		}
	}
	return nil
}

// checkOwnedLocked wants a resource that the app itself uploaded, and a file
// type that fits the message's.
func (p *Platform) checkOwnedLocked(from map[string]*upload, raw json.RawMessage, holds map[string]bool, kind string) *apiError {
	var key string
	if json.Unmarshal(raw, &key) != nil || key == "" {
		return invalidParam("the resource key is missing")
	}
	u, ok := from[key]
	switch {
	case !ok:
		return invalidParam("invalid resource key")
	case !u.ours:
		return badRequest(230017, "Bot is NOT the owner of the resource.")
	case kind == kindAudio && u.fileType != "opus",
		kind == "media" && u.fileType != "mp4",
		kind == kindFile && (u.fileType == "opus" || u.fileType == "mp4"):
		return badRequest(230055, "The type of file upload does not match the type of message being sent.")
	}
	holds[key] = true
	return nil
}

// checkCardLocked checks a card against this platform's own images and people.
func (p *Platform) checkCardLocked(content string) *apiError {
	err := checkCard([]byte(content),
		func(key string) bool { u, ok := p.images[key]; return ok && u.ours },
		func(id string) bool {
			for _, u := range p.users {
				if id == u.OpenID || id == u.UnionID || id == u.UserID && id != "" {
					return true
				}
			}
			return false
		})
	if err == nil {
		return nil
	}
	var fault *CardError
	if errors.As(err, &fault) {
		return badRequest(fault.Code, fault.Error())
	}
	return badRequest(230099, err.Error())
}
