package picture

import (
	"context"
	"image"
	"image/color"
	"image/draw"
)

// frame is a decoded picture. What of its canvas the image does not cover, as
// the first frame of an animation may, is white.
type frame struct {
	img    image.Image
	origin image.Point // of the canvas, in the image's coordinates
	size   image.Point // of the canvas
}

// reduction is what is kept of a frame: the picture in its new size, and the
// means of the look's cells. These are taken from the frame itself: a picture
// that had to be enlarged has lost some of its sharpness.
type reduction struct {
	small planes
	cells planes
}

// reduce scales a frame.
func reduce(ctx context.Context, f frame, to image.Point) (reduction, error) {
	r := reduction{small: newPlanes(to), cells: newPlanes(image.Pt(lookSide, lookSide))}
	if m, ok := f.img.(*image.YCbCr); ok && f.origin == (image.Point{}) && m.Rect == (image.Rectangle{Max: f.size}) {
		return r, r.addYCbCr(ctx, m)
	}
	return r, r.addAny(ctx, f)
}

// adder gives the function that takes the rows of one plane, which has as many
// samples as stored, and of which the canvas covers width × height.
func (r reduction) adder(plane int, stored image.Point, width, height float64) func(row []byte) {
	small := newScaler(
		triangle(stored.X, r.small.width, width/float64(r.small.width)),
		triangle(stored.Y, r.small.height, height/float64(r.small.height)),
		r.small.samples[plane])
	cells := newScaler(
		box(stored.X, lookSide, width/lookSide),
		box(stored.Y, lookSide, height/lookSide),
		r.cells.samples[plane])
	return func(row []byte) {
		small.add(row)
		cells.add(row)
	}
}

// addYCbCr takes the planes of a JPEG or WebP one by one, in which they are
// stored already and in which they will be written: no pixel takes the detour
// over RGB.
func (r reduction) addYCbCr(ctx context.Context, m *image.YCbCr) error {
	size := m.Rect.Size()
	across, down := subsampling(m.SubsampleRatio)
	for i, plane := range []struct {
		pix          []byte
		stride       int
		across, down int // luma samples for one sample of this plane
	}{
		{m.Y, m.YStride, 1, 1},
		{m.Cb, m.CStride, across, down},
		{m.Cr, m.CStride, across, down},
	} {
		stored := image.Pt((size.X+plane.across-1)/plane.across, (size.Y+plane.down-1)/plane.down)
		add := r.adder(i, stored, float64(size.X)/float64(plane.across), float64(size.Y)/float64(plane.down))
		for y := range stored.Y {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			add(plane.pix[y*plane.stride:][:stored.X])
		}
	}
	return nil
}

func subsampling(r image.YCbCrSubsampleRatio) (across, down int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	default:
		return 1, 1
	}
}

// addAny takes a picture of any kind, flattening it on white row by row.
func (r reduction) addAny(ctx context.Context, f frame) error {
	var (
		add  [3]func([]byte)
		rows [3][]byte
	)
	for i := range add {
		add[i] = r.adder(i, f.size, float64(f.size.X), float64(f.size.Y))
		rows[i] = make([]byte, f.size.X)
	}
	row := image.NewRGBA(image.Rect(0, 0, f.size.X, 1))
	for y := range f.size.Y {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, f.img, f.origin.Add(image.Pt(0, y)), draw.Over)
		for x := range f.size.X {
			p := row.Pix[4*x:][:3]
			rows[0][x], rows[1][x], rows[2][x] = color.RGBToYCbCr(p[0], p[1], p[2])
		}
		for i := range add {
			add[i](rows[i])
		}
	}
	return nil
}
