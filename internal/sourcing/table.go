package sourcing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Table is the set of filters that the bot knows: Filters and what the
// administrator adds. It is immutable.
type Table struct {
	filters []Filter
	order   map[string]int // by key
}

// NewTable joins Filters with the administrator's own. It fails when a key or
// a name of those is taken; all such mistakes come together.
func NewTable(extra []Filter) (*Table, error) {
	t := &Table{order: make(map[string]int)}
	names := make(map[string]string) // folded name to the key that has it
	for _, f := range Filters() {
		t.add(f)
		for _, name := range f.AllNames() {
			names[strings.ToLower(name)] = f.Key
		}
	}
	var mistakes []error
	for i, f := range extra {
		if _, taken := t.order[f.Key]; taken {
			mistakes = append(mistakes, fmt.Errorf("extra filter %d: its key is taken", i+1))
			continue
		}
		if owner, taken := names[strings.ToLower(f.Name)]; taken {
			mistakes = append(mistakes, fmt.Errorf("extra filter %d: its label is a name of %s", i+1, owner))
			continue
		}
		for _, name := range f.AllNames() {
			names[strings.ToLower(name)] = f.Key
		}
		t.add(f)
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Table) add(f Filter) {
	t.order[f.Key] = len(t.filters)
	t.filters = append(t.filters, f)
}

// All gives every filter in the order of the lists shown to people.
func (t *Table) All() []Filter { return slices.Clone(t.filters) }

// ByKey looks a filter up by the gateway's value.
func (t *Table) ByKey(key string) (Filter, bool) {
	i, ok := t.order[key]
	if !ok {
		return Filter{}, false
	}
	return t.filters[i], true
}

// Sorted gives the keys in the table's order without repeats; keys that the
// table does not know come last, by name.
func (t *Table) Sorted(keys []string) []string {
	sorted := slices.Clone(keys)
	slices.SortFunc(sorted, func(a, b string) int {
		if d := t.rank(a) - t.rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(sorted)
}

func (t *Table) rank(key string) int {
	if i, ok := t.order[key]; ok {
		return i
	}
	return len(t.filters)
}

// The bounds of a label that an administrator gives, in characters. One alone
// would be found inside every word.
const (
	minLabel = 2
	maxLabel = 20
)

// ParseExtraFilters reads the administrator's filters, `label=key` separated by
// commas, as TUSOU_EXTRA_FILTERS gives them. All mistakes come together; none
// repeats any of the setting.
func ParseExtraFilters(setting string) ([]Filter, error) {
	if strings.TrimSpace(setting) == "" {
		return nil, nil
	}
	var filters []Filter
	var mistakes []error
	for i, entry := range strings.FieldsFunc(setting, func(r rune) bool { return r == ',' || r == '，' }) {
		label, key, found := strings.Cut(entry, "=")
		label, key = strings.TrimSpace(label), strings.TrimSpace(key)
		var mistake string
		switch n := utf8.RuneCountInString(label); {
		case !found:
			mistake = "is not of the form label=key"
		case n < minLabel || n > maxLabel:
			mistake = fmt.Sprintf("has a label of %d characters; %d to %d are allowed", n, minLabel, maxLabel)
		case strings.ContainsFunc(label, notOfLabel) || startsWithSign(label) || strings.Contains(label, "  "):
			mistake = "has a label with something else than letters, digits and, after the first, single spaces and " + labelSigns
		case !strings.ContainsFunc(label, unicode.IsLetter):
			mistake = "has a label without a letter"
		case key == "" || strings.ContainsFunc(key, notOfKey):
			mistake = "needs a key of ASCII letters, digits, '_', '-' and '.'"
		}
		if mistake != "" {
			mistakes = append(mistakes, fmt.Errorf("entry %d %s", i+1, mistake))
			continue
		}
		filters = append(filters, Filter{Key: key, Name: label, English: label, Group: GroupExtra})
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	return filters, nil
}

// labelSigns may stand in a label: 7 天新品, 复购率≥20%.
const labelSigns = "-+%.≥≤<>"

func notOfLabel(r rune) bool {
	return r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(labelSigns, r)
}

// startsWithSign says that a label begins with neither a letter nor a digit: a
// minus would take the filter away.
func startsWithSign(label string) bool {
	first, _ := utf8.DecodeRuneInString(label)
	return !unicode.IsLetter(first) && !unicode.IsDigit(first)
}

func notOfKey(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r)
}
