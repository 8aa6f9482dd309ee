package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of the list of filters: one line's names, in characters, and all
// lines, in bytes. The gateway's own filters and some sixty of an administrator
// fit.
const (
	maxFilterLine  = 160
	maxFilterBytes = 25 << 10
)

// Filters is the card of /filters: every filter by group, with the names that
// it is understood by and its key. How many find no room is said.
func Filters(t *lang.Texts, all []sourcing.Filter) Card {
	var elements []element
	room := maxFilterBytes
	for from := 0; from < len(all) && room >= 0; {
		group, to := all[from].Group, from
		lines := []string{bold(escape(t.Groups[string(group)]))}
		for ; to < len(all) && all[to].Group == group; to++ {
			line := "- " + filterLine(t, all[to])
			if room -= len(line); room < 0 {
				break
			}
			lines = append(lines, line)
		}
		elements = append(elements, newMarkdown(strings.Join(lines, "\n")))
		if room < 0 {
			elements = append(elements, small(t.FilterList.More.With(len(all)-to)))
		}
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
	return line + " `" + clean(f.Key, maxKeyLength) + "`"
}
