package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// The bounds of a prepared picture. The gateway's image search is known to
// take JPEGs of up to 3 MB and is advised to get 256 to 1,500 pixels a side.
const (
	MinSide      = 16      // pixels; a smaller side is refused
	shortSide    = 256     // pixels; smaller pictures are enlarged
	longSide     = 1500    // pixels; goes before shortSide
	maxJPEGBytes = 3 << 20 // of a prepared picture
)

// The defaults of Config. The pixels are what the platform takes at most, and
// the bytes are well above what it takes for a picture message.
const (
	DefaultMaxBytes  = 32 << 20
	DefaultMaxPixels = 12000 * 12000
	DefaultTimeout   = 10 * time.Second
)

// collectAfter is how many decoded pixels may be garbage: 12 to 32 MB.
const collectAfter = 8 << 20

// Config bounds the work on pictures. A zero field takes its default.
type Config struct {
	MaxBytes  int64 // of the picture as it comes
	MaxPixels int64 // width × height as it comes
	// Decoders is how many pictures are decoded at once; by default one for
	// each processor. A large picture takes the room of several, and one that
	// takes more memory than all of them has to be alone.
	Decoders int
	Timeout  time.Duration // for one picture, waiting for a free decoder not counted
}

// Picture is a prepared picture.
type Picture struct {
	JPEG          []byte            // upright, on white, without metadata, at most 3 MB
	Width, Height int               // of JPEG, in pixels
	Sum           [sha256.Size]byte // SHA-256 of the raw bytes
	Look          Look
}

// Preparer prepares pictures. It is safe for concurrent use.
type Preparer struct {
	cfg   Config
	share int64               // the least that a picture takes of room
	room  *semaphore.Weighted // bytes that may be in decoding
	let   atomic.Int64        // pixels let go of since the last collection
}

// New gives a Preparer; negative limits are an error.
func New(cfg Config) (*Preparer, error) {
	if cfg.MaxBytes < 0 || cfg.MaxPixels < 0 || cfg.Decoders < 0 || cfg.Timeout < 0 {
		return nil, errors.New("picture: a limit is negative")
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = DefaultMaxBytes
	}
	if cfg.MaxPixels == 0 {
		cfg.MaxPixels = DefaultMaxPixels
	}
	if cfg.Decoders == 0 {
		cfg.Decoders = runtime.GOMAXPROCS(0)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	return &Preparer{
		cfg:   cfg,
		share: max(weightTogether/int64(cfg.Decoders), 1),
		room:  semaphore.NewWeighted(weightTogether),
	}, nil
}

// Prepare makes a picture safe to serve and to search with. It waits for a free
// decoder as long as ctx lets it. Its errors are those of this package, or the
// one of ctx.
func (p *Preparer) Prepare(ctx context.Context, raw []byte) (pic *Picture, err error) {
	err = p.within(ctx, raw, MinSide, func(ctx context.Context, f format, size image.Point) error {
		pic, err = p.prepare(ctx, f, raw, size)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("prepare picture: %w", err)
	}
	return pic, nil
}

// within does work on a picture that claims to be within the limits, with
// sides of least pixels and more, when there is a free decoder, and in time.
func (p *Preparer) within(ctx context.Context, raw []byte, least int64, work func(ctx context.Context, f format, size image.Point) error) error {
	if int64(len(raw)) > p.cfg.MaxBytes {
		return fmt.Errorf("%w: %d", ErrTooLarge, len(raw))
	}
	f, err := sniff(raw)
	if err != nil {
		return err
	}
	claim, err := f.claim(raw)
	if err != nil {
		return err
	}
	if err := p.bounded(claim, least); err != nil {
		return err
	}
	weight := f.weight(raw, claim)
	if weight > weightAlone {
		return fmt.Errorf("%w: %d MB of memory", ErrTooManyPixels, weight>>20)
	}
	weight = min(max(weight, p.share), weightTogether)
	if err := p.room.Acquire(ctx, weight); err != nil {
		return fmt.Errorf("wait for a decoder: %w", err)
	}
	defer p.room.Release(weight)
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Timeout, ErrTimeout)
	defer cancel()
	return work(ctx, f, image.Pt(claim.Width, claim.Height))
}

// bounded refuses a claim to more pixels than are taken, or to shorter sides.
// Two sides of 32 bits make a product of 64, which is why it is not made.
func (p *Preparer) bounded(c image.Config, least int64) error {
	width, height := int64(c.Width), int64(c.Height)
	switch {
	case width > 0 && height > p.cfg.MaxPixels/width:
		return fmt.Errorf("%w: %d×%d", ErrTooManyPixels, width, height)
	case min(width, height) < least:
		return fmt.Errorf("%w: %d×%d", ErrTooSmall, width, height)
	}
	return nil
}

// prepare does the work of Prepare on a picture that is within the limits.
func (p *Preparer) prepare(ctx context.Context, f format, raw []byte, size image.Point) (*Picture, error) {
	small, err := p.reduced(ctx, f, raw, size, targetSize(size))
	if err != nil {
		return nil, err
	}
	upright := small.oriented(f.orientation(raw))
	encoded, err := encode(upright)
	if err != nil {
		return nil, err
	}
	return &Picture{
		JPEG:   encoded,
		Width:  upright.width,
		Height: upright.height,
		Sum:    sha256.Sum256(raw),
		Look:   lookOf(upright),
	}, nil
}

// reduced decodes a picture of a size and scales it to another. The decoded
// one, which is by far the largest thing in the process, is garbage when it
// returns.
func (p *Preparer) reduced(ctx context.Context, f format, raw []byte, size, to image.Point) (planes, error) {
	defer p.letGo(int64(size.X) * int64(size.Y))
	fr, err := f.read(ctx, raw, size)
	if err != nil {
		return planes{}, err
	}
	return fr.scaled(ctx, to)
}

// letGo collects garbage when enough pixels have become garbage. Left to its
// own pace the collector lets the heap double before it does anything, and a
// few large photographs at once would take several times the memory they need.
func (p *Preparer) letGo(pixels int64) {
	if p.let.Add(pixels) >= collectAfter {
		p.let.Store(0)
		runtime.GC()
	}
}

// targetSize gives the size to which a picture is scaled: at most longSide, and
// at least shortSide as far as longSide allows.
func targetSize(size image.Point) image.Point {
	long, short := max(size.X, size.Y), min(size.X, size.Y)
	// The factor is the fraction num/den, so that the side it is meant for
	// comes out exact.
	num, den := 1, 1
	switch {
	case long > longSide:
		num, den = longSide, long
	case short < shortSide && shortSide*long <= longSide*short:
		num, den = shortSide, short
	case short < shortSide:
		num, den = longSide, long
	}
	scaled := func(n int) int { return max(1, (n*num*2+den)/(den*2)) }
	return image.Pt(scaled(size.X), scaled(size.Y))
}

// encode writes a JPEG of at most maxJPEGBytes. The first quality is enough for
// all but noise.
func encode(p planes) ([]byte, error) {
	for _, quality := range []int{88, 75, 60, 40} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, p.image(), &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("encode: %w", err)
		}
		if b.Len() <= maxJPEGBytes {
			return b.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("encode: %w", ErrTooLarge)
}
