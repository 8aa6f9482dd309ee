package picture

import "math"

// equations are the normal equations of the four numbers of two ways.
type equations struct {
	left  [4][4]float64
	right [4]float64
}

// add takes in how a grid's differences would change with a move.
func (e *equations) add(laid, diff grid, in area, gain, weight float64) {
	n := laid.side
	half := float32(n) / 2
	scale := float32(gain) * half / 2
	for y := in.top; y < in.bottom; y++ {
		v := (float32(y) + 0.5 - half) / half
		var gxx, gxy, gyy [3]float32 // with powers of the place across
		var dx, dy [2]float32
		for x := in.left; x < in.right; x++ {
			k := y*n + x
			gx := scale * (laid.v[k+1] - laid.v[k-1])
			gy := scale * (laid.v[k+n] - laid.v[k-n])
			u := (float32(x) + 0.5 - half) / half
			d := diff.v[k]
			gxx[0] += gx * gx
			gxx[1] += gx * gx * u
			gxx[2] += gx * gx * u * u
			gxy[0] += gx * gy
			gxy[1] += gx * gy * u
			gyy[0] += gy * gy
			dx[0] += gx * d
			dx[1] += gx * d * u
			dy[0] += gy * d
		}
		w, r := weight, float64(v)
		e.left[0][0] += w * float64(gxx[0])
		e.left[0][1] += w * float64(gxx[1])
		e.left[1][1] += w * float64(gxx[2])
		e.left[0][2] += w * float64(gxy[0])
		e.left[0][3] += w * float64(gxy[0]) * r
		e.left[1][2] += w * float64(gxy[1])
		e.left[1][3] += w * float64(gxy[1]) * r
		e.left[2][2] += w * float64(gyy[0])
		e.left[2][3] += w * float64(gyy[0]) * r
		e.left[3][3] += w * float64(gyy[0]) * r * r
		e.right[0] += w * float64(dx[0])
		e.right[1] += w * float64(dx[1])
		e.right[2] += w * float64(dy[0])
		e.right[3] += w * float64(dy[0]) * r
	}
}

// solve gives the four numbers; ok is false where the equations do not say.
func (e *equations) solve() (by [4]float64, ok bool) {
	var left [len(by)][]float64
	for i := range left {
		left[i] = make([]float64, len(by))
		for j := range left[i] {
			left[i][j] = e.left[min(i, j)][max(i, j)]
		}
	}
	copy(by[:], e.right[:])
	return by, cholesky(left[:], by[:])
}

// cholesky solves symmetric equations by Cholesky's method, in place; false
// where they are not positive.
func cholesky(left [][]float64, right []float64) bool {
	n := len(right)
	for i := range n {
		for j := range i {
			for k := range j {
				left[i][j] -= left[i][k] * left[j][k]
			}
			left[i][j] /= left[j][j]
		}
		for k := range i {
			left[i][i] -= left[i][k] * left[i][k]
		}
		if left[i][i] <= 0 {
			return false
		}
		left[i][i] = math.Sqrt(left[i][i])
	}
	for i := range n {
		for k := range i {
			right[i] -= left[i][k] * right[k]
		}
		right[i] /= left[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			right[i] -= left[k][i] * right[k]
		}
		right[i] /= left[i][i]
	}
	return true
}
