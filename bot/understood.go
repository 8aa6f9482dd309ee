package bot

import (
	"tusou/internal/command"
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// understood tells terms back, in the words that they could be typed in; ""
// for none.
func (b *Bot) understood(t sourcing.Terms) string {
	return command.Format(b.deps.Filters, b.deps.Texts, command.Of(t))
}

// notes gives the sentences about how a message's text was read.
func (b *Bot) notes(t command.Terms) []string {
	var out []string
	for _, n := range t.Notes {
		if sentence := b.note(n); sentence != "" {
			out = append(out, sentence)
		}
	}
	return out
}

func (b *Bot) note(n command.Note) string {
	t := b.deps.Texts.Notice
	switch n.Code {
	case command.NoteWhichChannel:
		return t.WhichChannel
	case command.NoteSortUnavailable:
		return t.CannotSort.With(n.From)
	case command.NoteRateStricter:
		return t.StricterRate.With(n.From, b.filterName(n.Key))
	case command.NoteGuessed:
		return t.Guessed.With(n.From, b.filterName(n.Key))
	case command.NoteWhichRate:
		return t.WhichRate.With(n.From)
	case command.NoteKeywordsIgnored:
		return t.KeywordsIgnored.With(n.From)
	case command.NoteKeywordsCut:
		return t.KeywordsCut.With(command.MaxKeywords)
	}
	return ""
}

// filterName gives a filter's name in the language of the bot.
// Without a key it is the group whose filter was not said: 面单 without a
// channel.
func (b *Bot) filterName(key string) string {
	if key == "" {
		return b.deps.Texts.Groups[string(sourcing.GroupWaybill)]
	}
	f, ok := b.deps.Filters.ByKey(key)
	switch {
	case !ok:
		return key
	case b.deps.Texts.Language == lang.English:
		return f.English
	}
	return f.Name
}
