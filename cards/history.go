package cards

import (
	"time"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// HistoryView is what the card of somebody's last searches shows.
type HistoryView struct {
	CardID  string
	Total   int         // searches that are kept
	Page    int         // from 1; brought into range
	Entries []PastEntry // of the page, the latest first, at most PageSize
	Thumbs  map[string]Thumb
}

// PastEntry is one search of a history.
type PastEntry struct {
	SearchID   string
	At         time.Time
	Understood string         // the terms told back; "" for none
	Answered   bool           // false: it failed, or is under way
	Offers     int            // of its answer
	Lowest     sourcing.Money // of its answer; 0 where no price is known
	Image      string         // address of the first offer's picture; "" for none
}

// History is the card of the asker's last searches here, a page of them, each
// of which can be opened again.
func History(t *lang.Texts, v HistoryView) Card {
	if v.Total <= 0 {
		return Card{
			header:   newHeader(templateInfo, t.History.TitleEmpty, ""),
			summary:  t.History.TitleEmpty,
			elements: []element{newDiv(t.History.Empty)},
		}
	}
	page, pages := PageAt(v.Total, v.Page)
	var elements []element
	for _, e := range v.Entries[:min(len(v.Entries), PageSize)] {
		elements = append(elements, pastEntry(t, v, e), newRule())
	}
	elements = append(elements, newColumns(paging(t, newAction(VerbHistoryPage, v.CardID, ""), page, pages)...))
	return Card{
		header:   newHeader(templateInfo, t.History.Title, t.History.Subtitle.With(v.Total)),
		summary:  t.History.Title,
		elements: elements,
	}
}

// pastEntry gives one search: a picture of what it found, its terms, when and
// how much, and the button that opens it.
func pastEntry(t *lang.Texts, v HistoryView, e PastEntry) element {
	terms := clean(e.Understood, maxUnderstood)
	if terms == "" {
		terms = t.History.NoTerms
	}
	said := newDiv(terms)
	said.Text.Lines = 2
	row := beside(thumbnail(t, e.Image, v.Thumbs), said, small(pastResult(t, e)))
	if validID(e.SearchID) {
		row.Columns = append(row.Columns, autoColumn(newButton(buttonPlain, t.History.Open, newAction(VerbOpen, v.CardID, e.SearchID))))
	}
	return row
}

// pastResult says when a search was and what it found.
func pastResult(t *lang.Texts, e PastEntry) string {
	at := stamp(e.At)
	switch {
	case !e.Answered:
		return t.History.Unanswered.With(at)
	case e.Offers == 0:
		return t.History.Nothing.With(at)
	case e.Lowest == 0:
		return t.History.NoPrice.With(at, e.Offers)
	}
	return t.History.Found.With(at, e.Offers, yuan(t, e.Lowest))
}
