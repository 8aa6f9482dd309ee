package command

import (
	"fmt"
	"strings"

	"tusou/internal/sourcing"
)

// Words are the few words of a language that Format writes between the names
// of the table. A parser reads back what it writes when Without, the orders,
// Refresh and AnyPrice are in its vocabulary, Keywords is 关键词 or "keywords",
// and Yuan is a unit it knows.
type Words struct {
	English    bool   // filters by their English names
	Yuan       string // after an amount: 元, " yuan"
	Keywords   string // before the keywords: 关键词
	Without    string // before a filter that is taken away: 不要, "without "
	Ascending  string // 价格升序
	Descending string // 价格降序
	Default    string // 综合排序
	Refresh    string // 刷新
	AnyPrice   string // 价格不限
}

// formatSeparator stands between the parts of a formatted text.
const formatSeparator = " · "

// Format writes terms for people, 「包邮 · 48h发货 · ≤20元 · 关键词 小风扇」: filters
// in the order given, price, order, keywords. Notes are not part of it. The
// text of no terms is "". Spaces in keywords are no-break spaces, by which a
// copied text reads back as it was.
func Format(table *sourcing.Table, w Words, t Terms) string {
	var parts []string
	for _, key := range t.Add {
		parts = append(parts, w.name(table, key))
	}
	for _, key := range t.Remove {
		parts = append(parts, w.Without+w.name(table, key))
	}
	if t.Price != nil {
		parts = append(parts, w.Range(*t.Price))
	}
	if t.Sort != nil {
		parts = append(parts, w.order(*t.Sort))
	}
	if t.Fresh {
		parts = append(parts, w.Refresh)
	}
	if t.Keywords != "" {
		parts = append(parts, w.Keywords+" "+strings.ReplaceAll(t.Keywords, " ", "\u00a0"))
	}
	return strings.Join(parts, formatSeparator)
}

// name gives the filter's name; a key that the table no longer knows stands
// for itself.
func (w Words) name(table *sourcing.Table, key string) string {
	f, ok := table.ByKey(key)
	switch {
	case !ok:
		return key
	case w.English:
		return f.English
	}
	return f.Name
}

// Range writes a price range: 10–20元, ≤20元, ≥10元.
func (w Words) Range(r sourcing.PriceRange) string {
	switch {
	case r.IsZero():
		return w.AnyPrice
	case r.Min == 0:
		return "≤" + r.Max.Short() + w.Yuan
	case r.Max == 0:
		return "≥" + r.Min.Short() + w.Yuan
	}
	return fmt.Sprintf("%s–%s%s", r.Min.Short(), r.Max.Short(), w.Yuan)
}

func (w Words) order(s sourcing.Sort) string {
	switch s {
	case sourcing.SortPriceAsc:
		return w.Ascending
	case sourcing.SortPriceDesc:
		return w.Descending
	}
	return w.Default
}
