package picture

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// randomProduct gives the planes of a coloured ellipse with a lighter part,
// somewhere near the middle of a white ground.
func randomProduct(r *rand.Rand) planes {
	const side = lookSide
	p := newPlanes(image.Pt(side, side))
	cx, cy := side/2+r.NormFloat64()*2, side/2+r.NormFloat64()*2
	rx, ry := 4+r.Float64()*10, 4+r.Float64()*10
	body := [3]byte{byte(20 + r.IntN(200)), byte(128 + r.NormFloat64()*18), byte(128 + r.NormFloat64()*18)}
	for i := range side * side {
		dx, dy := (float64(i%side)-cx)/rx, (float64(i/side)-cy)/ry
		for plane, ground := range [3]byte{250, 128, 128} {
			v := ground
			if dx*dx+dy*dy <= 1 {
				v = body[plane]
			}
			if plane == 0 && dx*dx+dy*dy <= 0.2 {
				v = v/2 + 100
			}
			p.samples[plane][i] = v
		}
	}
	return p
}

func TestBucketsLeaveFewToCompare(t *testing.T) {
	const looks, questions = 2000, 200
	r := rand.New(rand.NewPCG(3, 4))
	var stored, asked []Look
	for range looks {
		stored = append(stored, lookOf(randomProduct(r)))
	}
	for range questions {
		asked = append(asked, lookOf(randomProduct(r)))
	}
	buckets := map[int64]int{}
	for _, l := range stored {
		buckets[l.Coarse()]++
	}
	found := 0
	for _, l := range asked {
		near := l.Near()
		assert.LessOrEqual(t, len(near), 64)
		assert.Contains(t, near, l.Coarse())
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(near))), len(near), "no bucket comes twice")
		for _, n := range near {
			found += buckets[n]
		}
	}
	share := float64(found) / (looks * questions)
	t.Logf("of 100,000 looks %.0f are left to compare", share*100_000)
	assert.Less(t, share, 0.02)
}

func TestBucketsBearTheirTolerance(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		p := randomProduct(r)
		look := lookOf(p)
		for _, change := range []int{-7, 7} {
			for i, v := range p.samples[0] {
				p.samples[0][i] = byte(min(max(int(v)+change, 0), 255))
			}
			assert.Contains(t, lookOf(p).Near(), look.Coarse(), "brightness %+d", change)
		}
	}
}
