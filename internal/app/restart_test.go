package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// TestEveryClickWorksAfterARestartWhateverWasSearchedSince works every control
// of every card after the program was restarted, other things were searched,
// and 13 days passed.
func TestEveryClickWorksAfterARestartWhateverWasSearchedSince(t *testing.T) {
	w := startWorld(t, "TUSOU_RETENTION=336h")
	id := w.ask(w.li, "小风扇", platform.Outgoing{Images: [][]byte{w.sample(0)}})
	result := w.result(id)
	found := w.searches()[0]
	nearest := w.result(w.ask(w.li, "0.01-0.02 小风扇", platform.Outgoing{Images: [][]byte{w.sample(0)}}))
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Code: 5001, Message: "拒绝", Times: 1})
	failed := w.reply(w.ask(w.wang, "", platform.Outgoing{Images: [][]byte{w.sample(1)}}), "拒绝")
	for range 3 {
		_, result = w.press(result, w.wang, "收藏", 1)
	}
	w.press(result, w.li, "详情", 2)
	detail := w.answered(result.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "找同款") })
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointDetail, Code: 5001, Message: "拒绝", Times: 1})
	w.press(result, w.li, "详情", 3)
	noDetail := w.answered(result.message.ID, 2, "no details", saying("拒绝"))
	list := w.answered(w.ask(w.wang, "/list"), 1, "the list", func(c shownCard) bool { return len(c.images) == 3 })
	history := w.answered(w.ask(w.li, "/history"), 1, "the history", saying("小风扇"))
	form := w.answered(w.ask(w.wang, "/filter", platform.Outgoing{Quote: id}), 1, "the form", func(c shownCard) bool { return slices.Contains(c.buttons, "搜索") })
	for n := range 2 { // what is searched since means other pictures
		w.result(w.ask(w.li, "京东", platform.Outgoing{Images: [][]byte{w.sample(n + 2)}}))
		w.result(w.ask(w.wang, "", platform.Outgoing{Images: [][]byte{w.sample(n + 4)}}))
	}
	w.stop()
	for _, column := range []string{"cards.created", "searches.created", "answers.fetched", "details.fetched", "image_keys.created", "pictures.created", "picture_sums.created"} {
		table, name, _ := strings.Cut(column, ".")
		w.exec(fmt.Sprintf("UPDATE %s SET %s = %s - $1", table, name, name), (13 * 24 * time.Hour).Milliseconds())
	}
	w.start()

	at := len(w.searches())
	answer := w.click(result, w.wang, platform.Click{Tag: "select_static", Option: "price_desc", Value: map[string]any{"a": "sort"}})
	require.NotNil(t, answer.Card, "sorting")
	answer, result = w.press(result, w.li, "下一页", 0)
	require.NotNil(t, answer.Card, "paging")
	_, result = w.press(result, w.li, "上一页", 0)
	w.click(result, w.li, platform.Click{Tag: "select_static", Option: "default", Value: map[string]any{"a": "sort"}})
	result = w.now(result)
	links := make([]string, 5)
	for i, o := range w.firstPage(found.OfferIDs) {
		links[i] = o.DetailURL()
	}
	assert.Equal(t, links, result.offerLinks(), "its own search's")
	answer, _ = w.press(nearest, w.li, "看全部", 0)
	require.NotNil(t, answer.Card)
	w.settled()
	answer, list = w.press(list, w.li, "移出", 1)
	assert.Equal(t, "已移出，选品清单还有 2 个", toasted(t, answer))
	w.press(list, w.li, "详情", 2)
	w.answered(list.message.ID, 1, "details from the list", func(c shownCard) bool { return slices.Contains(c.buttons, "已收藏") })
	// The other cards show their offers as they were; what is clicked is meant.
	answer, result = w.press(result, w.li, "已收藏", 2)
	assert.Equal(t, "已取消收藏，选品清单还有 1 个", toasted(t, answer))
	answer, detail = w.press(detail, w.li, "已收藏", 0)
	assert.Equal(t, "已取消收藏，选品清单还有 1 个", toasted(t, answer))
	answer, detail = w.press(detail, w.li, "收藏", 0)
	assert.Equal(t, "已收藏，选品清单共 2 个", toasted(t, answer))
	w.click(list, w.li, platform.Click{Text: "对比前四个"})
	w.answered(list.message.ID, 2, "the comparison", saying("对比 2 个商品"))
	w.click(list, w.li, platform.Click{Text: "导出 Excel"})
	w.eventually("the file", func() bool { r := w.repliesTo(list.message.ID); return len(r) == 3 && r[2].Kind == "file" })
	assert.Len(t, w.searches(), at, "nothing of this asks for a search")

	w.click(noDetail, w.li, platform.Click{Text: "重试"})
	w.eventually("the details in the same message", func() bool { c := w.now(noDetail); return slices.Contains(c.buttons, "找同款") })
	w.press(history, w.li, "打开", 1)
	w.answered(history.message.ID, 1, "the search", func(c shownCard) bool { return c.isResult() })
	w.press(detail, w.wang, "找同款", 0)
	w.answered(result.message.ID, 3, "similar offers", func(c shownCard) bool { return c.isResult() })
	w.click(form, w.wang, platform.Click{Text: "搜索", Form: map[string]any{"service": []string{"isOnePsale"}, "keywords": "小风扇"}})
	w.answered(form.message.ID, 1, "the form's search", func(c shownCard) bool { return c.isResult() })
	assert.Equal(t, found.Request.Keywords, w.lastKeywords())
	w.assertSamePicture(found, w.searches()[len(w.searches())-1])

	w.click(failed, w.wang, platform.Click{Text: "重试"})
	w.eventually("a result in the same message", func() bool { c := w.now(failed); return c.isResult() && !c.contains("加载中") })
	at = len(w.searches())
	w.click(result, w.wang, platform.Click{Text: "刷新"})
	w.eventually("another search", func() bool { return len(w.searches()) == at+1 })
	w.settled()
	fresh := w.now(result)
	assert.True(t, fresh.contains("实时"))
	assert.Equal(t, links, fresh.offerLinks())
	w.assertSamePicture(found, w.searches()[len(w.searches())-1])
	w.click(result, w.wang, platform.Click{Text: "重新搜索", Form: map[string]any{"waybill": []string{"dyCiphertext"}}})
	w.eventually("another answer in the same message", func() bool {
		c := w.now(result)
		return c.contains("已理解: 抖音面单") && !c.contains("加载中")
	})
	w.assertSamePicture(found, w.searches()[len(w.searches())-1])
	assert.Len(t, w.repliesTo(id), 1)
	answer = w.click(list, w.wang, platform.Click{Text: "清空"})
	assert.Contains(t, toasted(t, answer), "2")
}

// assertSamePicture checks that two searches were for one picture.
func (w *world) assertSamePicture(a, b gateway.Call) {
	w.t.Helper()
	require.NotNil(w.t, a.Picture)
	require.NotNil(w.t, b.Picture)
	_, first := get(w.t, a.Request.ImageURL)
	_, second := get(w.t, b.Request.ImageURL)
	assert.True(w.t, bytes.Equal(first, second), "the same picture")
}

// TestEveryJobMayRunAgain executes every job of a conversation a second time,
// as after a kill before its end was noted: people see nothing of it.
func TestEveryJobMayRunAgain(t *testing.T) {
	w := startWorld(t)
	require.NoError(t, w.platform.OpenDirectChat(w.li))
	w.show(w.li, 0)
	card := w.result(w.ask(w.li, "帮我找这个"))
	w.result(w.ask(w.li, "包邮 20以内"))
	w.reply(w.ask(w.li, "/default 48h"), "默认条件")
	w.result(w.ask(w.wang, "一件代发", platform.Outgoing{Quote: card.message.ID}))
	w.say("抖音")
	w.result(w.sendPicture(w.sample(3)))
	_, card = w.press(card, w.li, "收藏", 1)
	_, card = w.press(card, w.li, "收藏", 1)
	_, card = w.press(card, w.li, "下一页", 0)
	w.press(card, w.li, "详情", 1)
	w.answered(card.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "找同款") })
	w.press(card, w.li, "找同款", 2)
	w.answered(card.message.ID, 2, "similar offers", func(c shownCard) bool { return c.isResult() })
	w.answered(w.ask(w.li, "/compare"), 1, "the comparison", saying("对比 2 个"))
	export := w.ask(w.li, "/export")
	w.eventually("the file", func() bool { return len(w.repliesTo(export)) == 1 })
	history := w.answered(w.ask(w.li, "/history"), 1, "the history", func(c shownCard) bool { return len(c.images) > 0 })
	w.press(history, w.li, "打开", 1)
	w.answered(history.message.ID, 1, "the search", func(c shownCard) bool { return c.isResult() })
	form := w.answered(w.ask(w.li, "/filter"), 1, "the form", func(c shownCard) bool { return slices.Contains(c.buttons, "搜索") })
	w.click(form, w.li, platform.Click{Text: "搜索", Form: map[string]any{}})
	w.answered(form.message.ID, 1, "the form's search", func(c shownCard) bool { return c.isResult() })
	require.NoError(t, w.platform.PressMenu(w.li, "tusou_list"))
	w.reply(w.ask(w.li, "/reset"), "忘掉")
	done := func() bool { return slices.Equal([]string{"completed"}, slices.Collect(maps.Keys(w.jobs()))) }
	w.eventually("every job is done", done)
	before, searches, details := w.standing(""), len(w.searches()), len(w.details())

	w.stop()
	jobs := w.exec(`UPDATE river_job SET state = 'running', finalized_at = NULL, attempt = 1`)
	assert.Greater(t, jobs, int64(20))
	w.start()
	w.eventually("every job is done again", done)
	after := w.standing("")
	assert.Len(t, after, len(before))
	for i := range min(len(before), len(after)) {
		// Cards show the latest of what they are about, such as what was collected.
		was, is := readCard(t, before[i]), readCard(t, after[i])
		assert.Equal(t, was.offerLinks(), is.offerLinks(), "%v", was.texts)
		assert.False(t, is.contains("加载中"))
	}
	assert.Len(t, w.searches(), searches)
	assert.Len(t, w.details(), details)
}

// TestValuesThatAreNotOursAreAnsweredPlainly is for cards of older versions of
// the program, of others, and for what somebody made up: the app itself sends
// them here.
func TestValuesThatAreNotOursAreAnsweredPlainly(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	other := w.result(w.ask(w.li, "", platform.Outgoing{Images: [][]byte{w.sample(1)}}))
	good := w.value(card, "下一页")
	with := func(name string, value any) map[string]any {
		changed := maps.Clone(good)
		changed[name] = value
		return changed
	}
	before, said := w.now(card).message.Content, len(w.standing(""))
	for n, value := range []any{
		good,                       // a copy of the card in another message
		w.value(other, "下一页"),      // another chat's card
		with("v", 0), with("v", 2), // other versions
		with("a", "drop"), with("a", ""), with("a", "list_clear"), // unknown, none, another kind's
		with("c", "unknown"), with("c", ""), with("c", strings.Repeat("c", 300)), with("c", 7),
		with("p", -1), with("p", 1e9), with("p", "2"), with("x", true), map[string]any{},
	} {
		forged := w.sendAsApp(w.direct, value)
		answer := w.click(forged, w.li, platform.Click{Tag: "button"})
		require.NotNil(t, answer.Toast, "%d", n)
		assert.Contains(t, answer.Toast.Content, "已失效", "%d: %v", n, value)
		assert.Nil(t, answer.Card, "%d", n)
	}
	assert.Equal(t, before, w.now(card).message.Content)
	assert.Len(t, w.standing(""), said+16, "nothing but the forged cards")
}

// value gives what a button of a card carries.
func (w *world) value(card shownCard, label string) map[string]any {
	w.t.Helper()
	var root any
	require.NoError(w.t, json.Unmarshal([]byte(card.message.Content), &root))
	var found map[string]any
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			if text, ok := node["text"].(map[string]any); ok && text["content"] == label && node["tag"] == "button" {
				found = node["behaviors"].([]any)[0].(map[string]any)["value"].(map[string]any)
			}
			for _, child := range node {
				walk(child)
			}
		}
	}
	walk(root)
	require.NotNil(w.t, found, label)
	return found
}

// sendAsApp sends a card with one button that carries a value, past the
// program.
func (w *world) sendAsApp(chat platform.Chat, value any) shownCard {
	w.t.Helper()
	call := func(path, token string, body, into any) {
		raw, err := json.Marshal(body)
		require.NoError(w.t, err)
		req, err := http.NewRequest(http.MethodPost, w.settings["TUSOU_LARK_BASE_URL"]+"/open-apis"+path, bytes.NewReader(raw))
		require.NoError(w.t, err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		require.NoError(w.t, err)
		defer func() { _ = res.Body.Close() }()
		require.NoError(w.t, json.NewDecoder(res.Body).Decode(into))
	}
	var auth struct {
		Token string `json:"tenant_access_token"`
	}
	call("/auth/v3/tenant_access_token/internal", "", map[string]string{
		"app_id": w.settings["TUSOU_LARK_APP_ID"], "app_secret": w.settings["TUSOU_LARK_APP_SECRET"],
	}, &auth)
	card, err := json.Marshal(map[string]any{
		"schema": "2.0", "config": map[string]any{"update_multi": true},
		"body": map[string]any{"elements": []any{map[string]any{
			"tag": "button", "text": map[string]any{"tag": "plain_text", "content": "点我"},
			"behaviors": []any{map[string]any{"type": "callback", "value": value}},
		}}},
	})
	require.NoError(w.t, err)
	var sent struct {
		Msg  string `json:"msg"`
		Data struct {
			ID string `json:"message_id"`
		} `json:"data"`
	}
	w.eventually("the card is sent", func() bool {
		call("/im/v1/messages?receive_id_type=chat_id", auth.Token, map[string]string{"receive_id": chat.ID, "msg_type": "interactive", "content": string(card)}, &sent)
		return sent.Data.ID != ""
	})
	return readCard(w.t, w.message(sent.Data.ID))
}
