package search

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

const offer = "714865004667"

func detail() sourcing.DetailQuestion { return sourcing.DetailQuestion{OfferID: offer} }

func freshDetail() sourcing.DetailQuestion {
	return sourcing.DetailQuestion{OfferID: offer, Fresh: true}
}

func TestADetailNeedsAnId(t *testing.T) {
	s := newSetup(t, nil)
	_, err := s.Detail(t.Context(), sourcing.DetailQuestion{})
	require.Error(t, err)
	assert.Zero(t, s.gateway.calls())
}

func TestASecondLookAtADetailIsAnsweredFromMemoryAndAfterARestartFromTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		first, err := s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.False(t, first.Cached)
		assert.Equal(t, offer, first.Detail.OfferID)

		second, err := s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.True(t, second.Cached)
		assert.False(t, second.Stale)
		assert.Equal(t, first.Detail.Title, second.Detail.Title)

		third, err := s.another(t, nil).Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.True(t, third.Cached)
		assert.Equal(t, []string{offer}, s.gateway.offers)
		assert.Equal(t, map[string]int{
			"detail served gateway": 1, "detail served memory": 1, "detail served store": 1, "called ok": 1,
		}, s.metrics.counts())
	})
}

func TestADetailIsFreshUntilTheTTLAndAnewOnRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.takes = 0
		for _, step := range []struct {
			after  time.Duration
			q      sourcing.DetailQuestion
			cached bool
		}{
			{0, detail(), false},
			{24*time.Hour - time.Second, detail(), true},
			{time.Second, detail(), false},
			{time.Second, freshDetail(), false},
			{time.Second, detail(), true},
			{0, sourcing.DetailQuestion{OfferID: "7"}, false},
		} {
			time.Sleep(step.after)
			found, err := s.Detail(t.Context(), step.q)
			require.NoError(t, err)
			assert.Equal(t, step.cached, found.Cached)
		}
		found, err := s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.Equal(t, "3", found.Detail.Title, "the newest counts")
	})
}

func TestAnOfferAndASearchOfOneNameAreTwoQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		q := fan()
		_, err := s.Find(t.Context(), q)
		require.NoError(t, err)
		found, err := s.Detail(t.Context(), sourcing.DetailQuestion{OfferID: keyOf(q)})
		require.NoError(t, err)
		assert.False(t, found.Cached)
		assert.Equal(t, 2, s.gateway.calls())
	})
}

func TestEqualLooksAtOneTimeCauseOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				found, err := s.Detail(t.Context(), detail())
				assert.NoError(t, err)
				assert.Equal(t, "1", found.Detail.Title)
			})
		}
		wg.Wait()
		assert.Equal(t, 1, s.gateway.calls())
		assert.Equal(t, map[string]int{"detail served gateway": 1, "detail served shared": 19, "called ok": 1}, s.metrics.counts())
	})
}

func TestALookJoinsARefreshOfTheDetailUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		var wg sync.WaitGroup
		for _, q := range []sourcing.DetailQuestion{freshDetail(), detail(), freshDetail()} {
			wg.Go(func() {
				_, err := s.Detail(t.Context(), q)
				assert.NoError(t, err)
			})
			synctest.Wait()
		}
		wg.Wait()
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestADetailIsTriedTwiceAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.failNext(5, timeoutFailure())
		_, err := s.Detail(t.Context(), detail())
		assert.Equal(t, sourcing.FailureTimeout, failureOf(t, err).Kind)
		assert.Equal(t, 2, s.gateway.calls())
		assert.Equal(t, 1, s.metrics.counts()["detail failed timeout"])

		s.gateway.failNext(1, timeoutFailure())
		_, err = s.Detail(t.Context(), detail())
		require.NoError(t, err)
		s.gateway.failNext(1, refusedFailure())
		_, err = s.Detail(t.Context(), sourcing.DetailQuestion{OfferID: "7"})
		assert.Equal(t, sourcing.FailureRefused, failureOf(t, err).Kind)
		assert.Equal(t, 5, s.gateway.calls(), "a refusal is not repeated")
	})
}

func TestDetailsAndSearchesShareTheBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.failNext(5, timeoutFailure())
		for range 2 {
			_, err := s.Detail(t.Context(), detail())
			require.Error(t, err)
		}
		_, err := s.Find(t.Context(), fan())
		require.Error(t, err)
		require.Equal(t, 5, s.gateway.calls())
		_, err = s.Detail(t.Context(), detail())
		assert.Equal(t, sourcing.FailureBreaker, failureOf(t, err).Kind)
		assert.Equal(t, 5, s.gateway.calls())

		time.Sleep(10*time.Second + time.Millisecond)
		_, err = s.Detail(t.Context(), detail())
		require.NoError(t, err)
		_, err = s.Find(t.Context(), fan())
		assert.NoError(t, err, "a detail that succeeds closes it for searches")
	})
}

func TestDetailsAndSearchesShareTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.Rate = 5 })
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				_, err := s.Detail(t.Context(), sourcing.DetailQuestion{OfferID: fmt.Sprint(i + 1)})
				assert.NoError(t, err)
			})
			wg.Go(func() {
				q := fan()
				q.PictureID = fmt.Sprint(i)
				_, err := s.Find(t.Context(), q)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		require.Len(t, s.gateway.at, 10)
		for i := range len(s.gateway.at) - 1 {
			assert.GreaterOrEqual(t, s.gateway.at[i+1].Sub(s.gateway.at[i]), 199*time.Millisecond)
		}
	})
}

func TestDetailsAndSearchesShareTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.CacheBytes = 1000 })
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		require.True(t, s.memory.get("search "+keyOf(fan()), &known{}))
		_, err = s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.False(t, s.memory.get("search "+keyOf(fan()), &known{}), "the bound is one for both")
		assert.LessOrEqual(t, s.memory.size, int64(1000))
	})
}

func TestAfterAFailureAnOldDetailIsGiven(t *testing.T) {
	for name, tt := range map[string]struct {
		age     time.Duration
		failure error
		q       sourcing.DetailQuestion
		stale   bool
	}{
		"a timeout, two days old":            {48 * time.Hour, timeoutFailure(), detail(), true},
		"a refusal, seven days old":          {7 * 24 * time.Hour, refusedFailure(), detail(), true},
		"a timeout, over seven days old":     {7*24*time.Hour + time.Minute, timeoutFailure(), detail(), false},
		"a refresh that fails, an hour old":  {time.Hour, timeoutFailure(), freshDetail(), true},
		"a refresh that fails, ten days old": {240 * time.Hour, timeoutFailure(), freshDetail(), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSetup(t, nil)
				s.gateway.takes = 0
				_, err := s.Detail(t.Context(), detail())
				require.NoError(t, err)
				time.Sleep(tt.age - time.Second)
				s.gateway.failNext(2, tt.failure)
				found, err := s.Detail(t.Context(), tt.q)
				if !tt.stale {
					assert.Equal(t, tt.failure, err)
					return
				}
				require.NoError(t, err)
				assert.True(t, found.Stale)
				assert.True(t, found.Cached)
				assert.Equal(t, offer, found.Detail.OfferID)
				assert.Equal(t, tt.failure, found.Failure)
				assert.Equal(t, 1, s.metrics.counts()["detail served stale"])
			})
		})
	}
}

func TestLookupDetailGivesOnlyFreshKnownDetailsAndCallsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, ok, err := s.LookupDetail(t.Context(), offer)
		require.NoError(t, err)
		assert.False(t, ok, "unknown")

		_, err = s.Detail(t.Context(), detail())
		require.NoError(t, err)
		for _, f := range []*Finder{s.Finder, s.another(t, nil)} {
			found, ok, err := f.LookupDetail(t.Context(), offer)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.True(t, found.Cached)
			assert.Equal(t, offer, found.Detail.OfferID)
		}

		time.Sleep(24 * time.Hour)
		_, ok, err = s.LookupDetail(t.Context(), offer)
		require.NoError(t, err)
		assert.False(t, ok, "too old")

		s.answers.setBroken(true)
		_, _, err = s.LookupDetail(t.Context(), offer)
		require.ErrorIs(t, err, errStore)
		assert.Equal(t, 1, s.gateway.calls())
		assert.Zero(t, s.metrics.counts()["served memory"], "details are not counted as searches")
	})
}

func TestABrokenStoreDoesNotCostTheDetail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.answers.setBroken(true)
		found, err := s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.Equal(t, offer, found.Detail.OfferID)
		s.answers.setBroken(false)
		found, err = s.Detail(t.Context(), detail())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		assert.Contains(t, s.answers.details, offer, "it is stored once the store is back")
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestCloseEndsDetailsUnderWayAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.takes = time.Hour
		ended := make(chan error)
		go func() {
			_, err := s.Detail(context.WithoutCancel(t.Context()), detail())
			ended <- err
		}()
		synctest.Wait()
		s.Close()
		require.ErrorIs(t, <-ended, ErrClosed)
		_, err := s.Detail(t.Context(), detail())
		require.ErrorIs(t, err, ErrClosed)
	})
}

func TestADetailTooLargeForTheMemoryComesFromTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, func(c *Config) { c.CacheBytes = 2000 })
		require.NoError(t, s.answers.SaveDetail(t.Context(), sourcing.Detail{OfferID: offer, Title: strings.Repeat("长", 2000), FetchedAt: time.Now()}))
		for range 2 {
			found, err := s.Detail(t.Context(), detail())
			require.NoError(t, err)
			assert.True(t, found.Cached)
		}
		assert.Zero(t, s.gateway.calls())
		assert.Zero(t, s.memory.size)
	})
}
