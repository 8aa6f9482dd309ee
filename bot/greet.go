package bot

import (
	"context"
	"fmt"

	"tusou/cards"
)

// The keys of the bot menu's entries, as the administrator enters them.
const (
	menuHelp    = "tusou_help"
	menuHistory = "tusou_history"
	menuList    = "tusou_list"
)

// kindMenu marks a press on the menu that is answered as a message is: there
// is no message to reply to, so its sender is written to.
const kindMenu = "menu"

// workGreet introduces the bot: in a group each time it is added, in a direct
// chat once.
func (b *Bot) workGreet(ctx context.Context, _ Attempt, g Greeting) error {
	if g.Direct && g.Operator != "" {
		if err := b.deps.Memory.NoteDirectChat(ctx, g.Operator, g.ChatID); err != nil {
			return err
		}
	}
	if g.Direct {
		greeted, err := b.deps.Memory.Greeted(ctx, g.ChatID)
		if err != nil || greeted {
			return err
		}
	}
	card := cards.Welcome(b.deps.Texts, cards.WelcomeView{Direct: g.Direct, EveryPicture: b.cfg.EveryPicture})
	if err := b.send(ctx, g.ChatID, stableID("greet", g.ChatID), card); err != nil {
		return err
	}
	return b.deps.Memory.NoteGreeted(ctx, g.ChatID)
}

// workMenu answers a press on the menu in the direct chat.
func (b *Bot) workMenu(ctx context.Context, a Attempt, p MenuPress) error {
	chat, _, err := b.deps.Memory.DirectChat(ctx, p.Operator)
	if err != nil {
		return err
	}
	if !b.allowed(chat, p.Operator, true) {
		return b.send(ctx, p.Operator, stableID("menu", p.EventID), cards.Notice(b.deps.Texts.Notice.ChatNotAllowed))
	}
	show, ok := map[string]func(context.Context, Attempt, Message) error{
		menuHistory: b.showHistory,
		menuList:    b.showShortlist,
	}[p.Key]
	switch {
	case p.Key == menuHelp:
		return b.send(ctx, p.Operator, stableID("menu", p.EventID), b.help())
	case !ok:
		b.log.WarnContext(ctx, "menu key not known", "key", p.Key)
		return nil
	}
	return show(ctx, a, Message{ID: p.EventID, ChatID: chat, Sender: Sender{OpenID: p.Operator}, Kind: kindMenu})
}

// send opens a message that answers none. What cannot be sent is not worth
// another attempt, unless the platform says so.
func (b *Bot) send(ctx context.Context, to, id string, card cards.Card) error {
	err := calling(ctx, func() error {
		_, err := b.deps.Platform.Send(ctx, to, replyUUID(id), card.JSON())
		return err
	})
	switch {
	case err == nil:
		b.deps.Observer.CardSent()
		return nil
	case ActionOf(err) == PlatformRetry:
		return fmt.Errorf("send card: %w", err)
	}
	b.log.WarnContext(ctx, "card not sent", "to", to, "err", err)
	return nil
}
