package platform_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestFaultsMeetTheCallsTheyAreMeantFor(t *testing.T) {
	w := start(t)
	w.Inject(platform.Fault{API: platform.APISend, Times: 2, Status: http.StatusTooManyRequests, Code: 99991400, Msg: "slow down",
		Header: http.Header{"x-ogw-ratelimit-reset": {"7"}}})
	assert.Zero(t, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
	for range 2 {
		a := w.send(w.group.ID, "text", `{"text":"x"}`, "")
		assert.Equal(t, 99991400, a.Code)
		assert.Equal(t, "7", a.Header.Get("x-ogw-ratelimit-reset"))
	}
	assert.Zero(t, w.send(w.group.ID, "text", `{"text":"x"}`, "").Code)

	w.Inject(platform.Fault{Status: http.StatusBadGateway})
	a := w.call(http.MethodGet, "/bot/v3/info", nil)
	assert.Equal(t, http.StatusBadGateway, a.Status)
	assert.Contains(t, a.Header.Get("Content-Type"), "text/html")

	w.Inject(platform.Fault{Times: -1, Code: 1})
	assert.Equal(t, 1, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
	assert.Equal(t, 1, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
	w.ClearFaults()
	assert.Zero(t, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
}

func TestALostAnswerStillTakesEffect(t *testing.T) {
	w := start(t)
	w.login()
	body := []byte(`{"receive_id":"` + w.group.ID + `","msg_type":"text","content":"{\"text\":\"x\"}","uuid":"u"}`)
	const path = "/im/v1/messages?receive_id_type=chat_id"

	w.Inject(platform.Fault{API: platform.APISend, CloseConnection: true})
	_, err := w.try("Bearer "+w.token, http.MethodPost, path, "application/json", body)
	require.Error(t, err)
	assert.Empty(t, w.Messages(w.group.ID))

	w.Inject(platform.Fault{API: platform.APISend, LoseAnswer: true})
	_, err = w.try("Bearer "+w.token, http.MethodPost, path, "application/json", body)
	require.Error(t, err)
	assert.Len(t, w.Messages(w.group.ID), 1)
	assert.Equal(t, 1, w.Counts()[platform.APISend])

	a := w.do("Bearer "+w.token, http.MethodPost, path, "application/json", body)
	assert.Zero(t, a.Code)
	assert.Len(t, w.Messages(w.group.ID), 1, "the same uuid adds nothing")
}

func TestCallsCanBeMadeSlow(t *testing.T) {
	w := start(t)
	w.SetLatency(platform.APIBotInfo, 20*time.Millisecond)
	w.call(http.MethodGet, "/bot/v3/info", nil)
	calls := w.Calls()
	assert.GreaterOrEqual(t, calls[len(calls)-1].Latency, 20*time.Millisecond)
}

func TestACallMayBeHeldBeforeAndAfterItIsCarriedOut(t *testing.T) {
	w := start(t)
	w.login()
	for _, c := range []struct {
		fault platform.Fault
		sent  int
	}{{platform.Fault{API: platform.APISend, Delay: time.Minute}, 0}, {platform.Fault{API: platform.APISend, Hold: time.Minute}, 1}} {
		w.Inject(c.fault)
		body := fmt.Sprintf(`{"receive_id":%q,"msg_type":"text","content":"{\"text\":\"x\"}"}`, w.group.ID)
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.server.URL+"/open-apis/im/v1/messages?receive_id_type=chat_id", strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+w.token)
		ended := make(chan error, 1)
		go func() {
			res, err := w.http.Do(req)
			if err == nil {
				err = res.Body.Close()
			}
			ended <- err
		}()
		require.Eventually(t, func() bool { return w.UnderWay(platform.APISend) == 1 && len(w.Messages(w.group.ID)) == c.sent }, 10*time.Second, time.Millisecond)
		cancel()
		require.Error(t, <-ended)
		require.Eventually(t, func() bool { return w.UnderWay(platform.APISend) == 0 }, 10*time.Second, time.Millisecond)
	}
}
