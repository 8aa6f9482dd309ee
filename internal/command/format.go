package command

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// formatSeparator stands between the parts of a formatted text.
const formatSeparator = " · "

// Format writes terms for people, 「包邮 · 48h发货 · ≤20元 · 关键词 小风扇」: filters
// in the order given, price, order, keywords. Notes are not part of it. The
// text of no terms is "". Spaces in keywords are no-break spaces, by which a
// copied text reads back as it was.
func Format(table *sourcing.Table, texts *lang.Texts, t Terms) string {
	w := phrasing{texts}
	var parts []string
	for _, key := range t.Add {
		parts = append(parts, w.name(table, key))
	}
	for _, key := range t.Remove {
		parts = append(parts, w.texts.Term.Without.With(w.name(table, key)))
	}
	if t.Price != nil {
		parts = append(parts, w.priceRange(*t.Price))
	}
	if t.Sort != nil {
		parts = append(parts, w.order(*t.Sort))
	}
	if t.Fresh {
		parts = append(parts, w.texts.Term.Refresh)
	}
	if t.Keywords != "" {
		parts = append(parts, w.texts.Term.Keywords+" "+strings.ReplaceAll(t.Keywords, " ", "\u00a0"))
	}
	return strings.Join(parts, formatSeparator)
}

// phrasing writes the parts of a formatted text in one language.
type phrasing struct{ texts *lang.Texts }

// name gives the filter's name; a key that the table no longer knows stands
// for itself.
func (w phrasing) name(table *sourcing.Table, key string) string {
	f, ok := table.ByKey(key)
	switch {
	case !ok:
		return key
	case w.texts.Language == lang.English:
		return f.English
	}
	return f.Name
}

// priceRange writes a price range: 10–20元, ≤20元, ≥10元.
func (w phrasing) priceRange(r sourcing.PriceRange) string {
	switch {
	case r.IsZero():
		return w.texts.Term.AnyPrice
	case r.Min == 0:
		return w.texts.Term.Yuan.With("≤" + r.Max.Short())
	case r.Max == 0:
		return w.texts.Term.Yuan.With("≥" + r.Min.Short())
	}
	return w.texts.Term.Yuan.With(r.Min.Short() + "–" + r.Max.Short())
}

func (w phrasing) order(s sourcing.Sort) string {
	switch s {
	case sourcing.SortPriceAsc:
		return w.texts.Term.Ascending
	case sourcing.SortPriceDesc:
		return w.texts.Term.Descending
	}
	return w.texts.Term.Default
}
