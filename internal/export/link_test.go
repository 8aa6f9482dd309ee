package export

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"tusou/internal/sourcing"
)

func TestOnlyPlainWebAddressesBecomeLinks(t *testing.T) {
	long := "https://a.cn/" + strings.Repeat("a", 2066)
	for name, c := range map[string]struct{ address, link string }{
		"an offer's page":          {"https://detail.1688.com/offer/610947572360.html?a=b&c=d#e", "https://detail.1688.com/offer/610947572360.html?a=b&c=d#e"},
		"without encryption":       {"http://detail.1688.com/offer/1.html", "http://detail.1688.com/offer/1.html"},
		"white space around":       {" https://a.cn/1 \n", "https://a.cn/1"},
		"a port":                   {"https://a.cn:8443/1", "https://a.cn:8443/1"},
		"capitals":                 {"HTTPS://A.cn/1", "https://A.cn/1"},
		"Chinese in path and term": {"https://a.cn/风扇?q=风 扇", "https://a.cn/%E9%A3%8E%E6%89%87?q=%E9%A3%8E%20%E6%89%87"},
		"quotes and brackets":      {`https://a.cn/?q="<x>\^|{}` + "`", "https://a.cn/?q=%22%3Cx%3E%5C%5E%7C%7B%7D%60"},
		"a percent sign alone":     {"https://a.cn/?q=5%&r=%4", "https://a.cn/?q=5%25&r=%254"},
		"encoded already":          {"https://a.cn/%E9%A3%8E?q=%20", "https://a.cn/%E9%A3%8E?q=%20"},
		"as long as can be":        {long, long},
		"too long":                 {long + "a", ""},
		"a script":                 {"javascript:alert(1)", ""},
		"a file":                   {"file:///etc/passwd", ""},
		"a share":                  {`\\server\share`, ""},
		"no scheme":                {"//detail.1688.com/offer/1.html", ""},
		"a place in the workbook":  {"#Sheet1!A1", ""},
		"a mail":                   {"mailto:a@b.cn", ""},
		"a password":               {"https://me:secret@a.cn/", ""},
		"no host":                  {"https:///1", ""},
		"a host with brackets":     {"https://[::1]/", ""},
		"a host in Chinese":        {"https://例子.cn/", ""},
		"a host with a space":      {"https://a b.cn/", ""},
		"a broken escape":          {"https://a.cn/%zz", ""},
		"a control character":      {"https://a.cn/\x00", ""},
		"nothing":                  {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := written(t, listOf(t, Row{Candidate: sourcing.Candidate{Offer: sourcing.Offer{URL: c.address}}}))
			is, target, err := f.GetCellHyperLink(sheet, "C2")
			require.NoError(t, err)
			assert.Equal(t, c.link != "", is)
			assert.Equal(t, c.link, target)
			shown := cells(t, f, sheet, 2)[2]
			if c.link != "" {
				assert.Equal(t, c.link, shown)
			} else {
				assert.Equal(t, oneLine(c.address), shown, "it stays text")
			}
		})
	}
}

func TestLinksEndWhereExcelTakesNoMore(t *testing.T) {
	b, err := open(t.Output(), listOf(t), limits{file: maxFile, picture: maxPicture})
	require.NoError(t, err)
	b.links = excelize.TotalSheetHyperlinks - 1
	for _, at := range []string{"C2", "C3"} {
		value, err := b.link(at, "https://a.cn/1")
		require.NoError(t, err)
		assert.Equal(t, "https://a.cn/1", value)
		assert.Equal(t, excelize.TotalSheetHyperlinks, b.links)
	}
	require.NoError(t, b.file.Close())
}
