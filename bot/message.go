package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tusou/cards"
	"tusou/internal/command"
	"tusou/internal/sourcing"
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

// workMessage reads a message and starts one search a picture, or says what
// is missing.
func (b *Bot) workMessage(ctx context.Context, _ Attempt, m Message) error {
	if !b.allowed(m.ChatID, m.Sender.OpenID, m.isDirect()) {
		return b.say(ctx, m, cards.Notice(b.deps.Texts.Notice.ChatNotAllowed))
	}
	cmd := b.deps.Parser.Parse(m.Text)
	if len(m.Pictures) == 0 {
		return b.say(ctx, m, b.withoutPicture(m, cmd))
	}
	return b.deps.Queue.Follow(ctx, b.searchJobs(m, cmd)...)
}

// withoutPicture is the answer to a message that holds no picture.
func (b *Bot) withoutPicture(m Message, cmd command.Command) cards.Card {
	t := b.deps.Texts
	if sentence, ok := t.NotSearchable[m.Kind]; ok {
		return cards.Notice(sentence)
	}
	if cmd.Name == command.Help {
		return cards.Help(t, cards.HelpView{})
	}
	return cards.Hint(t)
}

// searchJobs gives the searches that a message with pictures asks for.
func (b *Bot) searchJobs(m Message, cmd command.Command) []Job {
	pictures := m.Pictures[:min(len(m.Pictures), maxPictures)]
	jobs := make([]Job, len(pictures))
	for n, p := range pictures {
		label := cards.Label{N: n + 1, Of: len(pictures)}
		if n == len(pictures)-1 {
			label.LeftOut = len(m.Pictures) - len(pictures)
		}
		id := stableID(m.ID, fmt.Sprint(n+1))
		jobs[n] = b.searchJob(id, searchWork{CardID: id, Search: Search{
			ID:      id,
			ChatID:  m.ChatID,
			Person:  m.Sender.OpenID,
			Asked:   m.ID,
			Source:  p,
			Label:   label,
			Terms:   cmd.Terms.Apply(sourcing.Terms{}),
			Fresh:   cmd.Terms.Fresh,
			Notes:   b.notes(cmd.Terms),
			Created: m.Created,
		}})
	}
	return jobs
}

// say answers a message with a card that nothing is remembered of. The uuid
// makes a repeated attempt show nothing new.
func (b *Bot) say(ctx context.Context, m Message, card cards.Card) error {
	err := calling(ctx, func() error {
		_, err := b.deps.Platform.Reply(ctx, m.ID, replyUUID(stableID(m.ID, "say")), card.JSON(), false)
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
