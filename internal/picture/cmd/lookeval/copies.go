package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"
)

// copyKind is one way in which a picture comes back after other programs had
// it.
type copyKind struct {
	kind string
	make func(m *image.RGBA) ([]byte, error)
}

// copies are the kinds of copies that must be found, alone and together.
func copies() []copyKind {
	same := func(m *image.RGBA) *image.RGBA { return m }
	jpegOf := func(kind string, quality int, change func(*image.RGBA) *image.RGBA) copyKind {
		return copyKind{kind, func(m *image.RGBA) ([]byte, error) { return asJPEG(change(m), quality) }}
	}
	all := func(part float64) edges { return edges{part, part, part, part} }
	return []copyKind{
		jpegOf("JPEG quality 40", 40, same),
		jpegOf("JPEG quality 60", 60, same),
		jpegOf("JPEG quality 80", 80, same),
		jpegOf("JPEG quality 95", 95, same),
		{"PNG", asPNG},
		{"WebP", asWebP},
		jpegOf("scaled to 30 %", 85, func(m *image.RGBA) *image.RGBA { return scaled(m, 0.3) }),
		jpegOf("scaled to 50 %", 85, func(m *image.RGBA) *image.RGBA { return scaled(m, 0.5) }),
		jpegOf("scaled to 77 %", 85, func(m *image.RGBA) *image.RGBA { return scaled(m, 0.77) }),
		jpegOf("scaled to 150 %", 85, func(m *image.RGBA) *image.RGBA { return scaled(m, 1.5) }),
		jpegOf("cropped by 1 %", 85, func(m *image.RGBA) *image.RGBA { return cropped(m, all(0.01)) }),
		jpegOf("cropped by 2 %", 85, func(m *image.RGBA) *image.RGBA { return cropped(m, all(0.02)) }),
		jpegOf("cropped by 2 % at the left", 85, func(m *image.RGBA) *image.RGBA { return cropped(m, edges{left: 0.02}) }),
		jpegOf("cropped by 2 % right and below", 85, func(m *image.RGBA) *image.RGBA { return cropped(m, edges{right: 0.02, bottom: 0.02}) }),
		jpegOf("white border of 1 %", 85, func(m *image.RGBA) *image.RGBA { return bordered(m, all(0.01), color.White) }),
		jpegOf("white border of 2 %", 85, func(m *image.RGBA) *image.RGBA { return bordered(m, all(0.02), color.White) }),
		jpegOf("black border of 2 %", 85, func(m *image.RGBA) *image.RGBA { return bordered(m, all(0.02), color.Black) }),
		jpegOf("red border of 1 %", 85, func(m *image.RGBA) *image.RGBA {
			return bordered(m, all(0.01), color.RGBA{R: 200, G: 30, B: 30, A: 255})
		}),
		jpegOf("white border of 2 % below", 85, func(m *image.RGBA) *image.RGBA { return bordered(m, edges{bottom: 0.02}, color.White) }),
		jpegOf("5 % darker", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 0.95, 0) }),
		jpegOf("5 % brighter", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 1.05, 0) }),
		jpegOf("10 % darker", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 0.9, 0) }),
		jpegOf("10 % brighter", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 1.1, 0) }),
		jpegOf("8 levels lower", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 1, -8) }),
		jpegOf("8 levels higher", 85, func(m *image.RGBA) *image.RGBA { return toned(m, 1, 8) }),
		jpegOf("cropped, half size, quality 50", 50, func(m *image.RGBA) *image.RGBA {
			return scaled(cropped(m, edges{0.02, 0.005, 0.01, 0.015}), 0.5)
		}),
		jpegOf("bordered, darker, quality 60", 60, func(m *image.RGBA) *image.RGBA {
			return toned(bordered(m, edges{0.01, 0.02, 0.005, 0.015}, color.White), 0.96, 0)
		}),
	}
}

func asJPEG(m image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

func asPNG(m *image.RGBA) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m)
	return b.Bytes(), err
}

func onWhite(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Over)
	return out
}

// atMost makes a picture no longer than so many pixels.
func atMost(m *image.RGBA, side int) *image.RGBA {
	if long := max(m.Rect.Dx(), m.Rect.Dy()); long > side {
		return scaled(m, float64(side)/float64(long))
	}
	return m
}

func scaled(m *image.RGBA, factor float64) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, part(m.Rect.Dx(), factor), part(m.Rect.Dy(), factor)))
	xdraw.CatmullRom.Scale(out, out.Rect, m, m.Rect, draw.Src, nil)
	return out
}

func part(n int, factor float64) int { return int(float64(n)*factor + 0.5) }

// edges are parts of a picture's sides.
type edges struct{ left, top, right, bottom float64 }

// of gives how many pixels the edges are.
func (e edges) of(m *image.RGBA) (left, top, right, bottom int) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	return part(w, e.left), part(h, e.top), part(w, e.right), part(h, e.bottom)
}

func cropped(m *image.RGBA, e edges) *image.RGBA {
	left, top, right, bottom := e.of(m)
	return onWhite(m.SubImage(image.Rect(left, top, m.Rect.Dx()-right, m.Rect.Dy()-bottom)))
}

func bordered(m *image.RGBA, e edges, c color.Color) *image.RGBA {
	left, top, right, bottom := e.of(m)
	out := image.NewRGBA(image.Rect(0, 0, left+m.Rect.Dx()+right, top+m.Rect.Dy()+bottom))
	draw.Draw(out, out.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	draw.Draw(out, m.Rect.Add(image.Pt(left, top)), m, image.Point{}, draw.Src)
	return out
}

// toned changes every red, green and blue.
func toned(m *image.RGBA, gain, lift float64) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = 255
		if i%4 != 3 {
			out.Pix[i] = byte(min(max(float64(v)*gain+lift+0.5, 0), 255))
		}
	}
	return out
}
