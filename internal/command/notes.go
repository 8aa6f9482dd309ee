package command

import (
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Sentences gives what notes tell, in words.
func Sentences(table *sourcing.Table, texts *lang.Texts, notes []Note) []string {
	var out []string
	for _, n := range notes {
		if sentence := Sentence(table, texts, n); sentence != "" {
			out = append(out, sentence)
		}
	}
	return out
}

// Sentence gives what one note tells; "" for a note of an unknown code.
func Sentence(table *sourcing.Table, texts *lang.Texts, n Note) string {
	t := texts.Notice
	switch n.Code {
	case NoteWhichChannel:
		return t.WhichChannel
	case NoteSortUnavailable:
		return t.CannotSort.With(n.From)
	case NoteRateStricter:
		return t.StricterRate.With(n.From, FilterName(table, texts, n.Key))
	case NoteGuessed:
		return t.Guessed.With(n.From, FilterName(table, texts, n.Key))
	case NoteWhichRate:
		return t.WhichRate.With(n.From)
	case NoteKeywordsIgnored:
		return t.KeywordsIgnored.With(n.From)
	case NoteKeywordsCut:
		return t.KeywordsCut.With(MaxKeywords)
	}
	return ""
}

// FilterName gives a filter's name in the language of the texts. Without a key
// it is the group whose filter was not said: 面单 without a channel.
func FilterName(table *sourcing.Table, texts *lang.Texts, key string) string {
	if key == "" {
		return texts.Groups[string(sourcing.GroupWaybill)]
	}
	return phrasing{texts}.name(table, key)
}
