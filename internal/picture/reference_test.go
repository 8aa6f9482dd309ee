package picture

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/draw"
)

// patterns are pictures that show what is wrong with a scaler: fine checks and
// rings that turn into coarse ones, edges that get stairs, and grain.
func patterns() map[string]func(x, y int) byte {
	r := rand.New(rand.NewPCG(1, 2))
	grain := make([]byte, 1<<16)
	for i := range grain {
		grain[i] = byte(r.Uint32())
	}
	return map[string]func(x, y int) byte{
		"checks of one pixel":  func(x, y int) byte { return byte((x + y) % 2 * 255) },
		"checks of two pixels": func(x, y int) byte { return byte((x/2 + y/2) % 2 * 255) },
		"stripes":              func(x, _ int) byte { return byte(x % 3 / 2 * 255) },
		"rings ever finer": func(x, y int) byte {
			return byte(127.5 + 127*math.Sin(float64((x-400)*(x-400)+(y-300)*(y-300))/350))
		},
		"slanted edges": func(x, y int) byte { return byte((x*3 + y*7) / 400 % 2 * 200) },
		"grain":         func(x, y int) byte { return grain[(y*1201+x)&0xffff] },
		"a soft slope":  func(x, y int) byte { return byte((x + y) / 10) },
	}
}

// psnr is the peak signal-to-noise ratio of two planes, in dB.
func psnr(a, b []byte) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255/(sum/float64(len(a))+1e-9))
}

func TestScalingIsAsGoodAsTheReferenceScaler(t *testing.T) {
	from := image.Pt(800, 600)
	for name, at := range patterns() {
		m := image.NewRGBA(image.Rectangle{Max: from})
		for y := range from.Y {
			for x := range from.X {
				v := at(x, y)
				m.SetRGBA(x, y, color.RGBA{R: v, G: v, B: v, A: 255})
			}
		}
		for _, to := range []image.Point{{600, 450}, {341, 256}, {111, 83}, {1000, 750}} {
			got, err := frame{img: m, size: from}.scaled(t.Context(), to)
			require.NoError(t, err)
			reference := image.NewRGBA(image.Rectangle{Max: to})
			draw.BiLinear.Scale(reference, reference.Rect, m, m.Rect, draw.Src, nil)
			want := make([]byte, to.X*to.Y)
			for i := range want {
				want[i] = reference.Pix[4*i]
			}
			assert.Greater(t, psnr(want, got.samples[0]), 40.0, "%s to %v, in dB", name, to)
		}
	}
}

func TestAFineCheckTurnsGreyInBothDirectionsAndInEveryKindOfImage(t *testing.T) {
	from := image.Pt(1200, 900)
	gray, ycc := image.NewGray(image.Rectangle{Max: from}), image.NewYCbCr(image.Rectangle{Max: from}, image.YCbCrSubsampleRatio420)
	for y := range from.Y {
		for x := range from.X {
			v := byte((x + y) % 2 * 255)
			gray.Pix[y*gray.Stride+x], ycc.Y[y*ycc.YStride+x] = v, v
		}
	}
	for i := range ycc.Cb {
		ycc.Cb[i], ycc.Cr[i] = 90, 170
	}
	for kind, m := range map[string]image.Image{"grey": gray, "YCbCr": ycc} {
		got, err := frame{img: m, size: from}.scaled(t.Context(), image.Pt(500, 375))
		require.NoError(t, err)
		for y := 2; y < 373; y++ {
			for x := 2; x < 498; x++ {
				require.InDelta(t, 127.5, got.samples[0][y*500+x], 6, "%s at %d, %d", kind, x, y)
			}
		}
		if kind == "YCbCr" {
			for i := range got.samples[1] {
				require.Equal(t, [2]byte{90, 170}, [2]byte{got.samples[1][i], got.samples[2][i]})
			}
		}
	}
}
