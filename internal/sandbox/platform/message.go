package platform

import (
	"encoding/json"
	"time"
)

// State is one content of a message and when it began to show.
type State struct {
	At      time.Time
	Content string // as sent, for cards Card JSON 2.0
	By      string // "send", "edit", "patch" or "callback"
}

// Message is a copy of a message of a chat.
type Message struct {
	ID       string
	Chat     Chat
	Sender   User
	Kind     string // message_type: text, post, image, file, interactive …
	Content  string // the current one; what is recalled keeps its last
	History  []State
	Root     string // the first message of its chain of replies
	Parent   string
	Thread   string // omt_…; empty outside topics
	UUID     string // that the bot sent it with
	Mentions []User
	FromBot  bool // the app's own bot sent it
	Recalled bool
	Created  time.Time
	Updated  time.Time
}

// Card returns the current content of a card decoded, or nil for other
// messages.
func (m Message) Card() map[string]any {
	if m.Kind != kindCard {
		return nil
	}
	var card map[string]any
	if json.Unmarshal([]byte(m.Content), &card) != nil {
		return nil
	}
	return card
}

// The message types that the platform treats specially.
const (
	kindText    = "text"
	kindPost    = "post"
	kindImage   = "image"
	kindFile    = "file"
	kindAudio   = "audio"
	kindSticker = "sticker"
	kindForward = "merge_forward"
	kindCard    = "interactive"
)

type mention struct {
	key  string
	user User
}

// message is the platform's own state of a message.
type message struct {
	id       string
	chat     *chat
	sender   User
	kind     string
	content  string
	history  []State
	root     string
	parent   string
	thread   string
	opened   bool   // its thread was opened on it, though it answers another message
	upper    string // the forwarded bundle that this is a child of
	uuid     string
	mentions []mention
	pictures map[string]bool // image keys of its content
	blobs    map[string]bool // file keys of its content
	recalled bool
	created  time.Time
	updated  time.Time
}

func (p *Platform) snapshotLocked(m *message) Message {
	out := Message{
		FromBot: m.sender.OpenID == p.bot.OpenID,
		ID:      m.id, Chat: m.chat.Chat, Sender: m.sender, Kind: m.kind, Content: m.content,
		History: append([]State(nil), m.history...), Root: m.root, Parent: m.parent, Thread: m.thread,
		UUID: m.uuid, Recalled: m.recalled, Created: m.created, Updated: m.updated,
	}
	for _, mention := range m.mentions {
		out.Mentions = append(out.Mentions, mention.user)
	}
	return out
}

// placeLocked sets root, parent and thread of a message that answers quoted.
// Inside a topic root and parent are always the topic's first message.
func (p *Platform) placeLocked(m, quoted *message) {
	if quoted.thread != "" {
		first := quoted.id
		if quoted.root != "" && !quoted.opened {
			first = quoted.root
		}
		m.root, m.parent, m.thread = first, first, quoted.thread
		return
	}
	m.parent, m.root = quoted.id, quoted.id
	if quoted.root != "" {
		m.root = quoted.root
	}
}

// storeLocked makes a message part of its chat.
func (p *Platform) storeLocked(m *message) {
	p.messages[m.id] = m
	p.timeline = append(p.timeline, m)
	p.noteLocked(Change{Kind: ChangeMessage, ChatID: m.chat.ID, MessageID: m.id})
}

// Messages returns the messages of a chat in the order of their sending, or
// those of all chats if chatID is empty.
func (p *Platform) Messages(chatID string) []Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.messagesLocked(chatID)
}

func (p *Platform) messagesLocked(chatID string) []Message {
	var out []Message
	for _, m := range p.timeline {
		if m.upper == "" && (chatID == "" || m.chat.ID == chatID) {
			out = append(out, p.snapshotLocked(m))
		}
	}
	return out
}

// Message returns a message by its id.
func (p *Platform) Message(id string) (Message, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[id]
	if !ok {
		return Message{}, false
	}
	return p.snapshotLocked(m), true
}
