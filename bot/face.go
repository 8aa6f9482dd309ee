package bot

import (
	"context"
	"time"

	"tusou/cards"
)

// face is all that a card shows at a moment but its pictures.
type face interface {
	// addresses gives the pictures that it shows, each once, in their order.
	addresses() []string
	// next gives those that somebody who pages on will see.
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

// current gives what a card is to show now, from its latest state.
func (b *Bot) current(ctx context.Context, cardID string) (CardState, face, error) {
	state, ok, err := b.deps.Cards.LoadCard(ctx, cardID)
	if err != nil || !ok {
		return CardState{}, nil, err
	}
	f, err := b.facing(ctx, state)
	return state, f, err
}

// present shows a card for the first time, and its pictures as soon as they
// are there. It waits for them at most grace before it shows the card.
func (b *Bot) present(ctx context.Context, card *visibleCard, addresses []string, grace time.Duration) error {
	pictures := b.thumbs.gather(ctx, addresses)
	defer func() { <-pictures.done }()
	complete := pictures.settled(ctx, grace)
	if err := b.repaint(ctx, card, pictures.now()); err != nil || complete {
		return err
	}
	pictures.settled(ctx, thumbsLate)
	return b.repaint(ctx, card, pictures.final())
}

// repaint shows what a card is to show now, until no click changed that while
// it was on its way.
func (b *Bot) repaint(ctx context.Context, card *visibleCard, thumbs map[string]cards.Thumb) error {
	const tries = 3
	for range tries {
		state, f, err := b.current(ctx, card.id)
		if err != nil || f == nil {
			return err
		}
		known, err := b.thumbs.known(ctx, f.addresses(), thumbs)
		if err != nil {
			return err
		}
		if err := b.showFace(ctx, card, f, known); err != nil {
			return err
		}
		after, ok, err := b.deps.Cards.LoadCard(ctx, card.id)
		if err != nil || !ok || after.Version == state.Version {
			return err
		}
	}
	return nil
}

// showFace shows a face with its pictures; without them, or in one sentence,
// where the platform refuses that.
func (b *Bot) showFace(ctx context.Context, card *visibleCard, f face, thumbs map[string]cards.Thumb) error {
	var smaller []cards.Card
	if f, ok := f.(interface {
		plainer(b *Bot, thumbs map[string]cards.Thumb) cards.Card
	}); ok {
		smaller = append(smaller, f.plainer(b, thumbs))
	}
	smaller = append(smaller, f.card(b, noThumbs(f.addresses())), cards.Notice(b.deps.Texts.Notice.CardRefused))
	return card.show(ctx, f.card(b, thumbs), smaller...)
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
