package picture

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scenery gives the look of a part of an endless soft pattern: from and to are
// where it begins and ends, 0 and 1 being the whole picture.
func scenery(fromX, toX, fromY, toY, gain, lift float64) Look {
	const side = 2 * lookBase
	p := newPlanes(image.Pt(side, side))
	for y := range side {
		v := fromY + (toY-fromY)*(float64(y)+0.5)/side
		for x := range side {
			u := fromX + (toX-fromX)*(float64(x)+0.5)/side
			luma := 110 + 40*math.Sin(9*u+4*v) + 30*math.Cos(14*v-5*u)
			for plane, level := range [3]float64{luma*gain + lift, 128 + gain*20*math.Sin(7*v+u), 128 + gain*20*math.Cos(6*u)} {
				p.samples[plane][y*side+x] = byte(level + 0.5)
			}
		}
	}
	return lookOf(p)
}

func TestAFitFindsWhatWasCroppedAndHowTheTonesWereChanged(t *testing.T) {
	whole := scenery(0, 1, 0, 1, 1, 0)
	for _, c := range []struct{ left, right, top, bottom, gain, lift float64 }{
		{0, 0, 0, 0, 1, 0},
		{0.02, 0.02, 0.02, 0.02, 1, 0},
		{0.02, 0, 0, 0.01, 1, 0},
		{-0.02, -0.01, 0.015, 0, 1, 0},
		{0, 0, 0, 0, 1.08, 0},
		{0.01, 0, 0.02, 0.01, 0.92, 8},
	} {
		part := scenery(c.left, 1-c.right, c.top, 1-c.bottom, c.gain, c.lift)
		l := newLayers(lumaSide, chromaSide)
		l.own.see(&part)
		l.other.see(&whole)
		f := l.fit(asItIs())
		left, right := f.across.ends()
		top, bottom := f.down.ends()
		for _, pair := range [][2]float64{{left, c.left}, {right, -c.right}, {top, c.top}, {bottom, -c.bottom}} {
			assert.InDelta(t, pair[1], pair[0], 0.002, "%+v", c)
		}
		assert.InDelta(t, c.gain, f.gain, 0.03, "%+v", c)
		assert.InDelta(t, c.lift, f.lift, 3.5, "%+v", c)
		assert.InDelta(t, c.gain, f.colour, 0.03, "%+v", c)
		assert.Less(t, Distance(part, whole), 0.3, "%+v", c)
	}
}

func TestAFitStaysWithinItsBounds(t *testing.T) {
	whole := scenery(0, 1, 0, 1, 1, 0)
	for _, other := range []Look{scenery(0.1, 1.1, 0, 1, 1, 0), scenery(0, 1, 0, 1, 0.7, 0), scenery(0, 1, 0, 1, 1, 40), {}} {
		l := newLayers(lumaSide, chromaSide)
		l.own.see(&whole)
		l.other.see(&other)
		f := l.fit(asItIs())
		for _, w := range []way{f.across, f.down} {
			first, last := w.ends()
			assert.LessOrEqual(t, max(math.Abs(first), math.Abs(last)), mostShift+1e-9)
		}
		assert.InDelta(t, 1, f.gain, mostGain+1e-9)
		assert.InDelta(t, 0, f.lift, mostLift+1e-9)
		assert.InDelta(t, 1, f.colour, mostColour+1e-9)
	}
}

func TestEquationsAreSolved(t *testing.T) {
	want := [4]float64{0.5, -2, 3, 0.25}
	e := equations{left: [4][4]float64{{5, 1, 0.5, 0.2}, {0, 4, 1, 0.3}, {0, 0, 6, 1}, {0, 0, 0, 3}}}
	for i := range 4 {
		for j := range 4 {
			e.right[i] += e.left[min(i, j)][max(i, j)] * want[j]
		}
	}
	got, ok := e.solve()
	require.True(t, ok)
	assert.InDeltaSlice(t, want[:], got[:], 1e-9)

	_, ok = (&equations{}).solve()
	assert.False(t, ok, "nothing is known")
}

func TestTheWorstAreTheMeanOfTheGreatest(t *testing.T) {
	g := newGrid(6)
	g.v[6+1], g.v[2*6+3], g.v[0] = -9, 6, 100
	in := area{left: 1, right: 5, top: 1, bottom: 5}
	assert.InDelta(t, 5.0, g.worst(nil, in, 1, 1, 3), 1e-6, "the corner is not in the area")
	assert.InDelta(t, 9.0/4, g.worst(nil, in, 2, 2, 1), 1e-6, "a square of four")
	second := newGrid(6)
	second.v[6+1] = 12
	assert.InDelta(t, 15.0, g.worst(&second, in, 1, 1, 1), 1e-6, "the length of both")
}

func TestMatchingAnythingGivesANumber(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	var looks []Look
	for range 8 {
		var l Look
		for _, plane := range l.planes() {
			for i := range plane {
				plane[i] = byte(r.Uint32())
			}
		}
		looks = append(looks, l) // of one sketch, so that all are compared
	}
	looks = append(looks, Look{})
	for _, a := range looks {
		for _, b := range looks {
			assert.False(t, math.IsNaN(Distance(a, b)))
		}
	}
}
