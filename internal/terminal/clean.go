package terminal

import (
	"strings"
	"unicode"
)

// zeroWidthJoiner holds composed emoji together.
const zeroWidthJoiner = '\u200d'

// Clean makes one line of foreign text that does nothing to a terminal: white
// space and control characters become single spaces, and characters that steer
// the direction or hide are dropped.
func Clean(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = true
			continue
		case r == unicode.ReplacementChar, unicode.In(r, unicode.Cf, unicode.Co) && r != zeroWidthJoiner:
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
