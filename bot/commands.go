package bot

import (
	"context"
	"strings"

	"tusou/cards"
	"tusou/internal/command"
	"tusou/internal/sourcing"
)

// run does what a command asks for that is no search.
func (b *Bot) run(ctx context.Context, a Attempt, m Message, cmd command.Command) error {
	t := b.deps.Texts
	switch cmd.Name {
	case command.FilterForm:
		return b.showForm(ctx, a, m)
	case command.Help:
		return b.say(ctx, m, b.help())
	case command.Filters:
		return b.say(ctx, m, cards.Filters(t, b.deps.Filters.All()))
	case command.Reset:
		return b.reset(ctx, m)
	case command.Default:
		return b.setDefaults(ctx, m, cmd)
	case command.History:
		return b.showHistory(ctx, a, m)
	case command.List:
		return b.showShortlist(ctx, a, m)
	case command.Compare:
		return b.compare(ctx, m)
	case command.Export:
		return b.export(ctx, m)
	case command.Stats:
		return b.showStats(ctx, m)
	}
	if cmd.Suggestion == "" {
		return b.say(ctx, m, cards.Notice(t.Notice.UnknownNoGuess.With(firstWord(m.Text))))
	}
	return b.say(ctx, m, cards.Notice(t.Notice.UnknownCommand.With(firstWord(m.Text), cmd.Suggestion)))
}

// help is the card of what the bot can do.
func (b *Bot) help() cards.Card {
	return cards.Help(b.deps.Texts, cards.HelpView{
		Commands: []string{"filter", "default", "reset", "filters", "history", "list", "compare", "export", "stats", "help"},
	})
}

// firstWord gives what was typed for a command, clipped to what a sentence can
// quote.
func firstWord(text string) string {
	const longest = 20
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	word := []rune(words[0])
	if len(word) > longest {
		return string(word[:longest]) + "…"
	}
	return words[0]
}

// reset forgets the sender's last picture and search.
func (b *Bot) reset(ctx context.Context, m Message) error {
	had, err := b.deps.Memory.Forget(ctx, m.ChatID, m.Sender.OpenID)
	if err != nil {
		return err
	}
	said := b.deps.Texts.Notice.ResetNothing
	if had {
		said = b.deps.Texts.Notice.Reset
	}
	return b.say(ctx, m, cards.Notice(said))
}

// setDefaults sets, shows or clears the chat's default terms. What is only
// taken away is taken from those that are.
func (b *Bot) setDefaults(ctx context.Context, m Message, cmd command.Command) error {
	t := b.deps.Texts.Notice
	terms, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return err
	}
	named := cmd.Terms
	named.Fresh = false // asks for something once
	sets := cmd.Clear || named.HasTerm()
	if sets {
		if cmd.Clear || !named.OnlyRemoves() {
			terms = sourcing.Terms{}
		}
		terms = named.Apply(terms)
		if err := b.deps.Memory.SetDefaults(ctx, m.ChatID, terms); err != nil {
			return err
		}
	}
	understood := b.understood(terms)
	var said string
	switch {
	case understood == "" && sets:
		said = t.DefaultsCleared
	case understood == "":
		said = t.DefaultsNone
	case sets:
		said = t.DefaultsSet.With(understood)
	default:
		said = t.DefaultsShown.With(understood)
	}
	return b.sayLines(ctx, m, append([]string{said}, b.notes(cmd.Terms)...))
}

func (b *Bot) sayLines(ctx context.Context, m Message, lines []string) error {
	return b.say(ctx, m, cards.Notice(strings.Join(lines, "\n")))
}
