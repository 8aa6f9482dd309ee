package picture

import "image"

// planes is a picture as three planes Y, Cb and Cr of one size, rows close
// together.
type planes struct {
	width, height int
	samples       [3][]byte
}

func newPlanes(size image.Point) planes {
	p := planes{width: size.X, height: size.Y}
	for i := range p.samples {
		p.samples[i] = make([]byte, size.X*size.Y)
	}
	return p
}

// image gives the planes as the encoder takes them.
func (p planes) image() *image.YCbCr {
	return &image.YCbCr{
		Y: p.samples[0], Cb: p.samples[1], Cr: p.samples[2],
		YStride: p.width, CStride: p.width,
		SubsampleRatio: image.YCbCrSubsampleRatio444,
		Rect:           image.Rect(0, 0, p.width, p.height),
	}
}

// oriented gives the picture as the EXIF orientation (TIFF 6.0, tag 274) wants
// it shown.
func (p planes) oriented(orientation int) planes {
	if orientation < 2 || orientation > 8 {
		return p
	}
	w, h := p.width, p.height
	last := w*h - 1
	// Where the first sample shown is stored, and how far it is to the next
	// one to the right and to the next one below.
	way := [...]struct{ first, right, below int }{
		2: {w - 1, -1, w},       // mirrored
		3: {last, -1, -w},       // upside down
		4: {w * (h - 1), 1, -w}, // upside down, mirrored
		5: {0, w, 1},            // lying on its left side, mirrored
		6: {w * (h - 1), -w, 1}, // lying on its left side
		7: {last, -w, -1},       // lying on its right side, mirrored
		8: {w - 1, w, -1},       // lying on its right side
	}[orientation]
	size := image.Pt(w, h)
	if orientation >= 5 {
		size = image.Pt(h, w)
	}
	out := newPlanes(size)
	for i, dst := range out.samples {
		src := p.samples[i]
		for y := range size.Y {
			from := way.first + y*way.below
			for x := range size.X {
				dst[y*size.X+x] = src[from]
				from += way.right
			}
		}
	}
	return out
}
