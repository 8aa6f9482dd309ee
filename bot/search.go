package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tusou/cards"
	"tusou/internal/sourcing"
)

const (
	// progressAfter is how long a search that the cache does not answer may run
	// silently, and downloadSilent how long the way to the cache may take: its
	// answer is to arrive as one finished message, as a rule.
	progressAfter  = 300 * time.Millisecond
	downloadSilent = 1500 * time.Millisecond
	// busyWait is after how long a search runs again that had no turn within
	// the gateway's rate.
	busyWait = 2 * time.Second
	// thumbsGrace is how long a result waits for its thumbnails, so that the
	// usual result is one write and not two.
	thumbsGrace = 300 * time.Millisecond
)

// searchWork is the body of a search job: one picture, from its download to
// its card.
type searchWork struct {
	CardID string // the card that shows it; of a picture's first search its own
	Search Search
}

func (b *Bot) searchJob(key string, w searchWork) Job {
	body, err := json.Marshal(w)
	if err != nil {
		// Texts, numbers and times of this century always encode.
		panic(fmt.Sprintf("bot: encode search: %v", err))
	}
	return Job{Kind: jobSearch, Key: key, Chat: w.Search.ChatID, Body: body}
}

// begin notes searches, each with a card of its own, and puts them on the
// queue. The first is noted last: where it is noted, all are.
func (b *Bot) begin(ctx context.Context, searches ...Search) error {
	jobs := make([]Job, len(searches))
	for i, s := range slices.Backward(searches) {
		if err := b.deps.Searches.SaveSearch(ctx, s); err != nil {
			return err
		}
		jobs[i] = b.searchJob(s.ID, searchWork{CardID: s.ID, Search: s})
	}
	return b.deps.Queue.Follow(ctx, jobs...)
}

// workSearch makes the card of one picture show its result, or why there is
// none.
func (b *Bot) workSearch(ctx context.Context, a Attempt, w searchWork) error {
	s := w.Search
	state, err := b.deps.Cards.OpenCard(ctx, CardState{
		ID: w.CardID, ChatID: s.ChatID, SearchID: s.ID, View: firstView(s.Terms), Created: b.deps.Now(),
	})
	if err != nil {
		return err
	}
	if state.SearchID != s.ID {
		return nil // a later click decides what the card shows
	}
	b.deps.Platform.Heard(s.Asked, s.ChatID)
	card := b.writer.open(state, s.Asked, a.Again)
	if a.Again {
		done, err := b.finish(ctx, a, card, state, s)
		if done || err != nil {
			return err
		}
	}
	found, err := b.find(ctx, card, &s)
	if busy(err) {
		return &Postpone{For: busyWait}
	}
	// A card that was finished once stays, whatever is withdrawn.
	if w.CardID == s.ID {
		withdrawn, askErr := b.withdrawn(ctx, s, state.Created)
		if askErr != nil {
			return askErr
		}
		// The event of it may have been missed, but not its effect.
		gone := ActionOf(err) == PlatformGone && s.Source.MessageID == s.Asked
		if withdrawn || gone {
			return b.takeBack(ctx, card)
		}
	}
	switch {
	case err == nil:
		return b.showResult(ctx, card, s, found)
	case errors.Is(err, errGone):
		return err
	case transient(err) && !a.Last && ctx.Err() == nil || ctx.Err() != nil:
		return err
	}
	return b.showFailure(ctx, card, s, err)
}

// question is what the search asks, without a way to the picture.
func (s *Search) question() sourcing.Question {
	return sourcing.Question{PictureID: s.PictureID, Keywords: s.Terms.Keywords, Filters: s.Terms.Filters, Fresh: s.Fresh}
}

// finish ends a search that an earlier attempt began: with its answer, if it
// got as far; with the word that there will be none, if the attempts are used
// up. Else it is not done.
func (b *Bot) finish(ctx context.Context, a Attempt, card *visibleCard, state CardState, s Search) (done bool, err error) {
	result, err := b.resultFace(ctx, state)
	switch {
	case err != nil:
		return false, err
	case result != nil && a.Spent:
		// The pictures may be what ended the attempts.
		return true, b.repaint(ctx, card, noThumbs(result.addresses()), b.facing)
	case result != nil:
		return true, b.present(ctx, card, result.addresses(), thumbsMost, b.facing)
	case a.Spent:
		return true, b.showFailure(ctx, card, s, errSpentAttempts)
	}
	return false, nil
}

// find answers a search and notes the answer in it. A search that is not
// answered from the cache shows its progress.
func (b *Bot) find(ctx context.Context, card *visibleCard, s *Search) (sourcing.Found, error) {
	started := time.Now()
	stopProgress := b.progressLater(ctx, card, *s, downloadSilent)
	defer func() { stopProgress() }()
	// The work ends when the picture is withdrawn; the card does not, so that it
	// is known whether there is one to take back.
	work, done := b.recall.watch(ctx, s.Source.MessageID)
	defer done()
	query := &query{source: s.Source, image: s.Image}
	if s.PictureID == "" {
		var err error
		if s.PictureID, err = b.identify(work, query); err != nil {
			return sourcing.Found{}, err
		}
	}
	pays := purse{bot: b, id: s.ID, person: s.Person}
	question := s.question()
	question.Address = func(ctx context.Context) (string, error) { return b.publish(ctx, query) }
	question.Spend, question.Refund = pays.Spend, pays.Refund
	found, known, err := b.deps.Finder.Lookup(work, question)
	if err != nil {
		b.log.WarnContext(ctx, "cache not read", "message", s.Asked, "err", err)
	}
	if !known {
		stopProgress()
		stopProgress = b.progressLater(ctx, card, *s, progressAfter-time.Since(started))
		if found, err = b.deps.Finder.Find(work, question); err != nil {
			return sourcing.Found{}, err
		}
	}
	s.AnswerID, s.Origin = found.AnswerID, originOf(found)
	return found, nil
}

// progressLater shows the progress card after a while unless the returned stop
// is called first. stop waits for a card that is on its way, so that the
// result is the last thing shown; calling it again does nothing.
func (b *Bot) progressLater(ctx context.Context, card *visibleCard, s Search, after time.Duration) (stop func()) {
	if card.shown() {
		return func() {}
	}
	stopped, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-stopped:
			return
		case <-ctx.Done():
			return
		}
		if b.thrift.spent.Load() {
			return
		}
		progress := cards.Progress(b.deps.Texts, cards.ProgressView{Label: s.Label, Understood: b.understood(s.Terms), Notes: s.Notes})
		if err := card.show(ctx, progress); err != nil {
			b.log.WarnContext(ctx, "progress not shown", "message", s.Asked, "err", err)
		}
	}()
	return sync.OnceFunc(func() {
		close(stopped)
		<-done
	})
}

// showResult notes the search, shows its card, and the thumbnails in it as
// soon as they are there.
func (b *Bot) showResult(ctx context.Context, card *visibleCard, s Search, found sourcing.Found) error {
	s.Took = b.deps.Now().Sub(s.Created)
	if err := b.noteSearch(ctx, s); err != nil {
		return err
	}
	state, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
	if err != nil {
		return err
	}
	if !ok || state.SearchID != s.ID {
		return nil
	}
	result, err := b.resultOf(ctx, state, s, found.Answer)
	if err != nil {
		return err
	}
	grace := thumbsGrace
	if found.Cached {
		// Its thumbnails are known, as a rule; where not, one message is better
		// than a message and a patch.
		grace = thumbsMost
	}
	facing := b.facing
	if s.AnswerID == "" {
		// What the store could not keep cannot be clicked, and is shown as it is.
		facing = func(ctx context.Context, state CardState) (face, error) {
			return orNone(b.resultOf(ctx, state, s, found.Answer))
		}
	}
	err = b.present(ctx, card, result.addresses(), grace, facing)
	if err == nil {
		b.log.InfoContext(ctx, "search answered", "message", s.Asked, "search", s.ID, "offers", len(found.Answer.Offers), "origin", s.Origin,
			"took", s.Took.Round(time.Millisecond))
	}
	return err
}

// showFailure shows why a search has no result.
func (b *Bot) showFailure(ctx context.Context, card *visibleCard, s Search, cause error) error {
	view := b.failureView(cause)
	s.Problem = view.Problem
	b.log.WarnContext(ctx, "search failed", "message", s.Asked, "search", s.ID, "problem", view.Problem, "err", cause)
	if err := b.noteSearch(ctx, s); err != nil {
		return err
	}
	leave, _, err := b.writes.enter(ctx, card.id)
	if err != nil {
		return err
	}
	defer leave()
	state, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
	if err != nil || !ok || state.SearchID != s.ID {
		return err // a later click decides what the card shows
	}
	if said := (*PlatformError)(nil); s.Source.Forwarded && errors.As(cause, &said) {
		sentence := cards.Notice(b.deps.Texts.NotSearchable[kindForward])
		if s.Label.N > 1 {
			return card.takeBack(ctx, sentence) // the first picture's card says it for all
		}
		return card.show(ctx, sentence)
	}
	view.CardID, view.SearchID, view.Label, view.Understood = card.id, s.ID, s.Label, b.understood(s.Terms)
	// What the gateway or the person wrote may be what the platform refuses.
	plain := view
	plain.Gateway, plain.Detail, plain.Understood = nil, "", ""
	return card.show(ctx, cards.Failure(b.deps.Texts, view), cards.Failure(b.deps.Texts, plain))
}

// noteSearch keeps a search, as its person's last one here, too.
func (b *Bot) noteSearch(ctx context.Context, s Search) error {
	if err := b.deps.Searches.SaveSearch(ctx, s); err != nil {
		return err
	}
	return b.deps.Memory.NoteLastSearch(ctx, s)
}
