package cards

import (
	"slices"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// maxOtherFilters bounds the filters beyond the seed's ten that the form
// offers because they are in force.
const maxOtherFilters = 4

// formGroups gives the groups that have a select in the form.
func formGroups() []sourcing.Group {
	return []sourcing.Group{sourcing.GroupService, sourcing.GroupWaybill}
}

// filterForm is the folded form at the card's end, filled with the terms in
// force. What it submits replaces all of them, so filters in force beyond the
// seed's ten are offered too, with the services: otherwise a new price would
// silently drop them.
func (b resultBuilder) filterForm() form {
	t, terms := b.texts, b.view.Terms
	var elements []element
	for _, group := range formGroups() {
		elements = append(elements, b.filterSelect(group)...)
	}
	order := sortSelect(t, terms.Sort)
	order.Name = fieldSort
	submit := newButton(buttonSearch, t.Form.Submit, b.action(VerbRefilter)).wide()
	submit.Name, submit.FormAction, submit.Size = fieldSubmit, "submit", "medium"
	elements = append(elements,
		newColumns(
			wideColumn(newInput(fieldPriceMin, t.Form.PriceMin, terms.Price.Min.Short(), maxPriceLength)),
			wideColumn(newInput(fieldPriceMax, t.Form.PriceMax, terms.Price.Max.Short(), maxPriceLength)),
		),
		newInput(fieldKeywords, t.Form.Keywords, clean(terms.Keywords, maxKeywordLength), maxKeywordLength),
		newMarkdown(t.Form.Sort), order, submit)
	return newForm(formName, newPanel(t.Form.Title, elements...))
}

// filterSelect gives the heading and the select of a group, nothing for a
// group without filters.
func (b resultBuilder) filterSelect(group sourcing.Group) []element {
	var options []option
	var selected []string
	others := 0
	for _, f := range b.view.Filters {
		chosen := slices.Contains(b.view.Terms.Filters, f.Key)
		switch {
		case f.Seed && f.Group == group:
		case !f.Seed && chosen && group == sourcing.GroupService && others < maxOtherFilters:
			others++
		default:
			continue
		}
		options = append(options, option{Text: plain(filterName(b.texts, f)), Value: f.Key})
		if chosen {
			selected = append(selected, f.Key)
		}
	}
	if len(options) == 0 {
		return nil
	}
	return []element{
		newMarkdown(b.texts.Groups[string(group)]),
		newMultiSelect(string(group), b.texts.Form.Choose, selected, options),
	}
}

// filterName gives a filter's name in the language of the texts; filters that
// an administrator added have one name.
func filterName(t *lang.Texts, f sourcing.Filter) string {
	name := f.Name
	if t.Language == lang.English && f.English != "" {
		name = f.English
	}
	return clean(name, maxFilterName)
}

// maxFilterName bounds a filter's name, in characters.
const maxFilterName = 40
