package bot

import (
	"context"
	"slices"
	"time"

	"tusou/cards"
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// writeWait is how long a click waits for a write of its card that is on its
// way; the answer is due after 2.5 s.
const writeWait = time.Second

// Click answers a click on a card. What is at hand is answered with the
// changed card, everything else with a toast and a later patch or message. It
// calls neither platform nor gateway.
func (b *Bot) Click(ctx context.Context, c Click) ClickAnswer {
	action, err := cards.ParseAction(c.Value)
	if err != nil {
		b.log.InfoContext(ctx, "click not understood", "message", c.MessageID, "err", err)
		return b.toast("warning", b.deps.Texts.Toast.CardGone)
	}
	leave, waited, err := b.clicks.enter(ctx, action.Card)
	if err != nil {
		return b.toast("error", b.deps.Texts.Toast.Failed)
	}
	defer leave()
	defer b.afterWrite(ctx, action.Card)()
	answer, err := b.click(ctx, c, action)
	if err == nil && waited && answer.Card != nil {
		err = b.settle(ctx, c, action.Card)
	}
	if err != nil {
		b.log.ErrorContext(ctx, "click failed", "message", c.MessageID, "verb", action.Verb, "err", err)
		return b.toast("error", b.deps.Texts.Toast.Failed)
	}
	if answer.Card == nil && answer.Toast != nil && answer.Toast.Type == "info" && b.thrift.spent.Load() {
		// What the toast promises can hardly be shown.
		return b.toast("warning", b.deps.Texts.Toast.Spent)
	}
	return answer
}

// afterWrite waits for a write of the card that is on its way, which shows what
// was before the click, and keeps others from being begun until leave. A
// platform that is slow to take it is not waited for: what is shown then is put
// right by whoever wrote it.
func (b *Bot) afterWrite(ctx context.Context, card string) (leave func()) {
	ctx, cancel := context.WithTimeout(ctx, writeWait)
	defer cancel()
	leave, _, err := b.writes.enter(ctx, card)
	if err != nil {
		return func() {}
	}
	return leave
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
	// Whether the chat is a direct one is not known here; its person being
	// allowed is enough.
	if !b.allowed(state.ChatID, c.Operator, true) {
		return b.toast("warning", t.ChatNotAllowed), nil
	}
	b.deps.Platform.Heard(c.MessageID, state.ChatID)
	if !slices.Contains(verbsOf(state.Kind), a.Verb) {
		return b.toast("warning", t.CardGone), nil
	}
	switch a.Verb {
	case cards.VerbPage, cards.VerbListPage, cards.VerbHistoryPage:
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
	case cards.VerbRefilter, cards.VerbFilter:
		return b.refilter(ctx, c, state)
	case cards.VerbDetail:
		if state.Kind == CardDetail {
			return b.retryDetail(ctx, c, state)
		}
		return b.detail(ctx, c, state.as(a), a.Offer)
	case cards.VerbSimilar:
		return b.similar(ctx, c, state.as(a), a.Offer)
	case cards.VerbCollect:
		return b.collect(ctx, c, state.as(a), a.Offer)
	case cards.VerbUncollect:
		return b.uncollect(ctx, c, state, a.Offer)
	case cards.VerbRemove:
		return b.remove(ctx, c, state, a)
	case cards.VerbClear:
		return b.clearShortlist(ctx, c, state)
	case cards.VerbCompare:
		return b.compareClicked(ctx, c, state)
	case cards.VerbExport:
		return b.exportClicked(ctx, c, state)
	case cards.VerbOpen:
		return b.open(ctx, c, state, a.Search)
	}
	return b.toast("warning", t.CardGone), nil
}

// as gives the state with the search that the clicked button was shown for: a
// person may click what they saw before somebody else's click changed the card.
func (c CardState) as(a cards.Action) CardState {
	if a.Search != "" {
		c.SearchID = a.Search
	}
	return c
}

// verbsOf gives what can be asked for on a kind of card.
func verbsOf(kind CardKind) []cards.Verb {
	switch kind {
	case CardResult:
		return []cards.Verb{
			cards.VerbPage, cards.VerbSort, cards.VerbShowAll, cards.VerbRefresh, cards.VerbRetry, cards.VerbRefilter,
			cards.VerbDetail, cards.VerbSimilar, cards.VerbCollect, cards.VerbUncollect,
		}
	case CardDetail:
		return []cards.Verb{cards.VerbDetail, cards.VerbSimilar, cards.VerbCollect, cards.VerbUncollect}
	case CardShortlist:
		return []cards.Verb{
			cards.VerbListPage, cards.VerbRemove, cards.VerbClear, cards.VerbCompare, cards.VerbExport, cards.VerbDetail,
		}
	case CardHistory:
		return []cards.Verb{cards.VerbHistoryPage, cards.VerbOpen}
	case CardForm:
		return []cards.Verb{cards.VerbFilter}
	}
	return nil
}

// changeView changes how a card is looked at and answers with the card.
func (b *Bot) changeView(ctx context.Context, c Click, state CardState, change func(*View)) (ClickAnswer, error) {
	before, err := b.facing(ctx, state)
	if err != nil {
		return ClickAnswer{}, err
	}
	if before == nil {
		return b.notShown(ctx, state)
	}
	return b.redrawnAfter(ctx, c, state, nil, change)
}

// redrawn answers a click with the card as it is now and a toast. The card's
// version grows, so that a write that is on its way shows the change, too.
func (b *Bot) redrawn(ctx context.Context, c Click, state CardState, said *Toast) (ClickAnswer, error) {
	return b.redrawnAfter(ctx, c, state, said, func(*View) {})
}

func (b *Bot) redrawnAfter(ctx context.Context, c Click, state CardState, said *Toast, change func(*View)) (ClickAnswer, error) {
	seen := state.Version
	state, ok, err := b.deps.Cards.ChangeCard(ctx, state.ID, func(c *CardState) { change(&c.View) })
	if err != nil || !ok {
		return ClickAnswer{Toast: said}, err
	}
	if state.Version != seen+1 {
		// Another process answers a click on this card right now.
		if err := b.settle(ctx, c, state.ID); err != nil {
			return ClickAnswer{}, err
		}
	}
	f, err := b.facing(ctx, state)
	if err != nil || f == nil {
		return ClickAnswer{Toast: said}, err
	}
	thumbs, err := b.drawn(ctx, c, state, f)
	if err != nil {
		return ClickAnswer{}, err
	}
	return ClickAnswer{Toast: said, Card: f.card(b, thumbs).JSON()}, nil
}

// drawn gives the pictures of a face that the platform has. Those that it has
// not, and those of the next page, are brought by a job.
func (b *Bot) drawn(ctx context.Context, c Click, state CardState, f face) (map[string]cards.Thumb, error) {
	addresses, next := f.addresses(), f.next()
	thumbs, err := b.thumbs.known(ctx, addresses, nil)
	if err != nil {
		return nil, err
	}
	if b.thrift.spent.Load() {
		return lacking(thumbs, addresses), nil
	}
	ahead, err := b.thumbs.known(ctx, next, nil)
	if err != nil {
		return nil, err
	}
	if missing := len(thumbs) < len(addresses); missing || len(ahead) < len(next) {
		err = b.bringThumbs(ctx, c, state, missing)
	}
	return thumbs, err
}

// notShown answers a click on a card that has nothing to look at: its search
// is under way, or was forgotten.
func (b *Bot) notShown(ctx context.Context, state CardState) (ClickAnswer, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil {
		return ClickAnswer{}, err
	}
	if ok && s.AnswerID == "" && s.Problem == "" {
		return b.toast("info", b.deps.Texts.Toast.AlreadyRunning), nil
	}
	return b.toast("warning", b.deps.Texts.Toast.CardGone), nil
}

// searchAgain starts a new search from the one that a card shows; its result
// is shown in the same message, at once where its answer is known.
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
	s.AnswerID, s.Origin, s.Problem, s.Took, s.Fresh = "", "", "", 0, false
	change(&s)
	known, err := b.answeredAlready(ctx, &s)
	if err != nil {
		return ClickAnswer{}, err
	}
	if !known {
		// Everybody's card must not become the word that one person has had enough.
		spent, err := b.hasSpent(ctx, c.Operator)
		if err != nil {
			return ClickAnswer{}, err
		}
		if spent {
			return b.toast("warning", b.deps.Texts.Problem(lang.ProblemQuota).Title), nil
		}
	}
	save := b.deps.Searches.SaveSearch
	if known {
		save = b.noteSearch
	}
	if err := save(ctx, s); err != nil {
		return ClickAnswer{}, err
	}
	state, ok, err = b.deps.Cards.ChangeCard(ctx, state.ID, func(c *CardState) { c.SearchID, c.View = s.ID, firstView(s.Terms) })
	if err != nil || !ok {
		return ClickAnswer{}, err
	}
	if known {
		return b.redrawn(ctx, c, state, nil)
	}
	if err := b.deps.Queue.Follow(ctx, b.searchJob(s.ID, searchWork{CardID: state.ID, Search: s})); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", said), nil
}

// answeredAlready notes in a search the answer that is known to it, if one is.
func (b *Bot) answeredAlready(ctx context.Context, s *Search) (bool, error) {
	if s.PictureID == "" {
		return false, nil
	}
	found, ok, err := b.deps.Finder.Lookup(ctx, s.question())
	if err != nil || !ok || found.AnswerID == "" {
		return false, err
	}
	s.AnswerID, s.Origin, s.Took = found.AnswerID, originOf(found), b.deps.Now().Sub(s.Created)
	return true, nil
}

func (b *Bot) toast(kind, text string) ClickAnswer {
	return ClickAnswer{Toast: &Toast{Type: kind, Text: text}}
}
