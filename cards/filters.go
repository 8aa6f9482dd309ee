package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// maxFilterLine bounds one line of the list of filters, in characters.
const maxFilterLine = 160

// Filters is the card of /filters: every filter by group, with the names that
// it is understood by and its key.
func Filters(t *lang.Texts, all []sourcing.Filter) Card {
	var elements []element
	for from := 0; from < len(all); {
		group, to := all[from].Group, from
		lines := []string{"**" + escape(t.Groups[string(group)]) + "**"}
		for ; to < len(all) && all[to].Group == group; to++ {
			lines = append(lines, "- "+filterLine(t, all[to]))
		}
		elements = append(elements, newMarkdown(strings.Join(lines, "\n")))
		from = to
	}
	return Card{header: newHeader(templateInfo, t.FilterList.Title, t.FilterList.Subtitle), summary: t.FilterList.Title, elements: elements}
}

// filterLine writes a filter's shown name, its other names, and its key.
func filterLine(t *lang.Texts, f sourcing.Filter) string {
	shown := f.Name
	if t.Language == lang.English {
		shown = f.English
	}
	var others []string
	for _, name := range f.AllNames() {
		if name != shown && name != f.Key {
			others = append(others, name)
		}
	}
	line := "**" + escape(clean(shown, maxFilterLine)) + "**"
	if len(others) > 0 {
		line += " " + escape(clean(strings.Join(others, "、"), maxFilterLine))
	}
	return line + " `" + f.Key + "`"
}
