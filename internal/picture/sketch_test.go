package picture

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// randomProduct gives the planes of a coloured ellipse with a lighter part,
// somewhere near the middle of a white ground.
func randomProduct(r *rand.Rand) planes {
	const side = lookBase
	p := newPlanes(image.Pt(side, side))
	cx, cy := side/2+r.NormFloat64()*6, side/2+r.NormFloat64()*6
	rx, ry := 12+r.Float64()*30, 12+r.Float64()*30
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

func TestTheRangeOfALookLeavesFewToCompare(t *testing.T) {
	const looks, questions = 2000, 200
	r := rand.New(rand.NewPCG(3, 4))
	var marks []Mark
	for range looks {
		marks = append(marks, lookOf(randomProduct(r)).Mark())
	}
	found := 0
	for range questions {
		asked := lookOf(randomProduct(r))
		near := asked.Near()
		assert.LessOrEqual(t, len(near.Cells), 4)
		assert.True(t, near.Holds(asked.Mark()))
		for _, m := range marks {
			if near.Holds(m) {
				found++
			}
		}
	}
	share := float64(found) / (looks * questions)
	t.Logf("of 100,000 looks %.0f are left to compare", share*100_000)
	assert.Less(t, share, 0.005)
}

func TestARangeHoldsWhatIsWithinReachAndNothingElse(t *testing.T) {
	look := lookOf(randomProduct(rand.New(rand.NewPCG(5, 6))))
	near := look.Near()
	for i, term := range sketchTerms() {
		for _, side := range []int16{-1, 1} {
			other := look
			other.sketch[i] += side * term.reach
			assert.True(t, near.Holds(other.Mark()), "term %d", i)
			assert.True(t, look.sketch.near(&other.sketch, ptr(sketchTerms())), "term %d", i)
			other.sketch[i] += side
			assert.Equal(t, i >= MarkTerms, near.Holds(other.Mark()), "term %d is not in the mark", i)
			assert.False(t, look.sketch.near(&other.sketch, ptr(sketchTerms())), "term %d", i)
		}
	}
}

func ptr[T any](v T) *T { return &v }
