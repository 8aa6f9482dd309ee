package export

import (
	"time"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// column is one column of the sheet.
type column struct {
	title string
	width float64 // in digits of the standard font, as the file has it
	look  look
	// value gives what a cell holds: foreign text as it came (string, badges,
	// lines), sourcing.Money, int64, time.Time, or one of address and
	// pictureBytes. book.cell makes a safe cell of it.
	value func(Row) any
}

// The kinds of values that make more than plain cells.
type (
	badges       []string // short texts, shown side by side
	lines        []string // texts, one below the other
	address      string   // a web page
	pictureBytes []byte   // a picture over the cell, nil for none
)

// columns gives the columns from left to right.
func columns(t *lang.Texts) []column {
	c := t.Export.Columns
	return []column{
		{c.Picture, pictureWidth, centred, func(r Row) any { return pictureBytes(r.Picture) }},
		{c.Title, 40, plain, func(r Row) any { return titleOf(r, t) }},
		{c.Link, 26, linked, func(r Row) any { return address(r.Candidate.Offer.URL) }},
		{c.ID, 16, identity, func(r Row) any { return r.Candidate.Offer.ID }},
		{c.Price, 10, money, func(r Row) any { return priceOf(r) }},
		{c.ConsignPrice, 10, money, func(r Row) any { return consignPriceOf(r) }},
		{c.Badges, 18, plain, func(r Row) any { return badgesOf(r, t) }},
		{c.Ladder, 20, plain, func(r Row) any { return ladderOf(r, t) }},
		{c.MinOrder, 9, number, func(r Row) any { return r.detail().MinOrder }},
		{c.Place, 14, plain, func(r Row) any { return r.detail().Place }},
		{c.QueryPicture, pictureWidth, centred, func(r Row) any { return pictureBytes(r.QueryPicture) }},
		{c.Keywords, 16, plain, func(r Row) any { return r.Candidate.Keywords }},
		{c.Filters, 22, plain, func(r Row) any { return badges(r.Filters) }},
		{c.Collector, 14, plain, func(r Row) any { return collectorOf(r) }},
		{c.Collected, 17, moment, func(r Row) any { return r.Candidate.CollectedAt.In(shanghai()).Truncate(time.Minute) }},
		{c.Remark, 26, plain, func(Row) any { return nil }},
	}
}

// detail gives the detail, an empty one where none is known.
func (r Row) detail() sourcing.Detail {
	if r.Detail == nil {
		return sourcing.Detail{}
	}
	return *r.Detail
}

func titleOf(r Row, t *lang.Texts) string {
	for _, title := range []string{r.Candidate.Offer.Title, r.detail().Title} {
		if title = oneLine(title); title != "" {
			return title
		}
	}
	return t.Result.Untitled
}

// priceOf is the offer's price as it was when it was collected.
func priceOf(r Row) sourcing.Money {
	if r.Candidate.Offer.Price != 0 {
		return r.Candidate.Offer.Price
	}
	return r.detail().Price.Min
}

func consignPriceOf(r Row) sourcing.Money {
	if r.Candidate.Offer.ConsignPrice != 0 {
		return r.Candidate.Offer.ConsignPrice
	}
	return r.detail().Consign
}

// badgesOf says what the offer's own fields say, nothing of what was asked for.
func badgesOf(r Row, t *lang.Texts) badges {
	var b badges
	if r.detail().OffShelf {
		b = append(b, t.Export.OffShelf)
	}
	if r.Candidate.Offer.FreeShipping {
		b = append(b, t.Result.FreeShipping)
	}
	if r.Candidate.Offer.Selected {
		b = append(b, t.Result.Selected)
	}
	return append(b, r.Candidate.Offer.Tags...)
}

func ladderOf(r Row, t *lang.Texts) lines {
	unit := oneLine(r.detail().Unit)
	if unit == "" {
		unit = t.Export.Piece
	}
	var l lines
	for _, step := range r.detail().Ladder {
		if step.Price != 0 {
			l = append(l, t.Export.Step.With(step.From, unit, step.Price.String()))
		}
	}
	return l
}

func collectorOf(r Row) string {
	if r.Collector != "" {
		return r.Collector
	}
	return r.Candidate.CollectedBy
}

// shanghai is the zone of every time that buyers read. It has known no other
// offset since 1991, so that it needs no time zone database.
func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }
