package search

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"tusou/internal/sourcing"
)

// ErrClosed is given to searches that come after, or are ended by, Close.
var ErrClosed = errors.New("search: closed")

// flight is one search under way, for everybody who asked the same.
type flight struct {
	done  chan struct{} // closed when found and err are set
	found sourcing.Found
	err   error
}

// flights runs at most one flight a key. Flights have a context of their own,
// so that nobody who gives up ends another's.
type flights struct {
	limit time.Duration // of one flight
	ctx   context.Context
	end   context.CancelFunc
	wg    sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	running map[string]*flight
}

func newFlights(limit time.Duration) *flights {
	ctx, end := context.WithCancel(context.Background())
	return &flights{limit: limit, ctx: ctx, end: end, running: make(map[string]*flight)}
}

// do gives the outcome of a flight with one of the keys, and starts one with
// the first key and run if there is none; shared says that another call
// started it. When ctx ends first the flight goes on without this caller.
func (g *flights) do(ctx context.Context, keys []string, run func(context.Context) (sourcing.Found, error)) (found sourcing.Found, shared bool, err error) {
	f, shared, err := g.join(keys, run)
	if err != nil {
		return sourcing.Found{}, false, err
	}
	select {
	case <-f.done:
		return f.found, shared, f.err
	case <-ctx.Done():
		return sourcing.Found{}, shared, fmt.Errorf("search: wait for the answer: %w", ctx.Err())
	}
}

func (g *flights) join(keys []string, run func(context.Context) (sourcing.Found, error)) (f *flight, shared bool, err error) {
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
	f = &flight{done: make(chan struct{})}
	g.running[keys[0]] = f
	g.wg.Go(func() { g.fly(keys[0], f, run) })
	return f, false, nil
}

func (g *flights) fly(key string, f *flight, run func(context.Context) (sourcing.Found, error)) {
	ctx, cancel := context.WithTimeout(g.ctx, g.limit)
	defer cancel()
	defer func() {
		// A panic here would end the process and everybody's searches with it.
		if cause := recover(); cause != nil {
			f.err = fmt.Errorf("search: panic: %v\n%s", cause, debug.Stack())
		}
		g.mu.Lock()
		delete(g.running, key)
		g.mu.Unlock()
		close(f.done)
	}()
	f.found, f.err = run(ctx)
	if f.err != nil && g.ctx.Err() != nil {
		f.err = ErrClosed
	}
}

// close ends the flights and waits for them.
func (g *flights) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.end()
	g.wg.Wait()
}
