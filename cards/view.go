package cards

import (
	"strings"
	"time"
	"unicode/utf8"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// PageSize is how many offers a page of the result card holds.
const PageSize = 5

// Bounds of the foreign texts in a card, in characters.
const (
	maxUnderstood = 120
	maxNote       = 120
	maxNotes      = 5
)

// subtitleFits is how many characters of what was understood a phone shows in
// the header, whose subtitle is one line; a longer text is repeated below it.
const subtitleFits = 22

// Label says which of a message's pictures a card is about. The zero Label is
// that of a message with one picture.
type Label struct {
	N       int `json:"n"` // from 1
	Of      int `json:"of"`
	LeftOut int `json:"left_out,omitempty"` // pictures that were not searched; said by the last one's card
}

// Source says where an answer comes from and how old it is.
type Source struct {
	Cached    bool
	Stale     bool // shown because the gateway could not be asked
	FetchedAt time.Time
	Now       time.Time
}

// Thumb is how far the picture of an offer has come. The zero Thumb is still
// loading.
type Thumb struct {
	Key    string // the platform's image key; "" while there is none
	Failed bool   // none will come
}

// PageRows gives the rows of a page, the page itself after it was brought into
// range, and how many pages there are (at least 1).
func PageRows(l sourcing.Listing, page int) (rows []sourcing.Row, at, pages int) {
	pages = max(1, (len(l.Rows)+PageSize-1)/PageSize)
	at = min(max(page, 1), pages)
	from := (at - 1) * PageSize
	return l.Rows[from:min(from+PageSize, len(l.Rows))], at, pages
}

// labelTags gives the header's tag for one picture of several.
func labelTags(t *lang.Texts, l Label) []textTag {
	if l.Of < 2 {
		return nil
	}
	return []textTag{newTextTag("neutral", t.Result.Label.With(l.N, l.Of))}
}

// understood gives the header's subtitle for what was understood, and the line
// that repeats it in the body where the subtitle is too short for it.
func understood(t *lang.Texts, s string) (subtitle, line string) {
	if s = clean(s, maxUnderstood); s == "" {
		return "", ""
	}
	subtitle = t.Result.Understood.With(s)
	if utf8.RuneCountInString(s) > subtitleFits {
		line = subtitle
	}
	return subtitle, line
}

// remarks gives, in one block, the line of what was understood, what is to be
// said about pictures left out, and the notes; nothing if there are none.
func remarks(t *lang.Texts, understood string, l Label, notes []string) []element {
	var lines []string
	if understood != "" {
		lines = append(lines, understood)
	}
	if l.LeftOut > 0 {
		lines = append(lines, t.Result.LeftOut.With(l.N, l.LeftOut))
	}
	for _, note := range notes[:min(len(notes), maxNotes)] {
		if note = clean(note, maxNote); note != "" {
			lines = append(lines, note)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []element{newDiv(strings.Join(lines, "\n"))}
}
