package bot

import (
	"context"
	"encoding/json"
	"fmt"
)

// thumbsWork is the body of a job that brings the pictures of the page a card
// shows, and then those of the next page, to the platform.
type thumbsWork struct {
	CardID string
}

// bringThumbs starts the job after a click changed what a card shows.
func (b *Bot) bringThumbs(ctx context.Context, c Click, state CardState) error {
	body, err := json.Marshal(thumbsWork{CardID: state.ID})
	if err != nil {
		return fmt.Errorf("encode thumbnails: %w", err)
	}
	return b.deps.Queue.Follow(ctx, Job{Kind: jobThumbs, Key: c.EventID, Chat: state.ChatID, Body: body})
}

// workThumbs shows the missing pictures of the page, and prepares those of
// the next one: somebody who turned a page will turn another.
func (b *Bot) workThumbs(ctx context.Context, a Attempt, w thumbsWork) error {
	state, shot, err := b.current(ctx, w.CardID)
	if err != nil || shot == nil {
		return err
	}
	addresses := shot.addresses()
	if a.Spent {
		return b.repaint(ctx, b.writer.open(state, shot.search.Asked, false), noThumbs(addresses))
	}
	before, err := b.thumbs.known(ctx, addresses, nil)
	if err != nil {
		return err
	}
	page := b.thumbs.gather(ctx, addresses)
	<-page.done
	if len(before) < len(addresses) {
		if err := b.repaint(ctx, b.writer.open(state, shot.search.Asked, false), page.now()); err != nil {
			return err
		}
	}
	if at, of := shot.pages(); at < of {
		<-b.thumbs.gather(ctx, shot.addressesOf(at+1)).done
	}
	return nil
}
