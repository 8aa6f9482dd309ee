package bot

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"log/slog"
	"maps"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"tusou/cards"
)

const (
	thumbTime    = 8 * time.Second         // for one picture, from its source to the platform
	thumbsMost   = 1500 * time.Millisecond // the longest that a result waits for its thumbnails
	thumbsLate   = 10 * time.Second        // after which a result stays as it is
	thumbsAtOnce = 10                      // over all cards, what fetching and uploading costs memory for
	neutralName  = "tusou:neutral"         // stands for the address of the neutral picture
)

// thumbnails brings offer pictures to the platform, each once: cards take only
// pictures that were uploaded to it.
type thumbnails struct {
	fetcher  Fetcher
	platform Platform
	keys     ImageKeys
	log      *slog.Logger
	flights  singleflight.Group
	slots    chan struct{}
}

func newThumbnails(f Fetcher, p Platform, k ImageKeys, log *slog.Logger) *thumbnails {
	return &thumbnails{fetcher: f, platform: p, keys: k, log: log, slots: make(chan struct{}, thumbsAtOnce)}
}

// gallery is the pictures of one card's page on their way to the platform.
type gallery struct {
	mu     sync.Mutex
	thumbs map[string]cards.Thumb
	done   chan struct{} // closed when no picture is on its way any more
}

// gather starts to bring the pictures at the addresses to the platform and
// gives their gallery, in which those that are known are ready at once. Its
// work ends with ctx; the caller waits for done.
func (t *thumbnails) gather(ctx context.Context, addresses []string) *gallery {
	g := &gallery{thumbs: make(map[string]cards.Thumb, len(addresses)), done: make(chan struct{})}
	known, err := t.keys.LoadImageKeys(ctx, addresses)
	if err != nil {
		t.log.WarnContext(ctx, "image keys not read", "err", err)
	}
	var missing []string
	for _, address := range addresses {
		if key, ok := known[address]; ok {
			g.thumbs[address] = cards.Thumb{Key: key}
			continue
		}
		g.thumbs[address] = cards.Thumb{}
		missing = append(missing, address)
	}
	if len(missing) == 0 {
		close(g.done)
		return g
	}
	go func() {
		defer close(g.done)
		var all sync.WaitGroup
		for _, address := range missing {
			all.Go(func() { g.set(address, t.bring(ctx, address)) })
		}
		all.Wait()
	}()
	return g
}

// again brings pictures to the platform once more, because it no longer knows
// the keys that they were shown by.
func (t *thumbnails) again(ctx context.Context, addresses []string, refused map[string]cards.Thumb) *gallery {
	var keys []string
	for _, thumb := range refused {
		if thumb.Key != "" {
			keys = append(keys, thumb.Key)
		}
	}
	if err := t.keys.ForgetImageKeys(ctx, keys); err != nil {
		// The old keys are gathered again, and refused again.
		t.log.WarnContext(ctx, "image keys not forgotten", "err", err)
	}
	return t.gather(ctx, addresses)
}

// known gives the thumbnails of addresses without bringing any: those of
// gathered where it has them, else those the platform has already.
func (t *thumbnails) known(ctx context.Context, addresses []string, gathered map[string]cards.Thumb) (map[string]cards.Thumb, error) {
	keys, err := t.keys.LoadImageKeys(ctx, addresses)
	if err != nil {
		return nil, err
	}
	thumbs := make(map[string]cards.Thumb, len(addresses))
	for _, address := range addresses {
		switch key, ok := keys[address]; {
		case ok:
			thumbs[address] = cards.Thumb{Key: key}
		case gathered[address] != cards.Thumb{}:
			thumbs[address] = gathered[address]
		}
	}
	return thumbs, nil
}

// bring gives the picture's thumbnail, the neutral one where it cannot be had.
func (t *thumbnails) bring(ctx context.Context, address string) cards.Thumb {
	key, err := t.once(ctx, address, func(ctx context.Context) ([]byte, error) { return t.fetcher.Thumbnail(ctx, address) })
	if err == nil {
		return cards.Thumb{Key: key}
	}
	t.log.WarnContext(ctx, "offer picture not shown", "err", err)
	key, err = t.once(ctx, neutralName, func(context.Context) ([]byte, error) { return neutralPicture() })
	if err != nil {
		t.log.WarnContext(ctx, "neutral picture not shown", "err", err)
		return cards.Thumb{Failed: true}
	}
	return cards.Thumb{Key: key}
}

// once uploads what read gives and notes the key; however many cards want one
// address at the same time, the first of them does it for all.
func (t *thumbnails) once(ctx context.Context, address string, read func(context.Context) ([]byte, error)) (string, error) {
	key, err, _ := t.flights.Do(address, func() (any, error) {
		ctx, cancel := context.WithTimeout(ctx, thumbTime)
		defer cancel()
		select {
		case t.slots <- struct{}{}:
			defer func() { <-t.slots }()
		case <-ctx.Done():
			return "", ctx.Err()
		}
		// Another card's flight may have ended since this one asked.
		if known, err := t.keys.LoadImageKeys(ctx, []string{address}); err == nil && known[address] != "" {
			return known[address], nil
		}
		return t.upload(ctx, address, read)
	})
	if err != nil {
		return "", err
	}
	uploaded, _ := key.(string) // always one: see above
	return uploaded, nil
}

func (t *thumbnails) upload(ctx context.Context, address string, read func(context.Context) ([]byte, error)) (string, error) {
	data, err := read(ctx)
	if err != nil {
		return "", fmt.Errorf("fetch: %w", err)
	}
	var key string
	err = calling(ctx, func() error {
		key, err = t.platform.UploadImage(ctx, data)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("upload: %w", err)
	}
	return key, t.keys.SaveImageKey(ctx, address, key)
}

func (g *gallery) set(address string, t cards.Thumb) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.thumbs[address] = t
}

// now gives the thumbnails as they stand.
func (g *gallery) now() map[string]cards.Thumb {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.thumbs)
}

// final gives the thumbnails as they are to stay: what is still on its way
// counts as failed, for a card must not say for ever that it is loading.
func (g *gallery) final() map[string]cards.Thumb {
	thumbs := g.now()
	for address, t := range thumbs {
		if t == (cards.Thumb{}) {
			thumbs[address] = cards.Thumb{Failed: true}
		}
	}
	return thumbs
}

// noThumbs gives the thumbnails of a page whose pictures cannot be had.
func noThumbs(addresses []string) map[string]cards.Thumb {
	return lacking(make(map[string]cards.Thumb, len(addresses)), addresses)
}

// lacking gives thumbnails with those that are not among them as failed.
func lacking(thumbs map[string]cards.Thumb, addresses []string) map[string]cards.Thumb {
	for _, address := range addresses {
		if thumbs[address] == (cards.Thumb{}) {
			thumbs[address] = cards.Thumb{Failed: true}
		}
	}
	return thumbs
}

// settled waits until every picture is ready or has failed, at most that long.
func (g *gallery) settled(ctx context.Context, most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-g.done:
		return true
	default:
	}
	select {
	case <-g.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// neutralPicture draws what stands for an offer picture that cannot be had: a
// grey square with the outline of a picture in it.
func neutralPicture() ([]byte, error) {
	const side = 160
	img := image.NewGray(image.Rect(0, 0, side, side))
	fill := func(r image.Rectangle, y uint8) {
		draw.Draw(img, r, image.NewUniform(color.Gray{Y: y}), image.Point{}, draw.Src)
	}
	fill(img.Bounds(), 0xEE)
	fill(image.Rect(44, 52, 116, 108), 0xC4)
	fill(image.Rect(50, 58, 110, 102), 0xEE)
	for x := range 44 { // two hills and a sun
		fill(image.Rect(58+x, 100-min(x, 44-x), 59+x, 102), 0xC4)
	}
	fill(image.Rect(92, 64, 102, 74), 0xC4)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		return nil, fmt.Errorf("draw neutral picture: %w", err)
	}
	return out.Bytes(), nil
}
