package app_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// overWebhook makes a world's program take events by HTTP.
func overWebhook() []string {
	return []string{
		"TUSOU_LARK_EVENTS=webhook",
		"TUSOU_LARK_ENCRYPT_KEY=" + canaryEncryptKey,
		"TUSOU_LARK_VERIFICATION_TOKEN=" + canaryVerificationToken,
	}
}

// useWebhook makes the platform deliver to the program's webhook, whose address
// it checks first: the answer is due within a second.
func (w *world) useWebhook() {
	w.t.Helper()
	require.NoError(w.t, w.platform.UseWebhook(w.t.Context(), "http://"+w.public+"/lark/webhook"))
}

func TestByWebhookSearchesAndClicksGoAsByTheLongConnection(t *testing.T) {
	t.Parallel()
	w := startWorld(t, overWebhook()...)
	w.useWebhook()
	id := w.post(platform.Outgoing{
		Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜 包邮 小风扇", Images: [][]byte{w.sample(0)},
	})
	card := w.result(id)
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())

	w.eventually("the page is turned inside the response", func() bool {
		answer, now := w.press(card, w.wang, "下一页", 0)
		card = now
		return answer.Card != nil
	})
	assert.True(t, card.contains("2 / "))
	answer, _ := w.press(card, w.wang, "收藏", 1)
	assert.Equal(t, "success", answer.Toast.Type)
	w.click(card, w.li, platform.Click{Text: "刷新"})
	w.eventually("a second search", func() bool { return len(w.searches()) == 2 })
	assert.Equal(t, card.message.ID, w.result(id).message.ID)
	w.click(w.result(id), w.li, platform.Click{Text: "详情", Nth: 1})
	w.answered(card.message.ID, 1, "the details", saying("商品详情"))
	w.post(platform.Outgoing{Chat: w.direct, Text: "/help"})
	w.eventually("the help", func() bool { return len(w.platform.Messages(w.direct.ID)) == 2 })

	assert.Zero(t, w.platform.Connections())
	for _, d := range w.platform.Deliveries() {
		assert.Equal(t, "webhook", d.Via)
		assert.Empty(t, d.Failure)
	}
}

func TestAnEventThatComesByWebhookTooEarlyOrTooLateIsAnsweredAfterTheStart(t *testing.T) {
	t.Parallel()
	w := startWorld(t, overWebhook()...)
	w.useWebhook()
	w.result(w.sendSample(0))
	w.stop()
	late := w.sendSample(1)
	w.eventually("nobody listens", func() bool {
		return slices.ContainsFunc(w.platform.Deliveries(), func(d platform.Delivery) bool { return d.MessageID == late && d.Failure != "" })
	})
	// The platform does not say who the bot is: events wait for that.
	w.platform.Inject(platform.Fault{API: platform.APIBotInfo, Status: 503, Times: -1})
	process := w.launch()
	defer terminate(t, process)
	w.eventually("the program listens", func() bool { status, _ := get(t, "http://"+w.public+"/images/"); return status == 404 })
	require.ErrorContains(t, w.platform.Redeliver(t.Context(), late), "503")
	assert.False(t, w.ready())
	w.platform.ClearFaults()
	w.redeliver(late)
	w.result(late)
	w.platform.SetQuirks(platform.Quirks{Duplicates: 2, FreshEventIDs: true})
	again := w.sendSample(2)
	w.result(again)
	w.eventually("three deliveries", func() bool {
		n := 0
		for _, d := range w.platform.Deliveries() {
			if d.MessageID == again && d.Failure == "" {
				n++
			}
		}
		return n == 3
	})
	w.result(w.sendSample(3))
	assert.Len(t, w.repliesTo(again), 1)
}

func TestThePublicListenerHasItsTwoPathsAndNothingElse(t *testing.T) {
	t.Parallel()
	w := startWorld(t, overWebhook()...)
	w.useWebhook()
	w.result(w.sendPicture(w.sample(0)))
	picture := strings.TrimPrefix(w.searches()[0].Request.ImageURL, "http://"+w.public)
	require.True(t, strings.HasPrefix(picture, "/images/"))
	body := strings.NewReader
	for _, c := range []struct {
		method, path string
		body         io.Reader
		want         int
	}{
		{"GET", picture, nil, 200},
		{"HEAD", picture, nil, 200},
		{"PUT", picture, body("x"), 405},
		{"GET", "/images/", nil, 404},
		{"GET", "/images/aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg", nil, 404},
		{"GET", "/images/../tusou.db", nil, 307},
		{"GET", "/lark/webhook", nil, 405},
		{"POST", "/lark/webhook", body(""), 401},
		{"POST", "/lark/webhook", body(`{"encrypt":"AAAA"}`), 401},
		{"POST", "/lark/webhook", body(strings.Repeat("x", 1<<20+1)), 413},
		{"POST", "/lark/webhook/", body(""), 404},
		{"GET", "/", nil, 404},
		{"GET", "/healthz", nil, 404},
		{"GET", "/readyz", nil, 404},
		{"GET", "/metrics", nil, 404},
		{"GET", "/debug/pprof/", nil, 404},
		{"GET", "/debug/pprof/heap", nil, 404},
	} {
		status, answer := w.request(w.public, c.method, c.path, c.body)
		assert.Equal(t, c.want, status, "%s %s", c.method, c.path)
		assert.NotContains(t, answer, "tusou_", "%s %s", c.method, c.path)
	}
	for path, want := range map[string]int{picture: 404, "/lark/webhook": 404, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/debug/pprof/": 200} {
		status, _ := w.request(w.admin, "GET", path, nil)
		assert.Equal(t, want, status, "private %s", path)
	}
	assert.True(t, strings.HasPrefix(w.admin, "127.0.0.1:"))
}

// request makes a request as it stands, without cleaning its path.
func (w *world) request(addr, method, path string, body io.Reader) (status int, answer string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, "http://"+addr, body)
	require.NoError(w.t, err)
	req.URL.Opaque = "//" + addr + path
	client := http.Client{
		Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	return res.StatusCode, string(text)
}
