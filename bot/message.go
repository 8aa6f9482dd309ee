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

// workMessage answers a message, once however often it is begun.
func (b *Bot) workMessage(ctx context.Context, a Attempt, m Message) error {
	b.deps.Platform.Heard(m.ID, m.ChatID)
	if a.Again {
		if resumed, err := b.resume(ctx, m); resumed || err != nil {
			return err
		}
	}
	if a.Spent {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.Notice.MessageFailed))
	}
	if _, withdrawn, err := b.deps.Memory.RecalledAt(ctx, m.ID); withdrawn || err != nil {
		return err
	}
	if m.isDirect() {
		if err := b.deps.Memory.NoteDirectChat(ctx, m.Sender.OpenID, m.ChatID); err != nil {
			return err
		}
	}
	if !b.allowed(m.ChatID, m.Sender.OpenID, m.isDirect()) {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.Notice.ChatNotAllowed))
	}
	return b.read(ctx, a, m)
}

// read finds out what a message asks for, and starts that.
func (b *Bot) read(ctx context.Context, a Attempt, m Message) error {
	cmd := b.deps.Parser.Parse(m.Text)
	if cmd.Name == command.FilterForm && len(m.Pictures) > 0 {
		cmd.Name = command.Search
	}
	switch {
	case cmd.Name != command.Search:
		return b.run(ctx, a, m, cmd)
	case len(m.Pictures) > 0:
		return b.searchOwn(ctx, m, cmd)
	case m.Kind == kindForward:
		return b.searchForwarded(ctx, m)
	}
	if sentence, ok := b.deps.Texts.NotSearchable[m.Kind]; ok {
		return b.say(ctx, m, cards.Notice(sentence))
	}
	return b.searchMeant(ctx, m, cmd)
}

// searchOwn searches the pictures of the message itself, with terms that were
// sent before them laid under its own. A picture that nobody asked about, but
// for terms which another picture took meanwhile, is only remembered.
func (b *Bot) searchOwn(ctx context.Context, m Message, cmd command.Command) error {
	base, err := b.deps.Memory.Defaults(ctx, m.ChatID)
	if err != nil {
		return err
	}
	waiting, err := b.deps.Memory.TakeTerms(ctx, m, termsWait)
	if err != nil || len(waiting) == 0 && !b.asks(m) {
		return err
	}
	var notes []command.Note
	for _, text := range waiting {
		terms := b.deps.Parser.Parse(text).Terms
		base = terms.Apply(base)
		cmd.Terms.Fresh = cmd.Terms.Fresh || terms.Fresh
		notes = append(notes, terms.Notes...)
	}
	cmd.Terms.Notes = append(notes, cmd.Terms.Notes...)
	targets := make([]target, len(m.Pictures))
	for i, p := range m.Pictures {
		targets[i] = target{source: p, base: base}
	}
	return b.startSearches(ctx, m, cmd.Terms, targets)
}

// searchForwarded searches the pictures of a forwarded bundle, where the
// platform lets us have them.
func (b *Bot) searchForwarded(ctx context.Context, m Message) error {
	found, err := b.lookUp(ctx, m.ID)
	if ActionOf(err) == PlatformRetry || ctx.Err() != nil {
		return err
	}
	if len(found.Pictures) == 0 {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.NotSearchable[m.Kind]))
	}
	m.Pictures = found.Pictures
	return b.searchOwn(ctx, m, command.Command{Name: command.Search})
}

// searchMeant searches the pictures that a message without any means; where
// there are none, its terms wait for one.
func (b *Bot) searchMeant(ctx context.Context, m Message, cmd command.Command) error {
	taken, err := b.deps.Memory.TermsTaken(ctx, m.ID)
	if err != nil || taken {
		return err
	}
	terms := cmd.Terms
	terms.Notes = nil
	targets, err := b.meant(ctx, m, cmd)
	if refused, told := b.meantNothing(err, cmd.Terms); told {
		if !terms.Empty() {
			// They still apply to the picture that is sent instead.
			if _, err := b.wait(ctx, m); err != nil {
				return err
			}
		}
		return b.say(ctx, m, refused)
	}
	switch {
	case err != nil:
		return err
	case len(targets) > 0:
		kept, err := b.deps.Memory.KeepTerms(ctx, m.ID)
		if err != nil || !kept {
			return err
		}
		return b.startSearches(ctx, m, cmd.Terms, targets)
	case cmd.Terms.Empty():
		return b.say(ctx, m, cards.Hint(b.deps.Texts))
	case terms.Empty():
		return b.sayLines(ctx, m, b.notes(cmd.Terms))
	}
	return b.waitForPicture(ctx, m)
}

// waitForPicture lets terms wait for their picture, and gives the hint when it
// has not come after a while.
func (b *Bot) waitForPicture(ctx context.Context, m Message) error {
	since, err := b.wait(ctx, m)
	if err != nil {
		return err
	}
	if left := hintAfter - b.deps.Now().Sub(since); left > 0 {
		return &Postpone{For: left}
	}
	return b.say(ctx, m, cards.Hint(b.deps.Texts))
}

// wait notes that a message's terms wait for a picture and gives since when.
func (b *Bot) wait(ctx context.Context, m Message) (since time.Time, err error) {
	return b.deps.Memory.WaitForPicture(ctx, WaitingTerms{
		ChatID: m.ChatID, Person: m.Sender.OpenID, MessageID: m.ID, Text: m.Text, Sent: m.Created,
	})
}

// startSearches starts one search a target.
func (b *Bot) startSearches(ctx context.Context, m Message, terms command.Terms, targets []target) error {
	searches := make([]Search, min(len(targets), maxPictures))
	for n := range searches {
		s := targets[n].search(searchID(m, n), m)
		s.Label = cards.Label{N: n + 1, Of: len(searches)}
		s.Terms, s.Fresh, s.Notes = terms.Apply(targets[n].base), terms.Fresh, b.notes(terms)
		searches[n] = s
	}
	searches[len(searches)-1].Label.LeftOut = len(targets) - len(searches)
	return b.start(ctx, searches)
}

// searchID names the search for one of the pictures of a message.
func searchID(m Message, n int) string { return stableID(m.ID, strconv.Itoa(n+1)) }

// start begins the searches that a message asks for.
func (b *Bot) start(ctx context.Context, searches []Search) error {
	if err := b.begin(ctx, searches...); err != nil {
		return err
	}
	for _, s := range searches {
		if err := b.deps.Memory.MarkAnswered(ctx, s.Source.MessageID); err != nil {
			return err
		}
	}
	return nil
}

// resume goes on with the searches that an earlier attempt began, if it did:
// by now the message may seem to mean something else.
func (b *Bot) resume(ctx context.Context, m Message) (resumed bool, err error) {
	var searches []Search
	for n := range maxPictures {
		s, ok, err := b.deps.Searches.LoadSearch(ctx, searchID(m, n))
		if err != nil {
			return false, err
		}
		if !ok {
			break
		}
		searches = append(searches, s)
	}
	return len(searches) > 0, b.start(ctx, searches)
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
