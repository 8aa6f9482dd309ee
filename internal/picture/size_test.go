package picture

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheSizeIsBounded(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to image.Point
	}{
		{"within the bounds it stays", image.Pt(800, 600), image.Pt(800, 600)},
		{"a large one is reduced", image.Pt(4000, 3000), image.Pt(1500, 1125)},
		{"a high one too", image.Pt(1000, 2000), image.Pt(750, 1500)},
		{"the largest", image.Pt(12000, 12000), image.Pt(1500, 1500)},
		{"a small one is enlarged", image.Pt(100, 100), image.Pt(256, 256)},
		{"the smallest", image.Pt(16, 16), image.Pt(256, 256)},
		{"a flat one is enlarged as far as its long side allows", image.Pt(1000, 100), image.Pt(1500, 150)},
		{"a flat and wide one is reduced all the same", image.Pt(3000, 300), image.Pt(1500, 150)},
		{"a line does not vanish", image.Pt(65535, 16), image.Pt(1500, 1)},
		{"one at the very bounds", image.Pt(1500, 256), image.Pt(1500, 256)},
	} {
		assert.Equal(t, c.to, targetSize(c.from), c.name)
	}
}

func TestNoiseIsWrittenInThreeMegabytes(t *testing.T) {
	noise := newPlanes(image.Pt(longSide, longSide))
	r := rand.New(rand.NewPCG(1, 2))
	for _, plane := range noise.samples {
		for i := range plane {
			plane[i] = byte(r.Uint32())
		}
	}
	jpeg, err := encode(noise)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(jpeg), maxJPEGBytes)
}
