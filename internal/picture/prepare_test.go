package picture_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"tusou/internal/picture"
)

// The colours of the quarters.
var (
	red    = color.NRGBA{R: 200, G: 40, B: 40, A: 255}
	green  = color.NRGBA{R: 40, G: 160, B: 60, A: 255}
	blue   = color.NRGBA{R: 40, G: 60, B: 190, A: 255}
	yellow = color.NRGBA{R: 230, G: 200, B: 40, A: 255}
	white  = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
)

func newPreparer(t testing.TB, cfg picture.Config) *picture.Preparer {
	t.Helper()
	p, err := picture.New(cfg)
	require.NoError(t, err)
	return p
}

// quarters paints a picture of four quarters.
func quarters(m draw.Image, topLeft, topRight, bottomLeft, bottomRight color.Color) {
	b := m.Bounds()
	for i, c := range []color.Color{topLeft, topRight, bottomLeft, bottomRight} {
		at := b.Min.Add(image.Pt(i%2*b.Dx()/2, i/2*b.Dy()/2))
		draw.Draw(m, image.Rectangle{Min: at, Max: at.Add(b.Size().Div(2))}, image.NewUniform(c), image.Point{}, draw.Src)
	}
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, encode(&b))
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, m) })
}

func asJPEG(t testing.TB, m image.Image, quality int) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: quality}) })
}

func fromFile(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return raw
}

// assertQuarters looks at the middle of each quarter of what was prepared.
func assertQuarters(t *testing.T, p *picture.Picture, want ...color.NRGBA) {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, p.Width, p.Height), m.Bounds())
	for i, c := range want {
		r, g, b, _ := m.At((1+2*(i%2))*p.Width/4, (1+2*(i/2))*p.Height/4).RGBA()
		got := color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 255}
		for _, pair := range [][2]uint8{{got.R, c.R}, {got.G, c.G}, {got.B, c.B}} {
			assert.InDelta(t, pair[1], pair[0], 12, "quarter %d: %v, not %v", i, got, c)
		}
	}
}

func TestPrepareReadsEveryFormat(t *testing.T) {
	box := image.Rect(0, 0, 64, 48)
	painted := func(m draw.Image) draw.Image {
		quarters(m, red, green, blue, yellow)
		return m
	}
	alpha := image.NewNRGBA(box)
	quarters(alpha, red, green, blue, color.NRGBA{})
	half := image.NewNRGBA64(box)
	quarters(half, red, green, blue, color.NRGBA{R: 0, G: 0, B: 0, A: 128})
	frame := image.NewPaletted(image.Rect(32, 24, 64, 48), color.Palette{red, green})
	second := image.NewPaletted(box, palette.WebSafe)
	animation := &gif.GIF{
		Image:  []*image.Paletted{frame, second},
		Delay:  []int{1, 1},
		Config: image.Config{Width: 64, Height: 48},
	}
	all := []color.NRGBA{red, green, blue, yellow}
	for _, c := range []struct {
		name string
		raw  []byte
		want []color.NRGBA
	}{
		{"JPEG", asJPEG(t, painted(image.NewRGBA(box)), 90), all},
		{"JPEG, progressive", fromFile(t, "progressive.jpg"), all},
		{"JPEG, chroma 4:1:1", fromFile(t, "subsampled.jpg"), all},
		{"JPEG, CMYK", fromFile(t, "cmyk.jpg"), all},
		{"JPEG, grey", asJPEG(t, image.NewGray(box), 90), []color.NRGBA{{}, {}, {}, {}}},
		{"PNG", asPNG(t, painted(image.NewRGBA(box))), all},
		{"PNG, 16 bits", asPNG(t, painted(image.NewRGBA64(box))), all},
		{"PNG, palette", asPNG(t, painted(image.NewPaletted(box, color.Palette{red, green, blue, yellow}))), all},
		{"PNG, a transparent quarter", asPNG(t, alpha), []color.NRGBA{red, green, blue, white}},
		{"PNG, 16 bits, a half transparent quarter", asPNG(t, half), []color.NRGBA{red, green, blue, {R: 127, G: 127, B: 127}}},
		{"GIF", encoded(t, func(b *bytes.Buffer) error {
			return gif.Encode(b, painted(image.NewPaletted(box, color.Palette{red, green, blue, yellow})), nil)
		}), all},
		{"GIF, first frame on its canvas", encoded(t, func(b *bytes.Buffer) error { return gif.EncodeAll(b, animation) }), []color.NRGBA{white, white, white, red}},
		{"BMP", encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, painted(image.NewRGBA(box))) }), all},
		{"BMP, palette", fromFile(t, "palette.bmp"), all},
		{"TIFF", encoded(t, func(b *bytes.Buffer) error {
			return tiff.Encode(b, painted(image.NewNRGBA(box)), &tiff.Options{Compression: tiff.Deflate})
		}), all},
		{"TIFF, 16 bits, LZW", fromFile(t, "lzw16.tiff"), all},
		{"WebP, lossy", fromFile(t, "lossy.webp"), all},
		{"WebP, lossless", fromFile(t, "lossless.webp"), all},
		{"WebP, lossy, a transparent quarter", fromFile(t, "lossy-alpha.webp"), []color.NRGBA{red, green, blue, white}},
		{"WebP, animated", fromFile(t, "animated.webp"), all},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), c.raw)
			require.NoError(t, err)
			assert.Equal(t, [2]int{341, 256}, [2]int{p.Width, p.Height})
			assert.Equal(t, sha256.Sum256(c.raw), p.Sum)
			assertQuarters(t, p, c.want...)
		})
	}
}

func TestPrepareComposesTheFirstFrameOfAnAnimatedWebP(t *testing.T) {
	p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), fromFile(t, "animated-part.webp"))
	require.NoError(t, err)
	assertQuarters(t, p, white, white, white)
	m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	require.NoError(t, err)
	r, g, _, _ := m.At(p.Width*5/8, p.Height*3/4).RGBA()
	assert.Greater(t, r, 2*g, "the left half of the frame is red")
	r, g, _, _ = m.At(p.Width*7/8, p.Height*3/4).RGBA()
	assert.InDelta(t, r, g, 10<<8, "its right half is transparent")
}

func TestPrepareTurnsPicturesUprightWhereverTheOrientationStands(t *testing.T) {
	for _, name := range []string{"orientation6.jpg", "orientation6.png", "orientation6.webp", "orientation6.tiff"} {
		t.Run(name, func(t *testing.T) {
			p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), fromFile(t, name))
			require.NoError(t, err)
			assert.Equal(t, [2]int{256, 341}, [2]int{p.Width, p.Height})
			assertQuarters(t, p, blue, red, yellow, green)
		})
	}
}

// withOrientation puts an EXIF segment of one entry into a JPEG.
func withOrientation(raw []byte, order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	tiff := order.AppendUint32([]byte(mark), 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 274)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, raw[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	out = append(out, segment...)
	return append(out, raw[2:]...)
}

func TestPrepareKnowsAllEightOrientations(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 400, 300))
	quarters(m, red, green, blue, yellow)
	raw := asJPEG(t, m, 90)
	upright, turned := [2]int{400, 300}, [2]int{300, 400}
	for orientation, c := range map[uint16]struct {
		size [2]int
		want []color.NRGBA
	}{
		0: {upright, []color.NRGBA{red, green, blue, yellow}},
		1: {upright, []color.NRGBA{red, green, blue, yellow}},
		2: {upright, []color.NRGBA{green, red, yellow, blue}},
		3: {upright, []color.NRGBA{yellow, blue, green, red}},
		4: {upright, []color.NRGBA{blue, yellow, red, green}},
		5: {turned, []color.NRGBA{red, blue, green, yellow}},
		6: {turned, []color.NRGBA{blue, red, yellow, green}},
		7: {turned, []color.NRGBA{yellow, green, blue, red}},
		8: {turned, []color.NRGBA{green, yellow, red, blue}},
		9: {upright, []color.NRGBA{red, green, blue, yellow}},
	} {
		for _, exif := range [][]byte{
			withOrientation(raw, binary.LittleEndian, "II*\x00", orientation),
			withOrientation(raw, binary.BigEndian, "MM\x00*", orientation),
		} {
			p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), exif)
			require.NoError(t, err, "orientation %d", orientation)
			assert.Equal(t, c.size, [2]int{p.Width, p.Height}, "orientation %d", orientation)
			assertQuarters(t, p, c.want...)
			assert.NotContains(t, string(p.JPEG), "Exif")
		}
	}
}

func TestPrepareLeavesOutWhatIsNoPixel(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 300, 300))
	raw := withOrientation(asJPEG(t, m, 80), binary.BigEndian, "MM\x00*", 1)
	raw = append(raw, "<script>alert(1)</script>"...)
	p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), raw)
	require.NoError(t, err)
	assert.NotContains(t, string(p.JPEG), "script")
	assert.NotContains(t, string(p.JPEG), "Exif")
	assert.True(t, bytes.HasSuffix(p.JPEG, []byte("\xff\xd9")))
}

func TestUnsupportedFormatsAreNamed(t *testing.T) {
	_, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	var unsupported *picture.UnsupportedError
	require.ErrorAs(t, err, &unsupported)
	assert.Equal(t, "HEIC", unsupported.Format)
}

func TestPrepareEndsWithItsTime(t *testing.T) {
	raw := asJPEG(t, image.NewGray(image.Rect(0, 0, 300, 300)), 90)
	_, err := newPreparer(t, picture.Config{Timeout: time.Nanosecond}).Prepare(t.Context(), raw)
	require.ErrorIs(t, err, picture.ErrTimeout)

	for _, raw := range [][]byte{raw, asPNG(t, image.NewGray(image.Rect(0, 0, 300, 300))), fromFile(t, "animated.webp"), fromFile(t, "lzw16.tiff")} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = newPreparer(t, picture.Config{}).Prepare(ctx, raw)
		require.ErrorIs(t, err, context.Canceled)
		assert.False(t, errors.Is(err, picture.ErrTimeout))
	}
}

func TestNewRefusesNegativeLimits(t *testing.T) {
	for _, cfg := range []picture.Config{{MaxBytes: -1}, {MaxPixels: -1}, {Decoders: -1}, {Timeout: -1}} {
		_, err := picture.New(cfg)
		assert.Error(t, err)
	}
}
