package platform

import "context"

// The kinds of Change.
const (
	ChangeChat       = "chat"
	ChangeMessage    = "message" // new, changed or recalled
	ChangeDelivery   = "delivery"
	ChangeCall       = "call"
	ChangeConnection = "connection"
)

// Change says that something happened.
type Change struct {
	Kind      string
	ChatID    string
	MessageID string
}

// subscriberBuffer is how many changes a slow subscriber may be behind.
const subscriberBuffer = 256

// Subscribe returns a channel of the changes from now on and what ends it. A
// receiver that lags far behind misses changes: it is to read the state anew,
// not to count. The channel is closed by cancel and by Close.
func (p *Platform) Subscribe() (<-chan Change, func()) {
	ch := make(chan Change, subscriberBuffer)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		close(ch)
		return ch, func() {}
	}
	p.subscribers[ch] = struct{}{}
	return ch, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, ok := p.subscribers[ch]; ok {
			delete(p.subscribers, ch)
			close(ch)
		}
	}
}

// noteLocked tells everybody who waits.
func (p *Platform) noteLocked(c Change) {
	close(p.changed)
	p.changed = make(chan struct{})
	for ch := range p.subscribers {
		select {
		case ch <- c:
		default:
		}
	}
}

// Snapshot is a consistent copy of what happened so far.
type Snapshot struct {
	Messages    []Message // of all chats, in the order of their sending
	Calls       []Call
	Deliveries  []Delivery
	Connections int
}

// In returns the snapshot's messages of one chat.
func (s Snapshot) In(chatID string) []Message {
	var out []Message
	for _, m := range s.Messages {
		if m.Chat.ID == chatID {
			out = append(out, m)
		}
	}
	return out
}

// Replies returns the messages that answer a message, in the order of their
// sending.
func (s Snapshot) Replies(messageID string) []Message {
	var out []Message
	for _, m := range s.Messages {
		if m.Parent == messageID {
			out = append(out, m)
		}
	}
	return out
}

// WaitFor returns nil as soon as done says yes to a snapshot; it looks again
// after every change. It fails when ctx ends.
func (p *Platform) WaitFor(ctx context.Context, done func(Snapshot) bool) error {
	for {
		p.mu.Lock()
		changed := p.changed
		s := Snapshot{
			Messages: p.messagesLocked(""), Calls: append([]Call(nil), p.calls...),
			Deliveries: append([]Delivery(nil), p.deliveries...), Connections: len(p.conns),
		}
		p.mu.Unlock()
		if done(s) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
