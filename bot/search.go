package bot

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"tusou/cards"
	"tusou/internal/picture"
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
	if a.Spent {
		return b.endVisibly(ctx, card, state, s)
	}
	found, err := b.find(ctx, card, &s)
	if busy(err) {
		return &Postpone{For: busyWait}
	}
	// A card that was finished once stays, whatever is withdrawn.
	if w.CardID == s.ID {
		withdrawn, askErr := b.withdrawn(ctx, s)
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

// endVisibly shows what the attempts that are used up left: the answer, if one
// of them got as far, else that there will be none.
func (b *Bot) endVisibly(ctx context.Context, card *visibleCard, state CardState, s Search) error {
	result, err := b.resultFace(ctx, state)
	if err != nil {
		return err
	}
	if result == nil {
		return b.showFailure(ctx, card, s, errSpentAttempts)
	}
	// The pictures may be what ended the attempts.
	return b.repaint(ctx, card, noThumbs(result.addresses()))
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

// query is the picture of a search, as far as it was worked on.
type query struct {
	source   Picture
	image    string           // its public address, if it is an offer's picture
	original []byte           // as downloaded; nil before, and once it is prepared
	prepared *picture.Picture // nil before
}

// identify gives the id of the query's picture. The same bytes are known
// without being decoded again.
func (b *Bot) identify(ctx context.Context, q *query) (id string, err error) {
	if err := b.download(ctx, q); err != nil {
		return "", err
	}
	id, ok, err := b.deps.Pictures.KnownPicture(ctx, sha256.Sum256(q.original))
	if ok || err != nil {
		return id, err
	}
	if err := b.prepare(ctx, q); err != nil {
		return "", err
	}
	return b.deps.Pictures.ResolvePicture(ctx, q.prepared)
}

// publish gives the address under which the gateway can fetch the picture.
func (b *Bot) publish(ctx context.Context, q *query) (address string, err error) {
	if q.image != "" {
		return q.image, nil
	}
	if err := b.prepare(ctx, q); err != nil {
		return "", err
	}
	if address, err = b.deps.Rehoster.Put(ctx, q.prepared.JPEG); err != nil {
		return "", &rehostError{err}
	}
	return address, nil
}

// prepare makes the picture safe, if that was not done before.
func (b *Bot) prepare(ctx context.Context, q *query) (err error) {
	if q.prepared != nil {
		return nil
	}
	if err := b.download(ctx, q); err != nil {
		return err
	}
	if q.prepared, err = b.deps.Preparer.Prepare(ctx, q.original); err == nil {
		q.original = nil
	}
	return err
}

func (b *Bot) download(ctx context.Context, q *query) error {
	if q.original != nil {
		return nil
	}
	err := calling(ctx, func() (err error) {
		q.original, err = b.deps.Platform.Resource(ctx, q.source, maxDownload)
		return err
	})
	if err != nil {
		return fmt.Errorf("download picture: %w", err)
	}
	return nil
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
	if s.AnswerID == "" {
		// What the store could not keep cannot be clicked, and is shown as it is.
		pictures := b.thumbs.gather(ctx, result.addresses())
		pictures.settled(ctx, thumbsMost)
		err = b.showFace(ctx, card, result, pictures.final())
		<-pictures.done
	} else {
		err = b.present(ctx, card, result.addresses(), grace)
	}
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
	if said := (*PlatformError)(nil); s.Source.Forwarded && errors.As(cause, &said) {
		return card.show(ctx, cards.Notice(b.deps.Texts.NotSearchable["merge_forward"]))
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
