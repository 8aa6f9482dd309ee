package cards

import (
	"fmt"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

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
