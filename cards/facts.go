package cards

import (
	"cmp"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// fact is one row of a comparison.
type fact struct {
	name string
	of   func(Compared) value
	// better says which scores win: -1 the lowest, 1 the highest, 0 none.
	better int
	// lone says that a candidate may win although nothing is known of the
	// others: what one promises is worth something, a lone number is not.
	lone bool
	// quiet leaves the row out without a word where nobody has it: that is an
	// answer, not a gap.
	quiet bool
}

// value is what is known of one candidate. The zero value is nothing.
type value struct {
	text   string // markdown; "" for not known
	note   string // markdown below it, which is never marked
	score  int64
	enters bool // the value may be the best: 否 and 缺货 never are
}

// row gives the row's columns, the best of them marked; nothing where nothing
// is known of any candidate.
func (f fact) row(all []Compared) []column {
	values := make([]value, len(all))
	known := 0
	for i, c := range all {
		if values[i] = f.of(c); values[i].text != "" {
			known++
		}
	}
	if known == 0 {
		return nil
	}
	best := f.best(values, known)
	columns := make([]column, len(all))
	for i, v := range values {
		said := orDash(v.text)
		if best[i] {
			said = "<font color='green'>" + bold(said) + "</font>"
		}
		if v.note != "" {
			said += "\n" + v.note
		}
		columns[i] = wideColumn(newMarkdown(said))
		columns[i].VerticalAlign = "top"
		if best[i] {
			columns[i].Background = bestBackground
		}
	}
	return columns
}

// best says which values win; all of those that tie do.
func (f fact) best(values []value, known int) []bool {
	best := make([]bool, len(values))
	if f.better == 0 || known < 2 && !f.lone {
		return best
	}
	top := -1
	for i, v := range values {
		if v.enters && (top < 0 || cmp.Compare(v.score, values[top].score) == f.better) {
			top = i
		}
	}
	for i, v := range values {
		best[i] = top >= 0 && v.enters && v.score == values[top].score
	}
	return best
}

// facts gives the rows of a comparison, in their order.
func facts(t *lang.Texts) []fact {
	c := comparer{t}
	return []fact{
		{name: t.Compare.Price, of: c.price, better: -1},
		{name: t.Compare.Bulk, of: c.bulk, better: -1},
		{name: t.Compare.MinOrder, of: c.minOrder, better: -1},
		{name: t.Compare.Shipping, of: c.shipping, better: 1, lone: true},
		{name: t.Compare.Returns, of: c.returns, better: 1, lone: true},
		{name: t.Compare.Channels, of: c.channels, better: 1},
		{name: t.Compare.Stock, of: c.stock, better: 1},
		{name: t.Compare.Handling, of: c.handling, better: -1},
		{name: t.Compare.Selected, of: c.selected, better: 1, lone: true, quiet: true},
		{name: t.Compare.Place, of: c.place},
	}
}

// comparer reads the values of candidates.
type comparer struct{ texts *lang.Texts }

// price is the one that offers are compared by everywhere: 代发价 where it is
// given, the details' before the search's, else the price.
func (c comparer) price(of Compared) value {
	price := of.Offer.ConsignPrice
	if of.Detail != nil && of.Detail.Consign != 0 {
		price = of.Detail.Consign
	}
	if price == 0 {
		price = of.Offer.Price
	}
	if price == 0 && of.Detail != nil {
		price = of.Detail.CostPrice()
	}
	if price == 0 {
		return value{}
	}
	return value{text: yuan(c.texts, price), score: int64(price), enters: true}
}

// bulk is the lowest price of a ladder, and from how many pieces on.
func (c comparer) bulk(of Compared) value {
	if of.Detail == nil {
		return value{}
	}
	var lowest sourcing.PriceStep
	for _, step := range of.Detail.Ladder {
		if step.Price != 0 && (lowest.Price == 0 || step.Price < lowest.Price) {
			lowest = step
		}
	}
	if lowest.Price == 0 {
		return value{}
	}
	return value{
		text: yuan(c.texts, lowest.Price), score: int64(lowest.Price), enters: true,
		note: c.texts.Compare.From.With(quantity(c.texts, lowest.From, of.Detail.Unit)),
	}
}

func (c comparer) minOrder(of Compared) value {
	if of.Detail == nil || of.Detail.MinOrder <= 0 {
		return value{}
	}
	return value{text: quantity(c.texts, of.Detail.MinOrder, of.Detail.Unit), score: of.Detail.MinOrder, enters: true}
}

// shipping takes the search's word only where it says yes: its no may be no
// more than a field left out.
func (c comparer) shipping(of Compared) value {
	switch {
	case of.Detail != nil && of.Detail.Shipping == sourcing.No:
		return value{text: c.texts.Compare.No}
	case of.Detail != nil && of.Detail.Shipping == sourcing.Yes, of.Offer.FreeShipping:
		return c.yes()
	}
	return value{}
}

func (c comparer) returns(of Compared) value {
	if of.Detail == nil || !of.Detail.Returns7D {
		return value{}
	}
	return c.yes()
}

func (c comparer) selected(of Compared) value {
	if !of.Offer.Selected {
		return value{}
	}
	return c.yes()
}

func (c comparer) yes() value { return value{text: c.texts.Compare.Yes, score: 1, enters: true} }

func (c comparer) channels(of Compared) value {
	if of.Detail == nil || len(of.Detail.Channels) == 0 {
		return value{}
	}
	n := len(of.Detail.Channels)
	var names []string
	for _, name := range of.Detail.Channels[:min(n, maxChannelNames)] {
		if name = escape(clean(name, maxTag)); name != "" {
			names = append(names, name)
		}
	}
	return value{text: c.texts.Compare.Count.With(n), score: int64(n), enters: true, note: strings.Join(names, " ")}
}

func (c comparer) stock(of Compared) value {
	switch {
	case of.Detail == nil || of.Detail.Stock == nil:
		return value{}
	case *of.Detail.Stock <= 0:
		return value{text: c.texts.Detail.SoldOut}
	}
	return value{text: quantity(c.texts, *of.Detail.Stock, of.Detail.Unit), score: *of.Detail.Stock, enters: true}
}

func (c comparer) handling(of Compared) value {
	if of.Detail == nil || of.Detail.Handling <= 0 {
		return value{}
	}
	return value{text: c.texts.Detail.Days.With(of.Detail.Handling), score: of.Detail.Handling, enters: true}
}

func (c comparer) place(of Compared) value {
	if of.Detail == nil {
		return value{}
	}
	return value{text: escape(clean(of.Detail.Place, maxComparedPlace))}
}
