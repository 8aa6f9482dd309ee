package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	readyTime   = 2 * time.Second
	healthEvery = 15 * time.Second
	// skewNoticed is from which difference on the clocks are said to differ: the
	// platform's time is known to the second, and its webhooks are good for five
	// minutes.
	skewNoticed = time.Minute
)

// health knows whether the program can take events, and logs when that changes.
type health struct {
	parts func(ctx context.Context) error // what keeps it from taking events
	skew  func() (ahead time.Duration, known bool)
	log   *slog.Logger

	mu      sync.Mutex
	watched bool // whether changes are logged: a start and an end are no trouble
	ended   bool
	unfit   bool // as it was logged last
	skewed  bool
}

// look says what keeps the program from taking events.
func (h *health) look(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	err := h.parts(bounded)
	if ctx.Err() == nil { // else who asked has gone, which says nothing
		h.note(ctx, err)
	}
	return err
}

// note logs what has changed since the last look.
func (h *health) note(ctx context.Context, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watched = h.watched || err == nil && !h.ended
	if !h.watched {
		return
	}
	if h.unfit != (err != nil) {
		h.unfit = err != nil
		if h.unfit {
			h.log.ErrorContext(ctx, "not ready, events are refused until this is mended", "err", err)
		} else {
			h.log.InfoContext(ctx, "ready again")
		}
	}
	ahead, known := h.skew()
	if !known || h.skewed == (ahead.Abs() >= skewNoticed) {
		return
	}
	h.skewed = !h.skewed
	if h.skewed {
		h.log.WarnContext(ctx, "this machine's clock and the platform's differ: signatures are refused, and new messages taken for old ones", "ahead", ahead)
	} else {
		h.log.InfoContext(ctx, "this machine's clock is right again", "ahead", ahead)
	}
}

// watch looks regularly until ctx ends, so that trouble is logged even where
// nobody asks.
func (h *health) watch(ctx context.Context) {
	tick := time.NewTicker(healthEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.logging(true)
			_ = h.look(ctx) // is logged
		case <-ctx.Done():
			h.logging(false)
			return
		}
	}
}

func (h *health) logging(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watched, h.ended = on, !on
}

// parts asks every part of the program that taking an event needs.
func (a *App) parts(ctx context.Context) error {
	_, err := a.database.inbox.Waiting(ctx)
	return errors.Join(
		part("program", a.running()),
		part("platform", a.receiving()),
		part("database", errors.Join(a.database.store.Ping(ctx), err)),
		part("image store", a.images.Usable(ctx)),
	)
}

func part(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

func (a *App) running() error {
	if a.stopping.Load() {
		return errors.New("ending")
	}
	return nil
}

func (a *App) receiving() error {
	if e := a.events.Load(); e == nil || !(*e).connected() {
		return errors.New("not connected")
	}
	return nil
}
