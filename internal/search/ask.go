package search

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/time/rate"

	"tusou/internal/sourcing"
)

const (
	// backoff is the middle of the wait between two attempts; the wait is
	// spread by half of it to either side.
	backoff = 500 * time.Millisecond
	// longestWait bounds the wait that the gateway asks for. Somebody is looking
	// at a progress card, so that an error at once is better than a longer wait.
	longestWait = 5 * time.Second
	// turnWait bounds the wait for a turn under our own rate; with an attempt
	// behind it it fits into a flight.
	turnWait = 12 * time.Second
)

// errNoTurn says that the rate had no turn within turnWait.
var errNoTurn = errors.New("no turn within the rate")

// asker asks the gateway within rate, breaker and number of attempts.
type asker struct {
	metrics  Metrics
	attempts int
	wait     time.Duration // of the open breaker
	rate     *rate.Limiter
	breaker  *gobreaker.CircuitBreaker[struct{}]
}

func newAsker(cfg Config, metrics Metrics) *asker {
	return &asker{
		metrics:  metrics,
		attempts: cfg.Attempts,
		wait:     cfg.BreakerWait,
		// Without bursts no second sees more calls than the rate, however the
		// gateway counts its seconds.
		rate: rate.NewLimiter(cfg.Rate, 1),
		breaker: gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
			Name:         "gateway",
			Timeout:      cfg.BreakerWait,
			ReadyToTrip:  func(c gobreaker.Counts) bool { return int64(c.ConsecutiveFailures) >= int64(cfg.BreakerFailures) },
			IsSuccessful: answered,
			IsExcluded:   notAsked,
		}),
	}
}

// open says that the breaker refuses calls now.
func (a *asker) open() bool { return a.breaker.State() == gobreaker.StateOpen }

// refusal is the failure of a question while the breaker is open.
func (a *asker) refusal() *sourcing.Failure {
	return &sourcing.Failure{Kind: sourcing.FailureBreaker, Retry: true, After: a.wait}
}

// ask makes as many attempts as are allowed and sensible.
func (a *asker) ask(ctx context.Context, attempt func(context.Context) error) error {
	for n := 1; ; n++ {
		err := a.try(ctx, attempt)
		if err == nil {
			return nil
		}
		pause, again := retryAfter(err)
		// A breaker that this failure opened would refuse the next attempt, and
		// the failure says more.
		if !again || n >= a.attempts || a.open() {
			return err
		}
		if sleep(ctx, pause) != nil {
			return err
		}
	}
}

// retryAfter says whether and after which pause a failed attempt is repeated.
// Failures of this process's own making (breaker, rate) are not: both have
// waited or know better.
func retryAfter(err error) (pause time.Duration, again bool) {
	var f *sourcing.Failure
	if !errors.As(err, &f) || !f.Retry || f.Kind == sourcing.FailureBreaker || errors.Is(err, errNoTurn) || f.After > longestWait {
		return 0, false
	}
	spread := time.Duration(rand.Int64N(int64(backoff)))
	return max(f.After, backoff/2+spread), true
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// try makes one attempt, if breaker and rate let it.
func (a *asker) try(ctx context.Context, attempt func(context.Context) error) error {
	_, err := a.breaker.Execute(func() (struct{}, error) {
		if err := a.turn(ctx); err != nil {
			return struct{}{}, err
		}
		start := time.Now()
		err := attempt(ctx)
		a.metrics.GatewayCalled(outcome(err), time.Since(start))
		return struct{}{}, err
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return a.refusal()
	}
	return err
}

// turn waits for a turn within the rate.
func (a *asker) turn(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	err := a.rate.Wait(bounded)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("wait for the rate: %w", ctx.Err())
	}
	return &sourcing.Failure{Kind: sourcing.FailureBusy, Retry: true, Err: errNoTurn}
}

// answered says for the breaker that the gateway is there: a refusal is an
// answer, and so is a word about too many calls.
func answered(err error) bool {
	var f *sourcing.Failure
	return err == nil || errors.As(err, &f) && (f.Kind == sourcing.FailureRefused || f.Kind == sourcing.FailureThrottled)
}

// notAsked says for the breaker that an attempt tells nothing about the
// gateway: it had no turn, or this process ended it.
func notAsked(err error) bool {
	return errors.Is(err, errNoTurn) || errors.Is(err, context.Canceled)
}

// outcome is the metric's word for how a call or a question ended.
func outcome(err error) string {
	var f *sourcing.Failure
	switch {
	case err == nil:
		return "ok"
	case isUnpaid(err):
		return "quota"
	case errors.As(err, &f):
		return string(f.Kind)
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return "other"
}
