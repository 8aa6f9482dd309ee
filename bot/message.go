package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tusou/cards"
	"tusou/internal/command"
)

// Work executes one attempt of a job that Message or Click put on the queue.
// An error asks for another attempt.
func (b *Bot) Work(ctx context.Context, a Attempt) error {
	started := time.Now()
	err := b.work(ctx, a)
	outcome := "done"
	switch {
	case errors.Is(err, errGone):
		b.log.InfoContext(ctx, "nobody left to answer", "job", a.Kind, "key", a.Key, "err", err)
		outcome, err = "gone", nil
	case errors.As(err, new(*Postpone)):
		outcome = "postponed"
	case err != nil:
		outcome = "failed"
	}
	b.deps.Observer.ObserveJob(a.Kind, outcome, time.Since(started))
	return err
}

func (b *Bot) work(ctx context.Context, a Attempt) error {
	switch a.Kind {
	case jobMessage:
		return decoded(ctx, b, a, b.workMessage)
	case jobSearch:
		return decoded(ctx, b, a, b.workSearch)
	case jobThumbs:
		return decoded(ctx, b, a, b.workThumbs)
	case jobDetail:
		return decoded(ctx, b, a, b.workDetail)
	case jobOpen:
		return decoded(ctx, b, a, b.workOpen)
	case jobCompare:
		return decoded(ctx, b, a, b.workCompare)
	case jobExport:
		return decoded(ctx, b, a, b.workExport)
	case jobGreet:
		return decoded(ctx, b, a, b.workGreet)
	case jobMenu:
		return decoded(ctx, b, a, b.workMenu)
	}
	b.log.ErrorContext(ctx, "job of an unknown kind dropped", "job", a.Kind, "key", a.Key)
	return nil
}

// decoded hands a job's body to its work. A body that cannot be read will not
// be readable in the next attempt either.
func decoded[T any](ctx context.Context, b *Bot, a Attempt, work func(context.Context, Attempt, T) error) error {
	var body T
	if err := json.Unmarshal(a.Body, &body); err != nil {
		b.log.ErrorContext(ctx, "job with an unreadable body dropped", "job", a.Kind, "key", a.Key, "err", err)
		return nil
	}
	return work(ctx, a, body)
}

// workMessage reads a message and starts one search a picture that it means,
// or says what is missing.
func (b *Bot) workMessage(ctx context.Context, a Attempt, m Message) error {
	b.deps.Platform.Heard(m.ID, m.ChatID)
	if m.isDirect() {
		if err := b.deps.Memory.NoteDirectChat(ctx, m.Sender.OpenID, m.ChatID); err != nil {
			return err
		}
	}
	if !b.allowed(m.ChatID, m.Sender.OpenID, m.isDirect()) {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.Notice.ChatNotAllowed))
	}
	cmd := b.deps.Parser.Parse(m.Text)
	if cmd.Name == command.FilterForm && len(m.Pictures) > 0 {
		cmd.Name = command.Search
	}
	switch {
	case cmd.Name != command.Search:
		return b.run(ctx, a, m, cmd)
	case len(m.Pictures) > 0:
		return b.searchOwn(ctx, m, cmd)
	case m.Kind == "merge_forward":
		return b.searchForwarded(ctx, m)
	}
	if sentence, ok := b.deps.Texts.NotSearchable[m.Kind]; ok {
		return b.say(ctx, m, cards.Notice(sentence))
	}
	return b.searchMeant(ctx, m, cmd)
}

// searchOwn searches the pictures of the message itself, with terms that were
// sent before them laid under its own.
func (b *Bot) searchOwn(ctx context.Context, m Message, cmd command.Command) error {
	base, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return err
	}
	earlier, ok, err := b.deps.Memory.TakeTerms(ctx, m, termsWait)
	if err != nil {
		return err
	}
	if ok {
		waited := b.deps.Parser.Parse(earlier).Terms
		base = waited.Apply(base)
		cmd.Terms.Fresh = cmd.Terms.Fresh || waited.Fresh
		cmd.Terms.Notes = append(waited.Notes, cmd.Terms.Notes...)
	}
	targets := make([]target, len(m.Pictures))
	for i, p := range m.Pictures {
		targets[i] = target{source: p, base: base}
	}
	return b.startSearches(ctx, m, cmd.Terms, targets)
}

// searchForwarded searches the pictures of a forwarded bundle, where the
// platform lets us have them.
func (b *Bot) searchForwarded(ctx context.Context, m Message) error {
	pictures, err := b.lookUp(ctx, m.ID)
	if ActionOf(err) == PlatformRetry || ctx.Err() != nil {
		return err
	}
	if len(pictures) == 0 {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.NotSearchable[m.Kind]))
	}
	for i := range pictures {
		pictures[i].Forwarded = true
	}
	m.Pictures = pictures
	return b.searchOwn(ctx, m, command.Command{Name: command.Search})
}

// searchMeant searches the pictures that a message without any means; where
// there are none, its terms wait for one.
func (b *Bot) searchMeant(ctx context.Context, m Message, cmd command.Command) error {
	taken, err := b.deps.Memory.TermsTaken(ctx, m.ID)
	if err != nil || taken {
		return err
	}
	targets, err := b.meant(ctx, m, cmd)
	if refused, told := b.meantNothing(err, cmd.Terms); told {
		return b.say(ctx, m, refused)
	}
	switch {
	case err != nil:
		return err
	case len(targets) > 0:
		return b.startSearches(ctx, m, cmd.Terms, targets)
	case cmd.Terms.Empty():
		return b.say(ctx, m, cards.Hint(b.deps.Texts))
	}
	return b.waitForPicture(ctx, m)
}

// waitForPicture lets terms wait for their picture, and gives the hint when it
// has not come after a while.
func (b *Bot) waitForPicture(ctx context.Context, m Message) error {
	waiting, err := b.deps.Memory.WaitForPicture(ctx, WaitingTerms{
		ChatID: m.ChatID, Person: m.Sender.OpenID, MessageID: m.ID, Text: m.Text, Sent: m.Created, Noted: b.deps.Now(),
	})
	if err != nil {
		return err
	}
	if waiting.MessageID == m.ID {
		if left := hintAfter - b.deps.Now().Sub(waiting.Noted); left > 0 {
			return &Postpone{For: left}
		}
	}
	return b.say(ctx, m, cards.Hint(b.deps.Texts))
}

// startSearches puts one search a target on the queue.
func (b *Bot) startSearches(ctx context.Context, m Message, terms command.Terms, targets []target) error {
	searched := targets[:min(len(targets), maxPictures)]
	jobs := make([]Job, len(searched))
	for n, target := range searched {
		label := cards.Label{N: n + 1, Of: len(searched)}
		if n == len(searched)-1 {
			label.LeftOut = len(targets) - len(searched)
		}
		id := stableID(m.ID, strconv.Itoa(n+1))
		s := target.search(id, m)
		s.Label, s.Terms, s.Fresh, s.Notes = label, terms.Apply(target.base), terms.Fresh, b.notes(terms)
		jobs[n] = b.searchJob(id, searchWork{CardID: id, Search: s})
	}
	if err := b.deps.Queue.Follow(ctx, jobs...); err != nil {
		return err
	}
	for _, target := range searched {
		if err := b.deps.Memory.MarkAnswered(ctx, target.source.MessageID); err != nil {
			return err
		}
	}
	return nil
}

// say answers a message with a card that nothing is remembered of. The uuid
// makes a repeated attempt show nothing new.
func (b *Bot) say(ctx context.Context, m Message, card cards.Card) error {
	return b.sayOnce(ctx, m, m.ID, card)
}

// sayOnce is say for a message that is answered more than once; key tells the
// answers apart.
func (b *Bot) sayOnce(ctx context.Context, m Message, key string, card cards.Card) error {
	err := calling(ctx, func() error {
		_, err := b.deps.Platform.Reply(ctx, m.ID, replyUUID(stableID(key, "say")), card.JSON(), false)
		return err
	})
	if err == nil {
		b.deps.Observer.CardSent()
		return nil
	}
	if ActionOf(err) == PlatformRetry {
		return fmt.Errorf("answer message: %w", err)
	}
	b.log.WarnContext(ctx, "message not answered", "message", m.ID, "err", err)
	return nil
}
