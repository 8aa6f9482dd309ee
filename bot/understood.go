package bot

import (
	"tusou/internal/command"
	"tusou/internal/sourcing"
)

// understood tells terms back, in the words that they could be typed in; ""
// for none.
func (b *Bot) understood(t sourcing.Terms) string {
	return command.Format(b.deps.Filters, b.deps.Texts, command.Of(t))
}

// notes gives the sentences about how a message's text was read.
func (b *Bot) notes(t command.Terms) []string {
	return command.Sentences(b.deps.Filters, b.deps.Texts, t.Notes)
}

func (b *Bot) note(n command.Note) string {
	return command.Sentence(b.deps.Filters, b.deps.Texts, n)
}

// filterName gives a filter's name in the language of the bot.
func (b *Bot) filterName(key string) string {
	return command.FilterName(b.deps.Filters, b.deps.Texts, key)
}
