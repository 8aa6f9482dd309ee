package command

import (
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Sentences gives what notes tell, in words.
func Sentences(table *sourcing.Table, texts *lang.Texts, notes []Note) []string {
	w := phrasing{texts}
	var out []string
	for _, n := range notes {
		if sentence := w.note(table, n); sentence != "" {
			out = append(out, sentence)
		}
	}
	return out
}

func (w phrasing) note(table *sourcing.Table, n Note) string {
	t := w.texts.Notice
	switch n.Code {
	case NoteWhichChannel:
		return t.WhichChannel
	case NoteSortUnavailable:
		return t.CannotSort.With(n.From)
	case NoteRateStricter:
		return t.StricterRate.With(n.From, w.meant(table, n.Key))
	case NoteGuessed:
		return t.Guessed.With(n.From, w.meant(table, n.Key))
	case NoteWhichRate:
		return t.WhichRate.With(n.From)
	case NoteKeywordsIgnored:
		return t.KeywordsIgnored.With(n.From)
	case NoteKeywordsCut:
		return t.KeywordsCut.With(MaxKeywords)
	}
	return ""
}

// meant gives the name of what a text was taken for. Without a key it is the
// group whose filter was not said: 面单 without a channel.
func (w phrasing) meant(table *sourcing.Table, key string) string {
	if key == "" {
		return w.texts.Groups[string(sourcing.GroupWaybill)]
	}
	return w.name(table, key)
}
