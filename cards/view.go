package cards

import (
	"strings"
	"time"
	"unicode/utf8"

	"tusou/internal/lang"
)

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

// said tells where the answer is from and how old it is; stale is the text for
// one that stands in for a failed interface.
func (s Source) said(t *lang.Texts, stale lang.Format) string {
	format := t.Result.SourceLive
	switch {
	case s.Stale:
		format = stale
	case s.Cached:
		format = t.Result.SourceCached
	}
	return format.With(t.Age(s.Now.Sub(s.FetchedAt)))
}

// Thumb is how far the picture of an offer has come. The zero Thumb is still
// loading.
type Thumb struct {
	Key    string // the platform's image key; "" while there is none
	Failed bool   // none will come
}

// china is the time that people read, and by which their days are counted.
func china() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// stamp writes a moment as people read it in both languages. Cards stay for
// weeks as they are, so ages would soon be wrong in lists.
func stamp(at time.Time) string { return at.In(china()).Format("2006-01-02 15:04") }

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
