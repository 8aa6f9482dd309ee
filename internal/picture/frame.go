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

// scaled gives the frame in another size.
func (f frame) scaled(ctx context.Context, to image.Point) (planes, error) {
	if m, ok := f.img.(*image.YCbCr); ok && f.origin == (image.Point{}) && m.Rect == (image.Rectangle{Max: f.size}) {
		return scaledYCbCr(ctx, m, to)
	}
	return f.scaledAny(ctx, to)
}

// scaledYCbCr scales the planes of a JPEG or WebP one by one, in which they are
// stored already and in which they will be written: no pixel takes the detour
// over RGB.
func scaledYCbCr(ctx context.Context, m *image.YCbCr, to image.Point) (planes, error) {
	size := m.Rect.Size()
	across, down := subsampling(m.SubsampleRatio)
	out := newPlanes(to)
	for i, plane := range []struct {
		pix          []byte
		stride       int
		across, down int // luma samples for one sample of this plane
	}{
		{m.Y, m.YStride, 1, 1},
		{m.Cb, m.CStride, across, down},
		{m.Cr, m.CStride, across, down},
	} {
		width, height := (size.X+plane.across-1)/plane.across, (size.Y+plane.down-1)/plane.down
		s := newScaler(
			triangle(width, to.X, float64(size.X)/float64(to.X*plane.across)),
			triangle(height, to.Y, float64(size.Y)/float64(to.Y*plane.down)),
			out.samples[i])
		for y := range height {
			if ctx.Err() != nil {
				return planes{}, context.Cause(ctx)
			}
			s.add(plane.pix[y*plane.stride:][:width])
		}
	}
	return out, nil
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

// scaledAny scales a picture of any kind, flattening it on white row by row.
func (f frame) scaledAny(ctx context.Context, to image.Point) (planes, error) {
	out := newPlanes(to)
	across := triangle(f.size.X, to.X, float64(f.size.X)/float64(to.X))
	down := triangle(f.size.Y, to.Y, float64(f.size.Y)/float64(to.Y))
	var (
		scalers [3]*scaler
		rows    [3][]byte
	)
	for i := range scalers {
		scalers[i] = newScaler(across, down, out.samples[i])
		rows[i] = make([]byte, f.size.X)
	}
	row := image.NewRGBA(image.Rect(0, 0, f.size.X, 1))
	for y := range f.size.Y {
		if ctx.Err() != nil {
			return planes{}, context.Cause(ctx)
		}
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, f.img, f.origin.Add(image.Pt(0, y)), draw.Over)
		for x := range f.size.X {
			p := row.Pix[4*x:][:3]
			rows[0][x], rows[1][x], rows[2][x] = color.RGBToYCbCr(p[0], p[1], p[2])
		}
		for i, s := range scalers {
			s.add(rows[i])
		}
	}
	return out, nil
}
