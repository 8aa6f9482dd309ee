package gateway

import (
	"image"
	"image/color"
	"math"
)

// jpegQuality is that of the catalogue's pictures.
const jpegQuality = 88

// scene is one picture to be drawn: a product in a colour before a background.
type scene struct {
	size    image.Point // pixels
	product func(c *canvas, t tone)
	tone    tone

	groundTop, groundBottom color.NRGBA
	turn                    float64 // degrees clockwise
	zoom                    float64 // 1: the product as large as its drawing
	moveX, moveY            float64 // in units of the drawing
}

// tone is a product's colour with what shading needs of it.
type tone struct{ base, light, dark, deep color.NRGBA }

func toneOf(base color.NRGBA) tone {
	white, black := color.NRGBA{255, 255, 255, 255}, color.NRGBA{16, 18, 28, 255}
	return tone{base: base, light: mix(base, white, 0.38), dark: mix(base, black, 0.24), deep: mix(base, black, 0.48)}
}

// rgb gives an opaque colour from 0xRRGGBB.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// veil gives a colour let through to a share of 255.
func veil(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

// scaled gives the scene with another longer side.
func (s scene) scaled(long int) scene {
	factor := float64(long) / float64(max(s.size.X, s.size.Y))
	s.size = image.Pt(int(float64(s.size.X)*factor), int(float64(s.size.Y)*factor))
	return s
}

// view gives one of the closer views of a scene.
func (s scene) view(n int) scene {
	s.zoom = []float64{1.55, 1.25, 0.7}[n%3]
	s.turn = []float64{-8, 12, 0}[n%3]
	s.groundTop, s.groundBottom = mix(s.tone.light, rgb(0xFFFFFF), 0.72), mix(s.tone.light, rgb(0xFFFFFF), 0.45)
	return s
}

// draw makes the picture.
func (s scene) draw() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, s.size.X, s.size.Y))
	for y := range s.size.Y {
		row := mix(s.groundTop, s.groundBottom, float64(y)/float64(s.size.Y))
		pixels := img.Pix[y*img.Stride : y*img.Stride+4*s.size.X]
		copy(pixels, []byte{row.R, row.G, row.B, 255})
		for done := 4; done < len(pixels); done *= 2 {
			copy(pixels[done:], pixels[:done])
		}
	}

	unit := float64(min(s.size.X, s.size.Y))
	sin, cos := math.Sincos(s.turn * math.Pi / 180)
	middleX, middleY := float64(s.size.X)/2, float64(s.size.Y)/2
	c := &canvas{img: img, to: func(x, y float64) (float64, float64) {
		x, y = (x-0.5)*s.zoom*unit, (y-0.5)*s.zoom*unit
		return middleX + x*cos - y*sin + s.moveX*unit, middleY + x*sin + y*cos + s.moveY*unit
	}}
	s.product(c, s.tone)
	return img
}

// shadow lays a soft shadow on the ground under a product.
func (c *canvas) shadow(cx, cy, rx, ry float64) {
	const rings = 10
	for i := range rings {
		share := 1 - float64(i)/rings
		c.fill(oval(cx, cy, rx*share, ry*share), solid(veil(0x1c2230, 7)))
	}
}
