package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// onceWithin is how long a second click of the same person on the same
// 「详情」 or 「找同款」 does nothing more.
const onceWithin = 10 * time.Second

// similar starts a search with an offer's picture. Its result is a new card;
// the clicked one stays.
func (b *Bot) similar(ctx context.Context, c Click, state CardState, offerID string) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	offer, ok, err := b.offerOn(ctx, state, offerID)
	switch {
	case err != nil:
		return ClickAnswer{}, err
	case !ok:
		return b.toast("warning", t.CardGone), nil
	case offer.Image == "":
		return b.toast("warning", t.SimilarNoImage), nil
	}
	first, err := b.deps.Memory.Once(ctx, stableID("similar", state.ID, offerID, c.Operator), onceWithin)
	if err != nil || !first {
		return b.toast("info", t.AlreadyRunning), err
	}
	defaults, err := b.deps.Memory.Defaults(ctx, state.ChatID)
	if err != nil {
		return ClickAnswer{}, err
	}
	err = b.begin(ctx, Search{
		ID: stableID(c.EventID), ChatID: state.ChatID, Person: c.Operator, Asked: c.MessageID,
		Image: offer.Image, PictureID: webPictureID(offer.Image), Terms: defaults, Created: b.deps.Now(),
	})
	if err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.SimilarStarted), nil
}

// webPictureID is the id of a picture that is known by its address alone: it
// is never fetched here, so its look is not known.
func webPictureID(address string) string {
	sum := sha256.Sum256([]byte(address))
	return "web-" + hex.EncodeToString(sum[:16])
}
