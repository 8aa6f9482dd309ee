package bot

import (
	"context"
	"time"
)

// thumbsWork is the body of a job that brings the pictures of the page a card
// shows, and then those of the next page, to the platform.
type thumbsWork struct {
	CardID string
	// Settle shows the card again in any case, a moment later.
	Settle bool
}

// settleAfter is how long the answers to clicks at the same time may take to
// arrive.
const settleAfter = 500 * time.Millisecond

// settle shows what was decided once more after clicks that came at the same
// time: the platform shows the answer that arrives last, which may be the one
// that was given first.
func (b *Bot) settle(ctx context.Context, c Click, cardID string) error {
	return b.follow(ctx, jobThumbs, stableID(c.EventID, "settle"), c.ChatID, thumbsWork{CardID: cardID, Settle: true})
}

// bringThumbs starts the job after a click changed what a card shows.
func (b *Bot) bringThumbs(ctx context.Context, c Click, state CardState) error {
	return b.follow(ctx, jobThumbs, c.EventID, state.ChatID, thumbsWork{CardID: state.ID})
}

// workThumbs shows the missing pictures of the page, and prepares those of
// the next one: somebody who turned a page will turn another.
func (b *Bot) workThumbs(ctx context.Context, a Attempt, w thumbsWork) error {
	if w.Settle && !a.Again {
		return &Postpone{For: settleAfter}
	}
	state, f, err := b.current(ctx, w.CardID)
	if err != nil || f == nil {
		return err
	}
	asked := state.MessageID // only patched, so that the message it answers does not matter
	addresses := f.addresses()
	if a.Spent {
		return b.repaint(ctx, b.writer.open(state, asked, false), noThumbs(addresses))
	}
	before, err := b.thumbs.known(ctx, addresses, nil)
	if err != nil {
		return err
	}
	page := b.thumbs.gather(ctx, addresses)
	<-page.done
	if w.Settle || len(before) < len(addresses) {
		if err := b.repaint(ctx, b.writer.open(state, asked, false), page.now()); err != nil {
			return err
		}
	}
	<-b.thumbs.gather(ctx, f.next()).done
	return nil
}
