package bot

import (
	"context"
	"encoding/json"
	"fmt"
)

// Message takes a received message: it decides whether it is the bot's
// to answer and puts it on disk. A nil error acknowledges the event; after any
// other the platform delivers it again. It calls neither platform nor gateway.
func (b *Bot) Message(ctx context.Context, m Message) error {
	if reason := b.ignores(m); reason != "" {
		b.deps.Observer.MessageIgnored(reason)
		b.log.DebugContext(ctx, "message ignored", "message", m.ID, "reason", reason)
		return nil
	}
	if len(m.Pictures) > 0 && b.allowed(m.ChatID, m.Sender.OpenID, m.isDirect()) {
		// Before the acknowledgement, so that terms which follow find it.
		last := LastPicture{ChatID: m.ChatID, Person: m.Sender.OpenID, Picture: m.Pictures[len(m.Pictures)-1], Sent: m.Created}
		if err := b.deps.Pictures.NoteLastPicture(ctx, last); err != nil {
			b.deps.Observer.MessageRefused("store")
			return err
		}
	}
	if !b.addressed(m) {
		b.deps.Observer.MessageIgnored("not addressed")
		return nil
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	if err := b.deps.Queue.Accept(ctx, Job{Kind: jobMessage, Key: m.ID, Chat: m.ChatID, Body: body}); err != nil {
		b.deps.Observer.MessageRefused("queue")
		return fmt.Errorf("accept message %s: %w", m.ID, err)
	}
	b.deps.Observer.MessageAccepted()
	b.log.InfoContext(ctx, "message accepted", "message", m.ID, "chat", m.ChatID, "kind", m.Kind, "pictures", len(m.Pictures))
	return nil
}

// ignores says why a message is never answered; "" if it may be.
func (b *Bot) ignores(m Message) string {
	switch {
	case m.Sender.Bot:
		return "from a bot"
	case b.deps.Now().Sub(m.Created) > maxAge:
		b.log.Warn("message is too old to be answered", "message", m.ID, "created", m.Created)
		return "too old"
	case !m.isDirect() && !b.allowed(m.ChatID, m.Sender.OpenID, false):
		return "chat not allowed"
	}
	return ""
}

// addressed says whether a message asks the bot for an answer.
func (b *Bot) addressed(m Message) bool {
	return m.isDirect() || m.MentionsBot || b.cfg.EveryPicture && len(m.Pictures) > 0
}

// Recalled takes the news that a message was withdrawn.
func (b *Bot) Recalled(ctx context.Context, r Recall) error {
	b.log.DebugContext(ctx, "message withdrawn", "message", r.MessageID)
	return nil
}

// Greet takes an occasion to introduce oneself.
func (b *Bot) Greet(ctx context.Context, g Greeting) error {
	b.log.DebugContext(ctx, "greeting", "chat", g.ChatID, "direct", g.Direct)
	return nil
}

// Menu takes a press on the bot's menu.
func (b *Bot) Menu(ctx context.Context, p MenuPress) error {
	b.log.DebugContext(ctx, "menu pressed", "key", p.Key)
	return nil
}
