package picture_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/picture"
)

// thumbnail makes a thumbnail and looks at it.
func thumbnail(t *testing.T, raw []byte, maxSide, maxBytes int) (*picture.Thumbnail, image.Image) {
	t.Helper()
	small, err := newPreparer(t, picture.Config{}).Thumbnail(t.Context(), raw, maxSide, maxBytes)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(small.JPEG), maxBytes)
	m, err := jpeg.Decode(bytes.NewReader(small.JPEG))
	require.NoError(t, err)
	require.Equal(t, image.Pt(small.Width, small.Height), m.Bounds().Size())
	return small, m
}

// noise is a picture that takes many bytes.
func noise(side int) image.Image {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = byte(r.IntN(256))
	}
	return m
}

func TestThumbnailsFitTheirSide(t *testing.T) {
	for _, c := range []struct{ from, to image.Point }{
		{image.Pt(1000, 500), image.Pt(200, 100)},
		{image.Pt(500, 1000), image.Pt(100, 200)},
		{image.Pt(201, 201), image.Pt(200, 200)},
		{image.Pt(200, 200), image.Pt(200, 200)},
		{image.Pt(40, 30), image.Pt(40, 30)},
		{image.Pt(1, 1), image.Pt(1, 1)},
		{image.Pt(3000, 2), image.Pt(200, 1)},
	} {
		small, _ := thumbnail(t, asPNG(t, image.NewGray(image.Rectangle{Max: c.from})), 200, 40<<10)
		assert.Equal(t, c.to, image.Pt(small.Width, small.Height), "from %v", c.from)
	}
}

func TestThumbnailsAreUprightAndOnWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 400, 400))
	quarters(m, red, green, blue, color.NRGBA{})
	prepared := func(raw []byte) *picture.Picture {
		small, _ := thumbnail(t, raw, 100, 40<<10)
		return &picture.Picture{JPEG: small.JPEG, Width: small.Width, Height: small.Height}
	}
	assertQuarters(t, prepared(asPNG(t, m)), red, green, blue, white)
	assertQuarters(t, prepared(fromFile(t, "orientation6.jpg")), blue, red, yellow, green)
}

func TestThumbnailsMeetTheirBytes(t *testing.T) {
	raw := asPNG(t, noise(400))
	large, _ := thumbnail(t, raw, 240, 1<<20)
	assert.Equal(t, 240, large.Width)
	coarse, _ := thumbnail(t, raw, 240, len(large.JPEG)*2/3)
	assert.Equal(t, 240, coarse.Width, "the quality goes before the size")
	small, _ := thumbnail(t, raw, 240, 4<<10)
	assert.Less(t, small.Width, 240)
	assert.GreaterOrEqual(t, small.Width, 48)
	_, err := newPreparer(t, picture.Config{}).Thumbnail(t.Context(), raw, 240, 512)
	assert.ErrorIs(t, err, picture.ErrTooLarge)
}

func TestThumbnailsObeyTheLimits(t *testing.T) {
	whole := asJPEG(t, image.NewGray(image.Rect(0, 0, 300, 300)), 90)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		cfg  picture.Config
		raw  []byte
		want error
	}{
		"bytes":              {t.Context(), picture.Config{MaxBytes: 100}, whole, picture.ErrTooLarge},
		"pixels":             {t.Context(), picture.Config{MaxPixels: 300*300 - 1}, whole, picture.ErrTooManyPixels},
		"time":               {t.Context(), picture.Config{Timeout: 1}, whole, picture.ErrTimeout},
		"nobody waits":       {ended, picture.Config{}, whole, context.Canceled},
		"no picture":         {t.Context(), picture.Config{}, []byte("hello"), picture.ErrNotPicture},
		"cut off":            {t.Context(), picture.Config{}, whole[:len(whole)/2], picture.ErrCorrupt},
		"a format not known": {t.Context(), picture.Config{}, []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), picture.ErrUnsupported},
		"no pixels":          {t.Context(), picture.Config{}, []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00;"), picture.ErrTooSmall},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newPreparer(t, c.cfg).Thumbnail(c.ctx, c.raw, 240, 40<<10)
			assert.ErrorIs(t, err, c.want)
		})
	}
}
