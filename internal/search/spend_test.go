package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"tusou/internal/sourcing"
)

var errSpent = errors.New("nothing left today")

// account is one person's, of which Spend takes and to which Refund gives.
type account struct {
	mu       sync.Mutex
	left     int
	spends   int
	refunds  int
	askedYet func() int // calls of the gateway, noted at every Spend
	before   []int
	spending func() // called in Spend, outside the lock
	late     error  // of the context that Refund was given
}

func (a *account) spend(context.Context) error {
	if a.spending != nil {
		a.spending()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.left == 0 {
		return fmt.Errorf("quota: %w", errSpent)
	}
	a.left--
	a.spends++
	if a.askedYet != nil {
		a.before = append(a.before, a.askedYet())
	}
	return nil
}

func (a *account) refund(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left++
	a.refunds++
	a.late = ctx.Err()
}

// outcomeOf is what both kinds of answers say of where they came from.
type outcomeOf struct {
	cached, stale bool
	failure       *sourcing.Failure
}

// asking asks one kind of question on somebody's account.
type asking func(ctx context.Context, f *Finder, a *account, fresh bool) (outcomeOf, error)

// bothKinds runs a test for searches and for details.
func bothKinds(t *testing.T, test func(t *testing.T, ask asking)) {
	for name, ask := range map[string]asking{
		"a search": func(ctx context.Context, f *Finder, a *account, fresh bool) (outcomeOf, error) {
			q := fan()
			q.Fresh, q.Spend, q.Refund = fresh, a.spend, a.refund
			found, err := f.Find(ctx, q)
			return outcomeOf{found.Cached, found.Stale, found.Failure}, err
		},
		"a detail": func(ctx context.Context, f *Finder, a *account, fresh bool) (outcomeOf, error) {
			q := detail()
			q.Fresh, q.Spend, q.Refund = fresh, a.spend, a.refund
			found, err := f.Detail(ctx, q)
			return outcomeOf{found.Cached, found.Stale, found.Failure}, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, ask) })
		})
	}
}

func TestAskingTheGatewaySpendsOnceJustBeforeTheFirstAttempt(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{left: 5, askedYet: s.gateway.calls}
		s.gateway.failNext(1, timeoutFailure())
		_, err := ask(t.Context(), s.Finder, a, false)
		require.NoError(t, err)
		assert.Equal(t, 2, s.gateway.calls())
		assert.Equal(t, 1, a.spends, "a second attempt is free")
		assert.Equal(t, []int{0}, a.before)
		assert.Zero(t, a.refunds)
	})
}

func TestAKnownAnswerIsFree(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{left: 1}
		for _, f := range []*Finder{s.Finder, s.Finder, s.another(t, nil)} {
			_, err := ask(t.Context(), f, a, false)
			require.NoError(t, err)
		}
		assert.Equal(t, 1, a.spends, "neither memory nor store costs anything")
	})
}

func TestWaitingForAnothersQuestionIsFree(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		starter, waiter := &account{left: 1}, &account{}
		var wg sync.WaitGroup
		for _, a := range []*account{starter, waiter, waiter} {
			wg.Go(func() {
				_, err := ask(t.Context(), s.Finder, a, false)
				assert.NoError(t, err)
			})
			synctest.Wait()
		}
		wg.Wait()
		assert.Equal(t, 1, starter.spends)
		assert.Zero(t, waiter.spends)
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestARefusedSpendRefusesTheQuestionAndIsGivenBackAsItIs(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{}
		_, err := ask(t.Context(), s.Finder, a, false)
		require.ErrorIs(t, err, errSpent)
		assert.EqualError(t, err, "quota: nothing left today")
		assert.Zero(t, s.gateway.calls())
		assert.Zero(t, a.refunds)
		assert.False(t, s.asker.open())
		counts := s.metrics.counts()
		assert.Equal(t, 1, counts["failed quota"]+counts["detail failed quota"])
	})
}

func TestARefusedSpendIsNotCoveredByAnOldAnswer(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{left: 1}
		_, err := ask(t.Context(), s.Finder, a, false)
		require.NoError(t, err)
		_, err = ask(t.Context(), s.Finder, a, true)
		require.ErrorIs(t, err, errSpent)
	})
}

func TestARefusedSpendTakesNoTurnOfTheRate(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, func(c *Config) { c.Rate = rate.Every(time.Second) })
		for range 10 {
			_, err := ask(t.Context(), s.Finder, &account{}, false)
			require.ErrorIs(t, err, errSpent)
		}
		start := time.Now()
		_, err := ask(t.Context(), s.Finder, &account{left: 1}, false)
		require.NoError(t, err)
		assert.Equal(t, s.gateway.takes, time.Since(start))
	})
}

func TestAWaiterOfAQuestionThatItsStarterCouldNotPayAsksItself(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		joined := make(chan struct{})
		poor := &account{spending: func() { <-joined }}
		rich := &account{left: 1}
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := ask(t.Context(), s.Finder, poor, false)
			assert.ErrorIs(t, err, errSpent)
		})
		synctest.Wait()
		for range 3 {
			wg.Go(func() {
				found, err := ask(t.Context(), s.Finder, rich, false)
				assert.NoError(t, err)
				assert.False(t, found.cached)
			})
		}
		synctest.Wait()
		close(joined)
		wg.Wait()
		assert.Equal(t, 1, rich.spends, "one of the three pays, the others wait for it")
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestEveryWaiterWhoCannotPayIsRefusedOnItsOwnAccount(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		joined := make(chan struct{})
		accounts := []*account{{spending: func() { <-joined }}, {}, {}, {}}
		var wg sync.WaitGroup
		for _, a := range accounts {
			wg.Go(func() {
				_, err := ask(t.Context(), s.Finder, a, false)
				assert.ErrorIs(t, err, errSpent)
				assert.EqualError(t, err, "quota: nothing left today")
			})
			synctest.Wait()
		}
		close(joined)
		wg.Wait()
		assert.Zero(t, s.gateway.calls())
	})
}

func TestAWaiterWhoGaveUpDoesNotPayForAQuestionThatWasRefused(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		joined := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := ask(t.Context(), s.Finder, &account{spending: func() { <-joined }}, false)
			assert.ErrorIs(t, err, errSpent)
		})
		synctest.Wait()
		waiter := &account{left: 1}
		ctx, giveUp := context.WithCancel(t.Context())
		wg.Go(func() {
			_, err := ask(ctx, s.Finder, waiter, false)
			assert.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait()
		giveUp()
		close(joined)
		wg.Wait()
		assert.Zero(t, waiter.spends)
	})
}

func TestAFailureIsGivenBack(t *testing.T) {
	for name, failure := range map[string]error{
		"a timeout":            timeoutFailure(),
		"a refusal":            refusedFailure(),
		"words on frequency":   &sourcing.Failure{Kind: sourcing.FailureThrottled, Retry: true},
		"an answer that is no": &sourcing.Failure{Kind: sourcing.FailureGarbled},
		"an unforeseen error":  errors.New("unforeseen"),
	} {
		t.Run(name, func(t *testing.T) {
			bothKinds(t, func(t *testing.T, ask asking) {
				s := newSetup(t, nil)
				a := &account{left: 1}
				s.gateway.failNext(2, failure)
				_, err := ask(t.Context(), s.Finder, a, false)
				require.ErrorIs(t, err, failure)
				assert.Equal(t, 1, a.spends)
				assert.Equal(t, 1, a.refunds)
				assert.Equal(t, 1, a.left)
			})
		})
	}
}

func TestAFailureIsGivenBackAlsoWhereAnOldAnswerStandsIn(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{left: 2}
		_, err := ask(t.Context(), s.Finder, a, false)
		require.NoError(t, err)
		s.gateway.failNext(2, timeoutFailure())
		found, err := ask(t.Context(), s.Finder, a, true)
		require.NoError(t, err)
		assert.True(t, found.stale)
		assert.NotNil(t, found.failure)
		assert.Equal(t, 1, a.refunds)
		assert.Equal(t, 1, a.left)
	})
}

func TestWhatWasNotAskedInTheEndIsGivenBack(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, func(c *Config) { c.Rate = 0.05 })
		a := &account{left: 2}
		_, err := ask(t.Context(), s.Finder, a, false)
		require.NoError(t, err)
		_, err = ask(t.Context(), s.Finder, a, true)
		assert.Equal(t, sourcing.FailureBusy, failureOf(t, err).Kind)
		assert.Equal(t, 1, a.left)
	})
}

func TestAnOpenBreakerSpendsNothing(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, func(c *Config) { c.Attempts, c.BreakerFailures = 1, 1 })
		s.gateway.failNext(1, timeoutFailure())
		_, err := ask(t.Context(), s.Finder, &account{left: 1}, false)
		require.Error(t, err)
		a := &account{left: 1}
		_, err = ask(t.Context(), s.Finder, a, false)
		assert.Equal(t, sourcing.FailureBreaker, failureOf(t, err).Kind)
		assert.Zero(t, a.spends)
	})
}

func TestAFailedAddressSpendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		a := &account{left: 1}
		q := fan()
		q.Spend, q.Refund = a.spend, a.refund
		q.Address = func(context.Context) (string, error) { return "", errors.New("no space left") }
		_, err := s.Find(t.Context(), q)
		require.Error(t, err)
		assert.Zero(t, a.spends)
		assert.Zero(t, a.refunds)
	})
}

func TestWhatTheEndOfTheProcessCutOffIsGivenBackBeforeCloseReturns(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		s.gateway.takes = time.Hour
		a := &account{left: 1}
		ended := make(chan error)
		go func() {
			_, err := ask(context.WithoutCancel(t.Context()), s.Finder, a, false)
			ended <- err
		}()
		synctest.Wait()
		s.Close()
		assert.Equal(t, 1, a.refunds)
		assert.NoError(t, a.late, "the account can still be reached")
		require.ErrorIs(t, <-ended, ErrClosed)
	})
}

func TestWhatRanOutOfTimeIsGivenBack(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		s.gateway.takes = time.Hour
		a := &account{left: 1}
		_, err := ask(t.Context(), s.Finder, a, false)
		require.Error(t, err)
		assert.Equal(t, 1, a.refunds)
		assert.NoError(t, a.late)
	})
}

func TestAnAnswerThatItsStarterDidNotWaitForIsPaid(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		s := newSetup(t, nil)
		a := &account{left: 1}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := ask(ctx, s.Finder, a, false)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, 1, a.spends)
		assert.Zero(t, a.refunds)
		found, err := ask(t.Context(), s.Finder, a, false)
		require.NoError(t, err)
		assert.True(t, found.cached)
	})
}

// panicking is a gateway with a mistake in it.
type panicking struct{ Gateway }

func (panicking) Search(context.Context, sourcing.Query) (sourcing.Answer, error) { panic("mistake") }

func (panicking) Detail(context.Context, string) (sourcing.Detail, error) { panic("mistake") }

func TestAPanicIsGivenBackToo(t *testing.T) {
	bothKinds(t, func(t *testing.T, ask asking) {
		store := &fakeAnswers{}
		f, err := New(Config{TTL: time.Hour, CacheBytes: 1 << 20, Rate: rate.Inf}, Deps{Gateway: panicking{}, Answers: store, Details: store})
		require.NoError(t, err)
		defer f.Close()
		a := &account{left: 1}
		_, err = ask(t.Context(), f, a, false)
		require.ErrorContains(t, err, "mistake")
		assert.Equal(t, 1, a.refunds)
	})
}
