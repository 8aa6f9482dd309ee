package bot

import (
	"context"
	"errors"
	"time"

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

// meant gives the pictures that a message without own pictures means, in the
// order of the contract: those of the message it quotes, the search that a
// quoted card shows, the sender's last picture, the sender's last search.
func (b *Bot) meant(ctx context.Context, m Message, cmd command.Command) ([]target, error) {
	if m.ParentID != "" {
		targets, err := b.quoted(ctx, m)
		if len(targets) > 0 || err != nil {
			return targets, err
		}
	}
	return b.lastMeant(ctx, m, cmd.HasTerm())
}

// lastMeant gives the sender's last picture, or last search.
func (b *Bot) lastMeant(ctx context.Context, m Message, hasTerm bool) ([]target, error) {
	defaults, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return nil, err
	}
	last, ok, err := b.deps.Memory.LastPicture(ctx, m.ChatID, m.Sender.OpenID)
	if err != nil {
		return nil, err
	}
	if ok && isMeant(last, m.Created, hasTerm) {
		return []target{{source: last.Picture, base: defaults, from: fromPicture}}, nil
	}
	if !hasTerm {
		return nil, nil
	}
	s, ok, err := b.deps.Memory.LastSearch(ctx, m.ChatID, m.Sender.OpenID)
	if err != nil || !ok || m.Created.Sub(s.Created) > searchMeant {
		return nil, err
	}
	return []target{again(s, defaults, fromSearch)}, nil
}

// isMeant says whether text sent at a time means the picture. One that was
// answered is meant again only by terms; one that came after the text, though
// its event was faster, is what the text was for.
func isMeant(p SeenPicture, at time.Time, hasTerm bool) bool {
	age := at.Sub(p.Sent)
	if age > pictureMeant || -age > termsWait {
		return false
	}
	return !p.Answered || hasTerm || age < 0
}

// quoted gives what the quoted message means; nothing if it shows no picture.
func (b *Bot) quoted(ctx context.Context, m Message) ([]target, error) {
	state, ok, err := b.deps.Cards.LoadCardByMessage(ctx, m.ParentID)
	if err != nil {
		return nil, err
	}
	if ok && state.Kind == CardResult {
		return b.refined(ctx, state)
	}
	pictures, err := b.deps.Memory.PicturesOf(ctx, m.ParentID)
	if err != nil {
		return nil, err
	}
	if len(pictures) == 0 {
		if pictures, err = b.lookUp(ctx, m.ParentID); err != nil {
			return nil, err
		}
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

// lookUp asks the platform for the pictures of a message. A message that
// cannot be had for another reason than a permission holds none.
func (b *Bot) lookUp(ctx context.Context, messageID string) ([]Picture, error) {
	var found Message
	err := calling(ctx, func() (err error) {
		found, err = b.deps.Platform.Message(ctx, messageID)
		return err
	})
	switch {
	case err == nil:
		return found.Pictures, nil
	case ctx.Err() != nil, ActionOf(err) == PlatformRetry, ActionOf(err) == PlatformForbidden, ActionOf(err) == PlatformGone:
		return nil, err
	}
	b.log.WarnContext(ctx, "quoted message not read", "message", messageID, "err", err)
	return nil, nil
}
