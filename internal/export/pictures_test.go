package export

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/image/bmp"
)

// anchor is where a picture lies, as the file says it.
type anchor struct {
	EditAs string `xml:"editAs,attr"`
	From   corner `xml:"from"`
	To     corner `xml:"to"`
}

type corner struct {
	Col    int `xml:"col"`
	ColOff int `xml:"colOff"`
	Row    int `xml:"row"`
	RowOff int `xml:"rowOff"`
}

// pixel is one in the file's unit.
const pixel = 9525

// anchors gives the anchors of all pictures.
func anchors(t testing.TB, f *excelize.File) []anchor {
	t.Helper()
	var drawing struct {
		Anchors []anchor `xml:"twoCellAnchor"`
	}
	require.NoError(t, xml.Unmarshal([]byte(part(t, f, "xl/drawings/drawing1.xml")), &drawing))
	return drawing.Anchors
}

// pictureIn gives the one picture of a cell.
func pictureIn(t testing.TB, f *excelize.File, cell string) (raw []byte, m image.Image) {
	t.Helper()
	got, err := f.GetPictures(sheet, cell)
	require.NoError(t, err)
	require.Len(t, got, 1, cell)
	m, err = jpeg.Decode(bytes.NewReader(got[0].File))
	require.NoError(t, err, cell)
	assert.LessOrEqual(t, len(got[0].File), maxPicture, cell)
	assert.Equal(t, "twoCell", got[0].Format.Positioning, "%s: it moves and sizes with its cell", cell)
	return got[0].File, m
}

// mediaOf names the pictures that the file holds.
func mediaOf(f *excelize.File) []string {
	var names []string
	f.Pkg.Range(func(name, _ any) bool {
		if n, ok := name.(string); ok && strings.HasPrefix(n, mediaFolder) {
			names = append(names, n)
		}
		return true
	})
	return names
}

func TestPicturesLieWithinTheirCells(t *testing.T) {
	wide, tall, tiny := fan(t), fan(t), fan(t)
	wide.Picture, wide.QueryPicture = asPNG(t, drawn(1, 800, 100)), asJPEG(t, drawn(2, 500, 500))
	tall.Picture, tall.QueryPicture = asPNG(t, drawn(3, 30, 3000)), asPNG(t, drawn(4, 113, 112))
	tiny.Picture, tiny.QueryPicture = asPNG(t, drawn(5, 1, 1)), asPNG(t, drawn(6, 20, 9))
	f := written(t, listOf(t, wide, tall, tiny))
	got := anchors(t, f)
	require.Len(t, got, 6)
	want := []image.Rectangle{
		image.Rect(6, 55, 118, 69), image.Rect(6, 6, 118, 118),
		image.Rect(61, 6, 62, 118), image.Rect(6, 6, 118, 117),
		image.Rect(61, 61, 62, 62), image.Rect(52, 57, 72, 66),
	}
	for i, a := range got {
		col, row := i%2*10, i/2+1
		assert.Equal(t, [4]int{col, row, col, row}, [4]int{a.From.Col, a.From.Row, a.To.Col, a.To.Row}, "both ends in one cell")
		assert.Equal(t, want[i], image.Rect(a.From.ColOff/pixel, a.From.RowOff/pixel, a.To.ColOff/pixel, a.To.RowOff/pixel), "picture %d", i)
		assert.Equal(t, "twoCell", a.EditAs)
	}
	for cell, size := range map[string]image.Point{"A2": {240, 30}, "K2": {240, 240}, "A3": {2, 240}, "K3": {113, 112}, "A4": {1, 1}, "K4": {20, 9}} {
		_, m := pictureIn(t, f, cell)
		assert.Equal(t, size, m.Bounds().Size(), cell)
	}
}

func TestEachPictureIsInItsOwnCell(t *testing.T) {
	var rows []Row
	colours := []color.RGBA{{200, 30, 30, 255}, {30, 160, 30, 255}, {30, 30, 200, 255}}
	for _, c := range colours {
		m := image.NewRGBA(image.Rect(0, 0, 64, 64))
		for i := range 64 * 64 {
			m.SetRGBA(i%64, i/64, c)
		}
		row := fan(t)
		row.Picture = asPNG(t, m)
		rows = append(rows, row)
	}
	f := written(t, listOf(t, rows...))
	for i, c := range colours {
		_, m := pictureIn(t, f, string([]byte{'A', byte('2' + i)}))
		r, g, b, _ := m.At(32, 32).RGBA()
		for _, pair := range [][2]uint8{{c.R, uint8(r >> 8)}, {c.G, uint8(g >> 8)}, {c.B, uint8(b >> 8)}} {
			assert.InDelta(t, pair[0], pair[1], 8, "row %d", i+2)
		}
	}
}

func TestOnePictureIsStoredOnce(t *testing.T) {
	rows := []Row{fan(t), fan(t), fan(t)}
	rows[2].Picture = rows[0].QueryPicture
	f := written(t, listOf(t, rows...))
	assert.Len(t, mediaOf(f), 2)
	found, err := f.GetPictureCells(sheet)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"A2", "K2", "A3", "K3", "A4", "K4"}, found)
	query, _ := pictureIn(t, f, "K3")
	moved, _ := pictureIn(t, f, "A4")
	assert.Equal(t, query, moved)
}

func TestPicturesOfEveryFormatAreWritten(t *testing.T) {
	palette := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.Black})
	var b, g bytes.Buffer
	require.NoError(t, bmp.Encode(&b, palette))
	require.NoError(t, gif.Encode(&g, palette, nil))
	for name, raw := range map[string][]byte{"PNG": asPNG(t, palette), "JPEG": asJPEG(t, palette), "BMP": b.Bytes(), "GIF": g.Bytes()} {
		t.Run(name, func(t *testing.T) {
			row := fan(t)
			row.Picture = raw
			_, m := pictureIn(t, written(t, listOf(t, row)), "A2")
			assert.Equal(t, image.Pt(40, 30), m.Bounds().Size())
		})
	}
}

func TestAPictureThatCannotBeReadIsSaidInItsCell(t *testing.T) {
	whole := asJPEG(t, drawn(1, 200, 200))
	for name, raw := range map[string][]byte{
		"none":                nil,
		"empty":               {},
		"a text":              []byte("<html>404</html>"),
		"a picture cut off":   whole[:len(whole)/2],
		"the head of a JPEG":  whole[:20],
		"the head of a GIF":   []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;"),
		"a stand-in of ours":  standIn(1, image.Pt(40, 30)),
		"a formula":           []byte("=1+1"),
		"a format not spoken": []byte("\x00\x00\x00\x20ftypheic\x00\x00\x00\x00heic"),
	} {
		t.Run(name, func(t *testing.T) {
			row := fan(t)
			row.Picture = raw
			f := written(t, listOf(t, row, fan(t)))
			assert.Equal(t, "无图片", cells(t, f, sheet, 2)[0])
			found, err := f.GetPictureCells(sheet)
			require.NoError(t, err)
			assert.ElementsMatch(t, []string{"K2", "A3", "K3"}, found)
			pictureIn(t, f, "A3")
		})
	}
}

func TestAFileWithoutAnyPictureIsWhole(t *testing.T) {
	row := fan(t)
	row.Picture, row.QueryPicture = nil, nil
	f := written(t, listOf(t, row))
	found, err := f.GetPictureCells(sheet)
	require.NoError(t, err)
	assert.Empty(t, found)
	got := cells(t, f, sheet, 2)
	assert.Equal(t, []string{"无图片", "无图片"}, []string{got[0], got[10]})
}

// TestPicturesShareTheFile has a small file in place of a long list.
func TestPicturesShareTheFile(t *testing.T) {
	const rows, most = 20, 240 << 10
	var all []Row
	for i := range rows {
		row := fan(t)
		row.Picture, row.QueryPicture = rich(t, 2*i, 120, 64), rich(t, 2*i+1, 120, 64)
		all = append(all, row)
	}
	var out bytes.Buffer
	require.NoError(t, write(t.Context(), &out, listOf(t, all...), limits{file: most, picture: maxPicture}))
	assert.LessOrEqual(t, out.Len(), most)
	assert.Greater(t, out.Len(), most/3, "the room is used")
	f := opened(t, &out)
	found, err := f.GetPictureCells(sheet)
	require.NoError(t, err)
	assert.Len(t, found, 2*rows, "every picture is there")
	for _, cell := range found {
		raw, m := pictureIn(t, f, cell)
		assert.LessOrEqual(t, len(raw), 6<<10, cell)
		assert.GreaterOrEqual(t, m.Bounds().Dx(), 48, cell)
	}
}

func TestPicturesAreLeftOutWhereTheFileHasNoRoomForThem(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, write(t.Context(), &out, listOf(t, fan(t)), limits{file: 66 << 10, picture: maxPicture}))
	f := opened(t, &out)
	got := cells(t, f, sheet, 2)
	assert.Equal(t, []string{"无图片", "无图片"}, []string{got[0], got[10]})
	assert.Equal(t, "桌面小风扇 USB 静音", got[1])
}

func TestThePicturesRoomNeverOutgrowsTheFile(t *testing.T) {
	for _, rows := range []int{1, 10, 341, 500, 5000} {
		b := budget{most: limits{file: maxFile, picture: maxPicture}, rows: rows}
		written := 0
		for range 2 * rows {
			took := b.next(written)
			assert.LessOrEqual(t, took, maxPicture)
			assert.Greater(t, took, leastPicture, "of %d rows each has its picture", rows)
			written += took
		}
		assert.LessOrEqual(t, written+rows*rowRoom+fileRoom, maxFile, "%d rows", rows)
	}
}
