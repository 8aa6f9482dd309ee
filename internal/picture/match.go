package picture

import "math"

// The limits of what two copies of one picture differ in once they are laid on
// each other, in levels; chosen by what cmd/lookeval prints.
const (
	mostLuma       = 16.0 // mean of the spots that differ most
	mostChroma     = 7.0
	mostLumaArea   = 10.5 // mean of the areas that differ most
	mostChromaArea = 5.2
)

// How much of the picture makes a mean: one over all of it would drown a small
// product, or the coloured part of one, in its white ground.
const (
	worstLuma   = 32 // spots: 1.4 % of the picture
	worstChroma = 16 // spots: 2.8 %
	worstAreas  = 3  // 2.1 %
	areaSide    = 12 // areas a side; between them are as many again
)

// What copies may differ in before they are laid on each other well, in the
// limits of areas: at a glance, and after a rough fit. Half of it has been seen.
const (
	mostAtAGlance = 8.0
	mostRoughly   = 3.0
)

// Matcher compares one look with many. It is not safe for concurrent use.
type Matcher struct {
	look  *Look
	terms [sketchLen]sketchTerm
	rough layers // half as fine, to put aside most of what is no copy
	fine  layers
}

// NewMatcher gives the Matcher of a look.
func NewMatcher(l *Look) *Matcher {
	m := &Matcher{
		look: l, terms: sketchTerms(),
		rough: newLayers(lumaSide/2, chromaSide/2), fine: newLayers(lumaSide, chromaSide),
	}
	m.fine.own.see(l)
	m.rough.own.squint(l)
	return m
}

// Distance says how different another look is, apart from what copies may
// differ in: a crop or border of up to 3 % at each side, and a slight change of
// brightness. Up to 1 the two are copies of one picture. Looks that differ at
// the first glance are infinitely apart.
func (m *Matcher) Distance(other *Look) float64 {
	if !m.look.sketch.near(&other.sketch, &m.terms) {
		return math.Inf(1)
	}
	m.rough.other.squint(other)
	f := asItIs()
	if m.rough.lay(&f); m.rough.areas(f) > mostAtAGlance {
		return math.Inf(1)
	}
	if f = m.rough.fit(f); m.rough.areas(f) > mostRoughly {
		return math.Inf(1)
	}
	m.fine.other.see(other)
	f = m.fine.fit(f)
	return max(m.fine.spots(f), m.fine.areas(f))
}

// Distance is Matcher.Distance for two looks. Their order makes a difference to
// looks that are no copies only, and a slight one.
func Distance(a, b Look) float64 { return NewMatcher(&a).Distance(&b) }

// Same says whether two looks are those of copies of one picture.
func Same(a, b Look) bool { return Distance(a, b) <= 1 }

// spots says how much single spots differ under a fit, 1 being the limit.
func (l *layers) spots(f fit) float64 {
	luma := l.diff[0].worst(nil, f.overlap(l.luma), 1, 1, worstLuma)
	chroma := l.diff[1].worst(&l.diff[2], f.overlap(l.chroma), 1, 1, worstChroma)
	return max(luma/mostLuma, chroma/mostChroma)
}

// areas says how much whole areas differ under a fit, 1 being the limit.
func (l *layers) areas(f fit) float64 {
	side := l.luma / areaSide
	luma := l.diff[0].worst(nil, f.overlap(l.luma), side, max(side/2, 1), worstAreas)
	side = l.chroma / areaSide
	chroma := l.diff[1].worst(&l.diff[2], f.overlap(l.chroma), side, max(side/2, 1), worstAreas)
	return max(luma/mostLumaArea, chroma/mostChromaArea)
}
