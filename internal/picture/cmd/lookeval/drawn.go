package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// tint is a colour whose parts go from 0 to 1.
type tint [3]float64

// variants are the colours in which every product is drawn, some of them close
// to each other, as shops have them.
func variants() []struct {
	name string
	tint tint
} {
	return []struct {
		name string
		tint tint
	}{
		{"black", tint{0.12, 0.12, 0.13}},
		{"navy", tint{0.13, 0.17, 0.36}},
		{"grey", tint{0.58, 0.58, 0.59}},
		{"red", tint{0.75, 0.16, 0.18}},
		{"pink", tint{0.91, 0.62, 0.68}},
		{"green", tint{0.25, 0.48, 0.33}},
	}
}

// drawProducts draws products, each in every colour. The same number gives the
// same pictures everywhere.
func drawProducts(n int) []original {
	var out []original
	for i := range n {
		for k, v := range variants() {
			p := drawProduct(i, v.tint)
			var b bytes.Buffer
			if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 92}); err != nil {
				panic("a drawn picture always encodes: " + err.Error())
			}
			out = append(out, original{name: fmt.Sprintf("product %d in %s", i, v.name), raw: b.Bytes(), image: p, copied: k == i%6})
		}
	}
	return out
}

// piece is one form of a product.
type piece struct {
	x, y, rx, ry float64 // centre and half sizes, in parts of the picture's width
	turn         float64 // radians
	power        float64 // of the superellipse: 2 is an ellipse, 8 nearly a rectangle
	hole         float64 // of a ring: its inner size in parts of the outer one; 0: none
	own          bool    // has the variant's colour, else fixed
	fixed        tint
	weave        float64 // how strong its texture is, 0 to 1
	wave         float64 // how many waves the texture has over the picture
}

// within says how deep a place is inside the piece, from 0 at its edge.
func (p piece) within(x, y float64) float64 {
	dx, dy := x-p.x, y-p.y
	sin, cos := math.Sincos(p.turn)
	u, v := math.Abs(dx*cos+dy*sin)/p.rx, math.Abs(dy*cos-dx*sin)/p.ry
	r := math.Pow(math.Pow(u, p.power)+math.Pow(v, p.power), 1/p.power)
	depth := (1 - r) * min(p.rx, p.ry)
	if p.hole > 0 {
		depth = min(depth, (r-p.hole)*min(p.rx, p.ry))
	}
	return depth
}

// drawProduct draws one product. What it looks like depends on its number
// alone, and the variant changes nothing but the colour of its own pieces.
func drawProduct(number int, own tint) *image.RGBA {
	r := rand.New(rand.NewPCG(7, uint64(number)))
	size := image.Pt(360, 270+90*r.IntN(3))
	height := float64(size.Y) / float64(size.X)
	ground, shade := ground(r)
	pieces := pieces(r, height)
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			u, v := (float64(x)+0.5)/float64(size.X), (float64(y)+0.5)/float64(size.X)
			c := ground
			for i := range c {
				c[i] -= shade * (v / height)
			}
			for _, p := range pieces {
				c = p.over(c, own, u, v, float64(size.X))
			}
			for i, level := range c {
				out.Pix[out.PixOffset(x, y)+i] = byte(255*min(max(level, 0), 1) + 0.5)
			}
			out.Pix[out.PixOffset(x, y)+3] = 255
		}
	}
	return out
}

// over paints the piece over what is there at a place, with a soft edge of a
// pixel and light from above left.
func (p piece) over(there, own tint, x, y, pixels float64) tint {
	depth := p.within(x, y)
	cover := min(max(depth*pixels+0.5, 0), 1)
	if cover == 0 {
		return there
	}
	c := p.fixed
	if p.own {
		c = own
	}
	light := 1 + 0.25*((p.x-x)/p.rx+(p.y-y)/p.ry)/2
	light *= 1 - 0.25*math.Exp(-depth*40)
	light *= 1 + p.weave*0.2*math.Sin(p.wave*2*math.Pi*x)*math.Sin(p.wave*2*math.Pi*y)
	for i := range c {
		there[i] += (c[i]*light + 0.02*(light-1) - there[i]) * cover
	}
	return there
}

// ground gives what the product stands before: white paper most often.
func ground(r *rand.Rand) (ground tint, shade float64) {
	switch r.IntN(4) {
	case 0:
		return tint{0.93, 0.92, 0.9}, 0.15
	case 1:
		return tint{0.8, 0.72, 0.62}, 0.25
	default:
		return tint{1, 1, 1}, 0
	}
}

// pieces makes up a product: a body of two or three pieces in its own colour,
// and handles, buttons and labels that look the same in every colour.
func pieces(r *rand.Rand, height float64) []piece {
	between := func(low, high float64) float64 { return low + r.Float64()*(high-low) }
	middle := height / 2
	var out []piece
	for range 2 + r.IntN(2) {
		out = append(out, piece{
			x: between(0.4, 0.6), y: middle + between(-0.12, 0.12), rx: between(0.1, 0.3), ry: between(0.12, 0.3) * height,
			turn: between(-0.4, 0.4), power: between(2, 8), own: true, weave: between(0, 1), wave: between(4, 60),
		})
	}
	for range 2 + r.IntN(4) {
		level := between(0.1, 0.95)
		out = append(out, piece{
			x: between(0.25, 0.75), y: middle + between(-0.25, 0.25)*height, rx: between(0.02, 0.1), ry: between(0.02, 0.1),
			turn: between(0, 3), power: between(2, 8), hole: float64(r.IntN(2)) * between(0.5, 0.85),
			fixed: tint{level, level * between(0.9, 1), level * between(0.8, 1)},
		})
	}
	return out
}
