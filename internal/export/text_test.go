package export

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"tusou/internal/sourcing"
)

// hostile are texts and what a cell holds of them.
var hostile = []struct{ name, text, want string }{
	{"a formula", `=cmd|'/c calc'!A0`, `'=cmd|'/c calc'!A0`},
	{"a sum", "+1+1", "'+1+1"},
	{"a difference", "-2+3", "'-2+3"},
	{"a function", "@SUM(1)", "'@SUM(1)"},
	{"full width", "＝1+1", "'＝1+1"},
	{"full width plus", "＋1", "'＋1"},
	{"full width minus", "－1", "'－1"},
	{"full width at", "＠SUM", "'＠SUM"},
	{"small forms", "﹦1", "'﹦1"},
	{"a minus sign", "−1", "'−1"},
	{"after spaces", "  =1", "'=1"},
	{"after an ideographic space", "\u3000=1", "'=1"},
	{"after a tab", "\t=1", "'=1"},
	{"after a carriage return", "\r=1", "'=1"},
	{"after a line feed", "\n=1", "'=1"},
	{"after a null", "\x00=1", "'=1"},
	{"after a control character", "\x1b=1", "'=1"},
	{"after a byte order mark", "\ufeff=1", "'=1"},
	{"after a zero width space", "\u200b=1", "'=1"},
	{"after a zero width joiner", "\u200d=1", "'\u200d=1"},
	{"after a variation selector", "\ufe0f=1", "'\ufe0f=1"},
	{"after a private character", "\ue000=1", "'\ue000=1"},
	{"after bytes that are no text", "\xff\xfe=1", "'=1"},
	{"after an override of the direction", "\u202e=1", "'=1"},
	{"a code that Excel reads as a character", "_x003D_1+1", "_x003D_1+1"},
	{"a code of a code", "_x005F_x003D_", "_x005F_x003D_"},
	{"a dash in the middle", "小风扇 -20%", "小风扇 -20%"},
	{"an apostrophe", "'=1", "'=1"},
	{"digits only", "0012", "0012"},
	{"tabs and lines inside", "a\tb\r\nc\x00d", "a b c d"},
	{"markup", `</t><f>1+1</f>&amp;"<`, `</t><f>1+1</f>&amp;"<`},
	{"characters that XML does not take", "a\ufffeb\uffffc\x08d", "abc d"},
	{"a family", "👨\u200d👩\u200d👧 扇", "👨\u200d👩\u200d👧 扇"},
	{"nothing but white space", " \t\r\n ", ""},
	{"as long as can be", strings.Repeat("扇", 32767), strings.Repeat("扇", 32767)},
	{"too long", strings.Repeat("扇", 40000), strings.Repeat("扇", 32767)},
	{"too long for its apostrophe", "=" + strings.Repeat("1", 32766), "'=" + strings.Repeat("1", 32765)},
	{"too long in pairs of units", strings.Repeat("🌀", 16384), strings.Repeat("🌀", 16383)},
}

func TestHostileTextsAreHarmlessInEveryCell(t *testing.T) {
	var rows []Row
	for _, h := range hostile {
		rows = append(rows, Row{
			Candidate: sourcing.Candidate{
				Offer:    sourcing.Offer{ID: h.text, Title: h.text, URL: h.text, Tags: []string{h.text}},
				Keywords: h.text,
			},
			Detail:  &sourcing.Detail{Place: h.text},
			Filters: []string{h.text}, Collector: h.text,
		})
	}
	f := written(t, listOf(t, rows...))
	for i, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			got := cells(t, f, sheet, i+2)
			for _, column := range "CDGJLMN" {
				assert.Equal(t, h.want, got[column-'A'], "column %c", column)
			}
			if h.want == "" {
				h.want = "（卖家没有写标题）"
			}
			assert.Equal(t, h.want, got[1], "the title")
		})
	}
}

func TestAUnitCannotBreakTheLadder(t *testing.T) {
	row := Row{Detail: &sourcing.Detail{Unit: "\n=1+1", Ladder: []sourcing.PriceStep{{From: 1, Price: 100}, {From: 5, Price: 90}}}}
	f := written(t, listOf(t, row))
	assert.Equal(t, "1 =1+1起 ¥1.00\n5 =1+1起 ¥0.90", cells(t, f, sheet, 2)[7])
}

func TestNoCellHoldsAFormula(t *testing.T) {
	row := fan(t)
	row.Candidate.Offer.Title, row.Candidate.Keywords = "=1+1", "=HYPERLINK(\"http://x\")"
	f := written(t, listOf(t, row))
	for c := 'A'; c <= 'P'; c++ {
		formula, err := f.GetCellFormula(sheet, string(c)+"2")
		require.NoError(t, err)
		assert.Empty(t, formula)
	}
	assert.NotContains(t, part(t, f, "xl/worksheets/sheet1.xml"), "<f>")
}

func FuzzText(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.text[:min(len(h.text), 100)])
	}
	f.Fuzz(func(t *testing.T, foreign string) {
		got := safe(oneLine(foreign))
		assert.True(t, utf8.ValidString(got))
		assert.LessOrEqual(t, len(utf16.Encode([]rune(got))), excelize.TotalCellChars)
		assert.NotContains(t, got, "\n")
		assert.Equal(t, got, strings.TrimSpace(got))
		assert.False(t, startsFormula(got))
		assert.Equal(t, got, safe(oneLine(got)), "what is safe stays as it is")
	})
}
