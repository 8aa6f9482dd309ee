package cards

import (
	"slices"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of the filters that the form has room for. The gateway's own and some
// forty of an administrator fit.
const (
	maxOffered      = 100
	maxOfferedBytes = 20 << 10 // of their names and keys
	optionBytes     = 70       // of JSON around the name and the key of one
)

// FilterFormView is what the card of /filter alone shows.
type FilterFormView struct {
	CardID   string
	SearchID string            // the search that the terms refine; "" for none
	Whose    string            // whose picture will be searched, one of package lang's sentences
	Terms    sourcing.Terms    // what the form is filled with: the chat's defaults
	Filters  []sourcing.Filter // the whole table, in its order
}

// FilterForm is the form of /filter: every filter in its group, price from and
// to, keywords and order. It stands at the card's root and open, for nothing
// else is there; the filters of the newer edition stand in pairs, so that all
// of it is two screens of a phone and not four.
func FilterForm(t *lang.Texts, v FilterFormView) Card {
	chosen := keySet(v.Terms.Filters)
	byGroup, left := fitting(t, v.Filters, chosen)
	var elements []element
	if whose := clean(v.Whose, maxNotice); whose != "" {
		elements = append(elements, newDiv(whose))
	}
	var fields []element
	var narrow []column
	for _, group := range formGroups() {
		field := filterFields(t, group, byGroup[group], chosen)
		switch {
		case len(field) == 0:
		case group == sourcing.GroupService, group == sourcing.GroupWaybill:
			fields = append(fields, field...)
		default:
			narrow = append(narrow, wideColumn(field...))
		}
	}
	for pair := range slices.Chunk(narrow, 2) {
		fields = append(fields, newColumns(pair...))
	}
	if left > 0 {
		fields = append(fields, small(t.FilterForm.LeftOut.With(left)))
	}
	fields = append(fields, termFields(t, v.Terms)...)
	fields = append(fields, newButton(buttonSearch, t.FilterForm.Submit, newAction(VerbFilter, v.CardID, v.SearchID)).wide().submitting(fieldSubmit))
	return Card{
		header:   newHeader(templateInfo, t.FilterForm.Title, ""),
		summary:  t.FilterForm.Title,
		elements: append(elements, newForm(formName, fields...)),
	}
}

// fitting gives the filters that the form offers, by group, and how many it has
// no room for. Those in force come first: what is not offered is not submitted.
func fitting(t *lang.Texts, all []sourcing.Filter, chosen map[string]bool) (byGroup map[sourcing.Group][]sourcing.Filter, left int) {
	all = offerable(all)
	kept := make(map[string]bool, len(all))
	bytes := 0
	for _, inForce := range []bool{true, false} {
		for _, f := range all {
			// A key in force is written twice.
			cost := optionBytes + len(filterName(t, f)) + 2*len(f.Key)
			if chosen[f.Key] != inForce || len(kept) == maxOffered || bytes+cost > maxOfferedBytes {
				continue
			}
			kept[f.Key] = true
			bytes += cost
		}
	}
	byGroup = make(map[sourcing.Group][]sourcing.Filter)
	for _, f := range all {
		if kept[f.Key] {
			byGroup[f.Group] = append(byGroup[f.Group], f)
		}
	}
	return byGroup, len(all) - len(kept)
}
