package bot

import (
	"context"
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

// endVisibly shows what the attempts that are used up left: the answer, if one
// of them got as far, else that there will be none.
func (b *Bot) endVisibly(ctx context.Context, card *visibleCard, state CardState, s Search) error {
	shot, err := b.shown(ctx, state)
	if err != nil {
		return err
	}
	if shot == nil {
		return b.showFailure(ctx, card, s, errors.New("every attempt failed or ended with the process"))
	}
	// The pictures may be what ended the attempts.
	return b.repaint(ctx, card, noThumbs(shot.addresses()))
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
	var prepared *picture.Picture
	if s.PictureID == "" {
		var err error
		if prepared, err = b.fetchPicture(work, s.Source); err != nil {
			return sourcing.Found{}, err
		}
		if s.PictureID, err = b.deps.Pictures.ResolvePicture(work, prepared); err != nil {
			return sourcing.Found{}, err
		}
	}
	question := sourcing.Question{
		PictureID: s.PictureID,
		Keywords:  s.Terms.Keywords,
		Filters:   s.Terms.Filters,
		Fresh:     s.Fresh,
		Address:   func(ctx context.Context) (string, error) { return b.publish(ctx, prepared, s.Source) },
	}
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

// publish gives the address under which the gateway can fetch a picture;
// prepared is nil where the search knew the picture without a download.
func (b *Bot) publish(ctx context.Context, prepared *picture.Picture, source Picture) (address string, err error) {
	if prepared == nil {
		if prepared, err = b.fetchPicture(ctx, source); err != nil {
			return "", err
		}
	}
	if address, err = b.deps.Rehoster.Put(ctx, prepared.JPEG); err != nil {
		return "", &rehostError{err}
	}
	return address, nil
}

// fetchPicture downloads a query picture and makes it safe.
func (b *Bot) fetchPicture(ctx context.Context, source Picture) (*picture.Picture, error) {
	var raw []byte
	err := calling(ctx, func() (err error) {
		raw, err = b.deps.Platform.Resource(ctx, source, maxDownload)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("download picture: %w", err)
	}
	return b.deps.Preparer.Prepare(ctx, raw)
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
	shot := b.snapshot(state, s, found.Answer)
	pictures := b.thumbs.gather(ctx, shot.addresses())
	grace := thumbsGrace
	if found.Cached {
		// Its thumbnails are known, as a rule; where not, one message is better
		// than a message and a patch.
		grace = thumbsMost
	}
	complete := pictures.settled(ctx, grace)
	if err = b.showAnswer(ctx, card, shot, pictures.now()); err == nil && !complete {
		pictures.settled(ctx, thumbsLate)
		err = b.repaint(ctx, card, pictures.final())
	}
	<-pictures.done
	if err == nil {
		b.log.InfoContext(ctx, "search answered", "message", s.Asked, "search", s.ID, "offers", len(found.Answer.Offers), "origin", s.Origin,
			"took", b.deps.Now().Sub(s.Created).Round(time.Millisecond))
	}
	return err
}

// showAnswer shows a result for the first time. One that the store could not
// keep cannot be clicked, and so is shown as it is.
func (b *Bot) showAnswer(ctx context.Context, card *visibleCard, shot *snapshot, thumbs map[string]cards.Thumb) error {
	if shot.search.AnswerID == "" {
		return b.showShot(ctx, card, shot, thumbs)
	}
	return b.repaint(ctx, card, thumbs)
}

// repaint shows what a card is to show now, until no click changed that while
// it was on its way.
func (b *Bot) repaint(ctx context.Context, card *visibleCard, thumbs map[string]cards.Thumb) error {
	const tries = 3
	for range tries {
		state, shot, err := b.current(ctx, card.id)
		if err != nil || shot == nil {
			return err
		}
		known, err := b.thumbs.known(ctx, shot.addresses(), thumbs)
		if err != nil {
			return err
		}
		if err := b.showShot(ctx, card, shot, known); err != nil {
			return err
		}
		after, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
		if err != nil || !ok || after.Version == state.Version {
			return err
		}
	}
	return nil
}

// showShot shows a snapshot with its thumbnails; without them, or in one
// sentence, where the platform refuses that. Thumbnails that the platform no
// longer knows are brought to it again.
func (b *Bot) showShot(ctx context.Context, card *visibleCard, shot *snapshot, thumbs map[string]cards.Thumb) error {
	smaller := []cards.Card{shot.card(b, noThumbs(shot.addresses())), cards.Notice(b.deps.Texts.Notice.CardRefused)}
	err := card.attempt(ctx, shot.card(b, thumbs))
	if ActionOf(err) != PlatformTooBig {
		return card.ended(ctx, err)
	}
	b.log.WarnContext(ctx, "card refused for its pictures, size or content", "card", card.id, "err", err)
	if said := (*PlatformError)(nil); !errors.As(err, &said) || !said.NoImage {
		return card.show(ctx, smaller[0], smaller[1:]...)
	}
	pictures := b.thumbs.again(ctx, shot.addresses(), thumbs)
	complete := pictures.settled(ctx, thumbsMost)
	if err = card.show(ctx, shot.card(b, pictures.now()), smaller...); err == nil && !complete {
		pictures.settled(ctx, thumbsLate)
		// What a click decided in the meantime is not turned back.
		if state, ok, loadErr := b.deps.Cards.LoadCard(ctx, card.id); loadErr == nil && ok && state.Version == shot.state.Version {
			err = card.show(ctx, shot.card(b, pictures.final()), smaller...)
		}
	}
	<-pictures.done
	return err
}

// showFailure shows why a search has no result.
func (b *Bot) showFailure(ctx context.Context, card *visibleCard, s Search, cause error) error {
	view := failureView(cause)
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
