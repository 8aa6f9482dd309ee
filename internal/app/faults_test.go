package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// sendFresh sends a picture in a chat of its own and wants the gateway asked.
func (w *world) sendFresh() string { return w.sendSample(0) }

func (w *world) sendSample(n int) string {
	w.t.Helper()
	chat := w.platform.DirectChat(w.platform.NewUser("采购"))
	return w.post(platform.Outgoing{Chat: chat, Text: "刷新", Images: [][]byte{w.gateway.Samples()[n].JPEG()}})
}

func limited(api string, seconds string) platform.Fault {
	return platform.Fault{API: api, Status: 429, Code: 99991400, Msg: "request trigger frequency limit", Header: http.Header{"X-Ogw-Ratelimit-Reset": {seconds}}}
}

// TestTroubleOfThePlatformThatPassesEndsInOneResult goes through the refusals
// and failures that are repeated, at each call that a search makes.
func TestTroubleOfThePlatformThatPassesEndsInOneResult(t *testing.T) {
	for _, api := range []string{platform.APIResource, platform.APIReply, platform.APIPatch, platform.APIImageUpload} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			troubleThatPasses(t, api)
		})
	}
}

func troubleThatPasses(t *testing.T, api string) {
	w := startWorld(t)
	for name, fault := range map[string]platform.Fault{
		"429 with its waiting time":                limited(api, "1"),
		"429 without one":                          {API: api, Status: 429, Code: 99991400},
		"429 by a proxy":                           {API: api, Status: 429, Body: "slow down"},
		"400 of an old API's limit":                {API: api, Code: 99991400},
		"too many to this chat":                    {API: api, Code: 230020, Times: 2},
		"too many of the tenant":                   {API: api, Code: 11232},
		"token invalid with HTTP 400":              {API: api, Code: 99991663},
		"token invalid with HTTP 200":              {API: api, Status: 200, Code: 99991663},
		"500 with a page":                          {API: api, Status: 500},
		"502 with a page, twice":                   {API: api, Status: 502, Times: 2},
		"503 with an error in JSON":                {API: api, Status: 503, Code: 2200},
		"an internal error":                        {API: api, Code: 2200},
		"the connection is cut before":             {API: api, CloseConnection: true},
		"the answer is lost":                       {API: api, LoseAnswer: true},
		"the answer is lost, and again, and again": {API: api, LoseAnswer: true, Times: 3},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			defer func(outer testing.TB) { w.t = outer }(t)
			if api == platform.APIPatch {
				w.gateway.SetLatency(500 * time.Millisecond) // shows progress first
				defer w.gateway.SetLatency(0)
			}
			if api == platform.APIImageUpload {
				fault.Times = max(1, fault.Times)
				w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Times: 1, Status: 200, Body: "no picture"})
			}
			w.platform.Inject(fault)
			defer w.platform.ClearFaults()
			defer w.gateway.ClearFaults()
			w.result(w.sendFresh())
		})
	}
}

func TestARevokedTokenIsRecoveredFrom(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendFresh())
	w.platform.RevokeTokens()
	w.result(w.sendFresh())
	w.platform.RevokeTokens()
	w.gateway.SetLatency(500 * time.Millisecond)
	w.result(w.sendFresh())
}

// TestALongWaitThatThePlatformAsksForIsWaited needs more than the attempt of a
// job has, so that the job is handed back meanwhile.
func TestALongWaitThatThePlatformAsksForIsWaited(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	w.platform.Inject(limited(platform.APIReply, "31"))
	started := time.Now()
	id := w.sendFresh()
	require.Eventually(t, func() bool { return strings.Contains(w.log.String(), "waits as long as the platform asks") }, patience, 10*time.Millisecond)
	assert.Less(t, time.Since(started), 10*time.Second, "no worker is held meanwhile")
	require.Eventually(t, func() bool { return len(w.repliesTo(id)) == 1 }, time.Minute, 50*time.Millisecond)
	assert.GreaterOrEqual(t, time.Since(started), 31*time.Second)
	w.result(id)
}

// onResults is a text that only result cards hold. How long a search takes, and
// so whether it shows its progress first, is the machine's to decide.
const onResults = "上一页"

// TestRefusalsOfThePlatformEndAsTheyShould goes through those that no
// repetition mends: a message that was recalled stays so at every call.
func TestRefusalsOfThePlatformEndAsTheyShould(t *testing.T) {
	w := startWorld(t)
	ends := func(level, line string) func(string) {
		before := strings.Count(w.log.String(), line)
		return func(string) {
			w.eventually(line, func() bool { return strings.Count(w.log.String(), line) > before })
			for l := range strings.Lines(w.log.String()) {
				if strings.Contains(l, line) {
					assert.Contains(w.t, l, "level="+level)
				}
			}
		}
	}
	says := func(text string) func(string) {
		return func(id string) { w.reply(id, text) }
	}
	for _, c := range []struct {
		name   string
		fault  platform.Fault
		slowly bool // the gateway takes its time, so that progress is shown
		want   func() func(id string)
	}{
		{"the message is recalled before the reply", platform.Fault{API: platform.APIReply, Code: 230011, Times: -1}, false,
			func() func(string) { return ends("INFO", "nobody left to answer") }},
		{"the message is deleted before the reply", platform.Fault{API: platform.APIReply, Code: 231003, Times: -1}, false,
			func() func(string) { return ends("INFO", "nobody left to answer") }},
		{"the card is recalled while it shows progress", platform.Fault{API: platform.APIPatch, Code: 230011}, true,
			func() func(string) { return ends("INFO", "nobody left to answer") }},
		{"the bot is no longer in the chat", platform.Fault{API: platform.APIReply, Code: 230002, Times: -1}, false,
			func() func(string) { return ends("ERROR", "card cannot be shown") }},
		{"a parameter is wrong", platform.Fault{API: platform.APIReply, Code: 230001, Times: -1}, false,
			func() func(string) { return ends("ERROR", "card cannot be shown") }},
		{"the tenant's calls are used up", platform.Fault{API: platform.APIReply, Status: 429, Code: 99991403, Times: -1}, false,
			func() func(string) { return ends("ERROR", "card cannot be shown") }},
		{"the tenant's calls are used up at the download", platform.Fault{API: platform.APIResource, Status: 429, Code: 99991403}, false,
			func() func(string) { return says("飞书接口次数用完了") }},
		{"the app may not download", platform.Fault{API: platform.APIResource, Code: 99991672}, false,
			func() func(string) { return says("缺少权限") }},
		{"the picture is too large to download", platform.Fault{API: platform.APIResource, Code: 234037}, false,
			func() func(string) { return says("图片太大") }},
		{"the picture belongs to another message", platform.Fault{API: platform.APIResource, Code: 234003}, false,
			func() func(string) { return says("图片下载失败") }},
		{"the card is too big", platform.Fault{Holding: onResults, Code: 230025}, false,
			func() func(string) { return says("刷新") }},
		{"the card is refused for its content", platform.Fault{Holding: onResults, Code: 230099, Msg: "Failed to create card content, ext=ErrCode: 200570"}, false,
			func() func(string) { return says("刷新") }},
		{"a smaller card is refused too", platform.Fault{Holding: onResults, Code: 230099, Times: -1}, false,
			func() func(string) { return says("飞书没有接受这张结果卡片") }},
		{"a changed card is refused", platform.Fault{Holding: onResults, Code: 300305, Times: -1}, true,
			func() func(string) { return says("飞书没有接受这张结果卡片") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			defer func(outer testing.TB) { w.t = outer }(t)
			if c.slowly {
				w.gateway.SetLatency(500 * time.Millisecond)
				defer w.gateway.SetLatency(0)
			}
			defer w.platform.ClearFaults()
			check := c.want()
			w.platform.Inject(c.fault)
			check(w.sendFresh())
		})
	}
}

// TestWhenTheMonthsCallsAreUsedUpWhatACardCanDoWithoutIsLeftOut has pages turned
// while no call succeeds: that is answered inside the callback, but for the
// pictures.
func TestWhenTheMonthsCallsAreUsedUpWhatACardCanDoWithoutIsLeftOut(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	w.platform.Inject(platform.Fault{Status: 429, Code: 99991403, Msg: "quota exceeded", Times: -1})
	calls := func(api string) int {
		n := 0
		for _, c := range w.platform.Calls() {
			if c.API == api {
				n++
			}
		}
		return n
	}
	w.sendSample(1)
	w.eventually("the log says so", func() bool { return w.logged("level=ERROR", "calls of this month are used up") })
	w.eventually("its card cannot be shown", func() bool { return w.logged("level=ERROR", "card cannot be shown", "99991403") })
	uploads := calls(platform.APIImageUpload)
	answer, card := w.press(card, w.li, "下一页", 0)
	require.NotNil(t, answer.Card)
	assert.False(t, card.contains("加载中"), "nothing is promised")
	answer = w.click(card, w.li, platform.Click{Text: "刷新"})
	assert.Contains(t, toasted(t, answer), "次数用完了")
	assert.Equal(t, uploads, calls(platform.APIImageUpload), "no picture is uploaded")

	w.platform.ClearFaults() // the administrator has ordered more
	w.result(w.sendSample(2))
	assert.True(t, w.logged("the platform takes calls again"))
	assert.Greater(t, calls(platform.APIImageUpload), uploads)
}

func TestACardThatMayNoLongerBeChangedIsSentAnew(t *testing.T) {
	w := startWorld(t)
	w.gateway.SetLatency(500 * time.Millisecond)
	w.platform.Inject(platform.Fault{API: platform.APIPatch, Code: 230031})
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	w.eventually("a second message with the result", func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 2 {
			return false
		}
		card := readCard(t, replies[1])
		return card.isResult() && !card.contains("加载中")
	})
	replies := w.repliesTo(id)
	card := readCard(t, replies[1])
	answer := w.click(card, w.li, platform.Click{Text: "下一页"})
	assert.NotNil(t, answer.Card, "the new card works")
}

func TestAPictureWithdrawnWhileItIsSearchedTakesItsCardWithIt(t *testing.T) {
	w := startWorld(t)
	w.gateway.SetLatency(time.Second)
	// The attempt that showed the progress ends with the process.
	w.stop()
	process := w.startProcess()
	id := w.sendFresh()
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	kill(t, process)
	w.platform.Inject(platform.Fault{API: platform.APIResource, Code: 230110})
	w.start()
	w.eventually("the card is taken back", func() bool { return w.repliesTo(id)[0].Recalled })
}

// TestTroubleOfTheGatewayIsToldOnTheCard goes through the gateway's failures,
// and wants the next search to succeed again.
func TestTroubleOfTheGatewayIsToldOnTheCard(t *testing.T) {
	w := startWorld(t)
	for n, c := range []struct {
		name  string
		fault gateway.Fault
		calls int
		says  string
	}{
		{"it hangs up", gateway.Fault{Hangup: true}, 2, "连不上"},
		{"500", gateway.Fault{Status: 500, Body: "oops"}, 2, "连不上"},
		{"502 with a page", gateway.Fault{Status: 502, Body: "<html>bad gateway</html>"}, 2, "连不上"},
		{"503", gateway.Fault{Status: 503}, 2, "连不上"},
		{"garbage", gateway.Fault{Status: 200, Body: "{\"code\": 0, \"data\": [[["}, 0, "读不出来"},
		{"a page with 200", gateway.Fault{Status: 200, Body: "<html>login</html>"}, 0, "读不出来"},
		{"half an answer", gateway.Fault{Truncated: true}, 0, ""},
		{"a refusal", gateway.Fault{Code: 5001, Message: "签名错误"}, 1, "签名错误"},
		{"too often", gateway.Fault{Code: 4029, Message: "请求过于频繁"}, 2, "太频繁"},
		{"success is false", gateway.Fault{Failed: true, Message: "图片无法识别"}, 1, "图片无法识别"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			defer func(outer testing.TB) { w.t = outer }(t)
			c.fault.Endpoint = gateway.EndpointSearch
			w.gateway.Inject(c.fault)
			defer w.gateway.ClearFaults()
			before := len(w.searches())
			// An answer that is known would stand in for the failed one.
			card := w.reply(w.sendSample(n+1), c.says)
			w.eventually("an end with a way on", func() bool {
				m, ok := w.platform.Message(card.message.ID)
				require.True(t, ok)
				card = readCard(t, m)
				return fmt.Sprint(card.buttons) == "[重试]"
			})
			if c.calls > 0 {
				assert.Len(t, w.searches(), before+c.calls)
			}
			w.gateway.ClearFaults()
			w.result(w.sendFresh())
		})
	}
}

func TestAGatewayThatHangsHasTwoAttemptsOfTenSeconds(t *testing.T) {
	for name, fault := range map[string]gateway.Fault{
		"no answer": {Delay: 30 * time.Second},
		"slow body": {SlowBody: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			fault.Endpoint = gateway.EndpointSearch
			w.gateway.Inject(fault)
			started := time.Now()
			id := w.sendFresh()
			require.Eventually(t, func() bool {
				r := w.repliesTo(id)
				if len(r) != 1 {
					return false
				}
				card := readCard(t, r[0])
				return card.contains("搜索超时")
			}, time.Minute, 50*time.Millisecond)
			assert.InDelta(t, 21, time.Since(started).Seconds(), 3)
			assert.Len(t, w.searches(), 2)
			w.gateway.ClearFaults()
			w.result(w.sendFresh())
		})
	}
}

func TestAfterFiveFailedCallsTheGatewayIsLeftAloneAndThenProbed(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Status: 502})
	for range 3 {
		w.reply(w.sendSample(1), "连不上")
	}
	opened := time.Now()
	require.Len(t, w.searches(), 5)
	w.reply(w.sendSample(1), "搜索服务暂停中")
	assert.Less(t, time.Since(opened), 5*time.Second, "said at once")
	assert.Len(t, w.searches(), 5)
	w.gateway.ClearFaults()
	time.Sleep(time.Until(opened.Add(10*time.Second + 500*time.Millisecond))) // the breaker's own time, on a real clock
	w.result(w.sendFresh())
}

func TestAnOldAnswerStandsInForAFailedOne(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendFresh())
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Status: 503})
	card := w.result(w.sendFresh())
	assert.True(t, card.contains("旧结果"))
}

// TestOurOwnRatesKeepThePlatformFromRefusing sends more at once than the
// platform takes in a second: to one chat, and by one API.
func TestOurOwnRatesKeepThePlatformFromRefusing(t *testing.T) {
	w := startWorld(t)
	sample := w.gateway.Samples()[0].JPEG()
	w.result(w.sendPicture(sample))
	var ids []string
	for range 12 {
		ids = append(ids, w.sendPicture(sample))
	}
	for range 60 {
		ids = append(ids, w.post(platform.Outgoing{Chat: w.platform.DirectChat(w.platform.NewUser("采购")), Images: [][]byte{sample}}))
	}
	for _, id := range ids {
		w.result(id)
	}
	for _, call := range w.platform.Calls() {
		assert.Zero(t, call.Code, "%s at %v", call.API, call.Start)
	}
}
