package bot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"tusou/cards"
	"tusou/internal/sourcing"
)

const (
	exportTimeout  = 5 * time.Minute
	exportDetails  = 3 * time.Minute // after which rows go without the details that are not cached
	exportAhead    = 8               // rows that are prepared while one is written
	exportRepeat   = 30 * time.Second
	queryMaxSide   = 320      // pixels of a query picture in the sheet
	queryMaxBytes  = 40 << 10 // of it
	exportsAtOnce  = 2        // over all chats, what a file costs memory for
	maxOfferToFile = 10 << 20 // bytes of an offer's picture that is put into a file
)

// ErrExportTooLarge says that a shortlist makes a file that the platform does
// not take.
var ErrExportTooLarge = errors.New("the exported file is too large")

// Exporter writes shortlists as files.
type Exporter interface {
	// Export writes count rows at most; it fails with ErrExportTooLarge, or with
	// what rows or w fail with.
	Export(ctx context.Context, w io.Writer, count int, rows iter.Seq2[ExportRow, error]) error
	// FileName names a file made at a time.
	FileName(made time.Time) string
}

// ExportRow is one offer of an exported shortlist.
type ExportRow struct {
	Candidate sourcing.Candidate
	Detail    *sourcing.Detail // nil: not known
	Filters   []string         // names of the filters that found it
	// Picture is the offer's, QueryPicture the one that it was found by; nil
	// where it cannot be had.
	Picture      []byte
	QueryPicture []byte
}

// exportWork is the body of a job that answers a message, of a person or of the
// bot, with the chat's shortlist as a file.
type exportWork struct {
	ChatID  string
	Person  string
	ReplyTo string
}

// export answers /export.
func (b *Bot) export(ctx context.Context, m Message) error {
	_, total, err := b.deps.Shortlists.Candidates(ctx, m.ChatID, 0, 1)
	if err != nil {
		return err
	}
	if total == 0 {
		return b.say(ctx, m, cards.Shortlist(b.deps.Texts, cards.ShortlistView{}))
	}
	return b.startExport(ctx, m.ID, exportWork{ChatID: m.ChatID, Person: m.Sender.OpenID, ReplyTo: m.ID})
}

// exportClicked answers the button of the shortlist's card.
func (b *Bot) exportClicked(ctx context.Context, c Click, state CardState) (ClickAnswer, error) {
	t := b.deps.Texts.Toast
	_, total, err := b.deps.Shortlists.Candidates(ctx, state.ChatID, 0, 1)
	switch {
	case err != nil:
		return ClickAnswer{}, err
	case total == 0:
		return b.toast("warning", t.ListEmpty), nil
	}
	first, err := b.deps.Memory.Once(ctx, stableID("export", state.ChatID), exportRepeat)
	if err != nil || !first {
		return b.toast("info", t.ExportRunning), err
	}
	if err := b.startExport(ctx, stableID(c.EventID), exportWork{ChatID: state.ChatID, Person: c.Operator, ReplyTo: c.MessageID}); err != nil {
		return ClickAnswer{}, err
	}
	return b.toast("info", t.ExportStarted), nil
}

func (b *Bot) startExport(ctx context.Context, key string, w exportWork) error {
	return b.followFor(ctx, Job{Kind: jobExport, Key: key, Chat: w.ChatID, Timeout: exportTimeout}, w)
}

func (b *Bot) workExport(ctx context.Context, a Attempt, w exportWork) error {
	t := b.deps.Texts.Notice
	m := Message{ID: w.ReplyTo, ChatID: w.ChatID, Sender: Sender{OpenID: w.Person}}
	if a.Spent {
		return b.sayOnce(ctx, m, a.Key, cards.Notice(t.ExportFailed))
	}
	err := b.sendExport(ctx, a, w)
	switch {
	case err == nil || ctx.Err() != nil || errors.Is(err, errGone) || errors.As(err, new(*Postpone)):
		return err
	case errors.Is(err, ErrExportTooLarge), ActionOf(err) == PlatformTooBig:
		b.log.WarnContext(ctx, "shortlist not exported", "chat", w.ChatID, "err", err)
		return b.sayOnce(ctx, m, a.Key, cards.Notice(t.ExportTooLarge))
	case ActionOf(err) == PlatformRetry && !a.Last:
		return err
	}
	b.log.ErrorContext(ctx, "shortlist not exported", "chat", w.ChatID, "err", err)
	return b.sayOnce(ctx, m, a.Key, cards.Notice(t.ExportFailed))
}

func (b *Bot) sendExport(ctx context.Context, a Attempt, w exportWork) error {
	select {
	case b.exports <- struct{}{}:
		defer func() { <-b.exports }()
	default:
		return &Postpone{For: busyWait} // a worker that waited would be missing elsewhere
	}
	candidates, total, err := b.deps.Shortlists.Candidates(ctx, w.ChatID, 0, maxShortlist)
	if err != nil {
		return err
	}
	started := b.deps.Now()
	var file bytes.Buffer
	if err := b.deps.Exporter.Export(ctx, &file, len(candidates), b.exportRows(ctx, a, w, candidates)); err != nil {
		return err
	}
	var key string
	err = calling(ctx, func() (err error) {
		key, err = b.deps.Platform.UploadFile(ctx, File{
			Name: b.deps.Exporter.FileName(started), Size: int64(file.Len()),
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil },
		})
		return err
	})
	if err != nil {
		return err
	}
	err = calling(ctx, func() error {
		_, err := b.deps.Platform.ReplyFile(ctx, w.ReplyTo, replyUUID(stableID(a.Key, "file")), key)
		return err
	})
	if ActionOf(err) == PlatformGone {
		return errGone
	}
	if err == nil {
		b.log.InfoContext(ctx, "shortlist exported", "chat", w.ChatID, "offers", total, "bytes", file.Len(),
			"took", b.deps.Now().Sub(started).Round(time.Millisecond))
	}
	return err
}
