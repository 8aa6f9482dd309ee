package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// ResultView is what the card of offers shows.
type ResultView struct {
	CardID     string
	SearchID   string
	Label      Label
	Understood string   // the terms told back, without 「已理解」; "" for none
	Notes      []string // whole sentences, such as a guessed spelling
	Listing    sourcing.Listing
	Page       int               // from 1; brought into range
	Thumbs     map[string]Thumb  // by the offer's picture address
	Collected  map[string]bool   // by offer id
	Terms      sourcing.Terms    // as the card shows them now: its order and price range, not the search's
	Filters    []sourcing.Filter // the whole table, in its order
	Source     Source
}

// Result is the card of offers: what was found, a page of it, and the controls
// to look at it differently or to search again. With no offers it says what to
// try.
func Result(t *lang.Texts, v ResultView) Card {
	b := resultBuilder{texts: t, view: v}
	if v.Listing.Total == 0 {
		return b.nothing()
	}
	return b.offers()
}

// resultBuilder holds what the parts of the card have in common.
type resultBuilder struct {
	texts *lang.Texts
	view  ResultView
}

// action begins an action of this card.
func (b resultBuilder) action(verb Verb) Action {
	return newAction(verb, b.view.CardID, b.view.SearchID)
}

func (b resultBuilder) offers() Card {
	t, v := b.texts, b.view
	title := t.Result.Title.With(v.Listing.Total)
	summary := title
	if v.Understood != "" {
		summary = t.Result.Summary.With(v.Listing.Total, v.Understood)
	}
	template := templateResult
	if v.Listing.InRange == 0 || v.Source.Stale {
		template = templateLook
	}
	subtitle, line := understood(t, v.Understood)
	elements := remarks(t, line, v.Label, v.Notes)
	elements = append(elements, b.prices()...)
	elements = append(elements, b.inRange()...)
	rows, page, pages := PageRows(v.Listing, v.Page)
	for _, row := range rows {
		elements = append(elements, b.offer(row)...)
		elements = append(elements, newRule())
	}
	if len(rows) > 0 {
		elements = append(elements, b.navigation(page, pages))
	}
	elements = append(elements, b.source(), b.filterForm())
	return Card{header: newHeader(template, title, subtitle, b.tags()...), summary: summary, elements: elements}
}

// nothing is the card for an answer without offers.
func (b resultBuilder) nothing() Card {
	t, v := b.texts, b.view
	subtitle, line := understood(t, v.Understood)
	elements := append(remarks(t, line, v.Label, v.Notes),
		newMarkdown(t.Result.NothingFound+"\n"+bullets(t.Result.NothingTry)),
		newRule(), b.source(), b.filterForm())
	return Card{
		header:   newHeader(templateLook, t.Result.TitleNone, subtitle, b.tags()...),
		summary:  t.Result.TitleNone,
		elements: elements,
	}
}

func (b resultBuilder) tags() []textTag {
	tags := labelTags(b.texts, b.view.Label)
	if b.view.Source.Stale {
		tags = append(tags, newTextTag("orange", b.texts.Result.Stale))
	}
	return tags
}

// prices gives the line of the lowest, median and highest price, none where no
// price is known.
func (b resultBuilder) prices() []element {
	t, l := b.texts, b.view.Listing
	if l.Low == 0 {
		return nil
	}
	return []element{newMarkdown(t.Result.Prices.With(bold(yuan(t, l.Low)), bold(yuan(t, l.Median)), bold(yuan(t, l.High))))}
}

// inRange says honestly how many offers the price range leaves; the gateway
// was not asked for it. Where it leaves none, a button drops it.
func (b resultBuilder) inRange() []element {
	t, l := b.texts, b.view.Listing
	r := b.view.Terms.Price
	if r.IsZero() {
		return nil
	}
	if l.InRange > 0 {
		return []element{newDiv(t.Result.InRange.With(l.Total, l.InRange, priceRange(t, r)))}
	}
	said := t.Result.NoneInRange.With(l.Total, priceRange(t, r))
	if l.Nearest {
		said = t.Result.Nearest.With(l.Total, priceRange(t, r), len(l.Rows))
	}
	return []element{newColumns(
		wideColumn(newDiv(said)),
		autoColumn(newButton(buttonPlain, t.Result.ShowAll, b.action(VerbShowAll))),
	)}
}

func priceRange(t *lang.Texts, r sourcing.PriceRange) string {
	switch {
	case r.Min == 0:
		return t.Result.AtMost.With(r.Max.Short())
	case r.Max == 0:
		return t.Result.AtLeast.With(r.Min.Short())
	}
	return t.Result.Between.With(r.Min.Short(), r.Max.Short())
}

// navigation is the row that pages and sorts.
func (b resultBuilder) navigation(page, pages int) columnSet {
	return newColumns(append(paging(b.texts, b.action(VerbPage), page, pages), wideColumn(b.sorting()))...)
}

func (b resultBuilder) sorting() selectStatic {
	s := sortSelect(b.texts, b.view.Terms.Sort)
	s.Behaviors = callback(b.action(VerbSort))
	return s
}

// sortSelect is the select of the orders, with the one in force chosen.
func sortSelect(t *lang.Texts, chosen sourcing.Sort) selectStatic {
	return selectStatic{
		Tag: "select_static", Width: "fill", Placeholder: plain(t.Form.Sort), Initial: optionOf(chosen),
		Options: []option{
			{Text: plain(t.Result.SortDefault), Value: optionOf(sourcing.SortDefault)},
			{Text: plain(t.Result.SortPriceAsc), Value: optionOf(sourcing.SortPriceAsc)},
			{Text: plain(t.Result.SortPriceDesc), Value: optionOf(sourcing.SortPriceDesc)},
		},
	}
}

// source is the small print: where the answer is from, how old it is, and the
// button that asks again.
func (b resultBuilder) source() columnSet {
	t := b.texts
	return newColumns(
		wideColumn(small(b.view.Source.said(t, t.Result.SourceStale))),
		autoColumn(newButton(buttonPlain, t.Result.Refresh, b.action(VerbRefresh))),
	)
}

// bullets writes our own lines as a markdown list.
func bullets(lines []string) string {
	return "- " + strings.Join(lines, "\n- ")
}
