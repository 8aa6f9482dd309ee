package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"tusou/internal/sourcing"
)

// flightLimit bounds one search: two attempts of 10 s, the wait between them
// and for the rate, and the picture's way to its public address. It stays
// under the 30 s that a job has.
const flightLimit = 27 * time.Second

// Gateway asks once; its errors are *sourcing.Failure unless ctx ended.
type Gateway interface {
	// Search gives the offers that look like a picture.
	Search(ctx context.Context, q sourcing.Query) (sourcing.Answer, error)
	// Detail gives what is known of an offer.
	Detail(ctx context.Context, offerID string) (sourcing.Detail, error)
}

// Answers keeps what the gateway said to searches, over restarts and for all
// replicas.
type Answers interface {
	// LoadAnswer gives the newest answer to the question.
	LoadAnswer(ctx context.Context, question string) (id string, a sourcing.Answer, ok bool, err error)
	SaveAnswer(ctx context.Context, question string, a sourcing.Answer) (id string, err error)
}

// Details keeps what the gateway said of offers, the newest for each.
type Details interface {
	LoadDetail(ctx context.Context, offerID string) (d sourcing.Detail, ok bool, err error)
	SaveDetail(ctx context.Context, d sourcing.Detail) error
}

// Metrics counts what searches and details cost.
type Metrics interface {
	SearchServed(source string)                       // one of the Source… words
	SearchFailed(kind string)                         // a sourcing.FailureKind, quota, canceled or other
	DetailServed(source string)                       // as of searches
	DetailFailed(kind string)                         // as of searches
	GatewayCalled(outcome string, took time.Duration) // ok, a sourcing.FailureKind, canceled or other
}

// Where an answer came from, as Metrics is told.
const (
	SourceMemory  = "memory"
	SourceStore   = "store"
	SourceGateway = "gateway"
	SourceShared  = "shared" // another's identical question was under way
	SourceStale   = "stale"
)

// Config bounds a Finder.
type Config struct {
	TTL             time.Duration // how long an answer counts as fresh; required
	CacheBytes      int64         // bound of the memory; required
	Rate            rate.Limit    // calls to the gateway a second; required
	StaleFor        time.Duration // how old an answer may be that stands in for a failed call; 0: 7 days
	Attempts        int           // calls to the gateway for one question at most; 0: 2
	BreakerFailures int           // failed calls in a row that open the breaker; 0: 5
	BreakerWait     time.Duration // how long it stays open before the next call probes; 0: 10 s
}

// Deps are what a Finder works with.
type Deps struct {
	Gateway Gateway
	Answers Answers
	Details Details
	Now     func() time.Time // nil: the system's clock
	Log     *slog.Logger     // nil: no log
	Metrics Metrics          // nil: none
}

// Finder finds offers and their details. Both share memory, rate and breaker.
// It is safe for concurrent use.
type Finder struct {
	gateway Gateway
	asker   *asker
	memory  *memory
	offers  *desk[sourcing.Answer]
	details *desk[sourcing.Detail]
}

// New checks the configuration and gives a Finder, which must be closed.
func New(cfg Config, deps Deps) (*Finder, error) {
	cfg.StaleFor = orDefault(cfg.StaleFor, 7*24*time.Hour)
	cfg.Attempts = orDefault(cfg.Attempts, 2)
	cfg.BreakerFailures = orDefault(cfg.BreakerFailures, 5)
	cfg.BreakerWait = orDefault(cfg.BreakerWait, 10*time.Second)
	switch {
	case deps.Gateway == nil || deps.Answers == nil || deps.Details == nil:
		return nil, errors.New("search: gateway, answers and details are required")
	case cfg.TTL <= 0 || cfg.CacheBytes <= 0 || cfg.Rate <= 0:
		return nil, errors.New("search: TTL, cache size and rate must be positive")
	case cfg.StaleFor < 0 || cfg.Attempts < 0 || cfg.BreakerFailures < 0 || cfg.BreakerWait < 0:
		return nil, errors.New("search: stale age, attempts and breaker settings must not be negative")
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	if deps.Metrics == nil {
		deps.Metrics = noMetrics{}
	}
	f := &Finder{
		gateway: deps.Gateway,
		asker:   newAsker(cfg, deps.Metrics),
		memory:  newMemory(cfg.CacheBytes, max(cfg.TTL, cfg.StaleFor)),
	}
	f.offers = newDesk(f, cfg, deps, subject[sourcing.Answer]{
		name:    "search",
		load:    loadAnswer(deps.Answers),
		save:    deps.Answers.SaveAnswer,
		fetched: func(a sourcing.Answer) time.Time { return a.FetchedAt },
		served:  deps.Metrics.SearchServed,
		failed:  deps.Metrics.SearchFailed,
	})
	f.details = newDesk(f, cfg, deps, subject[sourcing.Detail]{
		name:    "detail",
		load:    loadDetail(deps.Details),
		save:    saveDetail(deps.Details),
		fetched: func(d sourcing.Detail) time.Time { return d.FetchedAt },
		served:  deps.Metrics.DetailServed,
		failed:  deps.Metrics.DetailFailed,
	})
	return f, nil
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// Close ends the questions under way, which give ErrClosed, and waits for them.
func (f *Finder) Close() {
	f.offers.flights.close()
	f.details.flights.close()
}

// Find gives a known answer if there is a fresh one, else the gateway's, else
// an old one. Its errors are *sourcing.Failure for what the gateway did,
// ErrClosed, the end of ctx, and what q.Address or q.Spend failed with.
//
// q.Address, q.Spend and q.Refund are called with the context of the search,
// which outlives a caller that gives up, and not at all when an identical
// search is under way. A caller that waited for one which its own starter was
// refused starts another.
//
// Found.AnswerID is "" when the store could not keep the answer: it can be
// shown, but not be found again by its id. Found.Failure is nil in a stale
// answer when what failed was not the gateway but q.Address. The answer is
// shared with other callers and not to be changed.
func (f *Finder) Find(ctx context.Context, q sourcing.Question) (sourcing.Found, error) {
	if q.PictureID == "" || q.Address == nil {
		return sourcing.Found{}, errors.New("search: a picture's id and address are required")
	}
	found, err := f.offers.find(ctx, order[sourcing.Answer]{
		key:    keyOf(q),
		fresh:  q.Fresh,
		spend:  q.Spend,
		refund: q.Refund,
		prepare: func(ctx context.Context) (attempt[sourcing.Answer], error) {
			address, err := q.Address(ctx)
			if err != nil {
				return nil, fmt.Errorf("search: address of the picture: %w", err)
			}
			query := sourcing.Query{ImageURL: address, Keywords: keywordsOf(q), Filters: filtersOf(q)}
			return func(ctx context.Context) (sourcing.Answer, error) { return f.gateway.Search(ctx, query) }, nil
		},
	})
	return foundOffers(found), err
}

// Lookup gives a fresh answer that is already known, and asks nobody else; ok
// is false if there is none or the request wants a new one. The error is the
// store's.
func (f *Finder) Lookup(ctx context.Context, q sourcing.Question) (found sourcing.Found, ok bool, err error) {
	if q.Fresh {
		return sourcing.Found{}, false, nil
	}
	known, ok, err := f.offers.lookup(ctx, keyOf(q))
	return foundOffers(known), ok, err
}

func foundOffers(a answer[sourcing.Answer]) sourcing.Found {
	return sourcing.Found{AnswerID: a.ID, Answer: a.Value, Cached: a.cached, Stale: a.stale, Failure: a.failure}
}

func loadAnswer(store Answers) func(context.Context, string) (entry[sourcing.Answer], bool, error) {
	return func(ctx context.Context, question string) (entry[sourcing.Answer], bool, error) {
		id, a, ok, err := store.LoadAnswer(ctx, question)
		return entry[sourcing.Answer]{ID: id, Value: a}, ok, err
	}
}

// noMetrics counts nothing.
type noMetrics struct{}

func (noMetrics) SearchServed(string)                 {}
func (noMetrics) SearchFailed(string)                 {}
func (noMetrics) DetailServed(string)                 {}
func (noMetrics) DetailFailed(string)                 {}
func (noMetrics) GatewayCalled(string, time.Duration) {}
