package bot

import (
	"context"
	"errors"
	"time"

	"tusou/cards"
	"tusou/internal/command"
	"tusou/internal/sourcing"
)

// target is a picture that is meant, and the terms that are laid under those
// of the text.
type target struct {
	source    Picture
	image     string // or the address of an offer's picture, see Search.Image
	pictureID string // known from an earlier search; "" else
	base      sourcing.Terms
	from      meaning
}

// meaning says why a picture is meant.
type meaning int

// The ways in which a picture is meant.
const (
	fromMessage meaning = iota // the message itself
	fromQuote                  // the quoted message
	fromPicture                // the sender's last picture
	fromSearch                 // the sender's last search
)

// again gives the target of an earlier search.
func again(s Search, base sourcing.Terms, from meaning) target {
	return target{source: s.Source, image: s.Image, pictureID: s.PictureID, base: base, from: from}
}

// search begins the search for a target that a message asks for.
func (t target) search(id string, m Message) Search {
	return Search{
		ID: id, ChatID: m.ChatID, Person: m.Sender.OpenID, Asked: m.ID,
		Source: t.source, Image: t.image, PictureID: t.pictureID, Terms: t.base, Created: m.Created,
	}
}

// errSearchGone says that the search which a quoted card showed is no longer
// kept.
var errSearchGone = errors.New("the quoted card's search is gone")

func isSearchGone(err error) bool { return errors.Is(err, errSearchGone) }

// noPictureError says that a quoted message is of a kind whose pictures, if it
// has any, cannot be searched.
type noPictureError struct{ kind string }

func (e *noPictureError) Error() string { return "the quoted message is of kind " + e.kind }

// unreadable says that a quoted message cannot be had, whoever asks again.
func unreadable(err error) bool {
	action := ActionOf(err)
	return isSearchGone(err) || action == PlatformGone || action == PlatformForbidden
}

// meant gives the pictures that a message without own pictures means, in the
// order of the contract: those of the message it quotes, the search that a
// quoted card shows, the sender's last picture, the sender's last search.
//
// In a topic every message says that it quotes the topic's first, so that one
// which cannot be had only counts where nothing else is meant.
func (b *Bot) meant(ctx context.Context, m Message, cmd command.Command) ([]target, error) {
	var noQuote error
	if m.ParentID != "" {
		targets, err := b.quoted(ctx, m)
		weak := m.ThreadID != "" && unreadable(err) || errors.As(err, new(*noPictureError))
		if len(targets) > 0 || err != nil && !weak {
			return targets, err
		}
		noQuote = err
	}
	targets, err := b.lastMeant(ctx, m, cmd)
	if len(targets) > 0 || err != nil {
		return targets, err
	}
	return nil, noQuote
}

// lastMeant gives the sender's last picture, or last search.
func (b *Bot) lastMeant(ctx context.Context, m Message, cmd command.Command) ([]target, error) {
	defaults, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return nil, err
	}
	last, ok, err := b.deps.Memory.LastPicture(ctx, m.ChatID, m.Sender.OpenID, m.Created.Add(-pictureMeant), m.Created)
	if err != nil {
		return nil, err
	}
	if ok && (!last.Answered || cmd.HasTerm()) {
		return []target{{source: last.Picture, base: defaults, from: fromPicture}}, nil
	}
	if cmd.HasTerm() {
		s, ok, err := b.deps.Memory.LastSearch(ctx, m.ChatID, m.Sender.OpenID)
		if err != nil {
			return nil, err
		}
		if ok && m.Created.Sub(s.Created) <= searchMeant {
			return []target{again(s, defaults, fromSearch)}, nil
		}
	}
	return b.nextMeant(ctx, m, cmd, defaults)
}

// nextMeant gives the picture that followed the text, where its event was the
// faster one. A picture that will be answered by itself takes the terms then.
func (b *Bot) nextMeant(ctx context.Context, m Message, cmd command.Command, defaults sourcing.Terms) ([]target, error) {
	if cmd.Terms.Empty() {
		return nil, nil
	}
	next, ok, err := b.deps.Memory.LastPicture(ctx, m.ChatID, m.Sender.OpenID, m.Created.Add(time.Millisecond), m.Created.Add(termsWait))
	if err != nil || !ok {
		return nil, err
	}
	if takesTerms := m.isDirect() || b.cfg.EveryPicture; takesTerms && !next.Answered {
		return nil, nil
	}
	return []target{{source: next.Picture, base: defaults, from: fromPicture}}, nil
}

// quoted gives what the quoted message means; nothing if it shows no picture.
func (b *Bot) quoted(ctx context.Context, m Message) ([]target, error) {
	state, ok, err := b.deps.Cards.LoadCardByMessage(ctx, m.ParentID)
	switch {
	case err != nil:
		return nil, err
	case ok && state.Kind == CardResult:
		return b.refined(ctx, state)
	case ok:
		return nil, nil // a card of ours that is no search's
	}
	pictures, err := b.picturesOf(ctx, m.ParentID)
	if err != nil {
		return nil, err
	}
	defaults, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return nil, err
	}
	targets := make([]target, len(pictures))
	for i, p := range pictures {
		targets[i] = target{source: p, base: defaults, from: fromQuote}
	}
	return targets, nil
}

// refined gives the search that a card shows, as it is looked at now, to be
// refined.
func (b *Bot) refined(ctx context.Context, state CardState) ([]target, error) {
	s, ok, err := b.deps.Searches.LoadSearch(ctx, state.SearchID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errSearchGone
	}
	base := s.Terms
	base.Price, base.Sort = state.View.Price, state.View.Sort
	return []target{again(s, base, fromQuote)}, nil
}

// picturesOf gives the pictures of a message of somebody, as it was seen or as
// the platform gives it.
func (b *Bot) picturesOf(ctx context.Context, messageID string) ([]Picture, error) {
	_, recalled, err := b.deps.Memory.RecalledAt(ctx, messageID)
	if err != nil {
		return nil, err
	}
	if !recalled {
		seen, err := b.deps.Memory.PicturesOf(ctx, messageID)
		if len(seen) > 0 || err != nil {
			return seen, err
		}
		found, err := b.lookUp(ctx, messageID)
		if err != nil {
			return nil, err
		}
		if _, known := b.deps.Texts.NotSearchable[found.Kind]; known && len(found.Pictures) == 0 && !found.Sender.Bot {
			return nil, &noPictureError{found.Kind}
		}
		if !found.Recalled {
			return found.Pictures, nil
		}
	}
	return nil, &PlatformError{Op: "quoted message", Action: PlatformGone, Message: "it was withdrawn"}
}

// lookUp asks the platform for a message. One that cannot be had for another
// reason than a permission or its end is as good as empty.
func (b *Bot) lookUp(ctx context.Context, messageID string) (found Message, err error) {
	err = calling(ctx, func() (err error) {
		found, err = b.deps.Platform.Message(ctx, messageID)
		return err
	})
	if err == nil || ctx.Err() != nil || ActionOf(err) == PlatformRetry || unreadable(err) {
		return found, err
	}
	b.log.WarnContext(ctx, "quoted message not read", "message", messageID, "err", err)
	return Message{}, nil
}

// meantNothing gives the card for a message whose picture cannot be had; told
// is false where there is nothing to tell.
func (b *Bot) meantNothing(err error, terms command.Terms) (card cards.Card, told bool) {
	t := b.deps.Texts
	var holdsNone *noPictureError
	switch {
	case err == nil:
		return cards.Card{}, false
	case errors.As(err, &holdsNone):
		return cards.Notice(t.NotSearchable[holdsNone.kind]), true
	case isSearchGone(err):
		return cards.Notice(t.Notice.SearchGone), true
	case ActionOf(err) == PlatformGone:
		return cards.Notice(t.Notice.PictureGone), true
	case ActionOf(err) == PlatformForbidden:
		view := b.failureView(err)
		view.Understood = b.understood(terms.Apply(sourcing.Terms{}))
		return cards.Failure(t, view), true
	}
	return cards.Card{}, false
}
