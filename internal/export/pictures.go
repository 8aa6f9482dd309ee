package export

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/jpeg" // excelize reads the size of a picture with it

	"github.com/xuri/excelize/v2"
)

// The sizes of pictures in pixels. They have about twice the pixels that they
// are shown with, for dense screens and for who draws a row larger.
const (
	maxSide = 240
	margin  = 6
	frame   = cellPixels - 2*margin // what a picture is shown in
)

// thumb is a picture in the file. Without a stand-in it could not be read.
type thumb struct {
	standIn []byte
	size    image.Point
}

// picture places a picture over a cell, and gives the cell's text where there
// is none.
func (b *book) picture(ctx context.Context, at string, raw []byte) (any, error) {
	t, err := b.thumb(ctx, raw)
	if err != nil {
		return nil, err
	}
	if t.standIn == nil {
		return b.text(b.texts.NoPicture), nil
	}
	shown := fit(t.size)
	err = b.file.AddPictureFromBytes(b.name, at, &excelize.Picture{Extension: ".jpeg", File: t.standIn, Format: &excelize.GraphicOptions{
		// Half a pixel more, as excelize cuts the fraction off.
		ScaleX:          (float64(shown.X) + 0.5) / float64(t.size.X),
		ScaleY:          (float64(shown.Y) + 0.5) / float64(t.size.Y),
		OffsetX:         (cellPixels - shown.X) / 2,
		OffsetY:         (cellPixels - shown.Y) / 2,
		LockAspectRatio: true,
		Positioning:     "twoCell", // moves and sizes with the cell
	}})
	if err != nil {
		return nil, fmt.Errorf("place the picture: %w", err)
	}
	return nil, nil
}

// thumb brings a picture into the file, each once.
func (b *book) thumb(ctx context.Context, raw []byte) (thumb, error) {
	room := b.budget.next(b.out.size())
	if len(raw) == 0 {
		return thumb{}, nil
	}
	key := sha256.Sum256(raw)
	if t, ok := b.placed[key]; ok {
		return t, nil
	}
	t, err := b.store(ctx, raw, room)
	if err != nil {
		return thumb{}, err
	}
	b.placed[key] = t
	return t, nil
}

// store makes a thumbnail and writes it. What cannot be one is no error: the
// list is worth more than the picture.
func (b *book) store(ctx context.Context, raw []byte, room int) (thumb, error) {
	if room < leastPicture {
		return thumb{}, nil
	}
	small, err := b.list.Pictures.Thumbnail(ctx, raw, maxSide, room)
	if ctx.Err() != nil {
		return thumb{}, context.Cause(ctx)
	}
	if err != nil {
		return thumb{}, nil
	}
	// The name is the one that excelize will give to its next picture.
	b.media++
	if err := b.out.store(fmt.Sprintf("%simage%d.jpeg", mediaFolder, b.media), small.JPEG); err != nil {
		return thumb{}, err
	}
	size := image.Pt(small.Width, small.Height)
	return thumb{standIn: standIn(b.media, size), size: size}, nil
}

// fit gives the size in which a picture is shown: as large as the frame allows,
// small ones as they are.
func fit(size image.Point) image.Point {
	long := max(size.X, size.Y)
	if long <= frame {
		return size
	}
	scaled := func(n int) int { return max(1, n*frame/long) }
	return image.Pt(scaled(size.X), scaled(size.Y))
}

// standIn is what excelize is given for a picture that is in the file already:
// the head of a JPEG that says its size, from which excelize reckons, and its
// number, by which excelize tells pictures apart.
func standIn(number int, size image.Point) []byte {
	b := []byte{0xff, 0xd8} // start of the picture
	b = append(b, 0xff, 0xfe, 0, 6)
	b = binary.BigEndian.AppendUint32(b, uint32(number)) // a comment
	b = append(b, 0xff, 0xc0, 0, 11, 8)
	b = binary.BigEndian.AppendUint16(b, uint16(size.Y))
	b = binary.BigEndian.AppendUint16(b, uint16(size.X))
	b = append(b, 1, 1, 0x11, 0)       // one component: the shortest form
	return append(b, 0xff, 0xda, 0, 2) // the pixels would begin here; no decoder reads on for the size
}

// tellRowHeight lets excelize reckon with rows that are high enough for their
// pictures: it does not know the height of streamed rows, and would let each
// picture reach over the rows below. It takes a point for less than Excel does,
// so it is told more points than the rows have. The sheet's own properties are
// in the stream already when this is called; the file does not change by it.
func (b *book) tellRowHeight() error {
	points := float64(cellPixels)
	if err := b.file.SetSheetProps(b.name, &excelize.SheetPropsOptions{DefaultRowHeight: &points}); err != nil {
		return fmt.Errorf("tell the row height: %w", err)
	}
	return nil
}
