package picture

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheWeightOfAPictureIsWhatItsDecoderTakes(t *testing.T) {
	const pixels = 64 * 48
	for file, bytes := range map[string]int64{
		"subsampled.jpg":  3,
		"progressive.jpg": 3 + 12,
		"cmyk.jpg":        4 + 4,
		"lossy.webp":      3 + 3,
		"lossless.webp":   4 + 4,
		"lzw16.tiff":      8 + 8,
		"palette.bmp":     1,
	} {
		raw, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		f, err := sniff(raw)
		require.NoError(t, err)
		claim, err := f.claim(raw)
		require.NoError(t, err)
		require.Equal(t, pixels, claim.Width*claim.Height, file)
		assert.Equal(t, bytes*pixels, f.weight(raw, claim), file)
	}
}

func TestWhatThePlatformTakesIsNotTooHeavy(t *testing.T) {
	for name, c := range map[string]struct {
		model   color.Model
		scratch int64
		heavy   bool
	}{
		"JPEG":             {color.YCbCrModel, 0, false},
		"progressive JPEG": {color.YCbCrModel, 12, true},
		"PNG with alpha":   {color.NRGBAModel, 0, false},
		"PNG with 16 bits": {color.NRGBA64Model, 0, true},
	} {
		f := format{scratch: func([]byte, int64) int64 { return c.scratch }}
		assert.Equal(t, c.heavy, f.weight(nil, image.Config{ColorModel: c.model, Width: 12000, Height: 12000}) > weightAlone, name)
	}
}

func TestProgressiveJPEGsAreKnownByTheirFrame(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want bool
	}{
		"baseline behind a comment":    {"\xff\xd8\xff\xfe\x00\x04ab\xff\xc0\x00\x0b", false},
		"progressive behind fill":      {"\xff\xd8\xff\xff\xc2\x00\x0b\x08", true},
		"a scan first":                 {"\xff\xd8\xff\xda\x00\x0b\x08", false},
		"nothing that is understood":   {"\xff\xd8\x00\x00\x00\x00", true},
		"a segment longer than itself": {"\xff\xd8\xff\xe0\xff\xff\x00", true},
		"a marker only":                {"\xff\xd8\xff", true},
	} {
		assert.Equal(t, c.want, progressive([]byte(c.raw)), name)
	}
}
