package gateway

import (
	"image"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/draw"
)

const (
	// lookSide is the long side in pixels to which a picture is reduced before
	// it is looked at.
	lookSide = 96
	// lookGrid is how many cells a side a look has.
	lookGrid = 16
	// groundTolerance is how far a pixel's three components together may be
	// from the background's and still belong to it.
	groundTolerance = 36
	// outlineWeight and aspectWeight are how much a product's outline and its
	// proportions count beside its colours. A product in its other colours is
	// more alike than another product in the same colour.
	outlineWeight = 150
	aspectWeight  = 120
)

// look is what of a picture counts for likeness: the colours of a small grid
// laid over the product, its background replaced by white, which cells the
// product fills, and its proportions.
// Where the product stands, its size and the background's colour do not count.
type look struct {
	cells  [lookGrid * lookGrid]ycc
	filled [lookGrid * lookGrid]float64 // share of each cell that is no background
	aspect float64                      // logarithm of width by height
}

// ycc is a colour as brightness and two differences, each from 0 to 255.
type ycc struct{ y, cb, cr float64 }

// lookOf looks at a picture.
func lookOf(img image.Image) look {
	small := reduce(img)
	ground := groundOf(small)
	box := productBox(small, ground)

	found := look{aspect: math.Log(float64(box.Dx()) / float64(box.Dy()))}
	var counts [len(found.cells)]float64
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			cell := (y-box.Min.Y)*lookGrid/box.Dy()*lookGrid + (x-box.Min.X)*lookGrid/box.Dx()
			pixel := pixelAt(small, x, y)
			if pixel.near(ground) {
				pixel = ycc{255, 128, 128}
			} else {
				found.filled[cell]++
			}
			sum := &found.cells[cell]
			sum.y, sum.cb, sum.cr = sum.y+pixel.y, sum.cb+pixel.cb, sum.cr+pixel.cr
			counts[cell]++
		}
	}
	for i, n := range counts {
		if n > 0 {
			cell := &found.cells[i]
			cell.y, cell.cb, cell.cr = cell.y/n, cell.cb/n, cell.cr/n
			found.filled[i] /= n
		}
	}
	return found
}

// distance is 0 for equal looks and grows with what tells them apart. Colour
// counts more than brightness, so that a product's other colour is another
// look though its shadows are the same.
func (l look) distance(other look) float64 {
	var sum float64
	for i, cell := range l.cells {
		o := other.cells[i]
		sum += 0.5*math.Abs(cell.y-o.y) + math.Abs(cell.cb-o.cb) + math.Abs(cell.cr-o.cr)
		sum += outlineWeight * math.Abs(l.filled[i]-other.filled[i])
	}
	return sum/float64(len(l.cells)) + aspectWeight*math.Abs(l.aspect-other.aspect)
}

// reduce gives the picture at most lookSide pixels a side, at least the grid's.
func reduce(img image.Image) *image.RGBA {
	size := img.Bounds().Size()
	scale := float64(lookSide) / float64(max(size.X, size.Y))
	width := max(lookGrid, int(math.Round(float64(size.X)*scale)))
	height := max(lookGrid, int(math.Round(float64(size.Y)*scale)))
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Over, nil)
	return small
}

// groundOf gives the background's colour: of the pixels at the edges, the
// median of each component.
func groundOf(img *image.RGBA) ycc {
	var ys, cbs, crs []float64
	bounds := img.Bounds()
	add := func(x, y int) {
		pixel := pixelAt(img, x, y)
		ys, cbs, crs = append(ys, pixel.y), append(cbs, pixel.cb), append(crs, pixel.cr)
	}
	for x := range bounds.Dx() {
		add(x, 0)
		add(x, bounds.Max.Y-1)
	}
	for y := range bounds.Dy() {
		add(0, y)
		add(bounds.Max.X-1, y)
	}
	return ycc{median(ys), median(cbs), median(crs)}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// productBox is the smallest box around everything that is not background, the
// whole picture where that box is too small for the grid.
func productBox(img *image.RGBA, ground ycc) image.Rectangle {
	var box image.Rectangle
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if !pixelAt(img, x, y).near(ground) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if box.Dx() < lookGrid || box.Dy() < lookGrid {
		return img.Bounds()
	}
	return box
}

func pixelAt(img *image.RGBA, x, y int) ycc {
	c := img.RGBAAt(x, y)
	luma, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	return ycc{float64(luma), float64(cb), float64(cr)}
}

func (c ycc) near(o ycc) bool {
	return math.Abs(c.y-o.y)+math.Abs(c.cb-o.cb)+math.Abs(c.cr-o.cr) <= groundTolerance
}
