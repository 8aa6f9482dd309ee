package search

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func TestWhatIsTriedTwice(t *testing.T) {
	for name, tt := range map[string]struct {
		failure  *sourcing.Failure
		calls    int
		min, max time.Duration // of the whole search, with calls of 100 ms
	}{
		"a timeout": {
			&sourcing.Failure{Kind: sourcing.FailureTimeout, Retry: true}, 2, 450 * time.Millisecond, 950 * time.Millisecond},
		"a 5xx": {
			&sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}, 2, 450 * time.Millisecond, 950 * time.Millisecond},
		"a throttled call with the server's own wait": {
			&sourcing.Failure{Kind: sourcing.FailureThrottled, Retry: true, After: 2 * time.Second}, 2, 2200 * time.Millisecond, 2200 * time.Millisecond},
		"a wait that is too long": {
			&sourcing.Failure{Kind: sourcing.FailureThrottled, Retry: true, After: time.Minute}, 1, 100 * time.Millisecond, 100 * time.Millisecond},
		"a refusal": {
			&sourcing.Failure{Kind: sourcing.FailureRefused, Code: "1001"}, 1, 100 * time.Millisecond, 100 * time.Millisecond},
		"an answer over the size limit": {
			&sourcing.Failure{Kind: sourcing.FailureGarbled}, 1, 100 * time.Millisecond, 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSetup(t, nil)
				s.gateway.failNext(2, tt.failure)
				start := time.Now()
				_, err := s.Find(t.Context(), fan())
				assert.Same(t, tt.failure, failureOf(t, err))
				assert.Equal(t, tt.calls, s.gateway.calls())
				assert.GreaterOrEqual(t, time.Since(start), tt.min)
				assert.LessOrEqual(t, time.Since(start), tt.max)
			})
		})
	}
}

func TestASecondAttemptThatSucceedsIsTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.failNext(1, timeoutFailure())
		found, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, found.Stale)
		assert.Equal(t, map[string]int{"served gateway": 1, "called timeout": 1, "called ok": 1}, s.metrics.counts())
	})
}

func TestTheBreakerOpensAfterFiveFailedCallsAndProbesAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.failNext(100, timeoutFailure())
		for range 3 {
			_, err := s.Find(t.Context(), fan())
			assert.Equal(t, sourcing.FailureTimeout, failureOf(t, err).Kind)
		}
		require.Equal(t, 5, s.gateway.calls(), "the fifth failure opens it, so that the third search has one attempt")

		start := time.Now()
		_, err := s.Find(t.Context(), fan())
		failure := failureOf(t, err)
		assert.Equal(t, sourcing.FailureBreaker, failure.Kind)
		assert.True(t, failure.Retry)
		assert.Zero(t, time.Since(start), "it says so at once")
		assert.Equal(t, 5, s.gateway.calls())

		time.Sleep(10*time.Second + time.Millisecond)
		_, err = s.Find(t.Context(), fan())
		assert.Equal(t, sourcing.FailureTimeout, failureOf(t, err).Kind)
		assert.Equal(t, 6, s.gateway.calls(), "one failed probe opens it again")

		time.Sleep(10*time.Second + time.Millisecond)
		s.gateway.failNext(0, nil)
		_, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, s.asker.open(), "a probe that succeeds closes it")
	})
}

func TestOnlyOneSearchProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.Attempts, c.BreakerFailures = 1, 1 })
		s.gateway.failNext(1, timeoutFailure())
		_, err := s.Find(t.Context(), fan())
		require.Error(t, err)
		time.Sleep(11 * time.Second)

		var wg sync.WaitGroup
		for _, id := range []string{"a", "b", "c"} {
			wg.Go(func() {
				q := fan()
				q.PictureID = id
				_, _ = s.Find(t.Context(), q)
			})
		}
		wg.Wait()
		assert.Equal(t, 2, s.gateway.calls())
		assert.Equal(t, 2, s.metrics.counts()["failed breaker"])
	})
}

func TestWhatDoesNotOpenTheBreaker(t *testing.T) {
	for name, failure := range map[string]error{
		"refusals by code":   refusedFailure(),
		"words on frequency": &sourcing.Failure{Kind: sourcing.FailureThrottled, Code: "7", Retry: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSetup(t, nil)
				s.gateway.failNext(20, failure)
				for range 10 {
					_, err := s.Find(t.Context(), fan())
					require.Error(t, err)
				}
				assert.False(t, s.asker.open())
			})
		})
	}
}

func TestAnOpenBreakerGivesAnOldAnswerWithoutACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.Attempts, c.BreakerFailures = 1, 1 })
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		s.gateway.failNext(1, timeoutFailure())
		_, err = s.Find(t.Context(), freshFan())
		require.NoError(t, err)

		found, err := s.Find(t.Context(), freshFan())
		require.NoError(t, err)
		assert.True(t, found.Stale)
		assert.Equal(t, sourcing.FailureBreaker, found.Failure.Kind)
		assert.Equal(t, 2, s.gateway.calls())
	})
}

func TestCallsKeepTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.Rate = 5 })
		var wg sync.WaitGroup
		for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
			wg.Go(func() {
				q := fan()
				q.PictureID = id
				_, err := s.Find(t.Context(), q)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		for i := range len(s.gateway.at) - 1 {
			assert.GreaterOrEqual(t, s.gateway.at[i+1].Sub(s.gateway.at[i]), 199*time.Millisecond)
		}
	})
}

func TestASearchWithoutATurnInTimeIsBusyAndNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.Rate, c.BreakerFailures = 0.05, 1 })
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		_, err = s.Find(t.Context(), freshFan())
		assert.Equal(t, sourcing.FailureBusy, failureOf(t, err).Kind, "an old answer does not stand in for one that will come")

		q := fan()
		q.PictureID = "mug"
		start := time.Now()
		_, err = s.Find(t.Context(), q)
		assert.Equal(t, sourcing.FailureBusy, failureOf(t, err).Kind)
		assert.Less(t, time.Since(start), turnWait)
		assert.Equal(t, 1, s.gateway.calls())
		assert.False(t, s.asker.open())
	})
}

func TestASearchIsBoundedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.takes = time.Hour
		start := time.Now()
		_, err := s.Find(t.Context(), fan())
		require.Error(t, err)
		assert.Equal(t, flightLimit, time.Since(start))
	})
}
