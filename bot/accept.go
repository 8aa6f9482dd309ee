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
	if m.Created.IsZero() {
		m.Created = b.deps.Now() // the event could be read but for its time
	}
	if reason := b.ignores(m); reason != "" {
		b.deps.Observer.MessageIgnored(reason)
		b.log.DebugContext(ctx, "message ignored", "message", m.ID, "reason", reason)
		return nil
	}
	if len(m.Pictures) > 0 && b.allowed(m.ChatID, m.Sender.OpenID, m.isDirect()) {
		// Before the acknowledgement, so that terms which follow find them.
		if err := b.deps.Memory.NotePictures(ctx, m); err != nil {
			b.deps.Observer.MessageRefused("store")
			return err
		}
	}
	addressed, err := b.addressed(ctx, m)
	if err != nil {
		b.deps.Observer.MessageRefused("store")
		return err
	}
	if !addressed {
		b.deps.Observer.MessageIgnored("not addressed")
		return nil
	}
	if err := b.accept(ctx, jobMessage, m.ID, m.ChatID, m); err != nil {
		b.deps.Observer.MessageRefused("queue")
		return err
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

// addressed says whether a message is to be answered: it asks the bot, or its
// sender has terms that wait for a picture.
func (b *Bot) addressed(ctx context.Context, m Message) (bool, error) {
	if b.asks(m) || len(m.Pictures) == 0 {
		return b.asks(m), nil
	}
	return b.deps.Memory.AwaitsPicture(ctx, m, termsWait)
}

// asks says whether a message by itself asks the bot for an answer.
func (b *Bot) asks(m Message) bool {
	return m.isDirect() || m.MentionsBot || b.cfg.EveryPicture && len(m.Pictures) > 0
}

// Recalled takes the news that a message was withdrawn: a search for its
// picture that is under way here ends at once, elsewhere before it shows its
// result.
func (b *Bot) Recalled(ctx context.Context, r Recall) error {
	if err := b.deps.Memory.NoteRecall(ctx, r.MessageID); err != nil {
		return err
	}
	b.recall.end(r.MessageID)
	return nil
}

// Greet takes an occasion to introduce oneself.
func (b *Bot) Greet(ctx context.Context, g Greeting) error {
	if !b.allowed(g.ChatID, g.Operator, g.Direct) {
		return nil
	}
	key := g.EventID
	if g.Direct {
		key = g.ChatID // sent at every opening
	}
	return b.accept(ctx, jobGreet, key, g.ChatID, g)
}

// Menu takes a press on the bot's menu.
func (b *Bot) Menu(ctx context.Context, p MenuPress) error {
	return b.accept(ctx, jobMenu, p.EventID, p.Operator, p)
}

// accept puts a job from outside on disk.
func (b *Bot) accept(ctx context.Context, kind, key, chat string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", kind, err)
	}
	if err := b.deps.Queue.Accept(ctx, Job{Kind: kind, Key: key, Chat: chat, Body: data}); err != nil {
		return fmt.Errorf("accept %s %s: %w", kind, key, err)
	}
	return nil
}
