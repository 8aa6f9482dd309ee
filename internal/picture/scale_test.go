package picture

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// scaledRow scales one row.
func scaledRow(src []byte, runs []run) []byte {
	dst := make([]byte, len(runs))
	newScaler(runs, triangle(1, 1, 1), dst).add(src)
	return dst
}

func TestReducingAFinePatternGivesGreyAndNoStripes(t *testing.T) {
	const to = 1500
	for _, ratio := range []float64{1.7, 2, 2.3, 8.0 / 3, 3.1, 4.7, 8} {
		n := int(to * ratio)
		src := make([]byte, n)
		for i := range src {
			src[i] = byte(i % 2 * 255)
		}
		worst := 0.0
		for _, v := range scaledRow(src, triangle(n, to, ratio))[2 : to-2] {
			worst = max(worst, math.Abs(float64(v)-127.5))
		}
		assert.Less(t, worst, 12.0, "reduced by %.2f", ratio)
	}
}

func TestScalingKeepsEvenAreasExactly(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 256}, {7, 5}, {16, 256}, {4000, 1500}, {12000, 1500}, {100000, 1500}} {
		for _, runs := range [][]run{
			triangle(size[0], size[1], float64(size[0])/float64(size[1])),
			box(size[0], size[1]),
		} {
			for _, value := range []byte{0, 1, 128, 254, 255} {
				src := make([]byte, size[0])
				for i := range src {
					src[i] = value
				}
				for _, v := range scaledRow(src, runs) {
					if v != value {
						t.Fatalf("%d to %d samples turned %d into %d", size[0], size[1], value, v)
					}
				}
			}
		}
	}
}

func TestScalingToTheSameSizeChangesNothing(t *testing.T) {
	src := []byte{3, 200, 17, 255, 0, 90}
	assert.Equal(t, src, scaledRow(src, triangle(len(src), len(src), 1)))
	assert.Equal(t, src, scaledRow(src, box(len(src), len(src))))
}

func TestABoxIsTheExactAreaAverage(t *testing.T) {
	src := []byte{30, 60, 90, 120, 150}
	// Two cells of two and a half samples each.
	assert.Equal(t, []byte{54, 126}, scaledRow(src, box(5, 2)))
}

func TestRowsAreFilteredLikeColumns(t *testing.T) {
	src := []byte{10, 250, 40, 90, 0, 255, 128}
	for _, to := range []int{1, 3, 7, 11} {
		ratio := float64(len(src)) / float64(to)
		row := scaledRow(src, triangle(len(src), to, ratio))
		column := make([]byte, to)
		s := newScaler(triangle(1, 1, 1), triangle(len(src), to, ratio), column)
		for i := range src {
			s.add(src[i : i+1])
		}
		assert.InDeltaSlice(t, row, column, 1, "to %d", to)
	}
}
