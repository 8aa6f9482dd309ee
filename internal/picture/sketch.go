package picture

import (
	"math"
	"slices"
)

const (
	sketchLen = 16
	// sketchSteps is how many steps one level of a plane is.
	sketchSteps = 16.0
	// sketchKnee is the level from which on a term counts by its logarithm: what
	// copies differ in grows with it, under another brightness above all.
	sketchKnee = 8.0
)

// sketch is what of a look hardly differs between copies: how much brightness
// and colour there is, and roughly where. It is the first terms of the cosine
// transform of each plane under a window that fades towards the edges, so that
// crops and borders change little.
type sketch [sketchLen]int16

// sketchTerm is one number of a sketch.
type sketchTerm struct {
	plane        int // 0 luma, 1 and 2 chroma
	across, down int // half waves
	// reach is how far apart two copies may be, in steps: about half as much
	// again as one copy in a thousand is.
	reach int16
}

// sketchTerms are ordered by how much they tell that those before did not.
func sketchTerms() [sketchLen]sketchTerm {
	return [...]sketchTerm{
		{2, 0, 0, 26}, {1, 0, 0, 26}, {0, 0, 1, 44}, {0, 1, 1, 14}, {0, 1, 0, 48}, {1, 0, 1, 12}, {2, 0, 1, 14}, {0, 0, 0, 104},
		{0, 0, 2, 144}, {0, 2, 0, 104}, {1, 0, 2, 22}, {1, 2, 0, 24}, {2, 0, 2, 32}, {2, 2, 0, 24}, {1, 1, 0, 16}, {2, 1, 0, 20},
	}
}

func sketchOf(l *Look) sketch {
	var s sketch
	luma, chroma := newWaves(lumaSide), newWaves(chromaSide)
	for i, t := range sketchTerms() {
		var level float64
		if t.plane == 0 {
			level = luma.term(l.luma[:], 255, t.across, t.down)
		} else {
			level = chroma.term(l.chroma[t.plane-1][:], 128, t.across, t.down)
		}
		s[i] = int16(math.Round(sketchSteps * sketchKnee * math.Asinh(level/sketchKnee)))
	}
	return s
}

// near says whether two sketches can be those of copies.
func (s *sketch) near(other *sketch, terms *[sketchLen]sketchTerm) bool {
	for i := range s {
		if d := s[i] - other[i]; d > terms[i].reach || d < -terms[i].reach {
			return false
		}
	}
	return true
}

// waves are the windowed cosines of a grid with so many spots a side.
type waves struct {
	side   int
	cosine [3][]float64 // by half waves; weights of the spots of a row
}

func newWaves(side int) waves {
	w := waves{side: side}
	for q := range w.cosine {
		w.cosine[q] = make([]float64, side)
		for i := range side {
			u := (float64(i) + 0.5) / float64(side)
			window := math.Sin(math.Pi*u) * math.Sin(math.Pi*u) * 2 / float64(side)
			w.cosine[q][i] = window * math.Cos(math.Pi*float64(q)*u)
		}
	}
	return w
}

// term gives one term of how far a plane is below its ground, in levels.
func (w waves) term(plane []byte, ground float64, across, down int) float64 {
	sum := 0.0
	for y, wy := range w.cosine[down] {
		row := 0.0
		for x, wx := range w.cosine[across] {
			row += wx * (ground - float64(plane[y*w.side+x]))
		}
		sum += wy * row
	}
	return sum
}

// MarkTerms is how many numbers a Mark has.
const MarkTerms = 8

// Mark is what is to be stored beside a look, in indexed integer columns, so
// that it is found again.
type Mark struct {
	Cell  int64
	Terms [MarkTerms]int64
}

// Range is where the marks of a look's copies are: in one of four cells, each
// term between two bounds, both included. Of 100,000 product pictures about a
// hundred are within it; a Matcher says which of them are copies.
type Range struct {
	Cells     []int64
	Low, High [MarkTerms]int64
}

// Mark gives the look's mark.
func (l Look) Mark() Mark {
	m := Mark{Cell: cellAt(cellOf(l.sketch[0], 0), cellOf(l.sketch[1], 1))}
	for i := range m.Terms {
		m.Terms[i] = int64(l.sketch[i])
	}
	return m
}

// Near gives the range of the look's copies.
func (l Look) Near() Range {
	var r Range
	terms := sketchTerms()
	for i := range r.Low {
		v, reach := int64(l.sketch[i]), int64(terms[i].reach)
		r.Low[i], r.High[i] = v-reach, v+reach
	}
	for _, x := range cellsAround(l.sketch[0], 0) {
		for _, y := range cellsAround(l.sketch[1], 1) {
			r.Cells = append(r.Cells, cellAt(x, y))
		}
	}
	return r
}

// cellOf gives the cell of one term along its axis. A cell is twice the term's
// reach wide, so that copies are in two neighbouring ones at most.
func cellOf(v int16, term int) int64 {
	return int64(math.Floor(float64(v) / float64(2*sketchTerms()[term].reach)))
}

func cellsAround(v int16, term int) []int64 {
	reach := sketchTerms()[term].reach
	low, high := cellOf(v-reach, term), cellOf(v+reach, term)
	if low == high {
		return []int64{low}
	}
	return []int64{low, high}
}

// cellAt numbers a cell of two axes. The version keeps cells of other sketches
// apart.
func cellAt(x, y int64) int64 { return lookVersion<<32 | (x+1<<15)<<16 | (y + 1<<15) }

// Holds says whether a mark is within the range.
func (r Range) Holds(m Mark) bool {
	for i, v := range m.Terms {
		if v < r.Low[i] || v > r.High[i] {
			return false
		}
	}
	return slices.Contains(r.Cells, m.Cell)
}
