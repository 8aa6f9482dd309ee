package gateway

import (
	"fmt"
	"slices"
	"sync"
)

// Sample is a query picture to try at once: one of the catalogue's products,
// photographed anew before another background.
type Sample struct {
	Name    string // the product and its colour, as buyers name them
	Product string // key of the product, as in Offer.Product
	Variant string // its colour, as in Offer.Variant

	jpeg func() []byte
}

// JPEG gives the picture, which is drawn when it is first asked for. The caller
// may not change it.
func (s Sample) JPEG() []byte { return s.jpeg() }

// Samples gives a query picture of every product, and of some a second colour.
// No sample equals a picture of the catalogue byte by byte, and each is most
// alike to the picture of its own product and colour.
func (g *Gateway) Samples() []Sample { return slices.Clone(g.samples) }

// sampleQuality is lower than the catalogue's, as chats recompress pictures.
const sampleQuality = 76

func newSamples() []Sample {
	grounds := []struct{ top, bottom uint32 }{
		{0xFFFFFF, 0xF3F1EC}, {0xEAF0F4, 0xDDE6EC}, {0xF6EFE6, 0xEDE3D6}, {0xEFF3EC, 0xE2E9DE},
	}
	var samples []Sample
	add := func(p product, colour int) {
		n := len(samples)
		s := p.scene(colour)
		ground := grounds[n%len(grounds)]
		s.groundTop, s.groundBottom = rgb(ground.top), rgb(ground.bottom)
		s.turn = []float64{-3, 2.5, 3.5, -2}[n%4]
		s.zoom = []float64{0.88, 0.92, 0.85}[n%3]
		s.moveX = []float64{0.02, -0.03}[n%2]
		s.moveY = []float64{-0.01, 0.02, 0}[n%3]
		samples = append(samples, Sample{
			Name:    fmt.Sprintf("%s(%s)", p.name, p.colours[colour].name),
			Product: p.key, Variant: p.colours[colour].name,
			jpeg: sync.OnceValue(func() []byte { return encodeJPEG(s.draw(), sampleQuality) }),
		})
	}
	for i, p := range products() {
		add(p, 0)
		if i%3 == 0 {
			add(p, 1)
		}
	}
	return samples
}
