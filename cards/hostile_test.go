package cards

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// hostileTexts are things a seller or the gateway may write.
func hostileTexts() map[string]string {
	return map[string]string{
		"mention of all":     "<at id=all></at>风扇",
		"mention of one":     "<at id=ou_7c607b047037d6216c9f21952a2c3b9e></at>",
		"link":               "[领红包](https://evil.example/)",
		"bare link":          "<a href='https://evil.example/'>领</a>",
		"picture":            "![x](img_v3_secret)",
		"bold and code":      "**粗** `code` ~~删~~ _斜_ # 标题",
		"font":               "<font color='red'>红</font><text_tag color='red'>假</text_tag>",
		"closing the badge":  "</text_tag><at id=all></at>",
		"rule and list":      "---\n- a\n1. b\n> c",
		"table":              "| a | b |\n|---|---|\n| c | d |",
		"entity":             "&lt;at id=all&gt; &#60;",
		"emoji":              "👩‍👩‍👧‍👦🔥🔥 大促",
		"emoji name":         ":THUMBSUP: [赞]",
		"right to left":      "\u202e扇风\u202c\u2066x\u2069",
		"zero width":         "风\u200b扇\ufeff",
		"control characters": "风\x00扇\x1b[31m\r\n\t红",
		"line separators":    "风\u2028扇\u2029",
		"broken UTF-8":       "风\xff\xfe扇",
		"format verbs":       "%s %d %!v(MISSING)",
		"quotes":             `"}]}},{"tag":"button`,
		"10,000 characters":  strings.Repeat("风扇", 5000),
		"10,000 markups":     strings.Repeat("*", 10000),
		"only white space":   " \u3000\n\t ",
		"empty":              "",
	}
}

func TestForeignTextIsShownAsText(t *testing.T) {
	for name, text := range hostileTexts() {
		t.Run(name, func(t *testing.T) {
			v := result(t, sourcing.Terms{Keywords: text, Filters: []string{text}})
			v.Understood, v.Notes = text, []string{text, text}
			v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: text, Price: 100, Tags: []string{text}}},
				sourcing.PriceRange{}, sourcing.SortDefault)
			for _, code := range []string{lang.Chinese, lang.English} {
				tx := texts(t, code)
				for _, card := range []Card{
					Result(tx, v),
					Progress(tx, ProgressView{Understood: text, Notes: []string{text}}),
					Failure(tx, FailureView{
						CardID: "c", Understood: text, Detail: text,
						Gateway: &sourcing.Failure{Code: text, Message: text, TraceID: text},
					}),
					Notice(text),
				} {
					raw := card.JSON()
					assertSound(t, raw)
					assert.True(t, utf8.Valid(raw))
					for _, content := range markdownOf(t, raw) {
						assertNoForeignMarkup(t, content)
					}
					for _, content := range plainOf(t, raw) {
						assert.NotContains(t, content, "\u202e")
						assert.NotContains(t, content, "\x00")
					}
				}
			}
		})
	}
}

// assertNoForeignMarkup checks that markdown holds only markup of ours.
func assertNoForeignMarkup(t *testing.T, content string) {
	t.Helper()
	rest := content
	for _, ours := range []string{"<font color='red'>", "<font color='grey'>", "</font>", "</text_tag>"} {
		rest = strings.ReplaceAll(rest, ours, "")
	}
	for _, color := range []string{badgeShipping, badgeSelected, badgeSame, badgeTag} {
		rest = strings.ReplaceAll(rest, fmt.Sprintf("<text_tag color='%s'>", color), "")
	}
	assert.NotContains(t, rest, "<", "in %q", content)
	assert.NotContains(t, rest, "](", "in %q", content)
	assert.NotContains(t, rest, "~~", "in %q", content)
	assert.NotContains(t, rest, "evil.example/)", "in %q", content)
	assert.LessOrEqual(t, strings.Count(content, "</text_tag>"), strings.Count(content, "<text_tag "))
}

func TestEscapedTextReadsBackAsItWas(t *testing.T) {
	for name, text := range hostileTexts() {
		line := clean(text, 200)
		assert.Equal(t, line, html.UnescapeString(escape(line)), name)
	}
	assert.Equal(t, "48小时发货", escape("48小时发货"), "plain words stay readable")
	assert.Equal(t, "&#60;at id&#61;all&#62;", escape("<at id=all>"))
}

func TestCleanedTextIsOneLineAndCut(t *testing.T) {
	for _, c := range []struct {
		name, in string
		most     int
		want     string
	}{
		{"short", "风扇", 5, "风扇"},
		{"exactly as long as allowed", "一二三四五", 5, "一二三四五"},
		{"one too long", "一二三四五六", 5, "一二三四五…"},
		{"white space folded", "  风\n\t扇  大 ", 10, "风 扇 大"},
		{"no blank before the ellipsis", "一二三四 五", 4, "一二三四…"},
		{"white space at the end is no reason to cut", "一二三四五  ", 5, "一二三四五"},
		{"composed emoji stay whole", "👩‍👧", 5, "👩‍👧"},
		{"steering characters dropped", "a\u202eb\u200bc", 5, "abc"},
		{"nothing", "", 5, ""},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, clean(c.in, c.most)) })
	}
}

func TestNoViewExceedsThePlatformsBounds(t *testing.T) {
	wide := strings.Repeat("🔥", 500)
	id := strings.Repeat("9", maxIDLength)
	all := seedFilters()
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		all = append(all, sourcing.Filter{Key: strings.Repeat(key, maxIDLength), Name: wide, English: wide, Group: "extra"})
	}
	var keys []string
	for _, f := range all {
		keys = append(keys, f.Key)
	}
	offers := make([]sourcing.Offer, 50)
	for i := range offers {
		offers[i] = sourcing.Offer{
			ID: id, Title: wide, URL: "https://detail.1688.com/" + strings.Repeat("a", 170), Image: "https://a/1.jpg",
			Price: 100_000_000_000, ConsignPrice: 99_999_999_999, Selected: true, FreeShipping: true,
			Tags: []string{wide, "****************", wide, wide, wide, wide},
		}
	}
	terms := sourcing.Terms{
		Filters: keys, Keywords: wide, Sort: sourcing.SortPriceAsc,
		Price: sourcing.PriceRange{Min: 1, Max: 2},
	}
	views := map[string]ResultView{
		"the nearest, stale": {
			Listing: sourcing.Arrange(offers, terms.Price, terms.Sort), Page: 1,
		},
		"a middle page, stale": {
			Listing: sourcing.Arrange(offers, sourcing.PriceRange{Min: 1}, terms.Sort), Page: 5,
		},
		"nothing": {},
	}
	for name, v := range views {
		for _, code := range []string{lang.Chinese, lang.English} {
			for state, thumb := range map[string]Thumb{"ready": {Key: "img_v3_" + strings.Repeat("k", 60)}, "loading": {}, "failed": {Failed: true}} {
				t.Run(name+", "+state+", "+code, func(t *testing.T) {
					v := v
					v.CardID, v.SearchID = id, id
					v.Label = Label{N: 9, Of: 9, LeftOut: 91}
					v.Understood = wide
					v.Notes = []string{wide, wide, wide, wide, wide, wide, wide, wide}
					v.Terms, v.Filters = terms, all
					v.Thumbs = map[string]Thumb{"https://a/1.jpg": thumb}
					v.Collected = map[string]bool{id: true}
					v.Source = Source{Cached: true, Stale: true, FetchedAt: now.AddDate(-1, 0, 0), Now: now}
					raw := Result(texts(t, code), v).JSON()
					assertSound(t, raw)
					elements, _ := objects(t, raw)
					t.Logf("%d bytes, %d elements", len(raw), len(elements))
				})
			}
		}
	}
}
