package bot

import (
	"context"
	"slices"

	"tusou/cards"
	"tusou/internal/command"
	"tusou/internal/sourcing"
)

// formTerms reads what was submitted with a filter form; it names all terms.
// ok is false for prices that cannot be read. Filters that the table does not
// hold are left out: a form that was shown before the settings changed may
// name them.
func (b *Bot) formTerms(f cards.Form) (terms sourcing.Terms, notes []string, ok bool) {
	low, okLow := b.deps.Parser.Amount(f.PriceMin)
	high, okHigh := b.deps.Parser.Amount(f.PriceMax)
	if !okLow || !okHigh {
		return sourcing.Terms{}, nil, false
	}
	if high != 0 && low > high {
		low, high = high, low
	}
	terms = sourcing.Terms{Price: sourcing.PriceRange{Min: low, Max: high}, Sort: f.Sort}
	for _, key := range f.Filters {
		if _, known := b.deps.Filters.ByKey(key); known && !slices.Contains(terms.Filters, key) {
			// Of one rate the gateway is asked for one step.
			terms.Filters = slices.DeleteFunc(terms.Filters, func(other string) bool { return sourcing.SameRate(other, key) })
			terms.Filters = append(terms.Filters, key)
		}
	}
	terms.Filters = b.deps.Filters.Sorted(terms.Filters)
	var left string
	if terms.Keywords, left = b.deps.Parser.Keywords(f.Keywords); left != "" {
		notes = append(notes, b.note(command.Note{Code: command.NoteKeywordsCut, From: left}))
	}
	return terms, notes, true
}

// refilter searches again with the terms of the form in the card. Where the
// answer is known the card shows it at once.
func (b *Bot) refilter(ctx context.Context, c Click, state CardState) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	form, err := cards.ParseForm(c.Form)
	if err != nil {
		b.log.InfoContext(ctx, "form not understood", "message", c.MessageID, "err", err)
		return b.toast("warning", t.CardGone), nil
	}
	terms, notes, ok := b.formTerms(form)
	if !ok {
		return b.toast("warning", t.BadPrice), nil
	}
	if state.Kind == CardForm {
		return b.searchByForm(ctx, c, state, terms, notes)
	}
	return b.searchAgain(ctx, c, state, t.Searching, func(s *Search) { s.Terms, s.Notes = terms, notes })
}

// showForm answers /filter alone with the form, for the picture that the
// message means if there is one already.
func (b *Bot) showForm(ctx context.Context, a Attempt, m Message) error {
	defaults, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return err
	}
	targets, err := b.meant(ctx, m, submitted())
	if refused, told := b.meantNothing(err, command.Terms{}); told {
		return b.say(ctx, m, refused)
	}
	if err != nil {
		return err
	}
	state := CardState{ID: stableID(m.ID, "form"), Kind: CardForm, ChatID: m.ChatID, Person: m.Sender.OpenID, Created: b.deps.Now()}
	view := cards.FilterFormView{CardID: state.ID, Terms: defaults, Filters: b.deps.Filters.All(), Whose: b.deps.Texts.FilterForm.NoPicture}
	if len(targets) > 0 {
		target := targets[len(targets)-1]
		view.Terms, view.Whose = target.base, b.whose(target.from)
		state.SearchID = stableID(m.ID, "form")
		if err := b.deps.Searches.SaveSearch(ctx, target.search(state.SearchID, m)); err != nil {
			return err
		}
	}
	if state, err = b.deps.Cards.OpenCard(ctx, state); err != nil {
		return err
	}
	return b.writer.open(state, m.ID, a.Again).show(ctx, cards.FilterForm(b.deps.Texts, view))
}

// submitted stands for the terms of a form that is still to be filled in: it
// means what a message with a term means.
func submitted() command.Command {
	return command.Command{Name: command.Search, Terms: command.Terms{Fresh: true}}
}

// whose says in the form which picture it will search.
func (b *Bot) whose(from meaning) string {
	t := b.deps.Texts.FilterForm
	switch from {
	case fromQuote:
		return t.Quoted
	case fromSearch:
		return t.LastSearch
	}
	return t.LastPicture
}

// searchByForm starts the search that the form of /filter asks for. Its result
// is a new card; the form stays and can be submitted again.
func (b *Bot) searchByForm(ctx context.Context, c Click, state CardState, terms sourcing.Terms, notes []string) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil {
		return ClickAnswer{}, err
	}
	if !ok && state.SearchID != "" {
		return b.toast("warning", t.CardGone), nil
	}
	if !ok {
		// There was no picture when the form was asked for.
		here := Message{ChatID: state.ChatID, Sender: Sender{OpenID: c.Operator}, Created: b.deps.Now()}
		targets, err := b.lastMeant(ctx, here, submitted())
		if err != nil {
			return ClickAnswer{}, err
		}
		if len(targets) == 0 {
			return b.toast("warning", t.NoPicture), nil
		}
		s = targets[0].search("", here)
	}
	id := stableID(c.EventID)
	s.ID, s.Person, s.Asked, s.Created = id, c.Operator, c.MessageID, b.deps.Now()
	s.Terms, s.Notes = terms, notes
	if err := b.begin(ctx, s); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.SearchStarted), nil
}
