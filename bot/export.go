package bot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"sync"
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
	case err == nil || ctx.Err() != nil || errors.Is(err, errGone):
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
	case <-ctx.Done():
		return ctx.Err()
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

// exportRows gives the rows of a file in their order. A few are prepared while
// one is written, so that pictures and details overlap and memory stays flat.
func (b *Bot) exportRows(ctx context.Context, a Attempt, w exportWork, candidates []sourcing.Candidate) iter.Seq2[ExportRow, error] {
	return func(yield func(ExportRow, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		e := &exporting{bot: b, person: w.Person, key: a.Key, asking: time.Now().Add(exportDetails), queries: make(map[string]*sync.Once), pictures: make(map[string][]byte)}
		ahead := make(chan chan ExportRow, exportAhead)
		var all sync.WaitGroup
		defer all.Wait()
		defer cancel()
		all.Go(func() {
			defer close(ahead)
			for _, c := range candidates {
				row := make(chan ExportRow, 1)
				select {
				case ahead <- row:
				case <-ctx.Done():
					return
				}
				all.Go(func() { row <- e.row(ctx, c) })
			}
		})
		for row := range ahead {
			if !yield(<-row, ctx.Err()) {
				return
			}
		}
		if ctx.Err() != nil {
			yield(ExportRow{}, ctx.Err())
		}
	}
}

// exporting is one file while its rows are prepared.
type exporting struct {
	bot    *Bot
	person string
	key    string
	asking time.Time // until when the gateway is asked for details

	mu       sync.Mutex
	refused  bool // the person's quota is used up
	queries  map[string]*sync.Once
	pictures map[string][]byte // small query pictures by search picture
}

func (e *exporting) row(ctx context.Context, c sourcing.Candidate) ExportRow {
	row := ExportRow{Candidate: c, Filters: make([]string, len(c.Filters))}
	for i, key := range c.Filters {
		row.Filters[i] = e.bot.filterName(key)
	}
	var all sync.WaitGroup
	all.Go(func() { row.Detail = e.detail(ctx, c.Offer.ID) })
	all.Go(func() { row.Picture = e.picture(ctx, c.Offer.Image) })
	all.Go(func() { row.QueryPicture = e.query(ctx, c.SearchID) })
	all.Wait()
	return row
}

// detail gives the details that are known, or can be had in time and within
// the person's quota.
func (e *exporting) detail(ctx context.Context, offerID string) *sourcing.Detail {
	b := e.bot
	if found, ok, err := b.deps.Finder.LookupDetail(ctx, offerID); ok && err == nil {
		return &found.Detail
	}
	ctx, cancel := context.WithDeadline(ctx, e.asking)
	defer cancel()
	if e.hasRefused() || ctx.Err() != nil {
		return nil
	}
	found, err := b.deps.Finder.Detail(ctx, b.detailQuestion(offerID, stableID(e.key, offerID), e.person))
	if err != nil {
		if errors.Is(err, errQuota) {
			e.refuse()
		}
		b.log.InfoContext(ctx, "exported without details", "offer", offerID, "err", err)
		return nil
	}
	return &found.Detail
}

func (e *exporting) hasRefused() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.refused
}

func (e *exporting) refuse() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.refused = true
}

func (e *exporting) picture(ctx context.Context, address string) []byte {
	if address == "" {
		return nil
	}
	data, err := e.bot.deps.Fetcher.Thumbnail(ctx, address)
	if err != nil || len(data) > maxOfferToFile {
		e.bot.log.InfoContext(ctx, "exported without picture", "err", err)
		return nil
	}
	return data
}

// query gives the picture of the search that found an offer, each once a file
// and kept small.
func (e *exporting) query(ctx context.Context, searchID string) []byte {
	s, ok, err := e.bot.deps.Searches.LoadSearch(ctx, searchID)
	if err != nil || !ok {
		return nil
	}
	name := s.Image + s.Source.MessageID + s.Source.Key
	e.mu.Lock()
	once, ok := e.queries[name]
	if !ok {
		once = new(sync.Once)
		e.queries[name] = once
	}
	e.mu.Unlock()
	once.Do(func() {
		small, err := e.bot.smallQuery(ctx, s)
		if err != nil {
			e.bot.log.InfoContext(ctx, "exported without query picture", "search", s.ID, "err", err)
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.pictures[name] = small
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.pictures[name]
}

// smallQuery gives a search's picture, small.
func (b *Bot) smallQuery(ctx context.Context, s Search) (jpeg []byte, err error) {
	q := &query{source: s.Source}
	if s.Image != "" {
		q.original, err = b.deps.Fetcher.Thumbnail(ctx, s.Image)
	} else {
		err = b.download(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	small, err := b.deps.Preparer.Thumbnail(ctx, q.original, queryMaxSide, queryMaxBytes)
	if err != nil {
		return nil, err
	}
	return small.JPEG, nil
}
