package cards

import (
	"fmt"
	"html"
	"slices"
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
			for _, code := range []string{lang.Chinese, lang.English} {
				for card, built := range hostileCards(t, texts(t, code), text) {
					raw := built.JSON()
					assertSound(t, raw)
					assert.True(t, utf8.Valid(raw), card)
					for _, content := range markdownOf(t, raw) {
						assertNoForeignMarkup(t, content)
					}
					for _, content := range slices.Concat(plainOf(t, raw), cellsOf(t, raw)) {
						assert.NotContains(t, content, "\u202e", card)
						assert.NotContains(t, content, "\x00", card)
					}
				}
			}
		})
	}
}

// hostileCards gives every card that shows foreign text with one text wherever
// there can be one, and without any price.
func hostileCards(t *testing.T, tx *lang.Texts, text string) map[string]Card {
	t.Helper()
	offer := sourcing.Offer{ID: "1", Title: text, URL: text, Image: text, Tags: []string{text}}
	whole := sourcing.Detail{
		OfferID: "1", Title: text, Category: text, Images: []string{text}, Unit: text, MinOrder: 1,
		Ladder: []sourcing.PriceStep{{From: 1, Price: 1}, {From: 2}}, SKUs: []sourcing.SKU{{ID: text, Values: []string{text, text}}, {Consign: 1}},
		Place: text, Freight: sourcing.Freight{Kind: sourcing.FreightTemplate, Template: text}, WeightKg: text,
		Channels: []string{text, text}, Services: []string{text}, Supplier: text,
		Attributes: []sourcing.Attribute{{Name: text, Values: []string{text, text}}},
	}
	filters := []sourcing.Filter{{Key: text, Name: text, English: text, Group: sourcing.Group(text)}, {Key: "a", Name: text, Group: sourcing.GroupSpeed}}
	terms := sourcing.Terms{Keywords: text, Filters: []string{text, "a"}}
	priceless := result(t, terms)
	priceless.Understood, priceless.Notes, priceless.Filters = text, []string{text, text}, append(seedFilters(), filters...)
	priceless.Listing = sourcing.Arrange([]sourcing.Offer{offer}, sourcing.PriceRange{}, sourcing.SortDefault)
	priced := priceless
	offerPriced := offer
	offerPriced.Price = 100
	priced.Listing = sourcing.Arrange([]sourcing.Offer{offerPriced}, sourcing.PriceRange{}, sourcing.SortDefault)
	said := &sourcing.Failure{Code: text, Message: text, TraceID: text}
	return map[string]Card{
		"result":         Result(tx, priceless),
		"result, priced": Result(tx, priced),
		"progress":       Progress(tx, ProgressView{Understood: text, Notes: []string{text}}),
		"failure":        Failure(tx, FailureView{CardID: "c", Understood: text, Detail: text, Gateway: said}),
		"detail failure": Failure(tx, FailureView{CardID: "c", Gateway: said, Details: &offer}),
		"notice":         Notice(text),
		"detail":         Detail(tx, DetailView{CardID: "c", Detail: whole, Offer: offer}),
		"detail of text": Detail(tx, DetailView{CardID: "c", Detail: sourcing.Detail{OfferID: text}, Offer: offer}),
		"compare":        Compare(tx, CompareView{Candidates: []Compared{{Offer: offer, Detail: &whole}, {Detail: &whole}, {Offer: offer}}}),
		"shortlist":      Shortlist(tx, ShortlistView{CardID: "c", Total: 1, Filters: filters, Candidates: []sourcing.Candidate{{Offer: offer, CollectedBy: text, SearchID: text, Keywords: text, Filters: []string{text, "a"}}}}),
		"history":        History(tx, HistoryView{CardID: "c", Total: 1, Entries: []PastEntry{{SearchID: text, Understood: text, Image: text}}}),
		"filter form":    FilterForm(tx, FilterFormView{CardID: "c", Whose: text, Terms: terms, Filters: filters}),
		"stats":          Stats(tx, StatsView{Filters: []FilterUse{{Filter: filters[0], Times: 1}}}),
	}
}

// assertNoForeignMarkup checks that markdown holds only markup of ours.
func assertNoForeignMarkup(t *testing.T, content string) {
	t.Helper()
	rest := content
	for _, ours := range []string{"<font color='red'>", "<font color='grey'>", "<font color='green'>", "</font>", "</text_tag>"} {
		rest = strings.ReplaceAll(rest, ours, "")
	}
	for _, color := range []string{badgeShipping, badgeSelected, badgeSame, badgeTag, badgeAgainst} {
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
