package platform_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestAChatTakesFiveSendsASecond(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	other := w.NewGroup("另一个群", w.anna)
	for i := range 5 {
		require.Zero(t, w.send(w.group.ID, "text", `{"text":"x"}`, "").Code, i)
	}
	a := w.send(w.group.ID, "text", `{"text":"x"}`, "")
	assert.Equal(t, 230020, a.Code)
	assert.Equal(t, http.StatusBadRequest, a.Status)
	assert.Zero(t, w.send(other.ID, "text", `{"text":"x"}`, "").Code, "other chats have their own")
	c.Advance(time.Second)
	assert.Zero(t, w.send(w.group.ID, "text", `{"text":"x"}`, "").Code)
}

func TestACardTakesFivePatchesASecond(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	id := w.sendCard(card(words("0")))
	patch := func(i int) int {
		return w.call(http.MethodPatch, "/im/v1/messages/"+id, map[string]string{"content": card(words(fmt.Sprint(i)))}).Code
	}
	for i := range 5 {
		require.Zero(t, patch(i), i)
	}
	assert.Equal(t, 230020, patch(5))
	c.Advance(time.Second)
	assert.Zero(t, patch(6))
}

func TestAnAPITakesFiftyCallsASecond(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	info := func() answer { return w.call(http.MethodGet, "/bot/v3/info", nil) }
	for range 50 {
		require.Zero(t, info().Code)
	}
	a := info()
	assert.Equal(t, http.StatusTooManyRequests, a.Status)
	assert.Equal(t, 99991400, a.Code)
	assert.Equal(t, "50", a.Header.Get("x-ogw-ratelimit-limit"))
	assert.Equal(t, "1", a.Header.Get("x-ogw-ratelimit-reset"))
	assert.Zero(t, w.call(http.MethodGet, "/im/v1/chats/"+w.group.ID, nil).Code, "other APIs have their own")
	c.Advance(time.Second)
	assert.Zero(t, info().Code)
}

func TestAnAPITakesAThousandCallsAMinute(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	for i := range 1000 {
		if i%50 == 0 {
			c.Advance(time.Second)
		}
		require.Zero(t, w.call(http.MethodGet, "/bot/v3/info", nil).Code, i)
	}
	c.Advance(time.Second)
	a := w.call(http.MethodGet, "/bot/v3/info", nil)
	assert.Equal(t, 99991400, a.Code)
	assert.Equal(t, "1000", a.Header.Get("x-ogw-ratelimit-limit"))
	assert.Equal(t, "40", a.Header.Get("x-ogw-ratelimit-reset"))
}

func TestTheMonthlyQuotaCountsWhatSucceeded(t *testing.T) {
	w := start(t, func(cfg *platform.Config) { cfg.MonthlyQuota = 2 })
	assert.Zero(t, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
	assert.NotZero(t, w.reply("om_x", "x", "", false).Code)
	assert.Zero(t, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
	a := w.call(http.MethodGet, "/bot/v3/info", nil)
	assert.Equal(t, 99991403, a.Code)
	assert.Equal(t, http.StatusTooManyRequests, a.Status)
	assert.Equal(t, 2, w.Billed())
	w.login()
}

func TestAnswersCarryThePlatformsOwnTime(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	w.login()
	a := w.call(http.MethodGet, "/bot/v3/info", nil)
	date, err := http.ParseTime(a.Header.Get("Date"))
	require.NoError(t, err)
	assert.Equal(t, c.Now().UTC(), date)
}
