package export

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCell is how many UTF-16 units Excel takes in a cell.
const maxCell = 32767

// zeroWidthJoiner holds composed emoji together.
const zeroWidthJoiner = '\u200d'

// oneLine makes one line of foreign text: white space and control characters
// become single spaces; bytes that are no text, characters that XML does not
// take, and those that steer the direction or hide are dropped.
func oneLine(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = true
			continue
		case r == unicode.ReplacementChar, r == '\ufffe', r == '\uffff', unicode.Is(unicode.Cf, r) && r != zeroWidthJoiner:
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// cleaned gives texts as single lines, each once and none empty.
func cleaned(texts []string) []string {
	seen := make(map[string]bool, len(texts))
	var out []string
	for _, s := range texts {
		if s = oneLine(s); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// safe gives a text as a cell takes it: no longer than Excel allows, and with
// an apostrophe before it where it could be a formula.
//
// Cells are written as strings, which Excel never evaluates. The apostrophe is
// for the day when the sheet is saved as CSV, or a cell is edited, pasted or
// read by another program: then only the characters count. It is part of the
// value and can be seen; Excel's own sign for the same (quotePrefix, a style)
// is lost on the first of these ways.
func safe(s string) string {
	if startsFormula(s) {
		s = "'" + s
	}
	return cut(s)
}

// startsFormula says whether the first character that can be seen begins a
// formula, in any of its widths: spreadsheets trim, and fold the wide forms.
func startsFormula(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Z, unicode.C, unicode.M) {
			continue
		}
		return strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−", r)
	}
	return false
}

// cut shortens a text to what Excel takes, between two characters.
func cut(s string) string {
	units := 0
	for i, r := range s {
		units += max(1, utf16Units(r))
		if units > maxCell {
			return s[:i]
		}
	}
	return s
}

// utf16Units is how many units a character takes in UTF-16: two beyond the
// basic plane.
func utf16Units(r rune) int {
	if utf8.RuneLen(r) > 3 {
		return 2
	}
	return 1
}
