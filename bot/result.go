package bot

import (
	"context"
	"slices"

	"tusou/cards"
	"tusou/internal/sourcing"
)

// The origins of an answer, as a Search notes them.
const (
	originLive   = "live"
	originCached = "cached"
	originStale  = "stale"
)

func originOf(f sourcing.Found) string {
	switch {
	case f.Stale:
		return originStale
	case f.Cached:
		return originCached
	}
	return originLive
}

// firstView is how a search's answer is looked at before anybody clicked.
func firstView(t sourcing.Terms) View { return View{Page: 1, Sort: t.Sort, Price: t.Price} }

// resultFace is a search's offers as a card shows them.
type resultFace struct {
	state     CardState
	search    Search
	answer    sourcing.Answer
	listing   sourcing.Listing
	collected map[string]bool
}

// resultFace gives what the card of a search shows; nil where its search or
// answer was forgotten or is not there yet.
func (b *Bot) resultFace(ctx context.Context, state CardState) (*resultFace, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil || !ok || s.AnswerID == "" {
		return nil, err
	}
	answer, ok, err := b.deps.Searches.LoadAnswerByID(ctx, s.AnswerID)
	if err != nil || !ok {
		return nil, err
	}
	return b.resultOf(ctx, state, s, answer)
}

func (b *Bot) resultOf(ctx context.Context, state CardState, s Search, a sourcing.Answer) (*resultFace, error) {
	f := &resultFace{state: state, search: s, answer: a, listing: sourcing.Arrange(a.Offers, state.View.Price, state.View.Sort)}
	rows, _, _ := cards.PageRows(f.listing, state.View.Page)
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var err error
	f.collected, err = b.deps.Shortlists.Collected(ctx, state.ChatID, ids)
	return f, err
}

func (f *resultFace) addresses() []string { return f.addressesOf(f.state.View.Page) }

func (f *resultFace) next() []string {
	if _, at, of := cards.PageRows(f.listing, f.state.View.Page); at > 1 && at < of {
		return f.addressesOf(at + 1)
	}
	return nil
}

func (f *resultFace) addressesOf(page int) []string {
	rows, _, _ := cards.PageRows(f.listing, page)
	addresses := make([]string, len(rows))
	for i, row := range rows {
		addresses[i] = row.Image
	}
	return distinct(addresses)
}

// offer finds an offer of the answer.
func (f *resultFace) offer(id string) (sourcing.Offer, bool) {
	i := slices.IndexFunc(f.answer.Offers, func(o sourcing.Offer) bool { return o.ID == id })
	if i < 0 {
		return sourcing.Offer{}, false
	}
	return f.answer.Offers[i], true
}

// terms gives the search's terms with the order and price range that the card
// is looked at with.
func (f *resultFace) terms() sourcing.Terms {
	terms := f.search.Terms
	terms.Sort, terms.Price = f.state.View.Sort, f.state.View.Price
	return terms
}

func (f *resultFace) card(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	return cards.Result(b.deps.Texts, cards.ResultView{
		CardID:     f.state.ID,
		SearchID:   f.search.ID,
		Label:      f.search.Label,
		Understood: b.understood(f.terms()),
		Notes:      f.search.Notes,
		Listing:    f.listing,
		Page:       f.state.View.Page,
		Thumbs:     thumbs,
		Collected:  f.collected,
		Terms:      f.terms(),
		Filters:    b.deps.Filters.All(),
		Source: cards.Source{
			Cached:    f.search.Origin == originCached || f.state.View.Reopened,
			Stale:     f.search.Origin == originStale,
			FetchedAt: f.answer.FetchedAt,
			Now:       b.deps.Now(),
		},
	})
}
