package gateway

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// canvas draws antialiased shapes. Its coordinates go from 0 to 1 over the
// picture's shorter side, moved, turned and scaled as the scene demands.
type canvas struct {
	img *image.RGBA
	to  func(x, y float64) (px, py float64) // from the drawing to pixels
}

// point is a place in the drawing.
type point struct{ x, y float64 }

// paint is a colour, or a gradient between two: along a line from one point to
// another or, if radial, from the first point outwards as far as the second.
type paint struct {
	from, to point
	c0, c1   color.NRGBA
	radial   bool
}

func solid(c color.NRGBA) paint { return paint{c0: c, c1: c} }

// across fades from left to right, down from top to bottom.
func across(x0, x1 float64, c0, c1 color.NRGBA) paint {
	return paint{from: point{x0, 0}, to: point{x1, 0}, c0: c0, c1: c1}
}

func down(y0, y1 float64, c0, c1 color.NRGBA) paint {
	return paint{from: point{0, y0}, to: point{0, y1}, c0: c0, c1: c1}
}

func glow(x, y, r float64, c0, c1 color.NRGBA) paint {
	return paint{from: point{x, y}, to: point{x + r, y}, c0: c0, c1: c1, radial: true}
}

// at gives a function from pixels to the paint's colour on this canvas.
func (p paint) at(c *canvas) func(x, y int) color.NRGBA {
	if p.c0 == p.c1 {
		return func(int, int) color.NRGBA { return p.c0 }
	}
	x0, y0 := c.to(p.from.x, p.from.y)
	x1, y1 := c.to(p.to.x, p.to.y)
	dx, dy := x1-x0, y1-y0
	length := dx*dx + dy*dy
	return func(x, y int) color.NRGBA {
		rx, ry := float64(x)+0.5-x0, float64(y)+0.5-y0
		t := (rx*dx + ry*dy) / length
		if p.radial {
			t = math.Sqrt((rx*rx + ry*ry) / length)
		}
		return mix(p.c0, p.c1, min(max(t, 0), 1))
	}
}

// mix gives the colour between two, 0 for the first, 1 for the second.
func mix(a, b color.NRGBA, t float64) color.NRGBA {
	part := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + 0.5) }
	return color.NRGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), part(a.A, b.A)}
}

// path is an outline; shapes wound the other way cut holes into it.
type path struct{ steps []step }

// step is a move (no control points), a line, or a curve of second or third
// degree; the last point is where it ends.
type step struct {
	kind   stepKind
	points [3]point
}

type stepKind int

const (
	moveStep stepKind = iota
	lineStep
	quadStep
	cubeStep
)

func start(x, y float64) *path { return new(path).move(x, y) }

func (p *path) move(x, y float64) *path {
	p.steps = append(p.steps, step{moveStep, [3]point{{x, y}}})
	return p
}

func (p *path) line(x, y float64) *path {
	p.steps = append(p.steps, step{lineStep, [3]point{{x, y}}})
	return p
}

func (p *path) quad(cx, cy, x, y float64) *path {
	p.steps = append(p.steps, step{quadStep, [3]point{{cx, cy}, {x, y}}})
	return p
}

func (p *path) cube(ax, ay, bx, by, x, y float64) *path {
	p.steps = append(p.steps, step{cubeStep, [3]point{{ax, ay}, {bx, by}, {x, y}}})
	return p
}

func polygon(corners ...point) *path {
	p := start(corners[0].x, corners[0].y)
	for _, corner := range corners[1:] {
		p.line(corner.x, corner.y)
	}
	return p
}

// box is a rectangle with rounded corners.
func box(x, y, w, h, r float64) *path {
	k := r * 0.4477 // how far a quarter circle's control points stay off the corner
	return start(x+r, y).line(x+w-r, y).cube(x+w-k, y, x+w, y+k, x+w, y+r).
		line(x+w, y+h-r).cube(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h).
		line(x+r, y+h).cube(x+k, y+h, x, y+h-k, x, y+h-r).
		line(x, y+r).cube(x, y+k, x+k, y, x+r, y)
}

func oval(cx, cy, rx, ry float64) *path {
	return arcBand(cx, cy, rx, ry, 0, 360, 0)
}

func disc(cx, cy, r float64) *path { return oval(cx, cy, r, r) }

// arcBand is a band along a part of an ellipse, from one angle in degrees to
// another, clockwise from the right. A width of 0 fills the segment instead.
func arcBand(cx, cy, rx, ry, from, to, width float64) *path {
	const steps = 72
	p := new(path)
	at := func(i int, off float64) (x, y float64) {
		angle := (from + (to-from)*float64(i)/steps) * math.Pi / 180
		return cx + (rx+off)*math.Cos(angle), cy + (ry+off)*math.Sin(angle)
	}
	p.move(at(0, width/2))
	for i := 1; i <= steps; i++ {
		p.line(at(i, width/2))
	}
	if width == 0 {
		return p
	}
	for i := steps; i >= 0; i-- {
		p.line(at(i, -width/2))
	}
	return p
}

// rod is a thick line with round ends.
func rod(x0, y0, x1, y1, width float64) *path {
	angle := math.Atan2(y1-y0, x1-x0) * 180 / math.Pi
	return arcBand(x1, y1, width/2, width/2, angle-90, angle+90, 0).
		join(arcBand(x0, y0, width/2, width/2, angle+90, angle+270, 0))
}

// join goes on with another outline's points instead of beginning a new one.
func (p *path) join(o *path) *path {
	for _, s := range o.steps {
		if s.kind == moveStep {
			s.kind = lineStep
		}
		p.steps = append(p.steps, s)
	}
	return p
}

// fill paints the inside of an outline.
func (c *canvas) fill(p *path, with paint) {
	area := c.bounds(p)
	if area.Empty() {
		return
	}
	raster := vector.NewRasterizer(area.Dx(), area.Dy())
	for i, s := range p.steps {
		var at [3][2]float32
		for j, corner := range s.points {
			x, y := c.to(corner.x, corner.y)
			at[j] = [2]float32{float32(x - float64(area.Min.X)), float32(y - float64(area.Min.Y))}
		}
		switch s.kind {
		case moveStep:
			if i > 0 {
				raster.ClosePath()
			}
			raster.MoveTo(at[0][0], at[0][1])
		case lineStep:
			raster.LineTo(at[0][0], at[0][1])
		case quadStep:
			raster.QuadTo(at[0][0], at[0][1], at[1][0], at[1][1])
		case cubeStep:
			raster.CubeTo(at[0][0], at[0][1], at[1][0], at[1][1], at[2][0], at[2][1])
		}
	}
	raster.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, area.Dx(), area.Dy()))
	raster.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	c.blend(mask, area.Min, with.at(c))
}

// bounds gives the pixels that an outline may touch.
func (c *canvas) bounds(p *path) image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, s := range p.steps {
		count := max(1, int(s.kind))
		for _, corner := range s.points[:count] {
			x, y := c.to(corner.x, corner.y)
			low = point{min(low.x, x), min(low.y, y)}
			high = point{max(high.x, x), max(high.y, y)}
		}
	}
	area := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x))+1, int(math.Ceil(high.y))+1)
	return area.Intersect(c.img.Bounds().Inset(-c.img.Bounds().Dx()))
}

// blend lays colours over the picture where the mask lets them through.
func (c *canvas) blend(mask *image.Alpha, offset image.Point, colourAt func(x, y int) color.NRGBA) {
	area := mask.Bounds().Add(offset).Intersect(c.img.Bounds())
	for y := area.Min.Y; y < area.Max.Y; y++ {
		covers := mask.Pix[mask.PixOffset(area.Min.X-offset.X, y-offset.Y):]
		pixels := c.img.Pix[c.img.PixOffset(area.Min.X, y):]
		for i := range area.Dx() {
			cover := uint32(covers[i])
			if cover == 0 {
				continue
			}
			colour := colourAt(area.Min.X+i, y)
			alpha := cover * uint32(colour.A) / 255
			pixel := pixels[4*i : 4*i+3 : 4*i+3]
			pixel[0] = over(colour.R, pixel[0], alpha)
			pixel[1] = over(colour.G, pixel[1], alpha)
			pixel[2] = over(colour.B, pixel[2], alpha)
		}
	}
}

// over lays one channel of a colour over another, alpha from 0 to 255.
func over(top, bottom uint8, alpha uint32) uint8 {
	return uint8((uint32(top)*alpha + uint32(bottom)*(255-alpha)) / 255)
}
