package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	xdraw "golang.org/x/image/draw"

	"tusou/internal/picture"
)

// BenchmarkPrepare compares the processor time of preparing a 12-megapixel
// photograph with that of its decoding, quickest scaling and encoding alone, in
// the same run.
func BenchmarkPrepare(b *testing.B) {
	raw, err := os.ReadFile(photos(b)[0])
	require.NoError(b, err)
	photo, err := jpeg.Decode(bytes.NewReader(raw))
	require.NoError(b, err)
	large := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	xdraw.BiLinear.Scale(large, large.Rect, photo, photo.Bounds(), draw.Src, nil)
	raw = asJPEG(b, large, 90)
	p := newPreparer(b, picture.Config{})

	var prepared, bare time.Duration
	for b.Loop() {
		start := cpu(b)
		_, err := p.Prepare(b.Context(), raw)
		require.NoError(b, err)
		prepared += cpu(b) - start

		start = cpu(b)
		m, err := jpeg.Decode(bytes.NewReader(raw))
		require.NoError(b, err)
		small := image.NewRGBA(image.Rect(0, 0, 1500, 1125))
		xdraw.ApproxBiLinear.Scale(small, small.Rect, m, m.Bounds(), draw.Src, nil)
		var out bytes.Buffer
		require.NoError(b, jpeg.Encode(&out, small, &jpeg.Options{Quality: 88}))
		bare += cpu(b) - start
	}
	b.ReportMetric(prepared.Seconds()/bare.Seconds(), "prepared/bare")
}

// cpu gives the processor time that this process has taken.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkDistance is the cost of comparing two looks to the end, and of
// putting aside one that is no copy.
func BenchmarkDistance(b *testing.B) {
	m := product(5, red)
	look := lookAt(b, asPNG(b, m))
	matcher := picture.NewMatcher(&look)
	labelled := onWhite(m)
	draw.Draw(labelled, image.Rect(125, 60, 155, 75), image.NewUniform(color.Gray{Y: 230}), image.Point{}, draw.Src)
	for name, other := range map[string]*image.RGBA{"copy": scaled(m, 70), "variant": labelled} {
		l := lookAt(b, asJPEG(b, other, 80))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				matcher.Distance(&l)
			}
		})
	}
}
