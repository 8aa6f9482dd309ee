package bot

import (
	"context"
	"crypto/sha256"
	"fmt"

	"tusou/internal/picture"
)

// query is the picture of a search, as far as it was worked on.
type query struct {
	source   Picture
	image    string           // its public address, if it is an offer's picture
	original []byte           // as downloaded; nil before, and once it is prepared
	prepared *picture.Picture // nil before
}

// identify gives the id of the query's picture. The same bytes are known
// without being decoded again.
func (b *Bot) identify(ctx context.Context, q *query) (id string, err error) {
	if err := b.download(ctx, q); err != nil {
		return "", err
	}
	id, ok, err := b.deps.Pictures.KnownPicture(ctx, sha256.Sum256(q.original))
	if ok || err != nil {
		return id, err
	}
	if err := b.prepare(ctx, q); err != nil {
		return "", err
	}
	return b.deps.Pictures.ResolvePicture(ctx, q.prepared)
}

// publish gives the address under which the gateway can fetch the picture.
func (b *Bot) publish(ctx context.Context, q *query) (address string, err error) {
	if q.image != "" {
		return q.image, nil
	}
	if err := b.prepare(ctx, q); err != nil {
		return "", err
	}
	if address, err = b.deps.Rehoster.Put(ctx, q.prepared.JPEG); err != nil {
		return "", &rehostError{err}
	}
	return address, nil
}

// prepare makes the picture safe, if that was not done before.
func (b *Bot) prepare(ctx context.Context, q *query) (err error) {
	if q.prepared != nil {
		return nil
	}
	if err := b.download(ctx, q); err != nil {
		return err
	}
	if q.prepared, err = b.deps.Preparer.Prepare(ctx, q.original); err == nil {
		q.original = nil
	}
	return err
}

func (b *Bot) download(ctx context.Context, q *query) error {
	if q.original != nil {
		return nil
	}
	err := calling(ctx, func() (err error) {
		q.original, err = b.deps.Platform.Resource(ctx, q.source, maxDownload)
		return err
	})
	if err != nil {
		return fmt.Errorf("download picture: %w", err)
	}
	return nil
}
