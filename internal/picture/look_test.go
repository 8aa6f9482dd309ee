package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	_ "image/png"
	"math"
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

// copies gives a picture as it comes back after other programs had it. More of
// them are in cmd/lookeval, which measures where these tests only hold.
func copies(t testing.TB, m *image.RGBA) map[string][]byte {
	r := m.Rect
	cut := func(left, top, right, bottom int) *image.RGBA { // thousandths
		return onWhite(m.SubImage(image.Rect(r.Dx()*left/1000, r.Dy()*top/1000, r.Dx()-r.Dx()*right/1000, r.Dy()-r.Dy()*bottom/1000)))
	}
	framed := func(c color.Color, thousandths int) *image.RGBA {
		x, y := r.Dx()*thousandths/1000, r.Dy()*thousandths/1000
		out := image.NewRGBA(image.Rect(0, 0, r.Dx()+2*x, r.Dy()+2*y))
		draw.Draw(out, out.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		draw.Draw(out, r.Add(image.Pt(x, y)), m, image.Point{}, draw.Src)
		return out
	}
	out := map[string][]byte{
		"JPEG quality 40":              asJPEG(t, m, 40),
		"JPEG quality 95":              asJPEG(t, m, 95),
		"PNG":                          asPNG(t, m),
		"5 % darker":                   asJPEG(t, brightened(m, 95), 80),
		"5 % brighter":                 asJPEG(t, brightened(m, 105), 80),
		"cropped by 1 %":               asJPEG(t, cut(10, 10, 10, 10), 80),
		"cropped by 2 %":               asJPEG(t, cut(20, 20, 20, 20), 80),
		"cropped at one side":          asJPEG(t, cut(0, 0, 0, 20), 80),
		"white border of 2 %":          asJPEG(t, framed(color.White, 20), 80),
		"black border of 1 %":          asJPEG(t, framed(color.Black, 10), 80),
		"cropped, half size and worse": asJPEG(t, scaled(cut(5, 20, 15, 10), 50), 50),
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

// assertFound says that a copy leads to the original, by its mark and by its
// look, and the original to the copy.
func assertFound(t *testing.T, original, found picture.Look, what string) {
	t.Helper()
	assert.True(t, picture.Same(original, found), "%s: distance %.2f", what, picture.Distance(original, found))
	assert.True(t, picture.Same(found, original), "%s: distance %.2f", what, picture.Distance(found, original))
	assert.True(t, found.Near().Holds(original.Mark()), what)
	assert.True(t, original.Near().Holds(found.Mark()), what)
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
		t.Logf("%s: farthest copy %.2f", filepath.Base(file), farthest)
		names, looks = append(names, filepath.Base(file)), append(looks, look)
	}
	closest := math.Inf(1)
	for i := range looks {
		for j := range i {
			closest = min(closest, picture.Distance(looks[i], looks[j]))
			assert.False(t, picture.Same(looks[i], looks[j]), "%s and %s: distance %.2f", names[i], names[j], picture.Distance(looks[i], looks[j]))
		}
	}
	t.Logf("closest two different photographs: %.2f", closest)
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
			assert.False(t, picture.Same(looks[i], looks[j]), "products %d and %d: distance %.2f", i, j, picture.Distance(looks[i], looks[j]))
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

func TestAnotherColourIsAnotherPictureHoweverLittleOfItThereIs(t *testing.T) {
	m := product(3, color.RGBA{R: 60, G: 60, B: 62, A: 255})
	look := lookAt(t, asPNG(t, m))
	assert.InDelta(t, 0, picture.Distance(look, look), 1e-6)
	for what, change := range map[string]func(*image.RGBA){
		"navy instead of black": func(m *image.RGBA) {
			draw.Draw(m, m.Rect, product(3, color.RGBA{R: 50, G: 56, B: 92, A: 255}), image.Point{}, draw.Src)
		},
		"a red button of 2 %": func(m *image.RGBA) {
			draw.Draw(m, image.Rect(120, 100, 160, 140), image.NewUniform(red), image.Point{}, draw.Src)
		},
		"a price on the label": func(m *image.RGBA) {
			for x := 60; x < 220; x += 12 {
				draw.Draw(m, image.Rect(x, 150, x+6, 165), image.White, image.Point{}, draw.Src)
			}
		},
	} {
		other := onWhite(m)
		change(other)
		assert.False(t, picture.Same(look, lookAt(t, asPNG(t, other))), "%s: distance %.2f", what, picture.Distance(look, lookAt(t, asPNG(t, other))))
	}
}

func TestAPictureThatIsMovedOrTurnedIsAnother(t *testing.T) {
	m := product(5, blue)
	look := lookAt(t, asPNG(t, m))
	for what, r := range map[string]image.Rectangle{
		"cropped by 12 % at one side": image.Rect(34, 0, 280, 280),
		"cropped to a half":           image.Rect(0, 70, 280, 210),
	} {
		assert.False(t, picture.Same(look, lookAt(t, asPNG(t, onWhite(m.SubImage(r))))), what)
	}
	mirrored := image.NewRGBA(m.Rect)
	for y := range 280 {
		for x := range 280 {
			mirrored.Set(279-x, y, m.At(x, y))
		}
	}
	draw.Draw(m, image.Rect(60, 60, 110, 110), image.NewUniform(yellow), image.Point{}, draw.Src)
	draw.Draw(mirrored, image.Rect(170, 60, 220, 110), image.NewUniform(yellow), image.Point{}, draw.Src)
	assert.False(t, picture.Same(lookAt(t, asPNG(t, m)), lookAt(t, asPNG(t, mirrored))))
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
		"too long": append(text[:len(text):len(text)], text[:8]...), "no base64 inside": append(append([]byte{}, text[:9]...), append([]byte("!"), text[10:]...)...),
	} {
		assert.Error(t, again.UnmarshalText(bad), name)
	}
}
