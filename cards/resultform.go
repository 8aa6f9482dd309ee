package cards

import "tusou/internal/sourcing"

// maxOtherFilters bounds the filters beyond the seed's ten that the folded form
// offers because they are in force.
const maxOtherFilters = 6

// filterForm is the folded form at the card's end, filled with the terms in
// force. What it submits replaces all of them, so filters in force beyond the
// seed's ten are offered too, with the services: otherwise a new price would
// silently drop them. How many find no room is said.
func (b resultBuilder) filterForm() form {
	t, terms := b.texts, b.view.Terms
	chosen := keySet(terms.Filters)
	byGroup := make(map[sourcing.Group][]sourcing.Filter)
	others := 0
	for _, f := range offerable(b.view.Filters) {
		switch {
		case f.Seed:
			byGroup[f.Group] = append(byGroup[f.Group], f)
		case chosen[f.Key]:
			if others++; others <= maxOtherFilters {
				byGroup[sourcing.GroupService] = append(byGroup[sourcing.GroupService], f)
			}
		}
	}
	var elements []element
	if left := others - maxOtherFilters; left > 0 {
		elements = append(elements, small(t.Form.NotKept.With(left)))
	}
	for _, group := range []sourcing.Group{sourcing.GroupService, sourcing.GroupWaybill} {
		elements = append(elements, filterFields(t, group, byGroup[group], chosen)...)
	}
	elements = append(elements, termFields(t, terms)...)
	elements = append(elements, newButton(buttonSearch, t.Form.Submit, b.action(VerbRefilter)).wide().submitting(fieldSubmit))
	return newForm(formName, newPanel(t.Form.Title, elements...))
}
