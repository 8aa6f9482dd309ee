package lark

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestManyCallersFetchOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetched atomic.Int32
		source := newTokens(time.Now, func(context.Context) (string, time.Duration, error) {
			fetched.Add(1)
			time.Sleep(time.Second)
			return "t-1", 2 * time.Hour, nil
		})
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				token, err := source.get(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "t-1", token)
			})
		}
		all.Wait()
		assert.EqualValues(t, 1, fetched.Load())
	})
}

func TestATokenIsReplacedThreeMinutesBeforeItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetched := 0
		source := newTokens(time.Now, func(context.Context) (string, time.Duration, error) {
			fetched++
			return "t", 2 * time.Hour, nil
		})
		for _, step := range []struct {
			sleep time.Duration
			want  int
		}{{0, 1}, {117*time.Minute - time.Second, 1}, {time.Second, 2}} {
			time.Sleep(step.sleep)
			_, err := source.get(t.Context())
			require.NoError(t, err)
			assert.Equal(t, step.want, fetched)
		}
	})
}

func TestOnlyTheRefusedTokenIsDropped(t *testing.T) {
	n := 0
	source := newTokens(time.Now, func(context.Context) (string, time.Duration, error) {
		n++
		return []string{"", "t-1", "t-2"}[n], 2 * time.Hour, nil
	})
	first, err := source.get(t.Context())
	require.NoError(t, err)
	source.drop(first)
	second, err := source.get(t.Context())
	require.NoError(t, err)
	source.drop(first) // a slow call comes back with the old one
	third, err := source.get(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"t-1", "t-2", "t-2"}, []string{first, second, third})
}

func TestWhoWaitedForATokenSharesTheFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetched atomic.Int32
		broken := errors.New("broken")
		source := newTokens(time.Now, func(context.Context) (string, time.Duration, error) {
			fetched.Add(1)
			time.Sleep(10 * time.Second)
			return "", 0, broken
		})
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				_, err := source.get(t.Context())
				assert.ErrorIs(t, err, broken)
			})
		}
		all.Wait()
		assert.EqualValues(t, 1, fetched.Load())
		time.Sleep(tokenFailureShared)
		_, err := source.get(t.Context())
		require.ErrorIs(t, err, broken)
		assert.EqualValues(t, 2, fetched.Load(), "later callers ask again")
	})
}

func TestWaitingForATokenObeysTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newTokens(time.Now, func(ctx context.Context) (string, time.Duration, error) {
			<-ctx.Done()
			return "", 0, ctx.Err()
		})
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				_, err := source.get(ctx)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
			})
		}
		all.Wait()
	})
}

func TestACancelledFetchIsNobodyElsesFailure(t *testing.T) {
	fetched := 0
	source := newTokens(time.Now, func(ctx context.Context) (string, time.Duration, error) {
		fetched++
		return "t", time.Hour, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// The turn is free and ctx has ended: either may be noticed first.
	_, err := source.get(ctx)
	require.ErrorIs(t, err, context.Canceled)
	token, err := source.get(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "t", token)
}
