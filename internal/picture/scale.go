package picture

import "math"

// weightOne is the sum of the weights of one destination sample.
const weightOne = 1 << 14

// run is the source samples, side by side, that one destination sample is made
// of, and what each weighs.
type run struct {
	first   int
	weights []uint32
}

// last is the run's last source sample.
func (r run) last() int { return r.first + len(r.weights) - 1 }

// triangle gives the runs of n source samples for to destination samples, each
// of which is ratio source samples wide. Enlarging, it interpolates linearly;
// reducing, it is a low-pass filter as wide as the reduction needs: without it
// a fine pattern would come out as coarse stripes. The cost is two
// multiplications a source sample whatever the ratio.
func triangle(n, to int, ratio float64) []run {
	reach := math.Max(ratio, 1)
	return newRuns(n, to, func(i int) (from, until float64, weight func(s int) float64) {
		centre := (float64(i) + 0.5) * ratio
		return centre - reach, centre + reach, func(s int) float64 {
			return 1 - math.Abs(float64(s)+0.5-centre)/reach
		}
	})
}

// box gives the runs whose weights are what a destination sample covers of each
// source sample: exact area averages.
func box(n, to int) []run {
	ratio := float64(n) / float64(to)
	return newRuns(n, to, func(i int) (from, until float64, weight func(s int) float64) {
		from, until = float64(i)*ratio, float64(i+1)*ratio
		return from, until, func(s int) float64 {
			return math.Min(until, float64(s+1)) - math.Max(from, float64(s))
		}
	})
}

// newRuns evaluates a filter for each destination sample. Samples beyond the
// edge count as the one at the edge.
func newRuns(n, to int, filter func(i int) (from, until float64, weight func(s int) float64)) []run {
	runs := make([]run, to)
	for i := range runs {
		from, until, weight := filter(i)
		clamp := func(s int) int { return min(max(s, 0), n-1) }
		first, last := clamp(int(math.Floor(from))), clamp(int(math.Ceil(until)))
		share := make([]float64, last-first+1)
		sum := 0.0
		for s := int(math.Floor(from)); s <= int(math.Ceil(until)); s++ {
			w := math.Max(weight(s), 0)
			share[clamp(s)-first] += w
			sum += w
		}
		runs[i] = fixed(first, share, sum)
	}
	return runs
}

// fixed turns weights into integers that sum up to weightOne exactly, so that
// even areas keep their value, and leaves out the weightless ends.
func fixed(first int, share []float64, sum float64) run {
	weights := make([]uint32, len(share))
	done, seen := uint32(0), 0.0
	for i, w := range share {
		seen += w
		upTo := uint32(math.Round(seen / sum * weightOne))
		weights[i] = upTo - done
		done = upTo
	}
	for len(weights) > 1 && weights[0] == 0 {
		first, weights = first+1, weights[1:]
	}
	for len(weights) > 1 && weights[len(weights)-1] == 0 {
		weights = weights[:len(weights)-1]
	}
	return run{first: first, weights: weights}
}

// scaler scales one plane while its rows come.
type scaler struct {
	across, down []run
	row          int      // number of the next source row
	open         int      // first destination row that is not complete
	line         []uint32 // the source row in the destination's width
	depth        int      // how many destination rows one source row can be part of
	sums         []uint32 // of the samples of the rows that are not complete, row y in place y modulo depth
	dst          []byte
}

func newScaler(across, down []run, dst []byte) *scaler {
	depth := 0
	for i, r := range down {
		past := i
		for past < len(down) && down[past].first <= r.last() {
			past++
		}
		depth = max(depth, past-i)
	}
	return &scaler{
		across: across, down: down,
		line:  make([]uint32, len(across)),
		depth: depth,
		sums:  make([]uint32, len(across)*depth),
		dst:   dst,
	}
}

// lineShift keeps 16 bits of a filtered source sample, so that a weighted sum
// of them fits in 32.
const (
	lineShift = 6
	sumShift  = 28 - lineShift
)

// add takes the next source row.
func (s *scaler) add(src []byte) {
	for i, r := range s.across {
		part := src[r.first:][:len(r.weights)]
		var sum uint32
		for j, w := range r.weights {
			sum += w * uint32(part[j])
		}
		s.line[i] = sum >> lineShift
	}
	width := len(s.across)
	for y := s.open; y < len(s.down) && s.down[y].first <= s.row; y++ {
		r := s.down[y]
		if s.row > r.last() {
			continue
		}
		sums := s.sums[y%s.depth*width:][:width]
		w := r.weights[s.row-r.first]
		for i, v := range s.line[:width] {
			sums[i] += w * v
		}
		if s.row == r.last() {
			for i, sum := range sums {
				s.dst[y*width+i] = byte((sum + 1<<(sumShift-1)) >> sumShift)
			}
			clear(sums)
		}
	}
	for s.open < len(s.down) && s.down[s.open].last() <= s.row {
		s.open++
	}
	s.row++
}
