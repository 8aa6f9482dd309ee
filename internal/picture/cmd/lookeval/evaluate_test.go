package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/webp"
)

func TestTheDrawnSetMeetsTheTarget(t *testing.T) {
	r, err := evaluate(t.Context(), drawProducts(3))
	require.NoError(t, err)
	var out strings.Builder
	r.print(&out)
	assert.True(t, r.good(), out.String())
	assert.Contains(t, out.String(), "hits: 81 of 81 copies = 100.00 %")
	assert.Contains(t, out.String(), "false hits: 0 of 153 pairs")
}

func TestTwoPicturesThatLookTheSameAreAFalseHit(t *testing.T) {
	pictures := drawProducts(1)[:1]
	raw, err := asPNG(pictures[0].image)
	require.NoError(t, err)
	pictures = append(pictures, original{name: "another", raw: raw, image: pictures[0].image, copied: true})
	r, err := evaluate(t.Context(), pictures)
	require.NoError(t, err)
	assert.False(t, r.good())
	assert.Len(t, r.same, 1)
	assert.NotEmpty(t, r.astray)
	var out strings.Builder
	r.print(&out)
	assert.Contains(t, out.String(), "FALSE HIT: product 0 in black and another")
	assert.Contains(t, out.String(), "ASTRAY: ")
}

func TestTooManyMissesAreNotGood(t *testing.T) {
	assert.True(t, report{kinds: []tally{{made: 100, found: 99}}}.good())
	assert.False(t, report{kinds: []tally{{made: 100, found: 98}}}.good())
}

func TestAFolderIsReadWithoutWhatIsNoPictureAndEachContentOnce(t *testing.T) {
	folder := t.TempDir()
	red := image.NewRGBA(image.Rect(0, 0, 1000, 500))
	draw.Draw(red, red.Rect, image.NewUniform(color.RGBA{R: 200, A: 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, red))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "more"), 0o700))
	for name, content := range map[string][]byte{"a.png": b.Bytes(), "more/b.png": b.Bytes(), "README.md": []byte("text")} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	pictures, err := readFolder(folder)
	require.NoError(t, err)
	require.Len(t, pictures, 1)
	assert.Equal(t, "a.png", pictures[0].name)
	assert.Equal(t, image.Pt(800, 400), pictures[0].image.Rect.Size())

	_, err = readFolder(t.TempDir())
	require.Error(t, err, "nothing in it")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cut.png"), b.Bytes()[:40], 0o600))
	_, err = readFolder(folder)
	require.ErrorContains(t, err, "cut.png")
	assert.Error(t, run(t.Context(), []string{"-drawn", "0", filepath.Join(folder, "missing")}))
}

func TestAWebPIsDecodedAsItWasEncoded(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 37, 11))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	raw, err := asWebP(m)
	require.NoError(t, err)
	again, err := webp.Decode(bytes.NewReader(raw))
	require.NoError(t, err)
	assert.Equal(t, m.Pix, onWhite(again).Pix)
	_, err = asWebP(image.NewRGBA(image.Rectangle{}))
	assert.Error(t, err)
}
