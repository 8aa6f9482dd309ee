package picture

// coarseFeature is one number about a look that hardly differs between copies
// of a picture: the mean of one part of a plane less that of another.
type coarseFeature struct {
	plane       int
	plus, minus func(x, y int) bool // nil minus: nothing is taken away
	// tolerance is how far apart, in steps of the plane's 256, two copies may
	// be. It is at least half as much again as was measured on photographs at
	// JPEG quality 40, scale 0.3 and 3 % more or less brightness.
	tolerance int
}

// coarseFeatures are the numbers that make the bucket. The mean brightness is
// not among them, as it differs between copies by more than between products
// on white.
func coarseFeatures() [6]coarseFeature {
	const half = lookSide / 2
	middle := func(x, y int) bool {
		return x >= half/2 && x < half+half/2 && y >= half/2 && y < half+half/2
	}
	not := func(f func(x, y int) bool) func(x, y int) bool {
		return func(x, y int) bool { return !f(x, y) }
	}
	left := func(x, _ int) bool { return x < half }
	top := func(_, y int) bool { return y < half }
	falling := func(x, y int) bool { return (x < half) == (y < half) }
	all := func(int, int) bool { return true }
	return [...]coarseFeature{
		{plane: 0, plus: left, minus: not(left), tolerance: 4},
		{plane: 0, plus: top, minus: not(top), tolerance: 4},
		{plane: 0, plus: falling, minus: not(falling), tolerance: 3},
		{plane: 0, plus: middle, minus: not(middle), tolerance: 9},
		{plane: 1, plus: all, tolerance: 2},
		{plane: 2, plus: all, tolerance: 2},
	}
}

// coarseBits is the room of one feature in a bucket's number: 512 values in
// steps of two tolerances.
const coarseBits = 8

// Coarse gives the bucket of the look: a number to be stored beside it, in an
// indexed integer column. To find the copies of a picture among many, ask for
// the looks whose bucket is among the Near ones of the picture's look
// (WHERE coarse IN (…)), and take the one at the least Distance for which Same
// is true. Of 100,000 product pictures about a thousand are left to compare,
// which takes some milliseconds.
func (l Look) Coarse() int64 {
	return l.buckets(func(value, step, _ int) []int { return []int{value / step} })[0]
}

// Near gives the buckets in which copies of the picture can be, the look's own
// included: 64 at most.
func (l Look) Near() []int64 {
	return l.buckets(func(value, step, tolerance int) []int {
		low, high := max(value-tolerance, 0)/step, (value+tolerance)/step
		if low == high {
			return []int{low}
		}
		return []int{low, high}
	})
}

// buckets numbers the buckets for which choose gives the part of each feature.
func (l Look) buckets(choose func(value, step, tolerance int) []int) []int64 {
	numbers := []int64{lookVersion}
	for _, f := range coarseFeatures() {
		value, unit := l.feature(f)
		var longer []int64
		for _, part := range choose(value, 2*f.tolerance*unit, f.tolerance*unit) {
			for _, n := range numbers {
				longer = append(longer, n<<coarseBits|int64(part))
			}
		}
		numbers = longer
	}
	return numbers
}

// feature gives a feature's value, which is never negative, and how much of it
// is one step of the plane.
func (l Look) feature(f coarseFeature) (value, unit int) {
	var plus, minus, nPlus, nMinus int
	for i, v := range l.cells[f.plane] {
		x, y := i%lookSide, i/lookSide
		switch {
		case f.plus(x, y):
			plus, nPlus = plus+int(v), nPlus+1
		case f.minus != nil:
			minus, nMinus = minus+int(v), nMinus+1
		}
	}
	if nMinus == 0 {
		return plus, nPlus
	}
	// Both means over their common denominator, shifted to be positive.
	return plus*nMinus - minus*nPlus + 255*nPlus*nMinus, nPlus * nMinus
}
