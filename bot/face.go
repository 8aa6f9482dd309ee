package bot

import (
	"context"
	"errors"
	"time"

	"tusou/cards"
)

// face is all that a card shows at a moment but its pictures.
type face interface {
	// addresses gives the pictures that it shows, each once, in their order.
	addresses() []string
	// next gives those that somebody who pages on will see; none where nobody has
	// paged yet.
	next() []string
	// card lays it out. A picture that thumbs does not hold is still loading.
	card(b *Bot, thumbs map[string]cards.Thumb) cards.Card
}

// facing gives what a card is to show; nil where what it showed was forgotten
// or is not there yet.
func (b *Bot) facing(ctx context.Context, state CardState) (face, error) {
	switch state.Kind {
	case CardResult:
		return orNone(b.resultFace(ctx, state))
	case CardDetail:
		return orNone(b.detailFace(ctx, state))
	case CardShortlist:
		return orNone(b.shortlistFace(ctx, state))
	case CardHistory:
		return orNone(b.historyFace(ctx, state))
	}
	return nil, nil
}

// orNone makes a nil pointer a nil face.
func orNone[F any, P interface {
	*F
	face
}](f P, err error) (face, error) {
	if f == nil || err != nil {
		return nil, err
	}
	return f, nil
}

// present shows a card for the first time, and its pictures as soon as they
// are there. It waits for them at most grace before it shows the card. facing
// gives what the card is to show: as the bot's own does, unless more is known
// than the store holds.
func (b *Bot) present(
	ctx context.Context, card *visibleCard, addresses []string, grace time.Duration, facing func(context.Context, CardState) (face, error),
) error {
	pictures := b.thumbs.gather(ctx, addresses)
	defer func() { <-pictures.done }()
	complete := pictures.settled(ctx, grace)
	if err := b.repaint(ctx, card, pictures.now(), facing); err != nil || complete {
		return err
	}
	pictures.settled(ctx, thumbsLate)
	return b.repaint(ctx, card, pictures.final(), facing)
}

// repaint shows what a card is to show now, until no click changed that while
// it was on its way.
func (b *Bot) repaint(
	ctx context.Context, card *visibleCard, thumbs map[string]cards.Thumb, facing func(context.Context, CardState) (face, error),
) error {
	const tries = 3
	for range tries {
		state, shown, err := b.paint(ctx, card, thumbs, facing)
		if err != nil || !shown {
			return err
		}
		after, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
		if err != nil || !ok || after.Version == state.Version {
			return err
		}
	}
	return nil
}

// paint shows what a card is to show now; shown is false where there is
// nothing, any more or yet.
func (b *Bot) paint(
	ctx context.Context, card *visibleCard, thumbs map[string]cards.Thumb, facing func(context.Context, CardState) (face, error),
) (state CardState, shown bool, err error) {
	leave, _, err := b.writes.enter(ctx, card.id)
	if err != nil {
		return CardState{}, false, err
	}
	defer leave()
	state, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
	if err != nil || !ok {
		return CardState{}, false, err
	}
	f, err := facing(ctx, state)
	if err != nil || f == nil {
		return CardState{}, false, err
	}
	known, err := b.thumbs.known(ctx, f.addresses(), thumbs)
	if err != nil {
		return CardState{}, false, err
	}
	return state, true, b.showFace(ctx, card, f, known)
}

// showFace shows a face with its pictures; without them, or in one sentence,
// where the platform refuses that. Pictures that the platform no longer knows
// are brought to it again.
func (b *Bot) showFace(ctx context.Context, card *visibleCard, f face, thumbs map[string]cards.Thumb) error {
	err := card.attempt(ctx, f.card(b, thumbs))
	if ActionOf(err) != PlatformTooBig {
		return card.ended(ctx, err)
	}
	b.log.WarnContext(ctx, "card refused for its pictures, size or content", "card", card.id, "err", err)
	var smaller []cards.Card
	if f, ok := f.(interface {
		plainer(b *Bot, thumbs map[string]cards.Thumb) cards.Card
	}); ok {
		smaller = append(smaller, f.plainer(b, thumbs))
	}
	smaller = append(smaller, f.card(b, noThumbs(f.addresses())), cards.Notice(b.deps.Texts.Notice.CardRefused))
	if said := (*PlatformError)(nil); errors.As(err, &said) && said.NoImage {
		return b.showAnew(ctx, card, f, thumbs, smaller)
	}
	return card.show(ctx, smaller[0], smaller[1:]...)
}

// showAnew shows a face whose pictures the platform has forgotten, and brings
// them to it again.
func (b *Bot) showAnew(ctx context.Context, card *visibleCard, f face, thumbs map[string]cards.Thumb, smaller []cards.Card) error {
	before, _, err := b.deps.Cards.LoadCard(ctx, card.id)
	if err != nil {
		return err
	}
	pictures := b.thumbs.again(ctx, f.addresses(), thumbs)
	defer func() { <-pictures.done }()
	complete := pictures.settled(ctx, thumbsMost)
	if err := card.show(ctx, f.card(b, pictures.now()), smaller...); err != nil || complete {
		return err
	}
	pictures.settled(ctx, thumbsLate)
	// What a click decided in the meantime is not turned back.
	after, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
	if err != nil || !ok || after.Version != before.Version {
		return err
	}
	return card.show(ctx, f.card(b, pictures.final()), smaller...)
}

// distinct gives the addresses that are some, each once, in their order.
func distinct(addresses []string) []string {
	seen := make(map[string]bool, len(addresses))
	var out []string
	for _, address := range addresses {
		if address != "" && !seen[address] {
			seen[address] = true
			out = append(out, address)
		}
	}
	return out
}
