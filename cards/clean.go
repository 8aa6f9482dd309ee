package cards

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// zeroWidthJoiner holds composed emoji together.
const zeroWidthJoiner = '\u200d'

// clean makes one line of foreign text: white space and control characters
// become single spaces, characters that steer the direction or hide are
// dropped, and what exceeds most characters is cut with an ellipsis.
func clean(s string, most int) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = true
			continue
		case r == unicode.ReplacementChar, unicode.In(r, unicode.Cf, unicode.Co) && r != zeroWidthJoiner:
			continue
		}
		if gap && n > 0 {
			b.WriteByte(' ')
			n++
		}
		gap = false
		if n >= most {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// clip is clean for what stands in an input: a text that is cut ends without a
// sign of it, which would be submitted.
func clip(s string, most int) string { return strings.TrimSuffix(clean(s, most), "…") }

// escape writes text so that the platform's markdown shows it as it is: every
// ASCII character that could be markup becomes a numeric entity, as the
// platform's documentation of its markdown component asks.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > ' ' && r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// webAddress says whether a button may open an address.
func webAddress(s string) bool {
	const longest = 200
	if len(s) > longest {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
