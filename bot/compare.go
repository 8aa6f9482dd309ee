package bot

import (
	"context"
	"sync"
	"time"

	"tusou/cards"
	"tusou/internal/sourcing"
)

const (
	maxCompared = 4
	// compareWait is how long a comparison waits for the offers' details; what
	// has not come by then stands as not known.
	compareWait = 12 * time.Second
)

// compareWork is the body of a job that compares what a chat collected.
type compareWork struct {
	ChatID  string
	Person  string
	ReplyTo string
}

// compareClicked compares the first offers of the shortlist.
func (b *Bot) compareClicked(ctx context.Context, c Click, state CardState) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	_, total, err := b.deps.Shortlists.Candidates(ctx, state.ChatID, 0, 1)
	switch {
	case err != nil:
		return ClickAnswer{}, err
	case total < 2:
		return b.toast("warning", t.CompareTwo), nil
	}
	err = b.follow(ctx, jobCompare, stableID(c.EventID), state.ChatID, compareWork{ChatID: state.ChatID, Person: c.Operator, ReplyTo: c.MessageID})
	if err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.CompareStarted), nil
}

func (b *Bot) workCompare(ctx context.Context, a Attempt, w compareWork) error {
	m := Message{ID: w.ReplyTo, ChatID: w.ChatID, Sender: Sender{OpenID: w.Person}}
	candidates, total, err := b.deps.Shortlists.Candidates(ctx, w.ChatID, 0, maxCompared)
	if err != nil {
		return err
	}
	return b.sayOnce(ctx, m, a.Key, b.comparison(ctx, m, offersOf(candidates), total))
}

// compare answers /compare: the offers of the quoted result card, else the
// first of the shortlist.
func (b *Bot) compare(ctx context.Context, m Message) error {
	if m.ParentID != "" {
		state, ok, err := b.deps.Cards.LoadCardByMessage(ctx, m.ParentID)
		if err != nil {
			return err
		}
		if ok && state.Kind == CardResult {
			return b.compareResult(ctx, m, state)
		}
	}
	candidates, total, err := b.deps.Shortlists.Candidates(ctx, m.ChatID, 0, maxCompared)
	if err != nil {
		return err
	}
	return b.say(ctx, m, b.comparison(ctx, m, offersOf(candidates), total))
}

// compareResult compares the first offers of the page that a card shows.
func (b *Bot) compareResult(ctx context.Context, m Message, state CardState) error {
	result, err := b.resultFace(ctx, state)
	if err != nil {
		return err
	}
	if result == nil {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.Notice.SearchGone))
	}
	rows, _, _ := cards.PageRows(result.listing, state.View.Page)
	var offers []sourcing.Offer
	for _, row := range rows[:min(len(rows), maxCompared)] {
		offers = append(offers, row.Offer)
	}
	return b.say(ctx, m, b.comparison(ctx, m, offers, len(offers)))
}

func offersOf(candidates []sourcing.Candidate) []sourcing.Offer {
	offers := make([]sourcing.Offer, len(candidates))
	for i, c := range candidates {
		offers[i] = c.Offer
	}
	return offers
}

// comparison is the card of offers side by side, total how many there are.
func (b *Bot) comparison(ctx context.Context, m Message, offers []sourcing.Offer, total int) cards.Card {
	view := cards.CompareView{Candidates: make([]cards.Compared, len(offers)), Total: total}
	if len(offers) < 2 {
		for i, o := range offers {
			view.Candidates[i].Offer = o
		}
		return cards.Compare(b.deps.Texts, view)
	}
	addresses := make([]string, len(offers))
	for i, o := range offers {
		addresses[i] = o.Image
	}
	pictures := b.thumbs.gather(ctx, distinct(addresses))
	defer func() { <-pictures.done }()
	details := b.details(ctx, m, offers)
	pictures.settled(ctx, thumbsMost)
	thumbs := pictures.final()
	for i, o := range offers {
		view.Candidates[i] = cards.Compared{Offer: o, Detail: details[i], Thumb: thumbs[o.Image]}
	}
	return cards.Compare(b.deps.Texts, view)
}

// details gives the details of offers, nil for those that cannot be had in
// time.
func (b *Bot) details(ctx context.Context, m Message, offers []sourcing.Offer) []*sourcing.Detail {
	ctx, cancel := context.WithTimeout(ctx, compareWait)
	defer cancel()
	details := make([]*sourcing.Detail, len(offers))
	var all sync.WaitGroup
	for i, o := range offers {
		all.Go(func() {
			found, err := b.deps.Finder.Detail(ctx, b.detailQuestion(o.ID, stableID("compare", m.ID, o.ID), m.Sender.OpenID))
			if err != nil {
				b.log.InfoContext(ctx, "compared without details", "message", m.ID, "offer", o.ID, "err", err)
				return
			}
			details[i] = &found.Detail
		})
	}
	all.Wait()
	return details
}
