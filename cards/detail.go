package cards

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of what the card of details shows; texts in characters.
const (
	maxPictures   = 6
	maxSKUs       = 12
	maxSKUName    = 40
	maxSteps      = 6
	maxUnit       = 6
	maxValue      = 40
	maxNames      = 10 // channels, services
	maxAttributes = 24
	maxAttrName   = 20
)

// between stands between the entries of a list inside a line.
const between = " · "

// DetailView is what the card of one offer's details shows.
type DetailView struct {
	CardID    string
	SearchID  string // the search that the offer is from; "" where it is not known
	Detail    sourcing.Detail
	Offer     sourcing.Offer   // as the search showed it: for what the details lack; zero where it is not known
	Thumbs    map[string]Thumb // by picture address
	Collected bool
	Source    Source // of the details
}

// Pictures gives the addresses of the pictures that the card shows, at most
// six, where the platform has them.
func (v DetailView) Pictures() []string {
	all := v.Detail.Images
	if len(all) == 0 && v.Offer.Image != "" {
		all = []string{v.Offer.Image}
	}
	return all[:min(len(all), maxPictures)]
}

// Detail is the card of one offer's details: prices first, then pictures,
// terms, variants, and what the interface left out.
func Detail(t *lang.Texts, v DetailView) Card {
	if v.Detail.OfferID == "" {
		v.Detail.OfferID = v.Offer.ID
	}
	if v.Detail.Title == "" {
		v.Detail.Title = v.Offer.Title
	}
	b := detailBuilder{texts: t, view: v}
	return Card{
		header:   newHeader(b.template(), t.Detail.Title, "", b.tags()...),
		summary:  t.Detail.Summary.With(b.plainPrice(), titleOf(t, v.Detail.Title)),
		elements: b.elements(),
	}
}

// detailBuilder holds what the parts of the card have in common.
type detailBuilder struct {
	texts *lang.Texts
	view  DetailView
}

func (b detailBuilder) elements() []element {
	t, d := b.texts, b.view.Detail
	var elements []element
	if d.OffShelf {
		elements = append(elements, newMarkdown(red(bold(t.Detail.OffShelfWarning))))
	}
	elements = append(elements, sized(sizeHeading, b.price()), offerTitle(t, d.Title))
	if badges := b.badges(); badges != "" {
		elements = append(elements, sized(sizeNotation, badges))
	}
	elements = append(elements, newPictures(b.keys())...)
	if lines := b.facts(); len(lines) > 0 {
		elements = append(elements, newMarkdown(strings.Join(lines, "\n")))
	}
	elements = append(elements, b.variants()...)
	elements = append(elements, b.attributes()...)
	if missing := b.missing(); len(missing) > 0 {
		elements = append(elements, small(t.Detail.Missing.With(strings.Join(missing, between))))
	}
	elements = append(elements, newRule())
	if buttons := b.buttons(); len(buttons) > 0 {
		elements = append(elements, newColumns(equally(buttons)...))
	}
	return append(elements, small(b.view.Source.said(t, t.Detail.SourceStale)))
}

func (b detailBuilder) template() string {
	if b.view.Detail.OffShelf || b.view.Source.Stale {
		return templateLook
	}
	return templateResult
}

func (b detailBuilder) tags() []textTag {
	var tags []textTag
	if b.view.Detail.OffShelf {
		tags = append(tags, newTextTag("red", b.texts.Detail.OffShelf))
	}
	if b.view.Source.Stale {
		tags = append(tags, newTextTag("orange", b.texts.Result.Stale))
	}
	return tags
}

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

func (b detailBuilder) badges() string {
	t, d := b.texts, b.view.Detail
	var badges []string
	switch {
	case d.Shipping == sourcing.Yes, d.Shipping == sourcing.NotSaid && b.view.Offer.FreeShipping:
		badges = append(badges, badge(badgeShipping, t.Result.FreeShipping))
	case d.Shipping == sourcing.No:
		badges = append(badges, badge(badgeTag, t.Detail.NotFree))
	}
	switch d.Dropship {
	case sourcing.Yes:
		badges = append(badges, badge(badgeShipping, t.Detail.Dropship))
	case sourcing.No:
		badges = append(badges, badge(badgeAgainst, t.Detail.NoDropship))
	}
	if b.view.Offer.Selected {
		badges = append(badges, badge(badgeSelected, t.Result.Selected))
	}
	if d.Returns7D {
		badges = append(badges, badge(badgeTag, t.Detail.Returns))
	}
	return strings.Join(append(badges, tagBadges(b.view.Offer.Tags, maxTags)...), " ")
}

// keys gives the pictures that the platform has, each once: those that could
// not be had share one neutral picture.
func (b detailBuilder) keys() []string {
	seen := make(map[string]bool)
	var keys []string
	for _, address := range b.view.Pictures() {
		if key := b.view.Thumbs[address].Key; key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// facts gives one line of markdown for each term of the offer that is known.
func (b detailBuilder) facts() []string {
	t, d := b.texts.Detail, b.view.Detail
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, grey(name)+"  "+value)
		}
	}
	add(t.Ladder, b.ladder())
	if d.MinOrder > 0 {
		add(t.MinOrder, quantity(b.texts, d.MinOrder, d.Unit))
	}
	if d.Stock != nil {
		add(t.Stock, b.stock(*d.Stock))
	}
	add(t.Place, foreign(d.Place))
	if d.Handling > 0 {
		add(t.Handling, t.Days.With(d.Handling))
	}
	add(t.Freight, freight(b.texts, d.Freight))
	add(t.Channels, foreignList(d.Channels))
	add(t.Services, foreignList(d.Services))
	if weight := foreign(d.WeightKg); weight != "" {
		add(t.Weight, t.Kilograms.With(weight))
	}
	add(t.Category, foreign(d.Category))
	add(t.Supplier, foreign(d.Supplier))
	return lines
}

// ladder writes the price ladder in a line, the first steps of a long one.
func (b detailBuilder) ladder() string {
	d := b.view.Detail
	var steps []string
	for _, step := range d.Ladder[:min(len(d.Ladder), maxSteps)] {
		if step.Price != 0 {
			steps = append(steps, b.texts.Detail.Step.With(quantity(b.texts, step.From, d.Unit), yuan(b.texts, step.Price)))
		}
	}
	if len(d.Ladder) > maxSteps {
		steps = append(steps, "…")
	}
	return strings.Join(steps, between)
}

func (b detailBuilder) stock(n int64) string {
	if n <= 0 {
		return b.texts.Detail.SoldOut
	}
	return quantity(b.texts, n, b.view.Detail.Unit)
}

// quantity writes a number of pieces for markdown; unit is the seller's word.
func quantity(t *lang.Texts, n int64, unit string) string {
	if unit = escape(clean(unit, maxUnit)); unit == "" {
		unit = t.Detail.Piece
	}
	return t.Detail.Quantity.With(n, unit)
}

// foreign makes a value safe for markdown.
func foreign(s string) string { return escape(clean(s, maxValue)) }

// foreignList does so for several, the first of many.
func foreignList(all []string) string {
	var shown []string
	for _, s := range all[:min(len(all), maxNames)] {
		if s = escape(clean(s, maxTag)); s != "" {
			shown = append(shown, s)
		}
	}
	if len(all) > maxNames {
		shown = append(shown, "…")
	}
	return strings.Join(shown, between)
}

func freight(t *lang.Texts, f sourcing.Freight) string {
	switch f.Kind {
	case sourcing.FreightAsDescribed:
		return t.Detail.AsDescribed
	case sourcing.FreightSeller:
		return t.Detail.SellerPays
	case sourcing.FreightTemplate:
		return t.Detail.Template.With(foreign(f.Template))
	}
	return ""
}

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

// attributes gives what the seller wrote of the product, folded.
func (b detailBuilder) attributes() []element {
	t, all := b.texts.Detail, b.view.Detail.Attributes
	if len(all) == 0 {
		return nil
	}
	var lines []string
	for _, a := range all[:min(len(all), maxAttributes)] {
		value := foreign(strings.Join(a.Values, "、"))
		lines = append(lines, fmt.Sprintf("%s  %s", grey(escape(clean(a.Name, maxAttrName))), orDash(value)))
	}
	if left := len(all) - len(lines); left > 0 {
		lines = append(lines, grey(t.MoreAttributes.With(left)))
	}
	return []element{newPanel(t.AttributesTitle.With(len(all)), newMarkdown(strings.Join(lines, "\n")))}
}

// missing names what the interface did not return, in the order of the card.
func (b detailBuilder) missing() []string {
	t, d := b.texts.Detail, b.view.Detail
	var names []string
	for _, fact := range []struct {
		name  string
		known bool
	}{
		{t.ConsignName, d.Consign != 0},
		{t.PriceName, !d.Price.IsZero() || len(d.Ladder) > 0},
		{t.Pictures, len(d.Images) > 0},
		{t.Ladder, len(d.Ladder) > 0},
		{t.MinOrder, d.MinOrder > 0},
		{t.Stock, d.Stock != nil},
		{t.Place, d.Place != ""},
		{t.Freight, d.Freight.Kind != sourcing.FreightNotSaid},
		{t.Channels, len(d.Channels) > 0},
		{t.Services, len(d.Services) > 0},
		{t.SKUs, len(d.SKUs) > 0},
		{t.Attributes, len(d.Attributes) > 0},
	} {
		if !fact.known {
			names = append(names, fact.name)
		}
	}
	return names
}

func (b detailBuilder) buttons() []button {
	t, v := b.texts, b.view
	var buttons []button
	if id := v.Detail.OfferID; validID(id) {
		buttons = append(buttons,
			newButton(buttonPlain, t.Result.Similar, newAction(VerbSimilar, v.CardID, v.SearchID).on(id)),
			collectButton(t, v.CardID, v.SearchID, id, v.Collected))
	}
	return append(buttons, linkButtons(t, offerPage(v.Detail.OfferID, v.Offer.URL))...)
}
