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
func (p *Preparer) Thumbnail(ctx context.Context, raw []byte, maxSide, maxBytes int) (t *Thumbnail, err error) {
	err = p.within(ctx, raw, 1, func(ctx context.Context, f format, size image.Point) error {
		small, err := p.reduced(ctx, f, raw, size, within(size, maxSide))
		if err != nil {
			return err
		}
		t, err = small.oriented(f.orientation(raw)).thumbnail(ctx, maxBytes)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	return t, nil
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
