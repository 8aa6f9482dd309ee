package sourcing

import (
	"cmp"
	"slices"
)

// nearestShown is how many offers stand in for an empty price range.
const nearestShown = 5

// Row is one offer of a listing.
type Row struct {
	Offer
	SameImage int // how many offers of the answer share this picture; 1: none but this
}

// Listing is an answer as a buyer looks at it.
type Listing struct {
	Rows    []Row
	Total   int  // offers in the answer
	InRange int  // offers in the price range; Total without a range
	Nearest bool // none is in the range: Rows are the closest ones
	Low     Money
	Median  Money // mean of the middle two, rounded to the fen
	High    Money // Low, Median and High are over Rows; 0 when no price is known
}

// Arrange applies price range and order to the offers of an answer.
//
// Under SortDefault offers with the same picture stand together where the
// first of them stood, the cheapest first. Under a price order the order is
// strict and offers without a price come last. Ties keep the gateway's order.
func Arrange(offers []Offer, r PriceRange, order Sort) Listing {
	same := make(map[string]int, len(offers))
	for _, o := range offers {
		same[o.Image]++
	}
	l := Listing{Total: len(offers)}
	for _, o := range offers {
		if r.Contains(o.CostPrice()) {
			l.Rows = append(l.Rows, Row{Offer: o, SameImage: sharing(same, o)})
		}
	}
	l.InRange = len(l.Rows)
	if l.InRange == 0 && !r.IsZero() {
		for _, o := range nearest(offers, r) {
			l.Rows = append(l.Rows, Row{Offer: o, SameImage: sharing(same, o)})
		}
		l.Nearest = len(l.Rows) > 0
	}
	switch order {
	case SortPriceAsc:
		slices.SortStableFunc(l.Rows, func(a, b Row) int { return comparePrice(a, b, 1) })
	case SortPriceDesc:
		slices.SortStableFunc(l.Rows, func(a, b Row) int { return comparePrice(a, b, -1) })
	default:
		if !l.Nearest {
			l.Rows = gather(l.Rows)
		}
	}
	l.Low, l.Median, l.High = summary(l.Rows)
	return l
}

func sharing(same map[string]int, o Offer) int {
	if o.Image == "" {
		return 1
	}
	return same[o.Image]
}

// comparePrice orders by known price in the direction given (1 ascending, -1
// descending), unknown prices last in both.
func comparePrice(a, b Row, direction int) int {
	pa, pb := a.CostPrice(), b.CostPrice()
	switch {
	case pa == 0 && pb == 0:
		return 0
	case pa == 0:
		return 1
	case pb == 0:
		return -1
	}
	return direction * cmp.Compare(pa, pb)
}

// gather puts rows with one picture where the first of them stood, the
// cheapest first.
func gather(rows []Row) []Row {
	byImage := make(map[string][]Row, len(rows))
	for _, row := range rows {
		if row.Image != "" {
			byImage[row.Image] = append(byImage[row.Image], row)
		}
	}
	out := make([]Row, 0, len(rows))
	for _, row := range rows {
		if row.Image == "" {
			out = append(out, row)
			continue
		}
		group := byImage[row.Image]
		delete(byImage, row.Image)
		slices.SortStableFunc(group, func(a, b Row) int { return comparePrice(a, b, 1) })
		out = append(out, group...)
	}
	return out
}

// nearest gives the offers with a known price that miss the range by least.
func nearest(offers []Offer, r PriceRange) []Offer {
	known := slices.DeleteFunc(slices.Clone(offers), func(o Offer) bool { return o.CostPrice() == 0 })
	slices.SortStableFunc(known, func(a, b Offer) int {
		return cmp.Compare(distance(a.CostPrice(), r), distance(b.CostPrice(), r))
	})
	return known[:min(nearestShown, len(known))]
}

func distance(m Money, r PriceRange) Money {
	switch {
	case m < r.Min:
		return r.Min - m
	case r.Max != 0 && m > r.Max:
		return m - r.Max
	}
	return 0
}

func summary(rows []Row) (low, median, high Money) {
	prices := make([]Money, 0, len(rows))
	for _, row := range rows {
		if p := row.CostPrice(); p != 0 {
			prices = append(prices, p)
		}
	}
	if len(prices) == 0 {
		return 0, 0, 0
	}
	slices.Sort(prices)
	n := len(prices)
	return prices[0], (prices[(n-1)/2] + prices[n/2] + 1) / 2, prices[n-1]
}
