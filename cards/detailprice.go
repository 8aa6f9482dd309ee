package cards

import "tusou/internal/sourcing"

// consign is 代发价, as the search said it where the details do not.
func (b detailBuilder) consign() sourcing.Money {
	if b.view.Detail.Consign != 0 {
		return b.view.Detail.Consign
	}
	return b.view.Offer.ConsignPrice
}

// span is the price or the range of prices, as the search said it where the
// details do not.
func (b detailBuilder) span() sourcing.PriceRange {
	r := b.view.Detail.Price
	if r.IsZero() {
		r = sourcing.PriceRange{Min: b.view.Offer.Price, Max: b.view.Offer.Price}
	}
	return r
}

func (b detailBuilder) spanText(r sourcing.PriceRange) string {
	t := b.texts
	switch {
	case r.Min == 0:
		return yuan(t, r.Max)
	case r.Max == 0, r.Max == r.Min:
		return yuan(t, r.Min)
	}
	return t.Detail.Span.With(yuan(t, r.Min), yuan(t, r.Max))
}

// price gives the line that comes first: 代发价, and the price beside it where
// it is another; with neither the lowest of the ladder.
func (b detailBuilder) price() string {
	consign, r := b.consign(), b.span()
	if consign != 0 && !r.IsZero() && r != (sourcing.PriceRange{Min: consign, Max: consign}) {
		return red(bold(b.plainPrice())) + "  " + b.texts.Detail.Price.With(b.spanText(r))
	}
	if b.view.Detail.CostPrice() == 0 && consign == 0 && r.IsZero() {
		return grey(b.plainPrice())
	}
	return red(bold(b.plainPrice()))
}

// plainPrice is the price that counts, without markup.
func (b detailBuilder) plainPrice() string {
	t := b.texts
	if consign := b.consign(); consign != 0 {
		return t.Result.ConsignPrice.With(consign.String())
	}
	if r := b.span(); !r.IsZero() {
		return b.spanText(r)
	}
	if lowest := b.view.Detail.CostPrice(); lowest != 0 {
		return t.Detail.From.With(yuan(t, lowest))
	}
	return t.Result.NoPrice
}
