package telemetry

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, answer.Code)
	return answer.Body.String()
}

func TestEveryEventIsSeenInTheMetrics(t *testing.T) {
	m := NewMetrics()
	m.MessageAccepted()
	m.MessageRefused("full")
	m.MessageIgnored("old")
	m.SearchServed("memory")
	m.SearchServed("memory")
	m.SearchFailed("timeout")
	m.DetailServed("gateway")
	m.DetailFailed("quota")
	m.GatewayCalled("ok", 700*time.Millisecond)
	m.ObserveCall("reply", 200, 0, time.Second)
	m.ObserveCall("reply", 400, 230011, time.Second)
	m.ObserveCall("reply", 0, 0, time.Second)
	m.ObserveJob("message", "done", 2*time.Second)
	m.CardSent()
	m.CardPatched()
	depth := 3.0
	require.NoError(t, m.WatchQueue(func() float64 { return depth }))

	page := scrape(t, m)
	for _, line := range []string{
		`tusou_messages_total{outcome="accepted",reason=""} 1`,
		`tusou_messages_total{outcome="refused",reason="full"} 1`,
		`tusou_messages_total{outcome="ignored",reason="old"} 1`,
		`tusou_searches_total{source="memory"} 2`,
		`tusou_search_failures_total{kind="timeout"} 1`,
		`tusou_details_total{source="gateway"} 1`,
		`tusou_detail_failures_total{kind="quota"} 1`,
		`tusou_gateway_call_seconds_bucket{outcome="ok",le="0.5"} 0`,
		`tusou_gateway_call_seconds_bucket{outcome="ok",le="1"} 1`,
		`tusou_platform_calls_total{api="reply",code="0",status="2xx"} 1`,
		`tusou_platform_calls_total{api="reply",code="230011",status="4xx"} 1`,
		`tusou_platform_calls_total{api="reply",code="0",status="none"} 1`,
		`tusou_platform_call_seconds_count{api="reply"} 3`,
		`tusou_job_seconds_count{kind="message",outcome="done"} 1`,
		`tusou_cards_total{action="sent"} 1`,
		`tusou_cards_total{action="patched"} 1`,
		`tusou_queue_depth 3`,
	} {
		assert.Contains(t, page, line+"\n")
	}
	depth = 4
	assert.Contains(t, scrape(t, m), "tusou_queue_depth 4\n")
}

func TestEveryMetricIsTheProjectsOrTheRuntimes(t *testing.T) {
	names := regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(scrape(t, NewMetrics()), -1)
	require.NotEmpty(t, names)
	for _, name := range names {
		known := false
		for _, prefix := range []string{"tusou_", "go_", "process_", "promhttp_"} {
			known = known || strings.HasPrefix(name[1], prefix)
		}
		assert.True(t, known, name[1])
	}
}

func TestTwoRegistriesDoNotMeet(t *testing.T) {
	a, b := NewMetrics(), NewMetrics()
	a.CardSent()
	assert.NotContains(t, scrape(t, b), "tusou_cards_total{")
}

func TestTheQueueIsWatchedOnce(t *testing.T) {
	m := NewMetrics()
	require.NoError(t, m.WatchQueue(func() float64 { return 0 }))
	assert.Error(t, m.WatchQueue(func() float64 { return 0 }))
}

func TestTheClockIsReportedOnceItIsKnown(t *testing.T) {
	m := NewMetrics()
	known := false
	require.NoError(t, m.WatchClock(func() (time.Duration, bool) { return -90 * time.Second, known }))
	assert.NotContains(t, scrape(t, m), "tusou_clock_skew_seconds -90")
	known = true
	assert.Contains(t, scrape(t, m), "tusou_clock_skew_seconds -90\n")
	assert.Error(t, m.WatchClock(func() (time.Duration, bool) { return 0, true }))
}
