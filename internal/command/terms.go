package command

import (
	"slices"

	"tusou/internal/sourcing"
)

// Terms are what a message names. What it does not name is zero, so that it
// can be laid over the chat's defaults or an earlier search.
type Terms struct {
	Add    []string // filters asked for, in the table's order
	Remove []string // filters to be taken away, in the table's order
	// Price is the range named; a pointer to the open range says that any
	// price will do.
	Price        *sourcing.PriceRange
	Sort         *sourcing.Sort
	Fresh        bool   // ask the gateway again although a fresh answer is cached
	Keywords     string // simplified characters, at most MaxKeywords
	KeywordsSaid bool   // some of them were said outright (关键词:…)
	Notes        []Note
}

// MaxKeywords is the most that the keywords of a message hold, in characters.
const MaxKeywords = 30

// Note is something the card should tell of how a message was read. Its text
// is package lang's.
type Note struct {
	Code NoteCode
	From string // what was typed
	Key  string // the filter that was taken for it, if one was
}

// NoteCode says what a Note is about.
type NoteCode string

// The notes.
const (
	NoteWhichChannel    NoteCode = "which-channel"    // 面单 without a sales channel
	NoteSortUnavailable NoteCode = "sort-unavailable" // From (销量, 好评) is not to be had
	NoteRateStricter    NoteCode = "rate-stricter"    // From is no step of the gateway's: Key is taken
	NoteWhichRate       NoteCode = "which-rate"       // From names a rate, but no figure
	NoteGuessed         NoteCode = "guessed"          // From was read as Key
	NoteKeywordsCut     NoteCode = "keywords-cut"     // From, and what followed it, did not fit into the keywords
	NoteKeywordsIgnored NoteCode = "keywords-ignored" // defaults take no keywords; From was left out
)

// HasTerm says whether a filter, price, sort or 刷新 is named.
func (t Terms) HasTerm() bool {
	return len(t.Add) > 0 || len(t.Remove) > 0 || t.Price != nil || t.Sort != nil || t.Fresh
}

// OnlyRemoves says that nothing is asked for but to take filters away.
func (t Terms) OnlyRemoves() bool {
	return len(t.Remove) > 0 && len(t.Add) == 0 && t.Price == nil && t.Sort == nil && t.Keywords == ""
}

// Empty says that the message was nothing but filler.
func (t Terms) Empty() bool {
	return !t.HasTerm() && t.Keywords == "" && len(t.Notes) == 0
}

// Apply lays the terms over the chat's defaults or an earlier search: what
// they name replaces the same kind, filters are added and taken away. Of one
// rate only the step named last stays.
func (t Terms) Apply(base sourcing.Terms) sourcing.Terms {
	result := base
	result.Filters = nil
	for _, key := range base.Filters {
		replaced := slices.ContainsFunc(t.Add, func(added string) bool { return added == key || sourcing.SameRate(added, key) })
		if !replaced && !slices.Contains(t.Remove, key) {
			result.Filters = append(result.Filters, key)
		}
	}
	result.Filters = append(result.Filters, t.Add...)
	if t.Price != nil {
		result.Price = *t.Price
	}
	if t.Sort != nil {
		result.Sort = *t.Sort
	}
	if t.Keywords != "" {
		result.Keywords = t.Keywords
	}
	return result
}

// Of gives the terms that name all of a search, for Format.
func Of(s sourcing.Terms) Terms {
	t := Terms{Add: s.Filters, Keywords: s.Keywords}
	if !s.Price.IsZero() {
		t.Price = &s.Price
	}
	if s.Sort != sourcing.SortDefault {
		t.Sort = &s.Sort
	}
	return t
}
