package bot

import (
	"context"
	"time"
)

// thumbsWork is the body of a job that brings the pictures of the page a card
// shows, and then those of the next page, to the platform.
type thumbsWork struct {
	CardID  string
	Show    bool      // the card is to be shown again: the answer to the click may not be what stays
	Clicked time.Time // when the click was answered, by our clock
}

// settleAfter is how long the answer to a click may take to arrive. What is
// shown in its card sooner could be turned back by it.
const settleAfter = 500 * time.Millisecond

// settle shows what was decided once more after clicks that came at the same
// time: the platform shows the answer that arrives last, which may be the one
// that was given first.
func (b *Bot) settle(ctx context.Context, c Click, cardID string) error {
	return b.follow(ctx, jobThumbs, stableID(c.EventID, "settle"), c.ChatID, thumbsWork{CardID: cardID, Show: true, Clicked: b.deps.Now()})
}

// bringThumbs starts the job after a click changed what a card shows; missing
// says that the answer to it lacks pictures.
func (b *Bot) bringThumbs(ctx context.Context, c Click, state CardState, missing bool) error {
	return b.follow(ctx, jobThumbs, c.EventID, state.ChatID, thumbsWork{CardID: state.ID, Show: missing, Clicked: b.deps.Now()})
}

// workThumbs shows the missing pictures of the page, and prepares those of
// the next one: somebody who turned a page will turn another.
func (b *Bot) workThumbs(ctx context.Context, a Attempt, w thumbsWork) error {
	state, ok, err := b.deps.Cards.LoadCard(ctx, w.CardID)
	if err != nil || !ok {
		return err
	}
	f, err := b.facing(ctx, state)
	if err != nil || f == nil {
		return err
	}
	addresses := f.addresses()
	// It is only patched, so that the message that it answers does not matter.
	card := b.writer.open(state, state.MessageID, false)
	if a.Spent {
		return b.repaint(ctx, card, noThumbs(addresses), b.facing)
	}
	page := b.thumbs.gather(ctx, addresses)
	<-page.done
	if w.Show {
		if left := settleAfter - b.deps.Now().Sub(w.Clicked); left > 0 {
			return &Postpone{For: left}
		}
		if err := b.repaint(ctx, card, page.now(), b.facing); err != nil {
			return err
		}
	}
	<-b.thumbs.gather(ctx, f.next()).done
	return nil
}
