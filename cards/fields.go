package cards

import (
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// maxFilterName bounds a filter's name, in characters.
const maxFilterName = 40

// termFields gives the fields that both filter forms have below the filters:
// price from and to, keywords, order; filled with the terms in force.
func termFields(t *lang.Texts, terms sourcing.Terms) []element {
	order := sortSelect(t, terms.Sort)
	order.Name = fieldSort
	return []element{
		newColumns(
			wideColumn(newInput(fieldPriceMin, t.Form.PriceMin, terms.Price.Min.Short(), maxPriceLength)),
			wideColumn(newInput(fieldPriceMax, t.Form.PriceMax, terms.Price.Max.Short(), maxPriceLength)),
		),
		newInput(fieldKeywords, t.Form.Keywords, clip(terms.Keywords, maxKeywordLength), maxKeywordLength),
		newMarkdown(t.Form.Sort), order,
	}
}

// filterFields gives the heading and the select of a group, nothing for a group
// without filters. chosen are the keys in force.
func filterFields(t *lang.Texts, group sourcing.Group, filters []sourcing.Filter, chosen map[string]bool) []element {
	if len(filters) == 0 {
		return nil
	}
	options := make([]option, len(filters))
	var selected []string
	for i, f := range filters {
		options[i] = option{Text: plain(filterName(t, f)), Value: f.Key}
		if chosen[f.Key] {
			selected = append(selected, f.Key)
		}
	}
	return []element{
		newMarkdown(t.Groups[string(group)]),
		newMultiSelect(string(group), t.Form.Choose, selected, options),
	}
}

// filterName gives a filter's name in the language of the texts; filters that
// an administrator added have one name.
func filterName(t *lang.Texts, f sourcing.Filter) string {
	name := f.Name
	if t.Language == lang.English && f.English != "" {
		name = f.English
	}
	if name = clean(name, maxFilterName); name == "" {
		return clean(f.Key, maxFilterName)
	}
	return name
}

// keySet makes keys quick to ask for.
func keySet(keys []string) map[string]bool {
	set := make(map[string]bool, len(keys))
	for _, key := range keys {
		set[key] = true
	}
	return set
}
