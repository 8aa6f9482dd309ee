package cards

import (
	"slices"
	"strconv"
	"strings"

	"tusou/internal/sourcing"
)

// variants gives the table of SKUs, and how many of them it leaves out. A
// column that no SKU has is left out, and that of prices where each is the
// 代发价 too.
func (b detailBuilder) variants() []element {
	t, all := b.texts, b.view.Detail.SKUs
	if len(all) == 0 {
		return nil
	}
	shown := all[:min(len(all), maxSKUs)]
	headings := []string{t.Detail.SKUs}
	columns := []func(sourcing.SKU) string{b.skuName}
	add := func(heading string, cell func(sourcing.SKU) string, worth func(sourcing.SKU) bool) {
		if slices.ContainsFunc(shown, worth) {
			headings, columns = append(headings, heading), append(columns, cell)
		}
	}
	add(t.Detail.ConsignName, func(s sourcing.SKU) string { return b.amount(s.Consign) },
		func(s sourcing.SKU) bool { return s.Consign != 0 })
	add(t.Detail.PriceName, func(s sourcing.SKU) string { return b.amount(s.Price) },
		func(s sourcing.SKU) bool { return s.Price != 0 && s.Price != s.Consign })
	add(t.Detail.Stock, b.skuStock, func(s sourcing.SKU) bool { return s.Stock != nil })
	rows := make([][]string, len(shown))
	for i, s := range shown {
		for _, cell := range columns {
			rows[i] = append(rows[i], orDash(cell(s)))
		}
	}
	elements := []element{newTable(headings, rows)}
	if left := len(all) - len(shown); left > 0 {
		elements = append(elements, small(t.Detail.MoreSKUs.With(left)))
	}
	return elements
}

func (b detailBuilder) skuName(s sourcing.SKU) string {
	if name := clean(strings.Join(s.Values, " / "), maxSKUName); name != "" {
		return name
	}
	return clean(s.ID, maxSKUName)
}

func (b detailBuilder) skuStock(s sourcing.SKU) string {
	switch {
	case s.Stock == nil:
		return ""
	case *s.Stock <= 0:
		return b.texts.Detail.SoldOut
	}
	return strconv.FormatInt(*s.Stock, 10)
}

func (b detailBuilder) amount(m sourcing.Money) string {
	if m == 0 {
		return ""
	}
	return yuan(b.texts, m)
}

// dash stands for a value that is not known.
const dash = "—"

func orDash(s string) string {
	if s == "" {
		return dash
	}
	return s
}
