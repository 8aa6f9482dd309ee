package bot

import (
	"context"

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

// snapshot is all that a result card shows but its pictures.
type snapshot struct {
	state   CardState
	search  Search
	answer  sourcing.Answer
	listing sourcing.Listing
}

func (b *Bot) snapshot(state CardState, s Search, a sourcing.Answer) *snapshot {
	return &snapshot{state: state, search: s, answer: a, listing: sourcing.Arrange(a.Offers, state.View.Price, state.View.Sort)}
}

// current gives what a card is to show now; nil where its search or answer was
// forgotten or is not there yet.
func (b *Bot) current(ctx context.Context, cardID string) (CardState, *snapshot, error) {
	state, ok, err := b.deps.Cards.LoadCard(ctx, cardID)
	if err != nil || !ok {
		return CardState{}, nil, err
	}
	shot, err := b.shown(ctx, state)
	return state, shot, err
}

// shown gives the snapshot of a card's state; nil as in current.
func (b *Bot) shown(ctx context.Context, state CardState) (*snapshot, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil || !ok || s.AnswerID == "" {
		return nil, err
	}
	answer, ok, err := b.deps.Searches.LoadAnswerByID(ctx, s.AnswerID)
	if err != nil || !ok {
		return nil, err
	}
	return b.snapshot(state, s, answer), nil
}

// addresses gives the pictures of the page that is shown, each once.
func (s *snapshot) addresses() []string { return s.addressesOf(s.state.View.Page) }

// addressesOf gives the pictures of a page, each once, in its order.
func (s *snapshot) addressesOf(page int) []string {
	rows, _, _ := cards.PageRows(s.listing, page)
	seen := make(map[string]bool, len(rows))
	var out []string
	for _, row := range rows {
		if row.Image != "" && !seen[row.Image] {
			seen[row.Image] = true
			out = append(out, row.Image)
		}
	}
	return out
}

// pages gives the number of the page that is shown and how many there are.
func (s *snapshot) pages() (at, of int) {
	_, at, of = cards.PageRows(s.listing, s.state.View.Page)
	return at, of
}

// card lays the snapshot out.
func (s *snapshot) card(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	terms := s.search.Terms
	terms.Sort, terms.Price = s.state.View.Sort, s.state.View.Price
	return cards.Result(b.deps.Texts, cards.ResultView{
		CardID:     s.state.ID,
		SearchID:   s.search.ID,
		Label:      s.search.Label,
		Understood: b.understood(terms),
		Notes:      s.search.Notes,
		Listing:    s.listing,
		Page:       s.state.View.Page,
		Thumbs:     thumbs,
		Terms:      terms,
		Filters:    b.deps.Filters.All(),
		Source: cards.Source{
			Cached:    s.search.Origin == originCached,
			Stale:     s.search.Origin == originStale,
			FetchedAt: s.answer.FetchedAt,
			Now:       b.deps.Now(),
		},
	})
}
