package picture

import "math"

// grid is one plane of a look as numbers.
type grid struct {
	side int
	v    []float32 // rows from the top
}

func newGrid(side int) grid { return grid{side: side, v: make([]float32, side*side)} }

// scene is the planes of a look, chroma around zero.
type scene [3]grid

func newScene(luma, chroma int) scene { return scene{newGrid(luma), newGrid(chroma), newGrid(chroma)} }

// grounds is what the planes of a look are counted from.
func grounds() [3]float32 { return [3]float32{0, 128, 128} }

// see writes a look into a scene of its fineness.
func (s *scene) see(l *Look) {
	ground := grounds()
	for i, plane := range l.planes() {
		v := s[i].v[:len(plane)]
		for k, b := range plane {
			v[k] = float32(b) - ground[i]
		}
	}
}

// squint writes a look into a scene that is half as fine.
func (s *scene) squint(l *Look) {
	ground := grounds()
	for i, plane := range l.planes() {
		half := s[i].side
		for y := range half {
			above := plane[4*half*y:][:2*half]
			below := plane[4*half*y+2*half:][:2*half]
			row := s[i].v[half*y:][:half]
			for x := range row {
				row[x] = float32(int(above[2*x])+int(above[2*x+1])+int(below[2*x])+int(below[2*x+1]))/4 - ground[i]
			}
		}
	}
}

// mean gives the mean of a square.
func (g grid) mean(x, y, side int) float64 {
	var sum float32
	for j := range side {
		for _, v := range g.v[(y+j)*g.side+x:][:side] {
			sum += v
		}
	}
	return float64(sum) / float64(side*side)
}

// area is a part of a grid: the columns left to right-1 of the rows top to
// bottom-1.
type area struct{ left, right, top, bottom int }

// worst gives the mean of the greatest amounts, so many of them, among the
// means of squares of a side's length that begin every step spots. With a
// second grid an amount is the length of the vector that both make.
func (g grid) worst(second *grid, in area, side, step, most int) float64 {
	greatest := make([]float64, most) // squared, ascending
	for y := in.top; y+side <= in.bottom; y += step {
		for x := in.left; x+side <= in.right; x += step {
			v := g.mean(x, y, side)
			amount := v * v
			if second != nil {
				v = second.mean(x, y, side)
				amount += v * v
			}
			insert(greatest, amount)
		}
	}
	sum := 0.0
	for _, amount := range greatest {
		sum += math.Sqrt(amount)
	}
	return sum / float64(most)
}

// insert puts a value in its place among ascending ones and drops the least.
func insert(ascending []float64, v float64) {
	if v <= ascending[0] {
		return
	}
	at := 0
	for ; at+1 < len(ascending) && ascending[at+1] < v; at++ {
		ascending[at] = ascending[at+1]
	}
	ascending[at] = v
}

// lay interpolates the grid at the places to which the ways lead; rows is room
// for what lies between the two steps.
func (g grid) lay(to, rows grid, across, down way) {
	n := g.side
	if across == (way{}) && down == (way{}) {
		copy(to.v, g.v)
		return
	}
	for x := range n {
		at, w := spline(n, x, across)
		for y := range n {
			row := g.v[y*n:][:n]
			rows.v[y*n+x] = w[0]*row[at[0]] + w[1]*row[at[1]] + w[2]*row[at[2]] + w[3]*row[at[3]]
		}
	}
	for y := range n {
		at, w := spline(n, y, down)
		a, b, c, d := rows.v[at[0]*n:][:n], rows.v[at[1]*n:][:n], rows.v[at[2]*n:][:n], rows.v[at[3]*n:][:n]
		out := to.v[y*n:][:n]
		for x := range out {
			out[x] = w[0]*a[x] + w[1]*b[x] + w[2]*c[x] + w[3]*d[x]
		}
	}
}

// spline gives the four spots around where a way leads from one, and what they
// weigh (Catmull and Rom).
func spline(n, i int, w way) (at [4]int, weights [4]float32) {
	half := float64(n) / 2
	place := float64(i) + w.offset*half + w.stretch*(float64(i)+0.5-half)
	whole := math.Floor(place)
	t := place - whole
	for k := range at {
		at[k] = min(max(int(whole)+k-1, 0), n-1)
	}
	return at, [4]float32{
		float32(((2-t)*t - 1) * t / 2),
		float32(((3*t-5)*t*t + 2) / 2),
		float32(((4-3*t)*t + 1) * t / 2),
		float32((t - 1) * t * t / 2),
	}
}
