package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
)

var made = time.Date(2026, 11, 26, 7, 30, 12, 0, time.UTC)

func texts(t testing.TB, code string) *lang.Texts {
	t.Helper()
	texts, err := lang.For(code)
	require.NoError(t, err)
	return texts
}

func preparer(t testing.TB) *picture.Preparer {
	t.Helper()
	p, err := picture.New(picture.Config{Decoders: 1})
	require.NoError(t, err)
	return p
}

// drawn draws a picture that no other seed gives.
func drawn(seed, width, height int) *image.RGBA {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	area := m.Rect
	for range 12 {
		c := color.RGBA{byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256)), 255}
		draw.Draw(m, area, image.NewUniform(c), image.Point{}, draw.Src)
		at := image.Pt(r.IntN(width), r.IntN(height))
		area = image.Rectangle{Min: at, Max: at.Add(image.Pt(1+r.IntN(width), 1+r.IntN(height)))}
	}
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

// rich draws a JPEG that takes the more bytes, the more shades it has.
func rich(t testing.TB, seed, side, shades int) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(seed), 2))
	m := image.NewYCbCr(image.Rect(0, 0, side, side), image.YCbCrSubsampleRatio420)
	for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
		for i := range plane {
			plane[i] = byte(128 - shades/2 + r.IntN(shades))
		}
	}
	return asJPEG(t, m)
}

// listOf gives a list of rows.
func listOf(t testing.TB, rows ...Row) List {
	return List{
		Texts: texts(t, lang.Chinese), Pictures: preparer(t), Made: made, Count: len(rows),
		Rows: func(yield func(Row, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		},
	}
}

// written writes a list and opens the file again.
func written(t testing.TB, list List) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Write(t.Context(), &out, list))
	return opened(t, &out)
}

func opened(t testing.TB, r io.Reader) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(r)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	return f
}

const sheet = "选品清单"

// cells gives a row as people see it, from A to P.
func cells(t testing.TB, f *excelize.File, sheet string, row int) []string {
	t.Helper()
	var out []string
	for c := 'A'; c <= 'P'; c++ {
		v, err := f.GetCellValue(sheet, fmt.Sprintf("%c%d", c, row))
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

// fan is a row with everything that could be there.
func fan(t testing.TB) Row {
	return Row{
		Candidate: sourcing.Candidate{
			Offer: sourcing.Offer{
				ID: "610947572360", Title: "桌面小风扇 USB 静音", URL: "https://detail.1688.com/offer/610947572360.html?a=b&c=d",
				Price: 650, ConsignPrice: 1050, Selected: true, FreeShipping: true, Tags: []string{"48小时发货", "实力商家", "代发包邮"},
			},
			CollectedBy: "ou_1", CollectedAt: made, SearchID: "s", Keywords: "小风扇", Filters: []string{"isOnePsaleFreePost", "shipIn48Hours"},
		},
		Detail: &sourcing.Detail{
			Ladder: []sourcing.PriceStep{{From: 2, Price: 650}, {From: 100, Price: 590}, {From: 500}}, Unit: "台", MinOrder: 2, Place: "浙江 金华",
		},
		Collector: "李然", Filters: []string{"包邮", "48h发货"},
		Picture: asPNG(t, drawn(1, 400, 200)), QueryPicture: asJPEG(t, drawn(2, 60, 600)),
	}
}

func TestARowStandsInItsCells(t *testing.T) {
	for code, want := range map[string][2][]string{
		lang.Chinese: {
			{"图片", "标题", "1688链接", "商品ID", "价格", "代发价", "标签", "价格阶梯", "起订量", "发货地", "搜图", "关键词", "筛选条件", "收藏人", "收藏时间", "备注"},
			{
				"", "桌面小风扇 USB 静音", "https://detail.1688.com/offer/610947572360.html?a=b&c=d", "610947572360", "6.50", "10.50",
				"代发包邮 · 精选货源 · 48小时发货 · 实力商家", "2 台起 ¥6.50\n100 台起 ¥5.90", "2", "浙江 金华", "", "小风扇", "包邮 · 48h发货", "李然", "2026-11-26 15:30", "",
			},
		},
		lang.English: {
			{
				"Picture", "Title", "1688 link", "Offer ID", "Price", "Dropship price", "Badges", "Price ladder", "Minimum order", "Ships from",
				"Query picture", "Keywords", "Filters", "Saved by", "Saved at", "Remarks",
			},
			{
				"", "桌面小风扇 USB 静音", "https://detail.1688.com/offer/610947572360.html?a=b&c=d", "610947572360", "6.50", "10.50",
				"Free dropshipping · Selected source · 48小时发货 · 实力商家 · 代发包邮", "From 2 台: ¥6.50\nFrom 100 台: ¥5.90", "2", "浙江 金华", "", "小风扇",
				"包邮 · 48h发货", "李然", "2026-11-26 15:30", "",
			},
		},
	} {
		t.Run(code, func(t *testing.T) {
			list := listOf(t, fan(t))
			list.Texts = texts(t, code)
			f := written(t, list)
			name := list.Texts.Export.Sheet
			assert.Equal(t, []string{name}, f.GetSheetList())
			assert.Equal(t, want[0], cells(t, f, name, 1))
			assert.Equal(t, want[1], cells(t, f, name, 2))
		})
	}
}

func TestNumbersAreNumbersAndIdsAreText(t *testing.T) {
	f := written(t, listOf(t, fan(t)))
	for cell, want := range map[string]excelize.CellType{
		"D2": excelize.CellTypeInlineString, "E2": excelize.CellTypeUnset, "F2": excelize.CellTypeUnset, "I2": excelize.CellTypeUnset, "O2": excelize.CellTypeUnset,
	} {
		got, err := f.GetCellType(sheet, cell)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%s: a cell without a type is a number", cell)
	}
	for cell, want := range map[string]string{"E2": "6.5", "F2": "10.5", "I2": "2"} {
		raw, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		assert.Equal(t, want, raw, cell)
	}
	at, err := f.GetCellStyle(sheet, "D2")
	require.NoError(t, err)
	style, err := f.GetStyle(at)
	require.NoError(t, err)
	assert.Equal(t, 49, style.NumFmt, "an edited id stays text")
}

func TestWhatIsNotKnownLeavesItsCellEmpty(t *testing.T) {
	f := written(t, listOf(t, Row{Candidate: sourcing.Candidate{Offer: sourcing.Offer{ID: "1"}, CollectedBy: "ou_1"}}))
	assert.Equal(t, []string{"无图片", "（卖家没有写标题）", "", "1", "", "", "", "", "", "", "无图片", "", "", "ou_1", "", ""}, cells(t, f, sheet, 2))
}

func TestTheDetailFillsInWhatTheOfferDoesNotSay(t *testing.T) {
	row := Row{
		Candidate: sourcing.Candidate{Offer: sourcing.Offer{ID: "1", Title: " \n "}},
		Detail: &sourcing.Detail{
			Title: "风扇", OffShelf: true, Price: sourcing.PriceRange{Min: 700, Max: 900}, Consign: 1100,
			Ladder: []sourcing.PriceStep{{From: 1, Price: 700}},
		},
	}
	got := cells(t, written(t, listOf(t, row)), sheet, 2)
	assert.Equal(t, []string{"风扇", "", "1", "7.00", "11.00", "已下架", "1 件起 ¥7.00"}, got[1:8])
}

func TestTheHeadingStaysInViewAndEveryColumnHasAFilter(t *testing.T) {
	for _, rows := range []int{0, 1, 3} {
		t.Run(fmt.Sprint(rows, " rows"), func(t *testing.T) {
			list := listOf(t, make([]Row, rows)...)
			list.Count += 2 // fewer may come than were announced
			f := written(t, list)
			panes, err := f.GetPanes(sheet)
			require.NoError(t, err)
			assert.Equal(t, excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft", Selection: panes.Selection}, panes)
			assert.Contains(t, part(t, f, "xl/worksheets/sheet1.xml"), fmt.Sprintf(`<autoFilter ref="$A$1:$P$%d">`, rows+1))
			names := f.GetDefinedName()
			require.Len(t, names, 1)
			assert.Equal(t, fmt.Sprintf("'选品清单'!$A$1:$P$%d", rows+1), names[0].RefersTo)
			all, err := f.GetRows(sheet)
			require.NoError(t, err)
			assert.Len(t, all, rows+1)
			id, err := f.GetCellStyle(sheet, "A1")
			require.NoError(t, err)
			style, err := f.GetStyle(id)
			require.NoError(t, err)
			assert.True(t, style.Font.Bold)
			assert.True(t, style.Alignment.WrapText)
		})
	}
}

// part gives a part of the file as it is written.
func part(t testing.TB, f *excelize.File, name string) string {
	t.Helper()
	content, ok := f.Pkg.Load(name)
	require.True(t, ok, name)
	return string(content.([]byte))
}

func TestColumnsAndRowsHaveRoomForTheirPictures(t *testing.T) {
	f := written(t, listOf(t, fan(t)))
	xml := part(t, f, "xl/worksheets/sheet1.xml")
	for column := range 15 {
		left, right := fmt.Sprintf(`<col min="%d"`, column+1), fmt.Sprintf(`<col min="%d"`, column+2)
		assert.Less(t, strings.Index(xml, left), strings.Index(xml, right), "Excel wants columns in their order")
	}
	for _, c := range []string{"A", "K"} {
		width, err := f.GetColWidth(sheet, c)
		require.NoError(t, err)
		assert.InDelta(t, 124.0/7, width, 0.01, c)
	}
	height, err := f.GetRowHeight(sheet, 2)
	require.NoError(t, err)
	assert.InDelta(t, 93, height, 0)
	height, err = f.GetRowHeight(sheet, 3)
	require.NoError(t, err)
	assert.InDelta(t, 15, height, 0, "rows below the list are as ever")
}

func TestTheFileNamesNobody(t *testing.T) {
	f := written(t, listOf(t, fan(t)))
	props, err := f.GetDocProps()
	require.NoError(t, err)
	assert.Equal(t, &excelize.DocProperties{Title: sheet, Creator: "tusou", Created: "2026-11-26T07:30:12Z", Modified: "2026-11-26T07:30:12Z"}, props)
}

func TestAListThatCannotBeWrittenIsAnError(t *testing.T) {
	lost := errors.New("lost")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		change func(*List)
		to     io.Writer
		most   limits
		want   string
	}{
		"a row that cannot be had": {change: func(l *List) { l.Rows = func(yield func(Row, error) bool) { yield(Row{}, lost) } }, want: "row 1: lost"},
		"more rows than announced": {change: func(l *List) { l.Count = 1 }, want: "more than the 1 rows announced"},
		"a writer that fails":      {to: failing{}, want: "disk full"},
		"nobody waits any more":    {ctx: cancelled, want: "context canceled"},
		"texts that do not fit":    {most: limits{file: 3000, picture: maxPicture}, want: ErrTooLarge.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			list := listOf(t, fan(t), fan(t))
			if c.change != nil {
				c.change(&list)
			}
			if c.ctx == nil {
				c.ctx = t.Context()
			}
			if c.to == nil {
				c.to = io.Discard
			}
			if c.most.file == 0 {
				c.most = limits{file: maxFile, picture: maxPicture}
			}
			assert.ErrorContains(t, write(c.ctx, c.to, list, c.most), c.want)
		})
	}
}

// failing is a full disk.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestFilesAreNamedByShanghaisTime(t *testing.T) {
	assert.Equal(t, "选品清单-20261126-1530.xlsx", FileName(texts(t, lang.Chinese), made))
	assert.Equal(t, "shortlist-20261127-0005.xlsx", FileName(texts(t, lang.English), time.Date(2026, 11, 26, 16, 5, 0, 0, time.UTC)))
}
