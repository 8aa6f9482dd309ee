package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync/atomic"
)

// thrift is the platform while it still takes calls, and after: once the
// tenant's calls of the month are used up, what a card can do without (pictures
// of offers, the card of progress) is left out, until a call that somebody asked
// for succeeds again.
type thrift struct {
	Platform
	log   *slog.Logger
	spent atomic.Bool
}

// note learns from how a call ended that may not be left out.
func (t *thrift) note(ctx context.Context, err error) {
	switch {
	case err == nil && t.spent.CompareAndSwap(true, false):
		t.log.InfoContext(ctx, "the platform takes calls again, nothing is left out any more")
	case ActionOf(err) == PlatformSpent && t.spent.CompareAndSwap(false, true):
		t.log.ErrorContext(ctx, "the tenant's calls of this month are used up: pictures of offers and progress are left out", "err", err)
	}
}

// Reply implements Platform.
func (t *thrift) Reply(ctx context.Context, messageID, uuid string, card json.RawMessage, inThread bool) (id string, err error) {
	id, err = t.Platform.Reply(ctx, messageID, uuid, card, inThread)
	t.note(ctx, err)
	return id, err
}

// Send implements Platform.
func (t *thrift) Send(ctx context.Context, to, uuid string, card json.RawMessage) (id string, err error) {
	id, err = t.Platform.Send(ctx, to, uuid, card)
	t.note(ctx, err)
	return id, err
}

// Patch implements Platform.
func (t *thrift) Patch(ctx context.Context, messageID string, card json.RawMessage) error {
	err := t.Platform.Patch(ctx, messageID, card)
	t.note(ctx, err)
	return err
}

// Resource implements Platform.
func (t *thrift) Resource(ctx context.Context, p Picture, limit int64) ([]byte, error) {
	data, err := t.Platform.Resource(ctx, p, limit)
	t.note(ctx, err)
	return data, err
}

// UploadImage implements Platform.
func (t *thrift) UploadImage(ctx context.Context, jpeg []byte) (key string, err error) {
	if t.spent.Load() {
		return "", &PlatformError{Op: "im.image.create", Action: PlatformSpent, Message: "left out, the calls of this month are used up"}
	}
	key, err = t.Platform.UploadImage(ctx, jpeg)
	if err != nil { // a success says nothing that the others do not say sooner
		t.note(ctx, err)
	}
	return key, err
}
