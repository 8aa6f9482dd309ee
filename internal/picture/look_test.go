package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	_ "image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	xdraw "golang.org/x/image/draw"

	"tusou/internal/picture"
)

// photos gives the folder of product photographs beside the project.
func photos(t testing.TB) []string {
	t.Helper()
	root, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, root, filepath.Dir(root), "the tests run inside the module")
		root = filepath.Dir(root)
	}
	files, err := filepath.Glob(filepath.Join(root, "..", "shared", "fixtures", "photos", "*.*g"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("The product photographs are not beside the project (../shared/fixtures/photos).")
	}
	return files
}

// copies gives a picture as it comes back after other programs had it.
func copies(t testing.TB, m *image.RGBA) map[string][]byte {
	out := map[string][]byte{
		"JPEG quality 40": asJPEG(t, m, 40),
		"JPEG quality 95": asJPEG(t, m, 95),
		"3 % darker":      asJPEG(t, brightened(m, 97), 80),
		"3 % brighter":    asJPEG(t, brightened(m, 103), 80),
	}
	for name, percent := range map[string]int{"scaled to 30 %": 30, "scaled to 70 %": 70, "scaled to 150 %": 150} {
		out[name] = asJPEG(t, scaled(m, percent), 80)
	}
	return out
}

func scaled(m *image.RGBA, percent int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx()*percent/100, m.Rect.Dy()*percent/100))
	xdraw.BiLinear.Scale(out, out.Rect, m, m.Rect, draw.Src, nil)
	return out
}

func brightened(m *image.RGBA, percent int) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = byte(min(int(v)*percent/100, 255))
		if i%4 == 3 {
			out.Pix[i] = 255
		}
	}
	return out
}

func onWhite(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Over)
	return out
}

func lookAt(t testing.TB, raw []byte) picture.Look {
	t.Helper()
	p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), raw)
	require.NoError(t, err)
	return p.Look
}

// assertFound says that a copy leads to the original, by its bucket and by its
// look.
func assertFound(t *testing.T, original, found picture.Look, what string) {
	t.Helper()
	assert.True(t, picture.Same(original, found), "%s: distance %.1f", what, picture.Distance(original, found))
	assert.Contains(t, found.Near(), original.Coarse(), what)
	assert.Contains(t, original.Near(), found.Coarse(), what)
}

func TestLookTellsPhotosApart(t *testing.T) {
	var (
		names []string
		looks []picture.Look
	)
	for _, file := range photos(t) {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		m, _, err := image.Decode(bytes.NewReader(raw))
		require.NoError(t, err)
		look := lookAt(t, raw)
		// Half the size does as well, and is quicker; but one of the phones'
		// would have copies of one pixel a cell.
		original := onWhite(m)
		if original.Rect.Dx() > 300 {
			original = scaled(original, 50)
		}
		farthest := 0.0
		for what, c := range copies(t, original) {
			again := lookAt(t, c)
			farthest = max(farthest, picture.Distance(look, again))
			assertFound(t, look, again, filepath.Base(file)+", "+what)
		}
		t.Logf("%s: farthest copy %.1f", filepath.Base(file), farthest)
		names, looks = append(names, filepath.Base(file)), append(looks, look)
	}
	closest := 1000.0
	for i := range looks {
		for j := range i {
			closest = min(closest, picture.Distance(looks[i], looks[j]))
			assert.False(t, picture.Same(looks[i], looks[j]), "%s and %s: distance %.1f", names[i], names[j], picture.Distance(looks[i], looks[j]))
		}
	}
	t.Logf("closest two different photographs: %.1f", closest)
}

// product draws a thing on white: a body with a stripe, in one of several
// forms.
func product(form int, c color.Color) *image.RGBA {
	const side = 280
	m := onWhite(image.NewRGBA(image.Rect(0, 0, side, side)))
	body := [...]image.Rectangle{
		image.Rect(70, 35, 210, 245), image.Rect(35, 105, 245, 175), image.Rect(105, 23, 175, 257), image.Rect(47, 47, 233, 233),
	}[form/2]
	centre, r := body.Min.Add(body.Max).Div(2), body.Size().Div(2)
	for y := body.Min.Y; y < body.Max.Y; y++ {
		for x := body.Min.X; x < body.Max.X; x++ {
			dx, dy := float64(x-centre.X)/float64(r.X), float64(y-centre.Y)/float64(r.Y)
			if form%2 == 0 || dx*dx+dy*dy <= 1 {
				m.Set(x, y, c)
			}
		}
	}
	stripe := image.Rect(body.Min.X, centre.Y-7, body.Max.X, centre.Y+7)
	draw.Draw(m, stripe, image.NewUniform(color.Gray{Y: 60}), image.Point{}, draw.Src)
	return m
}

func TestLookTellsDrawnProductsAndTheirColoursApart(t *testing.T) {
	colours := []color.Color{
		color.RGBA{R: 200, G: 40, B: 40, A: 255}, color.RGBA{R: 40, G: 130, B: 60, A: 255}, color.RGBA{R: 40, G: 70, B: 190, A: 255},
		color.RGBA{R: 20, G: 20, B: 20, A: 255}, color.RGBA{R: 150, G: 150, B: 150, A: 255}, color.RGBA{R: 240, G: 200, B: 60, A: 255},
	}
	var looks []picture.Look
	for form := range 8 {
		for i, c := range colours {
			m := product(form, c)
			look := lookAt(t, asPNG(t, m))
			if form%2 == 1 && i == form/2 {
				for what, raw := range copies(t, m) {
					assertFound(t, look, lookAt(t, raw), what)
				}
			}
			looks = append(looks, look)
		}
	}
	for i := range looks {
		for j := range i {
			assert.False(t, picture.Same(looks[i], looks[j]), "products %d and %d: distance %.1f", i, j, picture.Distance(looks[i], looks[j]))
		}
	}
}

func TestAWebPLooksLikeTheJPEGOfTheSamePicture(t *testing.T) {
	assertFound(t, lookAt(t, fromFile(t, "lossless.webp")), lookAt(t, fromFile(t, "lossy.webp")), "lossy WebP")
	assertFound(t, lookAt(t, fromFile(t, "lossless.webp")), lookAt(t, fromFile(t, "progressive.jpg")), "JPEG")
}

func TestATurnedPictureLooksLikeItsUprightCopy(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 300, 400))
	quarters(m, blue, red, yellow, green)
	assertFound(t, lookAt(t, asPNG(t, m)), lookAt(t, fromFile(t, "orientation6.png")), "orientation 6")
}

func TestDistanceIsTheMeanOfTheWorstCells(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 512, 512))
	a := lookAt(t, asPNG(t, m))
	assert.Zero(t, picture.Distance(a, a))
	// One cell of 32 × 32, a thirty-second of the worst, white on black.
	draw.Draw(m, image.Rect(256, 256, 272, 272), image.White, image.Point{}, draw.Src)
	b := lookAt(t, asPNG(t, m))
	assert.InDelta(t, 255.0/32, picture.Distance(a, b), 0.5)
	assert.InDelta(t, picture.Distance(a, b), picture.Distance(b, a), 1e-9)
}

func TestLooksSurviveTheDatabase(t *testing.T) {
	look := lookAt(t, asPNG(t, product(3, red)))
	text, err := look.MarshalText()
	require.NoError(t, err)
	var again picture.Look
	require.NoError(t, again.UnmarshalText(text))
	assert.Equal(t, look, again)

	for name, bad := range map[string][]byte{
		"nothing": nil, "no base64": []byte("!"), "cut off": text[:len(text)-4], "another version": append([]byte("Z"), text[1:]...),
	} {
		assert.Error(t, again.UnmarshalText(bad), name)
	}
}
