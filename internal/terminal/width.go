package terminal

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// ellipsis stands where a text was cut.
const ellipsis = "…"

// Width gives the columns that a text takes. Characters of ambiguous width
// count as one column, as most terminals show them.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r < ' ':
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Pad fills a text up with spaces behind it.
func Pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-Width(s)))
}

// PadLeft fills a text up with spaces before it.
func PadLeft(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-Width(s))) + s
}

// Cut shortens a text that is wider than columns and marks that with an
// ellipsis.
func Cut(s string, columns int) string {
	if Width(s) <= columns {
		return s
	}
	room, used := columns-Width(ellipsis), 0
	for i, r := range s {
		if used += runeWidth(r); used > room {
			return strings.TrimRight(s[:i], " ") + ellipsis
		}
	}
	return s
}
