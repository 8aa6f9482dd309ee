package bot

import (
	"context"

	"tusou/cards"
	"tusou/internal/sourcing"
)

// maxShortlist is how many offers a chat's shortlist holds: as many as fit
// into the sheet that it is exported as.
const maxShortlist = 500

// shortlistFace is a page of what a chat collected.
type shortlistFace struct {
	state      CardState
	page       int
	total      int
	candidates []sourcing.Candidate // of the page
	following  []sourcing.Candidate // of the next one
}

// shortlistFace gives what the card of a shortlist shows; it is never nil.
func (b *Bot) shortlistFace(ctx context.Context, state CardState) (*shortlistFace, error) {
	page := max(1, state.View.Page)
	found, total, err := b.deps.Shortlists.Candidates(ctx, state.ChatID, (page-1)*cards.PageSize, 2*cards.PageSize)
	if err != nil {
		return nil, err
	}
	if at, _ := cards.PageAt(total, page); at != page {
		state.View.Page = at
		return b.shortlistFace(ctx, state)
	}
	here := min(cards.PageSize, len(found))
	return &shortlistFace{state: state, page: page, total: total, candidates: found[:here], following: found[here:]}, nil
}

func (f *shortlistFace) addresses() []string { return imagesOf(f.candidates) }

func (f *shortlistFace) next() []string {
	if f.page == 1 {
		return nil
	}
	return imagesOf(f.following)
}

func imagesOf(candidates []sourcing.Candidate) []string {
	addresses := make([]string, len(candidates))
	for i, c := range candidates {
		addresses[i] = c.Offer.Image
	}
	return distinct(addresses)
}

func (f *shortlistFace) card(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	return cards.Shortlist(b.deps.Texts, f.view(b, thumbs))
}

func (f *shortlistFace) view(b *Bot, thumbs map[string]cards.Thumb) cards.ShortlistView {
	return cards.ShortlistView{
		CardID: f.state.ID, Candidates: f.candidates, Page: f.page, Total: f.total, Thumbs: thumbs, Filters: b.deps.Filters.All(),
	}
}

// plainer leaves out the people: the platform refuses a card that names
// somebody who left the company.
func (f *shortlistFace) plainer(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	view := f.view(b, thumbs)
	view.Nameless = true
	return cards.Shortlist(b.deps.Texts, view)
}

// remove takes an offer off the list that is shown.
func (b *Bot) remove(ctx context.Context, c Click, state CardState, a cards.Action) (ClickAnswer, error) {
	n, _, err := b.deps.Shortlists.Drop(ctx, state.ChatID, a.Offer)
	if err != nil {
		return ClickAnswer{}, err
	}
	said := &Toast{Type: "success", Text: b.deps.Texts.Toast.Removed.With(n)}
	return b.redrawnAfter(ctx, c, state, said, func(v *View) { v.Page = a.Page })
}

// collect puts an offer of the clicked card on the chat's shortlist.
func (b *Bot) collect(ctx context.Context, c Click, state CardState, offerID string) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	candidate, ok, err := b.candidateOn(ctx, state, offerID)
	if err != nil {
		return ClickAnswer{}, err
	}
	if !ok {
		return b.toast("warning", t.CardGone), nil
	}
	candidate.CollectedBy, candidate.CollectedAt = c.Operator, b.deps.Now()
	n, added, err := b.deps.Shortlists.Collect(ctx, state.ChatID, candidate, maxShortlist)
	if err != nil {
		return ClickAnswer{}, err
	}
	said := Toast{Type: "success", Text: t.Collected.With(n)}
	if !added {
		on, err := b.deps.Shortlists.Collected(ctx, state.ChatID, []string{offerID})
		if err != nil {
			return ClickAnswer{}, err
		}
		if said = (Toast{Type: "info", Text: t.AlreadyOnList.With(n)}); !on[offerID] {
			return b.toast("warning", t.ListFull.With(maxShortlist)), nil
		}
	}
	return b.redrawn(ctx, c, state, &said)
}

// uncollect takes an offer off the chat's shortlist.
func (b *Bot) uncollect(ctx context.Context, c Click, state CardState, offerID string) (ClickAnswer, error) {
	n, _, err := b.deps.Shortlists.Drop(ctx, state.ChatID, offerID)
	if err != nil {
		return ClickAnswer{}, err
	}
	return b.redrawn(ctx, c, state, &Toast{Type: "success", Text: b.deps.Texts.Toast.Uncollected.With(n)})
}

// clearShortlist takes everything off the chat's shortlist. The button has
// asked whether that is meant.
func (b *Bot) clearShortlist(ctx context.Context, c Click, state CardState) (ClickAnswer, error) {
	n, err := b.deps.Shortlists.Clear(ctx, state.ChatID)
	if err != nil {
		return ClickAnswer{}, err
	}
	return b.redrawn(ctx, c, state, &Toast{Type: "success", Text: b.deps.Texts.Toast.Cleared.With(n)})
}

// candidateOn gives an offer that a card shows as a candidate, with the search
// that found it.
func (b *Bot) candidateOn(ctx context.Context, state CardState, offerID string) (c sourcing.Candidate, ok bool, err error) {
	result, err := b.resultFace(ctx, CardState{ChatID: state.ChatID, SearchID: state.SearchID, View: state.View})
	if err != nil {
		return c, false, err
	}
	if result != nil && result.search.ChatID == state.ChatID {
		if offer, ok := result.offer(offerID); ok {
			return sourcing.Candidate{
				Offer: offer, SearchID: result.search.ID, Keywords: result.search.Terms.Keywords, Filters: result.search.Terms.Filters,
			}, true, nil
		}
	}
	// The search may be forgotten; what was collected is not.
	return b.deps.Shortlists.Candidate(ctx, state.ChatID, offerID)
}

// offerOn gives an offer that a card shows.
func (b *Bot) offerOn(ctx context.Context, state CardState, offerID string) (sourcing.Offer, bool, error) {
	c, ok, err := b.candidateOn(ctx, state, offerID)
	return c.Offer, ok, err
}

// showShortlist answers /list.
func (b *Bot) showShortlist(ctx context.Context, a Attempt, m Message) error {
	return b.showOwn(ctx, a, m, CardState{ID: stableID(m.ID, "list"), Kind: CardShortlist})
}

// showOwn answers a message with a card of its own that clicks can change.
func (b *Bot) showOwn(ctx context.Context, a Attempt, m Message, state CardState) error {
	state.ChatID, state.Person, state.View, state.Created = m.ChatID, m.Sender.OpenID, View{Page: 1}, b.deps.Now()
	state, err := b.deps.Cards.OpenCard(ctx, state)
	if err != nil {
		return err
	}
	f, err := b.facing(ctx, state)
	if err != nil || f == nil {
		return err
	}
	card := b.writer.open(state, m.ID, a.Again)
	if m.Kind == kindMenu {
		card.to = m.Sender.OpenID
	}
	return b.present(ctx, card, f.addresses(), thumbsMost, b.facing)
}
