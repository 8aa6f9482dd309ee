package lark

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// passTimes lets n calls pass at once and says when each did.
func passTimes(t *testing.T, p *pacer, n int, what func(i int) call, hold time.Duration) []time.Duration {
	t.Helper()
	started := time.Now()
	var (
		mu    sync.Mutex
		times []time.Duration
		all   sync.WaitGroup
	)
	for i := range n {
		all.Go(func() {
			leave, err := p.enter(t.Context(), what(i))
			if !assert.NoError(t, err) {
				return
			}
			mu.Lock()
			times = append(times, time.Since(started))
			mu.Unlock()
			time.Sleep(hold)
			leave()
		})
	}
	all.Wait()
	return times
}

// mostWithin gives the largest number of times in any window.
func mostWithin(times []time.Duration, window time.Duration) int {
	most := 0
	for _, from := range times {
		n := 0
		for _, at := range times {
			if at >= from && at < from+window {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestPlatformRatesAreKept(t *testing.T) {
	for name, test := range map[string]struct {
		calls  int
		what   func(i int) call
		window time.Duration
		most   int
	}{
		"five sends a second to one chat":    {12, func(int) call { return call{api: "send", chat: "oc_1"} }, time.Second, 5},
		"five patches a second of one card":  {12, func(int) call { return call{api: "patch", card: "om_1"} }, time.Second, 5},
		"fifty calls a second of one API":    {120, func(i int) call { return call{api: "send", chat: fmt.Sprint(i)} }, time.Second, 50},
		"a thousand calls a minute of one":   {1500, func(int) call { return call{api: "get"} }, time.Minute, 1000},
		"chats do not wait for one another":  {5, func(i int) call { return call{api: "send", chat: fmt.Sprint(i)} }, time.Second, 5},
		"APIs do not wait for one another":   {5, func(i int) call { return call{api: fmt.Sprint(i)} }, time.Second, 5},
		"unknown chats keep only the API's":  {6, func(int) call { return call{api: "send"} }, time.Second, 50},
		"a card's chat and the card itself":  {6, func(int) call { return call{api: "send", chat: "oc_1", card: "om_1"} }, time.Second, 5},
		"patches and deletes share the card": {8, func(i int) call { return call{api: []string{"patch", "delete"}[i%2], card: "om_1"} }, time.Second, 5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				times := passTimes(t, newPacer(), test.calls, test.what, 0)
				assert.LessOrEqual(t, mostWithin(times, test.window), test.most)
			})
		})
	}
}

func TestOneCardIsChangedOnceAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := passTimes(t, newPacer(), 3, func(int) call { return call{api: "patch", card: "om_1"} }, 4*time.Second)
		assert.GreaterOrEqual(t, times[2], 8*time.Second)
	})
}

func TestAnotherCardDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := passTimes(t, newPacer(), 3, func(i int) call { return call{api: "patch", card: fmt.Sprint(i)} }, 4*time.Second)
		assert.Less(t, times[2], time.Second)
	})
}

func TestAPauseHoldsItsAPIOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer()
		p.hold("send", 5*time.Second)
		p.hold("send", time.Second) // a shorter one does not shorten it
		started := time.Now()
		_, err := p.enter(t.Context(), call{api: "get"})
		require.NoError(t, err)
		assert.Zero(t, time.Since(started))
		_, err = p.enter(t.Context(), call{api: "send"})
		require.NoError(t, err)
		assert.Equal(t, 5*time.Second, time.Since(started))
	})
}

func TestWaitsObeyTheContext(t *testing.T) {
	for name, prepare := range map[string]func(p *pacer){
		"a pause": func(p *pacer) { p.hold("patch", 30*time.Second) },
		"a turn":  func(p *pacer) { p.lane("om_1").turn <- struct{}{} },
		"a rate":  func(p *pacer) { p.lane("om_1").spacing.SetLimit(0.01); p.lane("om_1").spacing.Allow() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPacer()
				prepare(p)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				started := time.Now()
				_, err := p.enter(ctx, call{api: "patch", card: "om_1"})
				require.Error(t, err)
				assert.LessOrEqual(t, time.Since(started), time.Second)

				ctx, cancel = context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				_, err = p.enter(ctx, call{api: "patch", card: "om_1"})
				assert.ErrorIs(t, err, context.Canceled)
			})
		})
	}
}

func TestAFailedWaitGivesTheTurnBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer()
		p.hold("patch", 10*time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := p.enter(ctx, call{api: "patch", card: "om_1"})
		require.Error(t, err)
		_, err = p.enter(t.Context(), call{api: "patch", card: "om_1"})
		assert.NoError(t, err)
	})
}

func TestRecentIsBoundedAndKeepsWhatIsTouched(t *testing.T) {
	r := newRecent[int, string](10)
	r.put(-1, "kept")
	for i := range 1000 {
		r.put(i, "x")
		v, ok := r.get(-1)
		require.True(t, ok)
		require.Equal(t, "kept", v)
	}
	assert.LessOrEqual(t, len(r.young)+len(r.old), 20)
	_, ok := r.get(0)
	assert.False(t, ok)
	_, ok = r.get(995)
	assert.True(t, ok)
}
