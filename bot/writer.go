package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"tusou/cards"
)

const (
	platformTries   = 4                      // attempts of one call to the platform
	platformBackoff = 250 * time.Millisecond // wait after the first failed one; doubles
)

// errGone says that there is nobody left to answer, because the asking message
// or the card was withdrawn or the chat dissolved, or no way to: whatever the
// reason, another attempt would end the same.
var errGone = errors.New("the conversation is gone")

// cardWriter is the one place that sends and patches cards of searches.
type cardWriter struct {
	platform Platform
	states   CardStates
	observe  Observer
	log      *slog.Logger
}

// visibleCard is the one visible answer to one picture: the first card that is
// shown becomes the reply, every later one a patch of it.
type visibleCard struct {
	w        *cardWriter
	id       string // of the card's state
	replyTo  string // message that is answered
	to       string // chat or person that is written to, where no message is answered
	inThread bool

	mu        sync.Mutex // one writer a card
	messageID string
	uuid      string // of the reply
	again     bool   // the job may have been begun before
	// mayExist says that an earlier attempt may have sent the reply without
	// learning its id. The platform then gives that earlier message back,
	// unchanged, so that what is to be shown has to be patched into it.
	mayExist bool
}

// open gives the visible card of a card's state. again says that the job which
// shows it may have been begun before.
func (w *cardWriter) open(c CardState, replyTo string, again bool) *visibleCard {
	return &visibleCard{w: w, id: c.ID, replyTo: replyTo, messageID: c.MessageID, uuid: replyUUID(c.ID), again: again, mayExist: again}
}

// show makes the card visible, as the reply or in it. Where the platform
// refuses it for its size or content, the smaller ones are tried in their
// order. It returns errGone when there is nobody to show it to.
func (v *visibleCard) show(ctx context.Context, card cards.Card, smaller ...cards.Card) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	err := v.showLocked(ctx, card)
	for _, next := range smaller {
		if ActionOf(err) != PlatformTooBig {
			break
		}
		v.w.log.WarnContext(ctx, "card refused for its size or content, a smaller one is tried", "card", v.id, "err", err)
		err = v.showLocked(ctx, next)
	}
	return v.ended(ctx, err)
}

// attempt makes the card visible like show, but tries no smaller one and gives
// the platform's error as it is.
func (v *visibleCard) attempt(ctx context.Context, card cards.Card) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.showLocked(ctx, card)
}

// ended turns what another attempt cannot mend into errGone, keeping the cause.
func (v *visibleCard) ended(ctx context.Context, err error) error {
	var said *PlatformError
	if !errors.As(err, &said) || said.Action == PlatformRetry {
		return err
	}
	if said.Action != PlatformGone {
		// A missing permission, calls that are used up, or a mistake of ours:
		// nobody in the chat will learn of it.
		v.w.log.ErrorContext(ctx, "card cannot be shown", "card", v.id, "asked", v.replyTo, "scope", said.Scope, "err", err)
	}
	return fmt.Errorf("%w: %w", errGone, err)
}

func (v *visibleCard) showLocked(ctx context.Context, card cards.Card) error {
	body := card.JSON()
	if v.messageID != "" {
		err := v.patch(ctx, body)
		if ActionOf(err) != PlatformTooOld {
			return err
		}
		v.renew()
	}
	old := v.mayExist
	err := calling(ctx, func() error {
		id, err := v.send(ctx, body)
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
		return fmt.Errorf("reply: %w", err)
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

// send opens the message that shows the card.
func (v *visibleCard) send(ctx context.Context, body json.RawMessage) (id string, err error) {
	if v.to != "" {
		return v.w.platform.Send(ctx, v.to, v.uuid, body)
	}
	return v.w.platform.Reply(ctx, v.replyTo, v.uuid, body, v.inThread)
}

func (v *visibleCard) patch(ctx context.Context, body json.RawMessage) error {
	err := calling(ctx, func() error { return v.w.platform.Patch(ctx, v.messageID, body) })
	if err != nil {
		return fmt.Errorf("patch: %w", err)
	}
	v.w.observe.CardPatched()
	return nil
}

// renew makes the next card a new reply, because the message can no longer be
// changed. Its uuid follows from the old message, so that it is sent once.
func (v *visibleCard) renew() {
	v.uuid = replyUUID(stableID(v.id, v.messageID))
	v.messageID, v.mayExist = "", v.again
}

// takeBack deletes the card, if the platform has it: who asked has withdrawn
// the question. A card whose id an earlier attempt did not learn is found by
// its uuid; shown stands in for one that is not there after all.
func (v *visibleCard) takeBack(ctx context.Context, shown cards.Card) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.messageID == "" {
		if !v.mayExist {
			return nil
		}
		if err := v.showLocked(ctx, shown); err != nil {
			return v.ended(ctx, err)
		}
	}
	err := calling(ctx, func() error { return v.w.platform.Delete(ctx, v.messageID) })
	if err != nil {
		return v.ended(ctx, fmt.Errorf("delete: %w", err))
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
		pause := wait + rand.N(wait/4) // spread, so that those refused together do not come back together
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		wait *= 2
	}
}
