package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"tusou/cards"
)

const (
	platformTries   = 4                      // attempts of one call to the platform
	platformBackoff = 250 * time.Millisecond // wait after the first failed one; doubles
)

// errGone says that the asking message or the card was withdrawn, or its chat
// dissolved: there is nobody left to answer.
var errGone = errors.New("the conversation is gone")

// cardWriter is the one place that sends and patches cards of searches.
type cardWriter struct {
	platform Platform
	states   CardStates
	observe  Observer
}

// visibleCard is the one visible answer to one picture: the first card that is
// shown becomes the reply, every later one a patch of it.
type visibleCard struct {
	w        *cardWriter
	id       string // of the card's state
	replyTo  string // message that is answered
	inThread bool

	mu        sync.Mutex // one writer a card
	messageID string
	// mayExist says that an earlier attempt may have sent the reply without
	// learning its id. The platform then gives that earlier message back,
	// unchanged, so that what is to be shown has to be patched into it.
	mayExist bool
}

// open gives the visible card of a card's state. mayExist as in visibleCard.
func (w *cardWriter) open(c CardState, replyTo string, mayExist bool) *visibleCard {
	return &visibleCard{w: w, id: c.ID, replyTo: replyTo, messageID: c.MessageID, mayExist: mayExist}
}

// show makes the card visible, as the reply or in it. It returns errGone when
// there is nobody left to show it to.
func (v *visibleCard) show(ctx context.Context, card cards.Card) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.showLocked(ctx, card)
}

func (v *visibleCard) showLocked(ctx context.Context, card cards.Card) error {
	body := card.JSON()
	if v.messageID != "" {
		return v.patch(ctx, body)
	}
	old := v.mayExist
	err := calling(ctx, func() error {
		id, err := v.w.platform.Reply(ctx, v.replyTo, replyUUID(v.id), body, v.inThread)
		if err != nil {
			// Whatever the platform says from here on, a reply may be there.
			v.mayExist = v.mayExist || ActionOf(err) == PlatformRetry
			old = v.mayExist
			return err
		}
		v.messageID = id
		return nil
	})
	if err != nil {
		return gone(fmt.Errorf("reply: %w", err))
	}
	// Before anything else is done with it: see design, exactly one answer.
	if err := v.w.states.NoteCardMessage(ctx, v.id, v.messageID); err != nil {
		return err
	}
	v.w.observe.CardSent()
	if old {
		return v.patch(ctx, body)
	}
	return nil
}

func (v *visibleCard) patch(ctx context.Context, body json.RawMessage) error {
	err := calling(ctx, func() error { return v.w.platform.Patch(ctx, v.messageID, body) })
	if err != nil {
		return gone(fmt.Errorf("patch: %w", err))
	}
	v.w.observe.CardPatched()
	return nil
}

// remove takes the card's message back, if there is one.
func (v *visibleCard) remove(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.messageID == "" {
		return nil
	}
	err := calling(ctx, func() error { return v.w.platform.Delete(ctx, v.messageID) })
	if err != nil {
		return gone(fmt.Errorf("take card back: %w", err))
	}
	return nil
}

// shown says whether the platform has the card.
func (v *visibleCard) shown() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.messageID != ""
}

// replyUUID is the same on every attempt, so that the platform answers a
// repeated reply with the first one. The platform takes 50 characters.
func replyUUID(cardID string) string { return "tusou-" + cardID }

// calling makes a call to the platform until it succeeds, cannot succeed, has
// been tried often enough, or ctx ends.
func calling(ctx context.Context, call func() error) error {
	wait := platformBackoff
	for try := 1; ; try++ {
		err := call()
		if err == nil || ActionOf(err) != PlatformRetry || try == platformTries {
			return err
		}
		var failed *PlatformError
		if errors.As(err, &failed) {
			wait = max(wait, failed.After)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		wait *= 2
	}
}

// gone turns the platform's word that a message or chat is no more into
// errGone, keeping the cause for the log.
func gone(err error) error {
	if ActionOf(err) == PlatformGone {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return err
}
