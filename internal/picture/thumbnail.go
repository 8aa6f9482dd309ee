package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
)

// leastThumbnail is the long side, in pixels, under which a thumbnail is not
// made smaller to meet its bytes: nobody would recognise a product on it.
const leastThumbnail = 48

// Thumbnail is a picture made small for being looked at.
type Thumbnail struct {
	JPEG          []byte // upright, on white, without metadata
	Width, Height int    // of JPEG, in pixels
}

// Thumbnail scales a picture down so that no side has more than maxSide pixels,
// and writes it in at most maxBytes bytes. To meet the bytes it lowers the
// quality first and the size then, to leastThumbnail at the least; a picture
// that is too rich even so is ErrTooLarge. It works within the limits of
// Prepare, but takes pictures of any smallness, which it leaves as small as
// they are. Its errors are those of Prepare.
func (p *Preparer) Thumbnail(ctx context.Context, raw []byte, maxSide, maxBytes int) (*Thumbnail, error) {
	t, err := p.thumbnail(ctx, raw, maxSide, maxBytes)
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	return t, nil
}

func (p *Preparer) thumbnail(ctx context.Context, raw []byte, maxSide, maxBytes int) (*Thumbnail, error) {
	if int64(len(raw)) > p.cfg.MaxBytes {
		return nil, fmt.Errorf("%w: %d", ErrTooLarge, len(raw))
	}
	f, err := sniff(raw)
	if err != nil {
		return nil, err
	}
	size, err := f.size(raw)
	if err != nil {
		return nil, err
	}
	pixels := int64(size.X) * int64(size.Y)
	if pixels > p.cfg.MaxPixels {
		return nil, fmt.Errorf("%w: %d×%d", ErrTooManyPixels, size.X, size.Y)
	}
	if min(size.X, size.Y) < 1 {
		return nil, fmt.Errorf("%w: %d×%d", ErrTooSmall, size.X, size.Y)
	}
	weight := max(pixels, p.share)
	if err := p.room.Acquire(ctx, weight); err != nil {
		return nil, fmt.Errorf("wait for a decoder: %w", err)
	}
	defer p.room.Release(weight)
	ctx, cancel := context.WithTimeoutCause(ctx, p.cfg.Timeout, ErrTimeout)
	defer cancel()

	fr, err := f.read(ctx, raw, size)
	if err != nil {
		return nil, err
	}
	small, err := fr.scaled(ctx, within(size, maxSide))
	if err != nil {
		return nil, err
	}
	return small.oriented(f.orientation(raw)).thumbnail(ctx, maxBytes)
}

// thumbnail encodes a picture that has the size of a thumbnail.
func (p planes) thumbnail(ctx context.Context, maxBytes int) (*Thumbnail, error) {
	for {
		least := 0 // bytes that it took at the lowest quality
		for _, quality := range []int{85, 70, 55} {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, p.image(), &jpeg.Options{Quality: quality}); err != nil {
				return nil, fmt.Errorf("encode: %w", err)
			}
			if b.Len() <= maxBytes {
				return &Thumbnail{JPEG: b.Bytes(), Width: p.width, Height: p.height}, nil
			}
			least = b.Len()
		}
		size := image.Pt(p.width, p.height)
		long := max(size.X, size.Y)
		if long <= leastThumbnail {
			return nil, fmt.Errorf("encode: %w: %d", ErrTooLarge, least)
		}
		smaller, err := frame{img: p.image(), size: size}.scaled(ctx, within(size, max(long*2/3, leastThumbnail)))
		if err != nil {
			return nil, err
		}
		p = smaller
	}
}

// within gives the size of a picture whose long side is maxSide at most; a
// smaller picture keeps its own.
func within(size image.Point, maxSide int) image.Point {
	long := max(size.X, size.Y)
	if long <= maxSide {
		return size
	}
	scaled := func(n int) int { return max(1, (n*maxSide*2+long)/(long*2)) }
	return image.Pt(scaled(size.X), scaled(size.Y))
}
