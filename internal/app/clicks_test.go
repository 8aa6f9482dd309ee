package app_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// now gives the card as it is at this moment.
func (w *world) now(card shownCard) shownCard {
	w.t.Helper()
	m, ok := w.platform.Message(card.message.ID)
	require.True(w.t, ok)
	return readCard(w.t, m)
}

// press works the n-th button with a text and gives the answer and the card.
func (w *world) press(card shownCard, user platform.User, text string, n int) (platform.CallbackAnswer, shownCard) {
	w.t.Helper()
	answer := w.click(card, user, platform.Click{Tag: "button", Text: text, Nth: n})
	return answer, w.now(card)
}

// toasted gives the text of an answer's toast.
func toasted(t testing.TB, a platform.CallbackAnswer) string {
	t.Helper()
	require.NotNil(t, a.Toast)
	return a.Toast.Content
}

// answered waits for the n-th reply of the bot to a message.
func (w *world) answered(id string, n int, what string, is func(shownCard) bool) shownCard {
	w.t.Helper()
	var card shownCard
	w.eventually(what, func() bool {
		replies := w.repliesTo(id)
		if len(replies) < n || replies[n-1].Kind != "interactive" {
			return false
		}
		card = readCard(w.t, replies[n-1])
		return is(card) && !card.contains("加载中")
	})
	return card
}

func saying(text string) func(shownCard) bool {
	return func(c shownCard) bool { return c.contains(text) }
}

// uploaded says whether the platform has the pictures of the last search's
// offers from one place to another, counted from 1 in the card's order.
func (w *world) uploaded(from, to int) bool {
	w.t.Helper()
	calls := w.searches()
	shown := w.arranged(calls[len(calls)-1].OfferIDs)[from-1 : to]
	var have [][]byte
	for _, u := range w.platform.Uploads() {
		have = append(have, u.Data)
	}
	return !slices.ContainsFunc(shown, func(o gateway.Offer) bool {
		_, picture := get(w.t, strings.TrimSuffix(w.settings["TUSOU_GATEWAY_URL"], "/gateway")+"/img/ibank/"+o.PictureName)
		return !slices.ContainsFunc(have, func(data []byte) bool { return bytes.Equal(data, picture) })
	})
}

// details gives the gateway's item details so far.
func (w *world) details() []gateway.Call { return w.gateway.CallsTo(gateway.EndpointDetail) }

func TestPagesAreTurnedInsideTheCallbackAndEndAtTheirEnds(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	first := card.offerLinks()
	replies := w.platform.Counts()[platform.APIReply]
	answer, card := w.press(card, w.li, "下一页", 0)
	assert.NotNil(t, answer.Card, "inside the callback")
	assert.NotEqual(t, first, card.offerLinks())
	assert.True(t, card.contains("2 / 4"))
	w.eventually("the pictures of the page", func() bool { c := w.now(card); return !c.contains("加载中") })
	// The next page's pictures are prepared once somebody has paged.
	w.eventually("the pictures of the page after it", func() bool { return w.uploaded(11, 15) })
	patches := w.platform.Counts()[platform.APIPatch]
	_, card = w.press(card, w.li, "下一页", 0)
	assert.False(t, card.contains("加载中"), "prepared")
	assert.Len(t, card.images, 5)
	_, card = w.press(card, w.li, "下一页", 0)
	assert.True(t, card.contains("4 / 4"))
	_, err := w.platform.Click(t.Context(), platform.Click{User: w.li, MessageID: card.message.ID, Text: "下一页"})
	assert.Error(t, err, "disabled at the end")
	assert.Equal(t, replies, w.platform.Counts()[platform.APIReply], "no message more")
	assert.LessOrEqual(t, w.platform.Counts()[platform.APIPatch], patches+1)
	assert.Len(t, w.searches(), 1, "and no call of the gateway")
}

func TestTheFilterFormOfTheCardReplacesAllTermsInTheSameMessage(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "包邮 小风扇 20以内", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	answer := w.click(card, w.li, platform.Click{Text: "重新搜索", Form: map[string]any{
		"service": []string{"shipIn48Hours"}, "waybill": []string{"dyCiphertext", "pddCiphertext"},
		"price_min": "９", "price_max": "十五块", "keywords": "台式", "sort": "price_asc",
	}})
	assert.Contains(t, toasted(t, answer), "重新搜索")
	w.eventually("the new result in the same message", func() bool {
		c := w.now(card)
		return c.isResult() && c.contains("9–15元") && !c.contains("加载中")
	})
	now := w.now(card)
	assert.ElementsMatch(t, []string{"shipIn48Hours", "dyCiphertext", "pddCiphertext"}, w.lastFilters())
	assert.Equal(t, "台式", w.lastKeywords())
	assert.True(t, now.contains("已理解: 48h发货 · 拼多多面单 · 抖音面单 · 9–15元 · 价格升序 · 关键词 台式"), "%v", now.texts)
	assert.Len(t, w.repliesTo(id), 1, "one message")

	calls := len(w.searches())
	// What is known already is shown inside the callback.
	answer = w.click(card, w.li, platform.Click{Text: "重新搜索", Form: map[string]any{
		"service": []string{"shipIn48Hours"}, "waybill": []string{"pddCiphertext", "dyCiphertext"}, "keywords": "台式", "price_min": "", "price_max": "30",
	}})
	assert.NotNil(t, answer.Card)
	assert.Len(t, w.searches(), calls)
	c1 := w.now(card)
	assert.True(t, c1.contains("≤30元"))

	answer = w.click(card, w.li, platform.Click{Text: "重新搜索", Form: map[string]any{"price_min": "很便宜"}})
	assert.Contains(t, toasted(t, answer), "价格没看懂")
	c2 := w.now(card)
	assert.True(t, c2.contains("≤30元"), "nothing changed")

	// An empty form takes everything away.
	w.click(card, w.li, platform.Click{Text: "重新搜索", Form: map[string]any{
		"service": []string{}, "waybill": []string{}, "keywords": "", "price_min": "", "price_max": "", "sort": "default",
	}})
	w.eventually("a search without terms", func() bool {
		c := w.now(card)
		return c.isResult() && !c.contains("已理解") && !c.contains("加载中")
	})
	assert.Empty(t, w.lastFilters())
}

func TestSimilarSearchesByTheOffersOwnPictureInANewMessage(t *testing.T) {
	w := startWorld(t)
	w.reply(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Kind: "text", Text: "/default 包邮"}), "默认条件")
	card := w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Images: [][]byte{w.sample(0)}}))
	downloads := w.platform.Counts()[platform.APIResource]
	before := card.message.Content
	answer, card := w.press(card, w.li, "找同款", 2)
	assert.Contains(t, toasted(t, answer), "同款")
	again, _ := w.press(card, w.li, "找同款", 2)
	assert.Contains(t, toasted(t, again), "已经在处理", "a second click within 10 s does nothing more")
	similar := w.answered(card.message.ID, 1, "the similar offers", func(c shownCard) bool { return c.isResult() })
	assert.Len(t, w.repliesTo(card.message.ID), 1)
	require.Len(t, w.searches(), 2)
	call := w.searches()[1]
	offer := w.firstPage(w.searches()[0].OfferIDs)[1]
	assert.Equal(t, strings.TrimSuffix(w.settings["TUSOU_GATEWAY_URL"], "/gateway")+"/img/ibank/"+offer.PictureName, call.Request.ImageURL, "its own address")
	assert.Equal(t, []string{"isOnePsaleFreePost"}, call.Request.Filters, "the chat's defaults")
	assert.Equal(t, downloads, w.platform.Counts()[platform.APIResource], "nothing is downloaded")
	assert.Equal(t, before, w.now(card).message.Content, "the old card stays")
	assert.True(t, similar.contains("包邮"))
	// The same by somebody else is answered from the cache.
	w.press(card, w.wang, "找同款", 2)
	w.answered(card.message.ID, 2, "the cached answer", saying("缓存"))
	assert.Len(t, w.searches(), 2)
}

func TestDetailsAreShownInTheThreadOfTheCard(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	answer, card := w.press(card, w.li, "详情", 1)
	assert.Contains(t, toasted(t, answer), "详情")
	detail := w.answered(card.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "找同款") })
	assert.NotEmpty(t, detail.message.Thread, "in the thread")
	require.Len(t, w.details(), 1)
	assert.Equal(t, w.details()[0].OfferIDs[0], w.firstPage(w.searches()[0].OfferIDs)[0].ID)
	offer := w.firstPage(w.searches()[0].OfferIDs)[0]
	assert.True(t, detail.contains(offer.Title))
	assert.NotEmpty(t, detail.images)
	assert.True(t, w.details()[0].SignatureValid)

	again, _ := w.press(card, w.li, "详情", 1)
	assert.Contains(t, toasted(t, again), "已经在处理")
	w.press(card, w.wang, "详情", 1)
	w.answered(card.message.ID, 2, "another person's details", saying(offer.Title))
	assert.Len(t, w.details(), 1, "known")

	// The detail's own buttons work, and show on the result.
	collected := w.click(detail, w.wang, platform.Click{Text: "收藏"})
	assert.Contains(t, toasted(t, collected), "1")
	d := w.now(detail)
	assert.Contains(t, d.buttons, "已收藏")
	w.press(card, w.li, "下一页", 0)
	_, card = w.press(card, w.li, "上一页", 0)
	assert.Contains(t, card.buttons, "已收藏")
	w.click(detail, w.wang, platform.Click{Text: "找同款"})
	w.answered(card.message.ID, 3, "similar offers of the detail, in the thread", func(c shownCard) bool { return c.isResult() })
}

func TestDetailsWithoutThreadsAreAnOrdinaryReply(t *testing.T) {
	w := startWorld(t)
	require.NoError(t, w.platform.SetThreads(w.group.ID, false))
	card := w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Images: [][]byte{w.sample(0)}}))
	w.press(card, w.li, "详情", 1)
	detail := w.answered(card.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "找同款") })
	assert.Empty(t, detail.message.Thread)
}

func TestDetailsThatCannotBeHadCanBeAskedForAgainInTheSameMessage(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointDetail, Code: 5001, Message: "接口未授权", Times: 1})
	w.press(card, w.li, "详情", 1)
	failed := w.answered(card.message.ID, 1, "why there are none", saying("接口未授权"))
	assert.Contains(t, failed.buttons, "重试")
	w.gateway.ClearFaults()
	w.click(failed, w.li, platform.Click{Text: "重试"})
	w.eventually("the details in the same message", func() bool { c := w.now(failed); return slices.Contains(c.buttons, "找同款") })
	assert.Len(t, w.repliesTo(card.message.ID), 1)
}

func TestTheShortlistIsTheChatsAndSurvivesARestart(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Text: "小风扇 包邮", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	answer, card := w.press(card, w.li, "收藏", 1)
	assert.Equal(t, "已收藏，选品清单共 1 个", toasted(t, answer))
	assert.NotNil(t, answer.Card)
	assert.Contains(t, card.buttons, "已收藏")
	answer, card = w.press(card, w.wang, "收藏", 1)
	assert.Contains(t, toasted(t, answer), "2")
	answer, card = w.press(card, w.li, "已收藏", 1)
	assert.Contains(t, toasted(t, answer), "1", "again takes it off")
	w.press(card, w.li, "收藏", 1)
	for range 2 {
		_, card = w.press(card, w.li, "下一页", 0)
		for range 3 {
			_, card = w.press(card, w.li, "收藏", 1)
		}
	}
	w.stop()
	w.start()
	list := w.answered(w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, MentionBot: true, Kind: "text", Text: "/list"}), 1,
		"the shortlist", func(c shownCard) bool { return len(c.images) == 5 })
	assert.True(t, list.contains("8"), "%v", list.texts)
	assert.True(t, list.contains("1 / 2"))
	assert.True(t, list.contains("小风扇"), "what it was found with")
	_, list = w.press(list, w.li, "下一页", 0)
	assert.True(t, list.contains("2 / 2"))
	assert.Len(t, list.offerLinks(), 3)
	answer, list = w.press(list, w.li, "移出", 3)
	assert.Contains(t, toasted(t, answer), "7")
	assert.Len(t, list.offerLinks(), 2)
	detail, _ := w.press(list, w.li, "详情", 1)
	assert.Contains(t, toasted(t, detail), "详情")
	w.answered(list.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "已收藏") })

	answer = w.click(list, w.li, platform.Click{Text: "清空"})
	assert.Contains(t, toasted(t, answer), "7")
	empty := w.now(list)
	assert.Empty(t, empty.offerLinks())
	other := w.answered(w.say("/选品"), 1, "the direct chat's own list", func(shownCard) bool { return true })
	assert.Empty(t, other.offerLinks())
}

func TestCandidatesAreComparedSideBySide(t *testing.T) {
	w := startWorld(t)
	few := w.say("/compare")
	w.reply(few, "两个")
	card := w.result(w.sendPicture(w.sample(0)))
	for range 3 {
		_, card = w.press(card, w.li, "收藏", 1)
	}
	compared := w.answered(w.say("/对比"), 1, "the comparison", func(c shownCard) bool { return len(c.images) == 3 })
	for _, o := range w.firstPage(w.searches()[0].OfferIDs)[:3] {
		assert.True(t, compared.contains(o.Title[:12]), "%s in %v", o.Title, compared.texts)
	}
	assert.Len(t, w.details(), 3)
	list := w.answered(w.say("/清单"), 1, "the shortlist", func(c shownCard) bool { return len(c.images) == 3 })
	w.click(list, w.li, platform.Click{Text: "对比前四个"})
	w.answered(list.message.ID, 1, "the comparison", func(c shownCard) bool { return len(c.images) == 3 })
	assert.Len(t, w.details(), 3, "known by now")
	quoting := w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "/compare", Quote: card.message.ID})
	w.answered(quoting, 1, "the quoted card's first four", func(c shownCard) bool { return len(c.images) >= 2 })
}

// sheet opens an exported file.
func (w *world) sheet(m platform.Message) [][]string {
	w.t.Helper()
	var content struct {
		FileKey string `json:"file_key"`
	}
	require.NoError(w.t, json.Unmarshal([]byte(m.Content), &content))
	data, name, ok := w.platform.File(content.FileKey)
	require.True(w.t, ok)
	assert.Regexp(w.t, `^选品清单-\d{8}-\d{4}\.xlsx$`, name)
	_, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(w.t, err)
	file, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, file.Close()) }()
	name = file.GetSheetName(0)
	rows, err := file.GetRows(name)
	require.NoError(w.t, err)
	for n := range rows[1:] {
		pictures, err := file.GetPictures(name, "A"+string(rune('2'+n)))
		require.NoError(w.t, err)
		assert.Len(w.t, pictures, 1, "row %d", n+2)
	}
	return rows
}

func TestTheShortlistLeavesAsAnExcelSheet(t *testing.T) {
	w := startWorld(t)
	w.reply(w.say("/export"), "收藏")
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "小风扇", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	for range 3 {
		_, card = w.press(card, w.li, "收藏", 1)
	}
	asked := w.say("/导出")
	var file platform.Message
	w.eventually("the file", func() bool {
		replies := w.repliesTo(asked)
		if len(replies) == 1 && replies[0].Kind == "file" {
			file = replies[0]
			return true
		}
		return false
	})
	rows := w.sheet(file)
	require.Len(t, rows, 4)
	for i, o := range w.firstPage(w.searches()[0].OfferIDs)[:3] {
		assert.Contains(t, rows[i+1], o.Title)
		assert.Contains(t, strings.Join(rows[i+1], "|"), "小风扇")
	}
	list := w.answered(w.say("/list"), 1, "the shortlist", func(c shownCard) bool { return len(c.images) == 3 })
	answer := w.click(list, w.li, platform.Click{Text: "导出 Excel"})
	assert.Contains(t, toasted(t, answer), "导出")
	again := w.click(list, w.li, platform.Click{Text: "导出 Excel"})
	assert.Contains(t, toasted(t, again), "已经在导出")
	w.eventually("the file", func() bool {
		replies := w.repliesTo(list.message.ID)
		return len(replies) == 1 && replies[0].Kind == "file"
	})
}

func TestTheHistoryOpensEarlierSearchesWithoutAskingAgain(t *testing.T) {
	w := startWorld(t)
	w.result(w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "包邮", Images: [][]byte{w.sample(0)}}))
	for n := range 6 {
		w.result(w.sendPicture(w.sample(n + 1)))
	}
	calls := len(w.searches())
	history := w.answered(w.say("/history"), 1, "the history", func(c shownCard) bool { return len(c.images) > 0 })
	assert.True(t, history.contains("1 / 2"))
	_, history = w.press(history, w.li, "下一页", 0)
	assert.True(t, history.contains("包邮"))
	answer, _ := w.press(history, w.li, "打开", 2)
	require.NotNil(t, answer.Toast)
	opened := w.answered(history.message.ID, 1, "the search", func(c shownCard) bool { return c.isResult() })
	assert.True(t, opened.contains("已理解: 包邮"))
	assert.True(t, opened.contains("缓存"))
	_, opened = w.press(opened, w.li, "下一页", 0)
	assert.True(t, opened.contains("2 / 4"))
	assert.Len(t, w.searches(), calls)
	none := w.answered(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Kind: "text", Text: "/历史"}), 1, "an empty history", func(shownCard) bool { return true })
	assert.Empty(t, none.images, "another chat's")
}

func TestTheFormOfFilterSearchesThePictureThatIsMeant(t *testing.T) {
	w := startWorld(t)
	form := w.answered(w.say("/filter"), 1, "the form", func(c shownCard) bool { return len(c.buttons) > 0 })
	submit := form.buttons[len(form.buttons)-1]
	answer := w.click(form, w.li, platform.Click{Text: submit, Form: map[string]any{"service": []string{"isOnePsale"}}})
	assert.Contains(t, toasted(t, answer), "图")
	assert.Empty(t, w.searches(), "no picture yet")
	w.result(w.sendPicture(w.sample(0)))
	w.click(form, w.li, platform.Click{Text: submit, Form: map[string]any{"service": []string{"isOnePsale"}, "speed": []string{"shipInToday"}, "price_max": "50"}})
	result := w.answered(form.message.ID, 1, "the result", func(c shownCard) bool { return c.isResult() })
	assert.ElementsMatch(t, []string{"isOnePsale", "shipInToday"}, w.lastFilters())
	assert.True(t, result.contains("≤50元"))

	other := w.sendPicture(w.sample(3))
	w.result(other)
	quoted := w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "/f", Quote: other})
	form = w.answered(quoted, 1, "the form", func(c shownCard) bool { return slices.Contains(c.buttons, submit) })
	w.click(form, w.li, platform.Click{Text: submit, Form: map[string]any{"waybill": []string{"ksCiphertext"}}})
	w.answered(form.message.ID, 1, "the result", func(c shownCard) bool { return c.isResult() })
	assert.Equal(t, []string{"ksCiphertext"}, w.lastFilters())
}

func TestStatisticsAreForAdministrators(t *testing.T) {
	w := newWorld(t)
	w.settings["TUSOU_ADMINS"] = w.wang.OpenID
	w.start()
	w.result(w.sendPicture(w.sample(0)))
	w.result(w.sendPicture(w.sample(0)))
	w.reply(w.say("/stats"), "管理员")
	card := w.answered(w.post(platform.Outgoing{Chat: w.platform.DirectChat(w.wang), Kind: "text", Text: "/统计"}), 1, "the statistics", saying("运行统计"))
	t.Log(card.texts)
	assert.True(t, card.contains("2"))
}

func TestTheDailyQuotaCountsWhatTheGatewayIsAskedFor(t *testing.T) {
	w := newWorld(t)
	w.settings["TUSOU_DAILY_QUOTA"] = "2"
	w.settings["TUSOU_ADMINS"] = w.wang.OpenID
	w.start()
	card := w.result(w.sendPicture(w.sample(0)))
	w.result(w.sendPicture(w.sample(0))) // cached: free
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Code: 5001, Message: "拒绝", Times: 1})
	w.reply(w.sendPicture(w.sample(1)), "拒绝") // given back
	w.gateway.ClearFaults()
	w.press(card, w.li, "详情", 1)
	w.answered(card.message.ID, 1, "the details", func(c shownCard) bool { return slices.Contains(c.buttons, "找同款") })
	refused := w.reply(w.sendPicture(w.sample(2)), "今天的搜索次数用完了")
	assert.True(t, refused.contains("2"))
	w.result(w.sendPicture(w.sample(0))) // the cache still answers
	w.press(card, w.li, "详情", 2)
	w.answered(card.message.ID, 2, "no more details", saying("次数"))
	admin := w.platform.DirectChat(w.wang)
	for n := range 3 {
		w.result(w.post(platform.Outgoing{Chat: admin, Images: [][]byte{w.sample(n + 3)}}))
	}
}

func TestTwoPeopleWhoClickAtOnceEndWithOneConsistentCard(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Images: [][]byte{w.sample(0)}}))
	for range 5 {
		var both sync.WaitGroup
		both.Go(func() { w.press(card, w.li, "下一页", 0) })
		both.Go(func() {
			w.click(card, w.wang, platform.Click{Tag: "select_static", Option: "price_desc", Value: map[string]any{"a": "sort"}})
		})
		both.Wait()
		// What arrived in another order than it was decided is shown right by a job.
		w.eventually("every job is done", func() bool { return slices.Equal([]string{"completed"}, slices.Collect(maps.Keys(w.jobs()))) })
		state := w.now(card)
		again := w.click(card, w.li, platform.Click{Text: "收藏", Nth: 1})
		after := w.now(card)
		require.NotNil(t, again.Card)
		assert.Equal(t, state.offerLinks(), after.offerLinks(), "the card shows what is noted of it")
		w.click(card, w.li, platform.Click{Text: "已收藏", Nth: 1})
		w.click(card, w.li, platform.Click{Tag: "select_static", Option: "default", Value: map[string]any{"a": "sort"}})
	}
}

func TestClicksThatAreNotTheCardsAreAnsweredPlainly(t *testing.T) {
	w := startWorld(t)
	first := w.result(w.sendPicture(w.sample(0)))
	w.stop()
	w.forget(first.message.ID)
	w.start()
	answer, _ := w.press(first, w.li, "下一页", 0)
	assert.Contains(t, toasted(t, answer), "已失效")
}

func TestTheMenuAnswersInTheDirectChat(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	w.press(card, w.li, "收藏", 1)
	before := len(w.platform.Messages(w.direct.ID))
	for _, key := range []string{"tusou_help", "tusou_history", "tusou_list"} {
		require.NoError(t, w.platform.PressMenu(w.li, key))
		before++
		w.eventually(key+" is answered", func() bool { return len(w.platform.Messages(w.direct.ID)) == before })
	}
	messages := w.platform.Messages(w.direct.ID)
	list := readCard(t, messages[len(messages)-1])
	require.Len(t, list.offerLinks(), 1, "%v", list.texts)
	_, list = w.press(list, w.li, "移出", 1)
	assert.Empty(t, list.offerLinks())
	history := readCard(t, messages[len(messages)-2])
	w.press(history, w.li, "打开", 1)
	w.answered(history.message.ID, 1, "the search", func(c shownCard) bool { return c.isResult() })
}

func TestAClickThatComesAfterManySearchesShowsItsOwnCard(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	want := card.offerLinks()
	for n := range 3 {
		w.result(w.sendPicture(w.sample(n + 1)))
	}
	w.stop()
	w.start()
	_, card = w.press(card, w.li, "下一页", 0)
	_, card = w.press(card, w.li, "上一页", 0)
	assert.Equal(t, want, card.offerLinks())
	w.click(card, w.li, platform.Click{Text: "刷新"})
	w.eventually("a fresh answer", func() bool { return len(w.searches()) == 5 && w.searches()[4].Request != nil })
	assert.Equal(t, w.searches()[0].Request.Filters, w.searches()[4].Request.Filters)
}

// forget makes the stopped program know nothing of a card any more.
func (w *world) forget(messageID string) {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.settings["TUSOU_DATA_DIR"], "tusou.db"))
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, db.Close()) }()
	_, err = db.Exec(`DELETE FROM cards WHERE message_id = $1`, messageID)
	require.NoError(w.t, err)
}
