package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"tusou/cards"
	"tusou/internal/sourcing"
)

// historyFace is a page of somebody's last searches in a chat.
type historyFace struct {
	state    CardState
	page     int
	total    int
	searches []past
	pages    [2][]string // addresses of this page's pictures and of the next's
}

// past is a search of the history with its answer.
type past struct {
	search Search
	answer sourcing.Answer
	kept   bool // the answer is still kept
}

// historyFace gives what the card of a history shows; it is never nil.
func (b *Bot) historyFace(ctx context.Context, state CardState) (*historyFace, error) {
	page := max(1, state.View.Page)
	found, total, err := b.deps.Searches.History(ctx, state.ChatID, state.Person, (page-1)*cards.PageSize, 2*cards.PageSize)
	if err != nil {
		return nil, err
	}
	if at, _ := cards.PageAt(total, page); at != page {
		state.View.Page = at
		return b.historyFace(ctx, state)
	}
	f := &historyFace{state: state, page: page, total: total}
	for i, s := range found {
		answer, ok, err := b.deps.Searches.LoadAnswerByID(ctx, s.AnswerID)
		if err != nil {
			return nil, err
		}
		if len(answer.Offers) > 0 {
			f.pages[i/cards.PageSize] = append(f.pages[i/cards.PageSize], answer.Offers[0].Image)
		}
		if i < cards.PageSize {
			f.searches = append(f.searches, past{search: s, answer: answer, kept: ok})
		}
	}
	return f, nil
}

func (f *historyFace) addresses() []string { return distinct(f.pages[0]) }

func (f *historyFace) next() []string {
	if f.page == 1 {
		return nil
	}
	return distinct(f.pages[1])
}

func (f *historyFace) card(b *Bot, thumbs map[string]cards.Thumb) cards.Card {
	entries := make([]cards.PastEntry, len(f.searches))
	for i, p := range f.searches {
		entries[i] = cards.PastEntry{SearchID: p.search.ID, At: p.search.Created, Understood: b.understood(p.search.Terms)}
		if !p.kept {
			continue
		}
		entries[i].Answered, entries[i].Offers = true, len(p.answer.Offers)
		entries[i].Lowest = sourcing.Arrange(p.answer.Offers, sourcing.PriceRange{}, sourcing.SortDefault).Low
		if len(p.answer.Offers) > 0 {
			entries[i].Image = p.answer.Offers[0].Image
		}
	}
	return cards.History(b.deps.Texts, cards.HistoryView{
		CardID: f.state.ID, Entries: entries, Page: f.page, Total: f.total, Thumbs: thumbs,
	})
}

// showHistory answers /history.
func (b *Bot) showHistory(ctx context.Context, a Attempt, m Message) error {
	return b.showOwn(ctx, a, m, CardState{ID: stableID(m.ID, "history"), Kind: CardHistory})
}

// openWork is the body of a job that shows a search of the history again.
type openWork struct {
	CardID   string
	SearchID string
	ChatID   string
	ReplyTo  string
}

// open shows a search of the history again, as a new card.
func (b *Bot) open(ctx context.Context, c Click, state CardState, searchID string) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	result, err := b.resultFace(ctx, CardState{ChatID: state.ChatID, SearchID: searchID})
	if err != nil {
		return ClickAnswer{}, err
	}
	if result == nil || result.search.ChatID != state.ChatID {
		return b.toast("warning", t.CardGone), nil
	}
	first, err := b.deps.Memory.Once(ctx, stableID("open", state.ID, searchID, c.Operator), onceWithin)
	if err != nil || !first {
		return b.toast("info", t.AlreadyRunning), err
	}
	id := stableID(c.EventID)
	if err := b.follow(ctx, jobOpen, id, state.ChatID, openWork{CardID: id, SearchID: searchID, ChatID: state.ChatID, ReplyTo: c.MessageID}); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.Opened), nil
}

func (b *Bot) workOpen(ctx context.Context, a Attempt, w openWork) error {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, w.SearchID)
	if err != nil || !ok {
		return err
	}
	view := firstView(s.Terms)
	view.Reopened = true
	state, err := b.deps.Cards.OpenCard(ctx, CardState{ID: w.CardID, ChatID: w.ChatID, SearchID: s.ID, View: view, Created: b.deps.Now()})
	if err != nil {
		return err
	}
	f, err := b.facing(ctx, state)
	if err != nil || f == nil {
		return err
	}
	return b.present(ctx, b.writer.open(state, w.ReplyTo, a.Again), f.addresses(), thumbsMost, b.facing)
}

// follow puts a job on the queue that a click or an accepted job leads to.
func (b *Bot) follow(ctx context.Context, kind, key, chat string, body any) error {
	return b.followFor(ctx, Job{Kind: kind, Key: key, Chat: chat}, body)
}

func (b *Bot) followFor(ctx context.Context, job Job, body any) (err error) {
	if job.Body, err = json.Marshal(body); err != nil {
		return fmt.Errorf("encode %s: %w", job.Kind, err)
	}
	return b.deps.Queue.Follow(ctx, job)
}
