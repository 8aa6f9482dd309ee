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

// Gateway asks once for the offers that look like a picture; its errors are
// *sourcing.Failure unless ctx ended.
type Gateway interface {
	Search(ctx context.Context, q sourcing.Query) (sourcing.Answer, error)
}

// Answers keeps what the gateway said, over restarts and for all replicas.
type Answers interface {
	// LoadAnswer gives the newest answer to the question.
	LoadAnswer(ctx context.Context, question string) (id string, a sourcing.Answer, ok bool, err error)
	SaveAnswer(ctx context.Context, question string, a sourcing.Answer) (id string, err error)
}

// Metrics counts what searches cost.
type Metrics interface {
	SearchServed(source string)                       // one of the Source… words
	SearchFailed(kind string)                         // a sourcing.FailureKind, canceled or other
	GatewayCalled(outcome string, took time.Duration) // ok, a sourcing.FailureKind, canceled or other
}

// Where an answer came from, as Metrics is told.
const (
	SourceMemory  = "memory"
	SourceStore   = "store"
	SourceGateway = "gateway"
	SourceShared  = "shared" // another's identical search was under way
	SourceStale   = "stale"
)

// Config bounds a Finder.
type Config struct {
	TTL             time.Duration // how long an answer counts as fresh; required
	CacheBytes      int64         // bound of the memory; required
	Rate            rate.Limit    // calls to the gateway a second; required
	StaleFor        time.Duration // how old an answer may be that stands in for a failed call; 0: 7 days
	Attempts        int           // calls to the gateway for one search at most; 0: 2
	BreakerFailures int           // failed calls in a row that open the breaker; 0: 5
	BreakerWait     time.Duration // how long it stays open before the next call probes; 0: 10 s
}

// Deps are what a Finder works with.
type Deps struct {
	Gateway Gateway
	Answers Answers
	Now     func() time.Time // nil: the system's clock
	Log     *slog.Logger     // nil: no log
	Metrics Metrics          // nil: none
}

// Finder finds offers. It is safe for concurrent use.
type Finder struct {
	cfg     Config
	answers Answers
	now     func() time.Time
	log     *slog.Logger
	metrics Metrics
	asker   *asker
	memory  *memory
	flights *flights
}

// New checks the configuration and gives a Finder, which must be closed.
func New(cfg Config, deps Deps) (*Finder, error) {
	cfg.StaleFor = orDefault(cfg.StaleFor, 7*24*time.Hour)
	cfg.Attempts = orDefault(cfg.Attempts, 2)
	cfg.BreakerFailures = orDefault(cfg.BreakerFailures, 5)
	cfg.BreakerWait = orDefault(cfg.BreakerWait, 10*time.Second)
	switch {
	case deps.Gateway == nil || deps.Answers == nil:
		return nil, errors.New("search: gateway and answers are required")
	case cfg.TTL <= 0 || cfg.CacheBytes <= 0 || cfg.Rate <= 0:
		return nil, errors.New("search: TTL, cache size and rate must be positive")
	case cfg.StaleFor < 0 || cfg.Attempts < 0 || cfg.BreakerFailures < 0 || cfg.BreakerWait < 0:
		return nil, errors.New("search: stale age, attempts and breaker settings must not be negative")
	}
	f := &Finder{cfg: cfg, answers: deps.Answers, now: deps.Now, log: deps.Log, metrics: deps.Metrics}
	if f.now == nil {
		f.now = time.Now
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.metrics == nil {
		f.metrics = noMetrics{}
	}
	f.asker = newAsker(cfg, deps.Gateway, f.metrics)
	f.memory = newMemory(cfg.CacheBytes, max(cfg.TTL, cfg.StaleFor))
	f.flights = newFlights(flightLimit)
	return f, nil
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// Close ends the searches under way, which give ErrClosed, and waits for them.
func (f *Finder) Close() { f.flights.close() }

// Find gives a known answer if there is a fresh one, else the gateway's, else
// an old one. Its errors are *sourcing.Failure for what the gateway did,
// ErrClosed, the end of ctx, and what q.Address failed with.
//
// q.Address is called with the context of the search, which outlives a caller
// that gives up, and not at all when an identical search is under way.
//
// Found.AnswerID is "" when the store could not keep the answer: it can be
// shown, but not be found again by its id. Found.Failure is nil in a stale
// answer when what failed was not the gateway but q.Address. The answer is
// shared with other callers and not to be changed.
func (f *Finder) Find(ctx context.Context, q sourcing.Question) (sourcing.Found, error) {
	if q.PictureID == "" || q.Address == nil {
		return sourcing.Found{}, errors.New("search: a picture's id and address are required")
	}
	key := keyOf(q)
	if !q.Fresh {
		if e, ok := f.memory.get(key); ok && f.fresh(e) {
			f.metrics.SearchServed(SourceMemory)
			return f.known(ctx, key, e), nil
		}
	}
	// Whoever wants a new answer does not join a flight that may end at the
	// store; everybody else joins either.
	join := []string{"fresh " + key}
	if !q.Fresh {
		join = []string{key, "fresh " + key}
	}
	found, shared, err := f.flights.do(ctx, join, func(ctx context.Context) (sourcing.Found, error) {
		return f.find(ctx, key, q)
	})
	if err != nil {
		f.metrics.SearchFailed(outcome(err))
		return sourcing.Found{}, err
	}
	f.metrics.SearchServed(sourceOf(found, shared))
	return found, nil
}

func sourceOf(found sourcing.Found, shared bool) string {
	switch {
	case found.Stale:
		return SourceStale
	case shared:
		return SourceShared
	case found.Cached:
		return SourceStore
	}
	return SourceGateway
}

// Lookup gives a fresh answer that is already known, and asks nobody else; ok
// is false if there is none or the request wants a new one. The error is the
// store's.
func (f *Finder) Lookup(ctx context.Context, q sourcing.Question) (found sourcing.Found, ok bool, err error) {
	if q.Fresh {
		return sourcing.Found{}, false, nil
	}
	key := keyOf(q)
	if e, ok := f.memory.get(key); ok && f.fresh(e) {
		f.metrics.SearchServed(SourceMemory)
		return f.known(ctx, key, e), true, nil
	}
	e, ok, err := f.load(ctx, key)
	if err != nil {
		return sourcing.Found{}, false, err
	}
	if !ok || !f.fresh(e) {
		return sourcing.Found{}, false, nil
	}
	f.metrics.SearchServed(SourceStore)
	return sourcing.Found{AnswerID: e.ID, Answer: e.Answer, Cached: true}, true, nil
}

// find is one flight.
func (f *Finder) find(ctx context.Context, key string, q sourcing.Question) (sourcing.Found, error) {
	old, ok := f.recall(ctx, key)
	if ok && !q.Fresh && f.fresh(old) {
		return f.known(ctx, key, old), nil
	}
	answer, err := f.ask(ctx, q)
	if err != nil {
		if !ok || f.age(old) > f.cfg.StaleFor || errors.Is(ctx.Err(), context.Canceled) || errors.Is(err, errNoTurn) {
			return sourcing.Found{}, err
		}
		f.log.WarnContext(ctx, "an old answer stands in for a failed search", "error", err, "age", f.age(old))
		found := f.known(ctx, key, old)
		found.Stale = true
		errors.As(err, &found.Failure)
		return found, nil
	}
	return sourcing.Found{AnswerID: f.keep(ctx, key, answer), Answer: answer}, nil
}

// ask has the picture put where the gateway can fetch it, and asks.
func (f *Finder) ask(ctx context.Context, q sourcing.Question) (sourcing.Answer, error) {
	if f.asker.open() {
		return sourcing.Answer{}, f.asker.refusal()
	}
	address, err := q.Address(ctx)
	if err != nil {
		return sourcing.Answer{}, fmt.Errorf("search: address of the picture: %w", err)
	}
	return f.asker.ask(ctx, sourcing.Query{ImageURL: address, Keywords: keywordsOf(q), Filters: filtersOf(q)})
}

// noMetrics counts nothing.
type noMetrics struct{}

func (noMetrics) SearchServed(string)                 {}
func (noMetrics) SearchFailed(string)                 {}
func (noMetrics) GatewayCalled(string, time.Duration) {}
