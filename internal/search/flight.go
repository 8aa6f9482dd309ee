package search

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// ErrClosed is given to questions that come after, or are ended by, Close.
var ErrClosed = errors.New("search: closed")

// flight is one question under way, for everybody who asked the same.
type flight[A any] struct {
	done   chan struct{} // closed when answer and err are set
	answer A
	err    error
}

// flights runs at most one flight a key. Flights have a context of their own,
// so that nobody who gives up ends another's.
type flights[A any] struct {
	limit time.Duration // of one flight
	ctx   context.Context
	end   context.CancelFunc
	wg    sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	running map[string]*flight[A]
}

func newFlights[A any](limit time.Duration) *flights[A] {
	ctx, end := context.WithCancel(context.Background()) //nolint:gosec // close calls it.
	return &flights[A]{limit: limit, ctx: ctx, end: end, running: make(map[string]*flight[A])}
}

// do gives the outcome of a flight with one of the keys, and starts one with
// the first key and run if there is none; shared says that another call
// started it. When ctx ends first the flight goes on without this caller.
//
// A flight that its starter could not pay for says nothing to the others: each
// of them joins or starts another.
func (g *flights[A]) do(ctx context.Context, keys []string, run func(context.Context) (A, error)) (answer A, shared bool, err error) {
	for {
		f, shared, err := g.join(keys, run)
		if err != nil {
			return answer, false, err
		}
		select {
		case <-f.done:
			if !shared || !isUnpaid(f.err) {
				return f.answer, shared, f.err
			}
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return answer, shared, fmt.Errorf("search: wait for the answer: %w", ctx.Err())
		}
	}
}

func (g *flights[A]) join(keys []string, run func(context.Context) (A, error)) (f *flight[A], shared bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, false, ErrClosed
	}
	for _, key := range keys {
		if f, ok := g.running[key]; ok {
			return f, true, nil
		}
	}
	f = &flight[A]{done: make(chan struct{})}
	g.running[keys[0]] = f
	g.wg.Go(func() { g.fly(keys[0], f, run) })
	return f, false, nil
}

func (g *flights[A]) fly(key string, f *flight[A], run func(context.Context) (A, error)) {
	ctx, cancel := context.WithTimeout(g.ctx, g.limit)
	defer cancel()
	defer func() {
		// A panic here would end the process and everybody's questions with it.
		if cause := recover(); cause != nil {
			f.err = fmt.Errorf("search: panic: %v\n%s", cause, debug.Stack())
		}
		g.mu.Lock()
		delete(g.running, key)
		g.mu.Unlock()
		close(f.done)
	}()
	f.answer, f.err = run(ctx)
	if f.err != nil && g.ctx.Err() != nil {
		f.err = ErrClosed
	}
}

// close ends the flights and waits for them.
func (g *flights[A]) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.end()
	g.wg.Wait()
}
