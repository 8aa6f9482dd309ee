package bot

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"tusou/internal/sourcing"
)

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
