package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tusou/internal/sourcing"
)

// refundLimit bounds the way of a refund to its account.
const refundLimit = 5 * time.Second

// desk answers the questions of one kind, whose answers are a T. Memory and
// asker are shared by all desks, flights and store are its own.
type desk[T any] struct {
	subject[T]
	memory   *memory
	asker    *asker
	flights  *flights[answer[T]]
	ttl      time.Duration
	staleFor time.Duration
	now      func() time.Time
	log      *slog.Logger
}

// subject is what makes one desk different from another.
type subject[T any] struct {
	name string // in the log, and before its keys in the memory
	// load and save are the store's; an entry is saved under an id, "" is none.
	load    func(ctx context.Context, key string) (entry[T], bool, error)
	save    func(ctx context.Context, key string, value T) (id string, err error)
	fetched func(value T) time.Time
	served  func(source string)
	failed  func(kind string)
}

func newDesk[T any](f *Finder, cfg Config, deps Deps, s subject[T]) *desk[T] {
	return &desk[T]{
		subject: s, memory: f.memory, asker: f.asker, flights: newFlights[answer[T]](flightLimit),
		ttl: cfg.TTL, staleFor: cfg.StaleFor, now: deps.Now, log: deps.Log.With("question", s.name),
	}
}

// order is one question at a desk.
type order[T any] struct {
	key   string
	fresh bool // ask the gateway although a fresh answer is known
	// prepare gives the attempt at the gateway, with all that it needs. It is
	// called once at most, and only when the gateway is to be asked.
	prepare func(ctx context.Context) (attempt[T], error)
	spend   func(ctx context.Context) error // nil: free
	refund  func(ctx context.Context)       // nil: nothing to give back
}

// attempt asks the gateway once.
type attempt[T any] func(ctx context.Context) (T, error)

// answer is an entry and where it came from.
type answer[T any] struct {
	entry[T]
	cached  bool
	stale   bool
	failure *sourcing.Failure
}

// find gives a known answer if there is a fresh one, else the gateway's, else
// an old one.
func (d *desk[T]) find(ctx context.Context, o order[T]) (answer[T], error) {
	if !o.fresh {
		if e, ok := d.remembered(o.key); ok && d.isFresh(e) {
			d.served(SourceMemory)
			return d.known(ctx, o.key, e), nil
		}
	}
	// Whoever wants a new answer does not join a flight that may end at the
	// store; everybody else joins either.
	join := []string{"fresh " + o.key}
	if !o.fresh {
		join = []string{o.key, "fresh " + o.key}
	}
	found, shared, err := d.flights.do(ctx, join, func(ctx context.Context) (answer[T], error) { return d.fly(ctx, o) })
	if err != nil {
		d.failed(outcome(err))
		return answer[T]{}, asSpendGaveIt(err)
	}
	d.served(sourceOf(found, shared))
	return found, nil
}

func sourceOf[T any](a answer[T], shared bool) string {
	switch {
	case a.stale:
		return SourceStale
	case shared:
		return SourceShared
	case a.cached:
		return SourceStore
	}
	return SourceGateway
}

// lookup gives a fresh answer that is already known.
func (d *desk[T]) lookup(ctx context.Context, key string) (a answer[T], ok bool, err error) {
	if e, ok := d.remembered(key); ok && d.isFresh(e) {
		d.served(SourceMemory)
		return d.known(ctx, key, e), true, nil
	}
	e, ok, err := d.stored(ctx, key)
	if err != nil {
		return answer[T]{}, false, err
	}
	if !ok || !d.isFresh(e) {
		return answer[T]{}, false, nil
	}
	d.served(SourceStore)
	return answer[T]{entry: e, cached: true}, true, nil
}

// fly is one flight.
func (d *desk[T]) fly(ctx context.Context, o order[T]) (answer[T], error) {
	old, ok := d.recall(ctx, o.key)
	if ok && !o.fresh && d.isFresh(old) {
		return d.known(ctx, o.key, old), nil
	}
	value, err := d.ask(ctx, o)
	if err != nil {
		if !ok || d.age(old) > d.staleFor || !standsIn(ctx, err) {
			return answer[T]{}, err
		}
		d.log.WarnContext(ctx, "an old answer stands in for a failed call", "error", err, "age", d.age(old))
		found := d.known(ctx, o.key, old)
		found.stale = true
		errors.As(err, &found.failure)
		return found, nil
	}
	return answer[T]{entry: entry[T]{ID: d.keep(ctx, o.key, value), Value: value}}, nil
}

// standsIn says whether an old answer may take the place of a new one: not
// when there will be a turn later, not against a refused Spend, and not when
// this process ended the flight.
func standsIn(ctx context.Context, err error) bool {
	return !errors.Is(err, errNoTurn) && !isUnpaid(err) && !errors.Is(ctx.Err(), context.Canceled)
}

// ask has made ready what an attempt needs, spends, and asks. The wait for a
// turn comes after Spend, so that who is refused takes no turn from others.
func (d *desk[T]) ask(ctx context.Context, o order[T]) (value T, err error) {
	if d.asker.open() {
		return value, d.asker.refusal()
	}
	try, err := o.prepare(ctx)
	if err != nil {
		return value, err
	}
	if o.spend != nil {
		if err := o.spend(ctx); err != nil {
			return value, &unpaid{err}
		}
	}
	answered := false
	defer func() { // also when the attempt panics
		if !answered && o.refund != nil {
			// The flight's own time may be what ran out.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refundLimit)
			defer cancel()
			o.refund(ctx)
		}
	}()
	err = d.asker.ask(ctx, func(ctx context.Context) (err error) {
		value, err = try(ctx)
		return err
	})
	answered = err == nil
	return value, err
}

// unpaid says that a flight's starter was refused by Spend. It concerns nobody
// else who waits for the flight.
type unpaid struct{ err error }

func (u *unpaid) Error() string { return fmt.Sprintf("search: spend: %v", u.err) }

func (u *unpaid) Unwrap() error { return u.err }

func isUnpaid(err error) bool {
	var u *unpaid
	return errors.As(err, &u)
}

// asSpendGaveIt takes an error of Spend out of its wrapping.
func asSpendGaveIt(err error) error {
	var u *unpaid
	if errors.As(err, &u) {
		return u.err
	}
	return err
}
