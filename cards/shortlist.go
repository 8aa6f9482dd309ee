package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// maxFoundWith bounds the terms that found a candidate, in characters.
const maxFoundWith = 80

// ShortlistView is what the card of a chat's candidates shows.
type ShortlistView struct {
	CardID     string
	Total      int                  // candidates on the list
	Page       int                  // from 1; brought into range
	Candidates []sourcing.Candidate // of the page, at most PageSize
	Thumbs     map[string]Thumb     // by the offer's picture address
	Filters    []sourcing.Filter    // the whole table, for the names of filters
	// Nameless leaves out who collected the offers. The platform refuses a card
	// that names somebody who left the company; such a card is sent without
	// names.
	Nameless bool
}

// Shortlist is the card of a chat's candidates, a page of them with what can be
// done with each and with all. An empty list says how to begin one.
func Shortlist(t *lang.Texts, v ShortlistView) Card {
	if v.Total <= 0 {
		return Card{
			header:   newHeader(templateInfo, t.Shortlist.TitleEmpty, ""),
			summary:  t.Shortlist.TitleEmpty,
			elements: []element{newMarkdown(t.Shortlist.Empty + "\n" + bullets(t.Shortlist.EmptyTry))},
		}
	}
	page, pages := PageAt(v.Total, v.Page)
	b := shortlistBuilder{texts: t, view: v, page: page}
	var elements []element
	for i, c := range v.Candidates[:min(len(v.Candidates), PageSize)] {
		elements = append(elements, b.candidate((page-1)*PageSize+i+1, c)...)
		elements = append(elements, newRule())
	}
	elements = append(elements,
		newColumns(paging(t, b.action(VerbListPage), page, pages)...),
		newColumns(equally(b.listButtons())...))
	title := t.Shortlist.Title.With(v.Total)
	return Card{header: newHeader(templateResult, title, ""), summary: title, elements: elements}
}

// shortlistBuilder holds what the parts of the card have in common.
type shortlistBuilder struct {
	texts *lang.Texts
	view  ShortlistView
	page  int
}

// action begins an action of this card, which is no search's.
func (b shortlistBuilder) action(verb Verb) Action { return newAction(verb, b.view.CardID, "") }

// candidate gives an offer with its number, who collected it and when, what
// found it, and its buttons.
func (b shortlistBuilder) candidate(number int, c sourcing.Candidate) []element {
	t := b.texts
	title := newDiv(t.Shortlist.Entry.With(number, titleOf(t, c.Offer.Title)))
	title.Text.Lines = 2
	text := []element{sized(sizeHeading, offerPrice(t, c.Offer)), title}
	if badges := offerBadges(t, c.Offer, 1); badges != "" {
		text = append(text, sized(sizeNotation, badges))
	}
	elements := []element{beside(thumbnail(t, c.Offer.Image, b.view.Thumbs), text...), b.origin(c)}
	if buttons := b.candidateButtons(c); len(buttons) > 0 {
		elements = append(elements, newColumns(equally(buttons)...))
	}
	return elements
}

// origin says who collected a candidate, when, and what found it.
func (b shortlistBuilder) origin(c sourcing.Candidate) element {
	t := b.texts
	lines := []string{t.Shortlist.Collected.With(stamp(c.CollectedAt))}
	if terms := clean(b.terms(c), maxFoundWith); terms != "" {
		lines = append(lines, t.Shortlist.FoundWith.With(terms))
	}
	said := wideColumn(small(strings.Join(lines, "\n")))
	if b.view.Nameless || !validID(c.CollectedBy) {
		return newColumns(said)
	}
	who := autoColumn(newPerson(c.CollectedBy))
	who.VerticalAlign = "top"
	return newColumns(who, said)
}

// terms writes the terms that found a candidate: filters, then keywords. A key
// that the table no longer knows stands for itself.
func (b shortlistBuilder) terms(c sourcing.Candidate) string {
	t := b.texts
	var parts []string
	for _, key := range c.Filters {
		name := key
		for _, f := range b.view.Filters {
			if f.Key == key {
				name = filterName(t, f)
			}
		}
		parts = append(parts, name)
	}
	if c.Keywords != "" {
		parts = append(parts, t.Term.Keywords+" "+c.Keywords)
	}
	return strings.Join(parts, between)
}

func (b shortlistBuilder) candidateButtons(c sourcing.Candidate) []button {
	t := b.texts
	var buttons []button
	if id := c.Offer.ID; validID(id) {
		detail := newAction(VerbDetail, b.view.CardID, "")
		if validID(c.SearchID) {
			detail.Search = c.SearchID
		}
		buttons = append(buttons,
			newButton(buttonRemove, t.Shortlist.Remove, b.action(VerbRemove).on(id).at(min(b.page, maxPage))),
			newButton(buttonPlain, t.Result.Detail, detail.on(id)))
	}
	return append(buttons, linkButtons(t, offerPage(c.Offer.ID, c.Offer.URL))...)
}

// listButtons gives what can be done with the whole list.
func (b shortlistBuilder) listButtons() []button {
	t := b.texts.Shortlist
	compare := newButton(buttonPlain, t.Compare, b.action(VerbCompare))
	compare.Disabled = b.view.Total < 2
	return []button{
		compare,
		newButton(buttonPlain, t.Export, b.action(VerbExport)),
		newButton(buttonRemove, t.Clear, b.action(VerbClear)).confirmed(t.ClearTitle, t.ClearWarning.With(b.view.Total)),
	}
}
