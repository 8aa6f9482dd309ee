package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Outgoing is what a person, or another app's bot, writes.
type Outgoing struct {
	Chat   Chat // required
	Sender User // required in groups; in a direct chat its person by default
	// Kind is the message_type: text, post, image, file, audio, sticker or
	// merge_forward. Empty means image for one picture without words, post
	// for pictures with words or mentions, else text.
	Kind  string
	Title string // of a post
	// Text is the words. "@" and the name of a mentioned user stands for the
	// mention; mentions that Text does not hold come first.
	Text       string
	Images     [][]byte // of image and post; of merge_forward the forwarded pictures
	MentionBot bool
	Mentions   []User
	MentionAll bool
	Quote      string // id of the message that is replied to
	FileName   string // of a file
	File       []byte // of a file or an audio message
	// Duration is an audio message's length in milliseconds.
	Duration int
	// BareForward sends a merge_forward's content as bare text instead of
	// JSON: both were reported, so both must be read.
	BareForward bool
	// LocalePost wraps a post in a locale, as it looks on sending.
	LocalePost bool
	// Content replaces the whole content; nothing checks it.
	Content string
	// Created replaces the message's time.
	Created time.Time
}

// Post writes a message and delivers its event if the app may see it. It
// returns the message's id at once; the delivery goes its own way.
func (p *Platform) Post(o Outgoing) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[o.Chat.ID]
	if !ok {
		return "", fmt.Errorf("post: no chat %q", o.Chat.ID)
	}
	sender, err := p.senderLocked(c, o.Sender)
	if err != nil {
		return "", err
	}
	m := &message{
		id: "om_" + randomHex(16), chat: c, sender: sender, kind: o.kind(),
		created: o.Created, pictures: map[string]bool{}, blobs: map[string]bool{},
	}
	if m.created.IsZero() {
		m.created = p.cfg.Now()
	}
	m.updated = m.created
	if o.Quote != "" {
		quoted, ok := p.messages[o.Quote]
		if !ok || quoted.chat != c {
			return "", fmt.Errorf("post: no message %q to quote in this chat", o.Quote)
		}
		p.placeLocked(m, quoted)
	} else if c.Mode == ModeTopic {
		m.thread = "omt_" + randomHex(8)
	}
	if err := p.composeLocked(m, o); err != nil {
		return "", fmt.Errorf("post: %w", err)
	}
	m.history = []State{{At: m.created, Content: m.content, By: "send"}}
	p.storeLocked(m)
	if p.visibleLocked(m) {
		p.emitLocked(eventReceive, m.id, p.receivedLocked(m))
	}
	return m.id, nil
}

func (p *Platform) senderLocked(c *chat, sender User) (User, error) {
	if sender.OpenID == "" && c.Mode == ModeDirect {
		for id := range c.members {
			sender = p.users[id]
		}
	}
	known, ok := p.users[sender.OpenID]
	switch {
	case !ok || known.OpenID == p.bot.OpenID:
		return User{}, fmt.Errorf("post: no user %q", sender.OpenID)
	case !c.members[known.OpenID]:
		return User{}, fmt.Errorf("post: %s is not in the chat", known.Name)
	}
	return known, nil
}

func (o Outgoing) kind() string {
	mentions := o.MentionBot || o.MentionAll || len(o.Mentions) > 0
	switch {
	case o.Kind != "":
		return o.Kind
	case len(o.Images) == 1 && o.Text == "" && !mentions:
		return kindImage
	case len(o.Images) > 0:
		return kindPost
	}
	return kindText
}

// composeLocked fills content, mentions and resources in the form of receipt.
func (p *Platform) composeLocked(m *message, o Outgoing) error {
	for i, u := range p.mentioned(o) {
		if _, ok := p.users[u.OpenID]; !ok {
			return fmt.Errorf("no user %q to mention", u.OpenID)
		}
		m.mentions = append(m.mentions, mention{key: fmt.Sprintf("@_user_%d", i+1), user: u})
	}
	if (len(m.mentions) > 0 || o.MentionAll) && m.kind != kindText && m.kind != kindPost {
		return fmt.Errorf("a message of type %s cannot carry a mention", m.kind)
	}
	content, err := p.contentLocked(m, o)
	if err != nil {
		return err
	}
	if o.Content != "" {
		m.content = o.Content
		return nil
	}
	if text, ok := content.(string); ok {
		m.content = text
		return nil
	}
	raw, err := encode(content)
	if err != nil {
		return fmt.Errorf("encode content: %w", err)
	}
	m.content = string(raw)
	return nil
}

func (p *Platform) mentioned(o Outgoing) []User {
	var out []User
	if o.MentionBot {
		out = append(out, p.bot)
	}
	return append(out, o.Mentions...)
}

func (p *Platform) contentLocked(m *message, o Outgoing) (any, error) {
	switch m.kind {
	case kindText:
		return map[string]string{"text": withPlaceholders(o, m.mentions)}, nil
	case kindPost:
		return p.postContentLocked(m, o), nil
	case kindImage:
		if len(o.Images) != 1 {
			return nil, errors.New("an image message holds exactly one picture")
		}
		return map[string]string{"image_key": p.keepPictureLocked(m, o.Images[0])}, nil
	case kindFile:
		key := p.keepFileLocked(m, "file_v3", o.FileName, o.File)
		return map[string]string{"file_key": key, "file_name": o.FileName}, nil
	case kindAudio:
		key := p.keepFileLocked(m, "file_v3", "voice.opus", o.File)
		return map[string]any{"file_key": key, "duration": o.Duration}, nil
	case kindSticker:
		return map[string]string{"file_key": resourceKey("v3")}, nil
	case kindForward:
		p.forwardLocked(m, o.Images)
		const words = "Merged and Forwarded Message"
		if o.BareForward {
			return words, nil
		}
		return map[string]string{"content": words}, nil
	}
	if o.Content == "" {
		return nil, fmt.Errorf("a message of type %q needs its content", m.kind)
	}
	return o.Content, nil
}

// withPlaceholders puts the mentions' keys where Text names them, or else in
// front.
func withPlaceholders(o Outgoing, mentions []mention) string {
	text, front := o.Text, ""
	for _, m := range mentions {
		if name := "@" + m.user.Name; strings.Contains(text, name) {
			text = strings.Replace(text, name, m.key, 1)
		} else {
			front += m.key + " "
		}
	}
	if o.MentionAll {
		front = "@_all " + front
	}
	return strings.TrimSuffix(front+text, " ")
}

// postContentLocked writes mentions and words, a paragraph a line, then each
// picture in its own paragraph. The form of sending has no styles.
func (p *Platform) postContentLocked(m *message, o Outgoing) any {
	paragraphs := [][]map[string]any{}
	var line []map[string]any
	add := func(node map[string]any) {
		if !o.LocalePost {
			node["style"] = []string{}
		}
		line = append(line, node)
	}
	for _, mention := range m.mentions {
		add(map[string]any{"tag": "at", "user_id": mention.key, "user_name": mention.user.Name})
	}
	if o.MentionAll {
		add(map[string]any{"tag": "at", "user_id": "@_all", "user_name": "所有人"})
	}
	if o.Text != "" {
		for i, words := range strings.Split(o.Text, "\n") {
			if i > 0 {
				paragraphs, line = append(paragraphs, line), nil
			}
			if len(line) > 0 {
				words = " " + words
			}
			add(map[string]any{"tag": "text", "text": words})
		}
	}
	if len(line) > 0 {
		paragraphs = append(paragraphs, line)
	}
	for _, data := range o.Images {
		key := p.keepPictureLocked(m, data)
		paragraphs = append(paragraphs, []map[string]any{{"tag": "img", "image_key": key}})
	}
	post := map[string]any{"title": o.Title, "content": paragraphs}
	if o.LocalePost {
		return map[string]any{"zh_cn": post}
	}
	return post
}

// forwardLocked stores the forwarded pictures as children of a bundle. Their
// resources cannot be downloaded.
func (p *Platform) forwardLocked(m *message, images [][]byte) {
	for _, data := range images {
		child := &message{
			id: "om_" + randomHex(16), chat: m.chat, sender: m.sender, kind: kindImage, upper: m.id,
			created: m.created, updated: m.updated, pictures: map[string]bool{}, blobs: map[string]bool{},
		}
		child.content = fmt.Sprintf(`{"image_key":%q}`, p.keepPictureLocked(child, data))
		p.messages[child.id] = child
		p.timeline = append(p.timeline, child)
	}
}

func (p *Platform) keepPictureLocked(m *message, data []byte) string {
	key := resourceKey("img_v3")
	p.images[key] = &upload{data: data, contentType: sniffImage(data), at: m.created}
	m.pictures[key] = true
	return key
}

func (p *Platform) keepFileLocked(m *message, prefix, name string, data []byte) string {
	key := resourceKey(prefix)
	p.files[key] = &upload{data: data, name: name, contentType: "application/octet-stream", at: m.created}
	m.blobs[key] = true
	return key
}

// Edit changes the words of a text on behalf of its author. The platform
// documents no event of that; here the message's event comes once more with
// the new words, so that an app is seen to count a message once.
func (p *Platform) Edit(messageID, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[messageID]
	if !ok || m.recalled || m.kind != kindText {
		return fmt.Errorf("edit: no text %q", messageID)
	}
	raw, err := encode(map[string]string{"text": withPlaceholders(Outgoing{Text: text}, m.mentions)})
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	m.updated = p.cfg.Now()
	p.changeLocked(m, string(raw), "edit")
	if p.visibleLocked(m) {
		p.emitLocked(eventReceive, m.id, p.receivedLocked(m))
	}
	return nil
}

// Recall withdraws a message on behalf of its author and sends the event of it.
func (p *Platform) Recall(messageID string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[messageID]
	if !ok || m.recalled {
		return fmt.Errorf("recall: no message %q", messageID)
	}
	p.recallLocked(m)
	return nil
}

func (p *Platform) recallLocked(m *message) {
	m.recalled = true
	m.updated = p.cfg.Now()
	p.noteLocked(Change{Kind: ChangeMessage, ChatID: m.chat.ID, MessageID: m.id})
	if m.chat.hasBot && p.granted("im:message", "im:message:readonly") {
		p.emitLocked(eventRecalled, m.id, recalledEvent{
			MessageID: m.id, ChatID: m.chat.ID, RecallTime: millis(m.updated), RecallType: "message_owner",
		})
	}
}

// encode writes JSON without escaping < > and &, as the platform does.
func encode(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}
