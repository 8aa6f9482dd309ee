package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"tusou/cards"
)

// errWithdrawn ends the work on a picture whose message was withdrawn.
var errWithdrawn = errors.New("the message was withdrawn")

// recalls knows which messages are being worked on in this process.
type recalls struct {
	mu      sync.Mutex
	running map[string]map[*context.CancelCauseFunc]struct{} // by message id
}

func newRecalls() *recalls {
	return &recalls{running: make(map[string]map[*context.CancelCauseFunc]struct{})}
}

// watch gives a context that ends with errWithdrawn when the message is
// withdrawn; done must be called when the work ends.
func (r *recalls) watch(ctx context.Context, messageID string) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running[messageID] == nil {
		r.running[messageID] = make(map[*context.CancelCauseFunc]struct{})
	}
	r.running[messageID][&cancel] = struct{}{}
	return ctx, func() {
		cancel(nil)
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running[messageID], &cancel)
		if len(r.running[messageID]) == 0 {
			delete(r.running, messageID)
		}
	}
}

// end ends the work on a message.
func (r *recalls) end(messageID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for cancel := range r.running[messageID] {
		(*cancel)(errWithdrawn)
	}
}

// withdrawn says whether the work on a picture's first card, begun at a time,
// is in vain: who asked has withdrawn the question, or somebody the picture
// meanwhile. A picture that was gone before may still have a known answer.
func (b *Bot) withdrawn(ctx context.Context, s Search, begun time.Time) (bool, error) {
	if _, gone, err := b.deps.Memory.RecalledAt(ctx, s.Asked); gone || err != nil {
		return gone, err
	}
	at, gone, err := b.deps.Memory.RecalledAt(ctx, s.Source.MessageID)
	return gone && !at.Before(begun), err
}

// takeBack removes a card whose picture was withdrawn before it was finished.
func (b *Bot) takeBack(ctx context.Context, card *visibleCard) error {
	b.log.InfoContext(ctx, "picture withdrawn, its card is taken back", "card", card.id)
	return card.takeBack(ctx, cards.Notice(b.deps.Texts.Notice.PictureGone))
}
