package picture

import "math"

// The bounds of the differences in place and tone that are looked for.
const (
	mostShift = 0.03 // of the picture's side, lost or gained at one edge
	mostGain  = 0.11 // of contrast, to either side of one
	mostLift  = 14.0 // of brightness, in levels
	// mostColour is of saturation, to either side of one. Programs differ in what
	// becomes of it when they change the brightness.
	mostColour = 0.12
	fitSteps   = 4 // of one fit
)

// Levels from which on a tone counts as cut off: what was brighter or darker
// before another program had the picture is not known.
const (
	cutWhite = 246
	cutBlack = 3
)

// fit says how another scene is to be laid on one: where on it each place is
// found, and how its tones are to be changed.
type fit struct {
	across, down way
	gain, lift   float64 // of luma
	colour       float64 // gain of chroma
}

// asItIs lays a scene on one without any change.
func asItIs() fit { return fit{gain: 1, colour: 1} }

// way leads along one axis: the place u, counted from the middle in halves of
// the side, is found at u + offset + stretch·u.
type way struct{ offset, stretch float64 }

// ends gives how far the two edges move, as parts of the side.
func (w way) ends() (first, last float64) {
	return (w.offset - w.stretch) / 2, (w.offset + w.stretch) / 2
}

// bounded keeps the edges within mostShift.
func (w way) bounded() way {
	first, last := w.ends()
	first, last = min(max(first, -mostShift), mostShift), min(max(last, -mostShift), mostShift)
	return way{offset: first + last, stretch: last - first}
}

// overlap gives the spots at which both scenes show the same. The outermost are
// left out, and one row more at an edge that has moved: one of the two shows
// there what the other does not.
func (f fit) overlap(side int) area {
	const moved = 0.0025 // more than is found where nothing has moved
	margin := func(end float64) int {
		if math.Abs(end) > moved {
			return 2
		}
		return 1
	}
	left, right := f.across.ends()
	top, bottom := f.down.ends()
	return area{left: margin(left), right: side - margin(right), top: margin(top), bottom: side - margin(bottom)}
}

// layers are two scenes of one fineness, one of which is laid on the other.
type layers struct {
	luma, chroma int // spots a side
	own, other   scene
	laid         scene // the other one, laid on the own one
	diff         scene // the own one less that, its tones changed
	rows         grid  // room for laying
}

func newLayers(luma, chroma int) layers {
	l := layers{luma: luma, chroma: chroma, rows: newGrid(luma)}
	for _, s := range []*scene{&l.own, &l.other, &l.laid, &l.diff} {
		*s = newScene(luma, chroma)
	}
	return l
}

// fit finds by least squares how the other scene is best laid on the own one
// (the method of Lucas and Kanade), beginning with f.
func (l *layers) fit(f fit) fit {
	const still = 0.001 // halves of the side
	l.lay(&f)
	for range fitSteps - 1 {
		if l.move(&f) < still {
			break
		}
		l.lay(&f)
	}
	return f
}

// lay lays the other scene on the own one in the place of f, and changes f to
// the tones that fit best there.
func (l *layers) lay(f *fit) {
	for i := range l.laid {
		l.other[i].lay(l.laid[i], l.rows, f.across, f.down)
	}
	l.tone(f)
	l.difference(*f)
}

// tone finds gain, lift and colour.
func (l *layers) tone(f *fit) {
	// Without evidence the tones stay as they are: the priors count like so much
	// in every spot that says so.
	const (
		gainPrior   = 170.0 // squared levels
		liftPrior   = 0.026
		colourPrior = 4.0 // squared levels
	)
	spots := float64(l.luma * l.luma)
	ww, w, one := gainPrior*spots, 0.0, liftPrior*spots
	wa, a := gainPrior*spots, 0.0
	gain, lift := float32(f.gain), float32(f.lift)
	in := f.overlap(l.luma)
	for y := in.top; y < in.bottom; y++ {
		for k := y*l.luma + in.left; k < y*l.luma+in.right; k++ {
			own, laid := l.own[0].v[k], l.laid[0].v[k]
			if own >= cutWhite && laid >= cutWhite || own <= cutBlack && laid <= cutBlack || forgiven(own, laid, own-laid*gain-lift) {
				continue
			}
			ww += float64(laid * laid)
			w += float64(laid)
			one++
			wa += float64(laid * own)
			a += float64(own)
		}
	}
	f.gain = bounded((wa*one-a*w)/(ww*one-w*w), 1, mostGain)
	f.lift = bounded((a-w*f.gain)/one, 0, mostLift)

	prior := colourPrior * float64(l.chroma*l.chroma)
	ww, wa = prior, prior
	in = f.overlap(l.chroma)
	for c := 1; c < 3; c++ {
		for y := in.top; y < in.bottom; y++ {
			for k := y*l.chroma + in.left; k < y*l.chroma+in.right; k++ {
				own, laid := l.own[c].v[k], l.laid[c].v[k]
				ww += float64(laid * laid)
				wa += float64(laid * own)
			}
		}
	}
	f.colour = bounded(wa/ww, 1, mostColour)
}

// bounded keeps a value near the middle.
func bounded(v, middle, most float64) float64 {
	return min(max(v, middle-most), middle+most)
}

// difference writes what differs under a fit.
func (l *layers) difference(f fit) {
	gain, lift, colour := float32(f.gain), float32(f.lift), float32(f.colour)
	for k, own := range l.own[0].v {
		laid := l.laid[0].v[k]
		d := own - laid*gain - lift
		if forgiven(own, laid, d) {
			d = 0
		}
		l.diff[0].v[k] = d
	}
	for c := 1; c < 3; c++ {
		for k, own := range l.own[c].v {
			l.diff[c].v[k] = own - l.laid[c].v[k]*colour
		}
	}
	for y := range l.chroma {
		for x := range l.chroma {
			l.forgiveCut(x, y, gain, lift, colour)
		}
	}
}

// forgiven says that a difference comes of a tone that was cut off in one of
// the two: that tells only a bound.
func forgiven(own, laid, d float32) bool {
	return d < 0 && (own >= cutWhite || laid <= cutBlack) || d > 0 && (laid >= cutWhite || own <= cutBlack)
}

// forgiveCut takes out of the difference at one spot of chroma what comes of a
// red, green or blue that was cut off: a strong colour made brighter changes
// its hue.
func (l *layers) forgiveCut(x, y int, gain, lift, colour float32) {
	k := y*l.chroma + x
	luma, cb, cr := float32(l.laid[0].mean(2*x, 2*y, 2)), l.laid[1].v[k], l.laid[2].v[k]
	own := rgb(float32(l.own[0].mean(2*x, 2*y, 2)), l.own[1].v[k], l.own[2].v[k])
	laid, expected := rgb(luma, cb, cr), rgb(luma*gain+lift, cb*colour, cr*colour)
	var excess [3]float32
	some := false
	for i, v := range laid {
		if d := own[i] - expected[i]; forgiven(own[i], v, d) {
			excess[i] = d
			some = true
		}
	}
	if !some {
		return
	}
	r, g, b := excess[0], excess[1], excess[2]
	luma = 0.299*r + 0.587*g + 0.114*b
	for j := range 2 {
		for i := range 2 {
			lessen(&l.diff[0].v[(2*y+j)*l.luma+2*x+i], luma)
		}
	}
	lessen(&l.diff[1].v[k], (b-luma)/1.772)
	lessen(&l.diff[2].v[k], (r-luma)/1.402)
}

// lessen takes a part out of a difference as far as that explains it.
func lessen(d *float32, part float32) {
	switch {
	case part > 0 && *d > 0:
		*d = max(*d-part, 0)
	case part < 0 && *d < 0:
		*d = min(*d-part, 0)
	}
}

// rgb gives red, green and blue of luma and chroma (JFIF), not cut off.
func rgb(y, cb, cr float32) [3]float32 {
	return [3]float32{y + 1.402*cr, y - 0.344*cb - 0.714*cr, y + 1.772*cb}
}

// move moves the fit to where the differences are least, and says how far it
// has moved, in halves of the side.
func (l *layers) move(f *fit) float64 {
	spots, half := float64(l.luma*l.luma), float64(l.luma)/2
	var e equations
	for i := range l.diff {
		side := l.diff[i].side
		gain := f.gain
		if i > 0 {
			gain = f.colour
		}
		e.add(l.laid[i], l.diff[i], f.overlap(side), gain, spots/float64(side*side))
	}
	// Where nothing shows the way, nothing moves.
	const slope = 0.5 // squared levels a spot, in the mean
	for i := range e.left {
		e.left[i][i] += slope * spots * half * half
	}
	by, ok := e.solve()
	if !ok {
		return 0
	}
	f.across = way{f.across.offset + by[0], f.across.stretch + by[1]}.bounded()
	f.down = way{f.down.offset + by[2], f.down.stretch + by[3]}.bounded()
	return math.Abs(by[0]) + math.Abs(by[1]) + math.Abs(by[2]) + math.Abs(by[3])
}
