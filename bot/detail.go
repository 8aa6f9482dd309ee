package bot

import (
	"context"

	"tusou/cards"
	"tusou/internal/sourcing"
)

// detailWork is the body of a job that answers 「详情」 in the thread of the
// card that was clicked.
type detailWork struct {
	CardID  string // the detail's own card
	ReplyTo string // the message of the clicked card
}

// detailFace is one offer's details.
type detailFace struct {
	state     CardState
	offer     sourcing.Offer // as the search showed it; zero where that is not known
	found     sourcing.FoundDetail
	collected bool
}

// detailFace gives what the card of a detail shows; nil where the details are
// not known.
func (b *Bot) detailFace(ctx context.Context, state CardState) (*detailFace, error) {
	detail, ok, err := b.deps.Searches.LoadDetail(ctx, state.Offer)
	if err != nil || !ok {
		return nil, err
	}
	return b.detailOf(ctx, state, sourcing.FoundDetail{Detail: detail, Cached: true})
}

func (b *Bot) detailOf(ctx context.Context, state CardState, found sourcing.FoundDetail) (*detailFace, error) {
	offer, _, err := b.offerOn(ctx, state, state.Offer)
	if err != nil {
		return nil, err
	}
	on, err := b.deps.Shortlists.Collected(ctx, state.ChatID, []string{state.Offer})
	if err != nil {
		return nil, err
	}
	return &detailFace{state: state, offer: offer, found: found, collected: on[state.Offer]}, nil
}

func (f *detailFace) addresses() []string { return distinct(f.view(nil).Pictures()) }

func (f *detailFace) next() []string { return nil }

func (f *detailFace) view(thumbs map[string]cards.Thumb) cards.DetailView {
	return cards.DetailView{
		CardID: f.state.ID, SearchID: f.state.SearchID, Detail: f.found.Detail, Offer: f.offer, Thumbs: thumbs, Collected: f.collected,
		Source: cards.Source{Cached: f.found.Cached, Stale: f.found.Stale, FetchedAt: f.found.Detail.FetchedAt},
	}
}

func (f *detailFace) card(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	view := f.view(thumbs)
	view.Source.Now = b.deps.Now()
	return cards.Detail(b.deps.Texts, view)
}

// detail starts the job that answers 「详情」.
func (b *Bot) detail(ctx context.Context, c Click, state CardState, offerID string) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	if _, ok, err := b.offerOn(ctx, state, offerID); err != nil || !ok {
		return b.toast("warning", t.CardGone), err
	}
	first, err := b.deps.Memory.Once(ctx, stableID("detail", state.ID, offerID, c.Operator), onceWithin)
	if err != nil || !first {
		return b.toast("info", t.AlreadyRunning), err
	}
	detail, err := b.deps.Cards.OpenCard(ctx, CardState{
		ID: stableID(c.EventID), Kind: CardDetail, ChatID: state.ChatID, Person: c.Operator, Offer: offerID, SearchID: state.SearchID, Created: b.deps.Now(),
	})
	if err != nil {
		return ClickAnswer{}, err
	}
	if err := b.follow(ctx, jobDetail, stableID(c.EventID), state.ChatID, detailWork{CardID: detail.ID, ReplyTo: c.MessageID}); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.DetailStarted), nil
}

// retryDetail asks for the details again; they are shown in the same message.
func (b *Bot) retryDetail(ctx context.Context, c Click, state CardState) (ClickAnswer, error) {
	if err := b.follow(ctx, jobDetail, stableID(c.EventID), state.ChatID, detailWork{CardID: state.ID, ReplyTo: c.MessageID}); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", b.deps.Texts.Toast.Retrying), nil
}

// workDetail shows an offer's details, or why there are none.
func (b *Bot) workDetail(ctx context.Context, a Attempt, w detailWork) error {
	state, ok, err := b.deps.Cards.LoadCard(ctx, w.CardID)
	if err != nil || !ok {
		return err
	}
	card := b.writer.open(state, w.ReplyTo, a.Again)
	card.inThread = true
	if a.Spent {
		f, err := b.facing(ctx, state)
		if err != nil {
			return err
		}
		if f != nil {
			return b.repaint(ctx, card, noThumbs(f.addresses()), b.facing)
		}
		return b.showNoDetail(ctx, card, state, errSpentAttempts)
	}
	found, err := b.deps.Finder.Detail(ctx, b.detailQuestion(state.Offer, a.Key, state.Person))
	switch {
	case busy(err):
		return &Postpone{For: busyWait}
	case err != nil && (transient(err) && !a.Last || ctx.Err() != nil):
		return err
	case err != nil:
		return b.showNoDetail(ctx, card, state, err)
	}
	f, err := b.detailOf(ctx, state, found)
	if err != nil {
		return err
	}
	facing := func(ctx context.Context, state CardState) (face, error) { return orNone(b.detailOf(ctx, state, found)) }
	return b.present(ctx, card, f.addresses(), thumbsMost, facing)
}

// detailQuestion asks for details on somebody's account.
func (b *Bot) detailQuestion(offerID, id, person string) sourcing.DetailQuestion {
	pays := purse{bot: b, id: id, person: person}
	return sourcing.DetailQuestion{OfferID: offerID, Spend: pays.Spend, Refund: pays.Refund}
}

// showNoDetail shows why there are no details.
func (b *Bot) showNoDetail(ctx context.Context, card *visibleCard, state CardState, cause error) error {
	view := b.failureView(cause)
	b.log.WarnContext(ctx, "details not shown", "offer", state.Offer, "problem", view.Problem, "err", cause)
	offer, ok, err := b.offerOn(ctx, state, state.Offer)
	if err != nil {
		return err
	}
	if !ok {
		offer.ID = state.Offer
	}
	view.CardID, view.SearchID, view.Details = card.id, state.SearchID, &offer
	plain := view
	plain.Gateway = nil
	return card.show(ctx, cards.Failure(b.deps.Texts, view), cards.Failure(b.deps.Texts, plain))
}
