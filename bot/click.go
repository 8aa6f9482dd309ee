package bot

import (
	"context"

	"tusou/cards"
	"tusou/internal/sourcing"
)

// Click answers a click on a card. What is at hand is answered with the
// changed card, everything else with a toast and a later patch. It calls
// neither platform nor gateway.
func (b *Bot) Click(ctx context.Context, c Click) ClickAnswer {
	action, err := cards.ParseAction(c.Value)
	if err != nil {
		b.log.InfoContext(ctx, "click not understood", "message", c.MessageID, "err", err)
		return b.toast("warning", b.deps.Texts.Toast.CardGone)
	}
	answer, err := b.click(ctx, c, action)
	if err != nil {
		b.log.ErrorContext(ctx, "click failed", "message", c.MessageID, "verb", action.Verb, "err", err)
		return b.toast("error", b.deps.Texts.Toast.Failed)
	}
	return answer
}

func (b *Bot) click(ctx context.Context, c Click, a cards.Action) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	state, ok, err := b.deps.Cards.LoadCard(ctx, a.Card)
	if err != nil {
		return ClickAnswer{}, err
	}
	// A click can be faster than the note of the message that it is on.
	if !ok || state.MessageID != "" && state.MessageID != c.MessageID {
		return b.toast("warning", t.CardGone), nil
	}
	switch a.Verb {
	case cards.VerbPage:
		return b.changeView(ctx, c, state, func(v *View) { v.Page = a.Page })
	case cards.VerbSort:
		order, err := cards.SortOf(c.Option)
		if err != nil {
			return b.toast("warning", t.CardGone), nil
		}
		return b.changeView(ctx, c, state, func(v *View) { v.Sort, v.Page = order, 1 })
	case cards.VerbShowAll:
		return b.changeView(ctx, c, state, func(v *View) { v.Price, v.Page = sourcing.PriceRange{}, 1 })
	case cards.VerbRefresh:
		return b.searchAgain(ctx, c, state, t.Refreshing, func(s *Search) { s.Fresh = true })
	case cards.VerbRetry:
		return b.searchAgain(ctx, c, state, t.Retrying, func(*Search) {})
	}
	return b.toast("info", t.ComingSoon), nil
}

// changeView changes how a card's answer is looked at and answers with the
// card. Pictures that the platform does not have yet are brought by a job.
func (b *Bot) changeView(ctx context.Context, c Click, state CardState, change func(*View)) (ClickAnswer, error) {
	before, err := b.shown(ctx, state)
	if err != nil {
		return ClickAnswer{}, err
	}
	if before == nil {
		return b.notShown(ctx, state)
	}
	state, ok, err := b.deps.Cards.ChangeCard(ctx, state.ID, func(c *CardState) { change(&c.View) })
	if err != nil || !ok {
		return ClickAnswer{}, err
	}
	shot := b.snapshot(state, before.search, before.answer)
	thumbs, err := b.thumbs.known(ctx, shot.addresses(), nil)
	if err != nil {
		return ClickAnswer{}, err
	}
	if err := b.bringThumbs(ctx, c, state); err != nil {
		return ClickAnswer{}, err
	}
	return ClickAnswer{Card: shot.card(b, thumbs).JSON()}, nil
}

// notShown answers a click on a card whose search has no answer to look at:
// it is under way, or it was forgotten.
func (b *Bot) notShown(ctx context.Context, state CardState) (ClickAnswer, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil {
		return ClickAnswer{}, err
	}
	if ok && s.AnswerID == "" {
		return b.toast("info", b.deps.Texts.Toast.AlreadyRunning), nil
	}
	return b.toast("warning", b.deps.Texts.Toast.CardGone), nil
}

// searchAgain starts a new search from the one that a card shows; its result
// will be shown in the same message.
func (b *Bot) searchAgain(ctx context.Context, c Click, state CardState, said string, change func(*Search)) (ClickAnswer, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil {
		return ClickAnswer{}, err
	}
	if !ok {
		return b.toast("warning", b.deps.Texts.Toast.CardGone), nil
	}
	// What was looked at stays: the buyer asked for newer offers, not for others.
	s.Terms.Price, s.Terms.Sort = state.View.Price, state.View.Sort
	s.ID, s.Person, s.Created = stableID(c.EventID), c.Operator, b.deps.Now()
	s.AnswerID, s.Origin, s.Fresh = "", "", false
	change(&s)
	if err := b.deps.Searches.SaveSearch(ctx, s); err != nil {
		return ClickAnswer{}, err
	}
	_, ok, err = b.deps.Cards.ChangeCard(ctx, state.ID, func(c *CardState) { c.SearchID, c.View = s.ID, firstView(s.Terms) })
	if err != nil || !ok {
		return ClickAnswer{}, err
	}
	if err := b.deps.Queue.Follow(ctx, b.searchJob(s.ID, searchWork{CardID: state.ID, Search: s})); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", said), nil
}

func (b *Bot) toast(kind, text string) ClickAnswer {
	return ClickAnswer{Toast: &Toast{Type: kind, Text: text}}
}
