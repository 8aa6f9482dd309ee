package app_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// ask lets somebody mention the bot in the group.
func (w *world) ask(who platform.User, text string, o ...platform.Outgoing) string {
	w.t.Helper()
	var out platform.Outgoing
	if len(o) > 0 {
		out = o[0]
	}
	if out.Chat.ID == "" {
		out.Chat = w.group
	}
	out.Sender, out.Text, out.MentionBot = who, "@图搜 "+text, true
	return w.post(out)
}

// show lets somebody post a picture in a group without a mention and waits
// until the program has it.
func (w *world) show(who platform.User, n int, o ...platform.Outgoing) string {
	w.t.Helper()
	out := platform.Outgoing{Chat: w.group}
	if len(o) > 0 {
		out = o[0]
	}
	seen := w.acknowledged()
	out.Sender, out.Images = who, [][]byte{w.sample(n)}
	id := w.post(out)
	w.eventually("the picture is seen", func() bool { return w.acknowledged() > seen })
	return id
}

// shows says whether a message of the bot holds a text.
func (w *world) shows(m platform.Message, text string) bool {
	card := readCard(w.t, m)
	return card.contains(text)
}

// exec changes the database of the stopped program.
func (w *world) exec(statement string, args ...any) int64 {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.settings["TUSOU_DATA_DIR"], "tusou.db"))
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, db.Close()) }()
	res, err := db.Exec(statement, args...)
	require.NoError(w.t, err)
	n, err := res.RowsAffected()
	require.NoError(w.t, err)
	return n
}

func TestTheBotIsMentionedByItsIDAndNotByItsName(t *testing.T) {
	w := startWorld(t)
	namesake := w.platform.NewUser("图搜")
	group := w.platform.NewGroup("两个图搜", w.li, namesake)
	w.post(platform.Outgoing{Chat: group, Sender: w.li, Kind: "text", Text: "@图搜 包邮"})
	w.post(platform.Outgoing{Chat: group, Sender: w.li, Text: "@图搜 包邮", Mentions: []platform.User{namesake}, Images: [][]byte{w.sample(0)}})
	w.post(platform.Outgoing{Chat: group, Sender: w.li, Kind: "text", Text: "包邮", MentionAll: true})
	w.eventually("all are acknowledged", func() bool { return w.acknowledged() == 3 })
	id := w.ask(w.li, "48h", platform.Outgoing{Chat: group, Images: [][]byte{w.sample(1)}})
	w.result(id)
	assert.Len(t, w.searches(), 1)
	for _, m := range w.platform.Messages(group.ID) {
		assert.True(t, !m.FromBot || m.Parent == id)
	}
}

func TestOfSeveralPicturesTheLastOneBeforeTheTextIsMeant(t *testing.T) {
	w := startWorld(t)
	old := w.show(w.li, 3, platform.Outgoing{Chat: w.group, Created: time.Now().Add(-11 * time.Minute)})
	w.reply(w.ask(w.li, "帮我找这个"), "商品图") // sent more than 10 minutes before
	w.show(w.wang, 4)
	w.show(w.li, 1, platform.Outgoing{Chat: w.group, Created: time.Now().Add(-9 * time.Minute)})
	// A picture that is sent as a file counts as any other.
	file := w.acknowledged()
	w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "file", FileName: "主图.PNG", File: w.sample(2), Created: time.Now().Add(-8 * time.Minute)})
	w.eventually("the file is seen", func() bool { return w.acknowledged() > file })
	w.result(w.ask(w.li, "帮我找这个"))
	resources := w.platform.Counts()[platform.APIResource]
	// Another one's text, and a quote, mean their own.
	w.result(w.ask(w.wang, "找同款"))
	w.result(w.ask(w.li, "包邮", platform.Outgoing{Quote: old}))
	require.Len(t, w.searches(), 3)
	assert.Equal(t, resources+2, w.platform.Counts()[platform.APIResource])
	var path []string
	for _, call := range w.platform.Calls() {
		if call.API == platform.APIResource {
			path = append(path, call.Path[strings.LastIndex(call.Path, "/")+1:])
		}
	}
	assert.True(t, strings.HasPrefix(path[0], "file_"), "the file was the last: %v", path)
	assert.Contains(t, w.message(old).Content, path[2])
}

func (w *world) message(id string) platform.Message {
	w.t.Helper()
	m, ok := w.platform.Message(id)
	require.True(w.t, ok)
	return m
}

func TestTheLastSearchIsMeantForADay(t *testing.T) {
	w := startWorld(t)
	w.result(w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-20 * time.Minute)}))
	w.stop()
	require.EqualValues(t, 1, w.exec(`UPDATE searches SET created = created - $1`, (23*time.Hour).Milliseconds()))
	w.start()
	w.result(w.say("最便宜"))
	w.stop()
	require.EqualValues(t, 2, w.exec(`UPDATE searches SET created = created - $1`, (25*time.Hour).Milliseconds()))
	w.start()
	w.reply(w.say("最便宜"), "商品图")
	assert.Len(t, w.searches(), 1, "an order is a view of the same answer")
}

func TestAnEditedMessageCountsWithItsFirstText(t *testing.T) {
	w := startWorld(t)
	w.show(w.li, 0)
	id := w.ask(w.li, "包邮")
	w.result(id)
	taken := w.acknowledged()
	require.NoError(t, w.platform.Edit(id, "@图搜 48h 抖音"))
	w.eventually("the edit is acknowledged", func() bool { return w.acknowledged() > taken })
	w.result(w.ask(w.wang, "代发", platform.Outgoing{Images: [][]byte{w.sample(1)}}))
	assert.Len(t, w.repliesTo(id), 1)
	require.Len(t, w.searches(), 2)
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.searches()[0].Request.Filters)
}

func TestAMessageThatIsTooOldIsAcknowledgedLoggedAndCounted(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-31 * time.Minute)})
	w.eventually("it is acknowledged", func() bool { return w.acknowledged() == 1 })
	_, metrics := get(t, "http://"+w.admin+"/metrics")
	assert.Contains(t, string(metrics), `tusou_messages_total{outcome="ignored",reason="too old"} 1`)
	assert.Contains(t, w.log.String(), id)
	w.result(w.sendPicture(w.sample(1)))
	assert.Empty(t, w.repliesTo(id))
}

func TestWhatWasAcceptedInTimeIsAnsweredHoweverLateItRuns(t *testing.T) {
	w := newWorld(t)
	process := w.startProcess()
	w.platform.SetLatency(platform.APIResource, 20*time.Second)
	sent := time.Now().Add(-30*time.Minute + time.Second)
	id := w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: sent})
	w.eventually("it is accepted", func() bool { return w.acknowledged() == 1 })
	kill(t, process)
	w.platform.SetLatency(platform.APIResource, 0)
	w.eventually("it is too old to be accepted now", func() bool { return time.Since(sent) > 30*time.Minute })
	w.start()
	w.result(id)
}

// TestAPictureThatWasWithdrawnIsNotMeantAndNobodyWaitsForAnAnswer is for
// questions after a picture was withdrawn: none may be met with silence.
func TestAPictureThatWasWithdrawnIsNotMeantAndNobodyWaitsForAnAnswer(t *testing.T) {
	w := startWorld(t)
	withdraw := func(id string) {
		seen := w.acknowledged()
		require.NoError(t, w.platform.Recall(id))
		w.eventually("the recall is seen", func() bool { return w.acknowledged() > seen })
	}
	seen := w.show(w.li, 0)
	withdraw(seen)
	w.reply(w.ask(w.li, "帮我找这个"), "商品图")
	w.reply(w.ask(w.wang, "包邮", platform.Outgoing{Quote: seen}), "已经撤回")

	id := w.ask(w.li, "", platform.Outgoing{Images: [][]byte{w.sample(1)}})
	card := w.result(id)
	withdraw(id)
	gone := w.reply(w.ask(w.li, "包邮"), "已经撤回")
	assert.NotContains(t, gone.buttons, "重试")
	// What is known of it can still be looked at, and its card works.
	w.result(w.ask(w.li, "最便宜", platform.Outgoing{Quote: card.message.ID}))
	_, card = w.press(card, w.li, "下一页", 0)
	assert.True(t, card.contains("2 / 4"))
	w.click(card, w.wang, platform.Click{Text: "刷新"})
	w.eventually("the old offers stand in", func() bool { return w.shows(w.message(card.message.ID), "旧结果") })
	assert.Len(t, w.searches(), 1)
}

func TestInATopicTheTopicsPictureIsMeantAndTheAnswerStaysInIt(t *testing.T) {
	w := startWorld(t)
	topics := w.platform.NewTopicGroup("选品话题群", w.li, w.wang)
	root := w.show(w.wang, 0, platform.Outgoing{Chat: topics})
	thread := w.message(root).Thread
	w.ask(w.li, "包邮", platform.Outgoing{Chat: topics, Quote: root})
	card := w.inThread(thread, 1, "the result", func(c shownCard) bool { return c.isResult() })
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
	w.press(card, w.li, "详情", 1)
	w.inThread(thread, 2, "the details", func(c shownCard) bool { return len(c.images) > 0 })
	w.ask(w.li, "/help", platform.Outgoing{Chat: topics, Quote: root})
	w.inThread(thread, 3, "the help", saying("怎么用"))
	// A message that opens a topic of its own quotes nothing.
	w.result(w.ask(w.wang, "一件代发", platform.Outgoing{Chat: topics, Images: [][]byte{w.sample(1)}}))
}

// inThread waits for the n-th message of the bot in a topic.
func (w *world) inThread(thread string, n int, what string, is func(shownCard) bool) shownCard {
	w.t.Helper()
	require.NotEmpty(w.t, thread)
	var card shownCard
	w.eventually(what, func() bool {
		var said []platform.Message
		for _, m := range w.platform.Messages("") {
			if m.FromBot && m.Thread == thread {
				said = append(said, m)
			}
		}
		if len(said) != n {
			return false
		}
		card = readCard(w.t, said[n-1])
		return is(card) && !card.contains("加载中")
	})
	return card
}

// atScopes are the permissions of an app that sees only messages which mention
// the bot.
func atScopes() []string {
	return []string{
		"im:message:send_as_bot", "im:message:readonly", "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly",
		"im:resource", "im:chat:readonly",
	}
}

func TestWithoutThePermissionToReadGroupsQuotedPicturesAreExplainedAndTopicsGoOn(t *testing.T) {
	w := newScopedWorld(t, atScopes())
	w.start()
	unseen := w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Images: [][]byte{w.sample(0)}})
	refused := w.reply(w.ask(w.li, "包邮", platform.Outgoing{Quote: unseen}), "缺少权限")
	assert.True(t, refused.contains("群里 @我 并附上图片"), "what to do instead: %v", refused.texts)
	assert.True(t, refused.contains("已理解: 包邮"))
	assert.NotContains(t, refused.buttons, "重试")
	w.result(w.ask(w.li, "", platform.Outgoing{Images: [][]byte{w.sample(0)}}))
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters(), "the terms that waited")

	// A result card that is quoted, and a picture that was handled, need no look-up.
	handled := w.ask(w.li, "", platform.Outgoing{Images: [][]byte{w.sample(1)}})
	card := w.result(handled)
	w.result(w.ask(w.wang, "48h", platform.Outgoing{Quote: card.message.ID}))
	w.result(w.ask(w.wang, "抖音", platform.Outgoing{Quote: handled}))

	topics := w.platform.NewTopicGroup("选品话题群", w.li, w.wang)
	root := w.post(platform.Outgoing{Chat: topics, Sender: w.wang, Kind: "text", Text: "今天选品"})
	thread := w.message(root).Thread
	w.ask(w.li, "", platform.Outgoing{Chat: topics, Quote: root, Images: [][]byte{w.sample(2)}})
	w.inThread(thread, 1, "the result", func(c shownCard) bool { return c.isResult() })
	w.ask(w.li, "快手", platform.Outgoing{Chat: topics, Quote: root})
	w.inThread(thread, 2, "the result", func(c shownCard) bool { return c.isResult() })
	assert.Equal(t, []string{"ksCiphertext"}, w.lastFilters(), "the sender's last picture")
}

func TestTermsThatQuoteAnotherCardOfTheBotMeanTheSendersPicture(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendPicture(w.sample(0)))
	list := w.answered(w.say("/list"), 1, "the list", func(shownCard) bool { return true })
	w.result(w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "包邮", Quote: list.message.ID}))
	assert.Zero(t, w.platform.Counts()[platform.APIGet], "the bot knows its cards")
}

func TestWhatCannotBeReadWhenItIsQuotedIsSaidInOneSentence(t *testing.T) {
	w := startWorld(t)
	for kind, c := range map[string]struct {
		o    platform.Outgoing
		says string
	}{
		"a sticker":                    {platform.Outgoing{Kind: "sticker"}, "表情包"},
		"a video":                      {platform.Outgoing{Kind: "media", Content: `{"file_key":"file_v3_1","image_key":"img_v3_1","file_name":"a.mp4","duration":1000}`}, "视频"},
		"a folder":                     {platform.Outgoing{Kind: "folder", Content: `{"file_key":"file_v3_2","file_name":"图"}`}, "文件夹"},
		"a file":                       {platform.Outgoing{Kind: "file", FileName: "a.xlsx", File: []byte("x")}, "不是图片"},
		"a bundle of several pictures": {platform.Outgoing{Kind: "merge_forward", Images: [][]byte{w.sample(0), w.sample(1), w.sample(2)}}, "合并转发"},
	} {
		// A person of their own, so that nothing else is meant.
		buyer := w.platform.NewUser("采购")
		group := w.platform.NewGroup("选品", buyer)
		c.o.Chat, c.o.Sender = group, buyer
		id := w.ask(buyer, "帮我找这个", platform.Outgoing{Chat: group, Quote: w.post(c.o)})
		w.reply(id, c.says)
		direct := platform.Outgoing{Chat: w.platform.DirectChat(buyer), Kind: c.o.Kind, Images: c.o.Images, File: c.o.File, FileName: c.o.FileName, Content: c.o.Content}
		w.reply(w.post(direct), c.says)
		assert.Len(t, w.standing(group.ID), 1, kind)
		assert.Len(t, w.standing(direct.Chat.ID), 1, kind)
	}
	assert.Empty(t, w.searches())
}

// standing gives the messages of the bot in a chat that it has not taken back.
func (w *world) standing(chat string) []platform.Message {
	var out []platform.Message
	for _, m := range w.platform.Messages(chat) {
		if m.FromBot && !m.Recalled {
			out = append(out, m)
		}
	}
	return out
}

func TestAQuestionAboutTheTermsIsAskedThoughNoPictureIsMeant(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendPicture(w.sample(0)))
	w.reply(w.say("面单"), "面单要哪个平台的")
	assert.Len(t, w.searches(), 1)
}

// TestWherePicturesAreAlwaysSearchedTextStillNeedsAMention is for
// TUSOU_GROUP_TRIGGER=image.
func TestWherePicturesAreAlwaysSearchedTextStillNeedsAMention(t *testing.T) {
	w := startWorld(t, "TUSOU_GROUP_TRIGGER=image")
	w.result(w.show(w.li, 0))
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Text: "大家看看 包邮", Images: [][]byte{w.sample(1)}}))
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
	file := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "file", FileName: "主图.jpg", File: w.sample(2)})
	w.result(file)
	seen := w.acknowledged()
	silent := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "48h"})
	w.eventually("the text is seen", func() bool { return w.acknowledged() > seen })
	w.result(w.ask(w.li, "抖音"))
	assert.Equal(t, []string{"dyCiphertext"}, w.lastFilters())
	assert.Empty(t, w.repliesTo(silent))
	assert.Len(t, w.searches(), 4)
}

func TestAChatThatIsNotAllowedIsNotGreetedEither(t *testing.T) {
	w := newWorld(t)
	w.settings["TUSOU_ALLOWED_CHATS"] = w.direct.ID
	w.start()
	require.NoError(t, w.platform.RemoveBot(w.group.ID))
	require.NoError(t, w.platform.AddBot(w.group.ID, w.li))
	require.NoError(t, w.platform.OpenDirectChat(w.wang))
	w.show(w.li, 0)
	w.ask(w.li, "包邮")
	w.eventually("all are acknowledged", func() bool { return w.acknowledged() == 4 })
	w.result(w.sendPicture(w.sample(0)))
	for _, key := range []string{"tusou_help", "tusou_list"} {
		require.NoError(t, w.platform.PressMenu(w.li, key))
	}
	w.eventually("the menu of an allowed chat", func() bool { return len(w.standing(w.direct.ID)) == 3 })
	assert.Empty(t, w.standing(w.group.ID))
	assert.Empty(t, w.standing(w.platform.DirectChat(w.wang).ID))
	for _, m := range w.standing(w.direct.ID) {
		assert.False(t, w.shows(m, "没有开通"))
	}
}

func TestEveryPictureOfAQuotedMessageIsSearched(t *testing.T) {
	w := startWorld(t)
	seen := w.acknowledged()
	posted := w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Text: "这三款", Images: [][]byte{w.sample(0), w.sample(3), w.sample(6)}})
	w.eventually("the post is seen", func() bool { return w.acknowledged() > seen })
	id := w.ask(w.li, "一件代发", platform.Outgoing{Quote: posted})
	w.eventually("three finished cards", func() bool { return w.finished(id) == 3 })
	// The first card is about the first picture, and so on.
	for n, of := range []int{0, 3, 6} {
		alone := w.result(w.post(platform.Outgoing{Chat: w.direct, Text: "一件代发", Images: [][]byte{w.sample(of)}}))
		assert.True(t, alone.contains("缓存"))
		labelled := slices.IndexFunc(w.repliesTo(id), func(m platform.Message) bool { return w.shows(m, fmt.Sprintf("第 %d 张 / 共 3 张", n+1)) })
		require.GreaterOrEqual(t, labelled, 0)
		card := readCard(t, w.repliesTo(id)[labelled])
		assert.Equal(t, alone.offerLinks(), card.offerLinks(), "picture %d", n+1)
	}
	// Of several the last one is meant where none is named.
	last := w.result(w.ask(w.wang, "一件代发"))
	third := w.result(w.post(platform.Outgoing{Chat: w.direct, Text: "一件代发", Images: [][]byte{w.sample(6)}}))
	assert.Equal(t, third.offerLinks(), last.offerLinks())
	assert.Len(t, w.searches(), 3)
}

func TestTermsAndPicturesBelongTogetherByTheirOwnTimes(t *testing.T) {
	w := startWorld(t)
	// The picture was sent first, though its event is the slower one: it is
	// answered with the defaults, the terms by a card of their own.
	terms := w.say("包邮 小风扇")
	earlier := w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-2 * time.Second)})
	w.result(earlier)
	assert.Empty(t, w.lastFilters())
	w.result(terms)
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
	// Terms are for a picture that comes within 30 s.
	other := w.platform.DirectChat(w.wang)
	w.post(platform.Outgoing{Chat: other, Kind: "text", Text: "48h", Created: time.Now().Add(-31 * time.Second)})
	w.result(w.post(platform.Outgoing{Chat: other, Images: [][]byte{w.sample(3)}}))
	assert.Empty(t, w.lastFilters())
}

func TestTermsThatQuoteACardRefineItWhileItsSearchRunsAndSayWhenItIsGone(t *testing.T) {
	w := startWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Times: 1, Delay: time.Second})
	id := w.sendPicture(w.sample(0))
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	w.result(w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "48h", Quote: w.repliesTo(id)[0].ID}))
	assert.Equal(t, []string{"shipIn48Hours"}, w.lastFilters())
	card := w.result(id)
	w.stop()
	w.exec(`DELETE FROM searches`)
	w.start()
	w.reply(w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "包邮", Quote: card.message.ID}), "已经过期")
	for _, label := range []string{"下一页", "刷新"} {
		answer, _ := w.press(card, w.li, label, 0)
		assert.Contains(t, toasted(t, answer), "已失效", label)
	}
	for _, label := range []string{"详情", "找同款", "收藏"} {
		answer, _ := w.press(card, w.li, label, 1)
		assert.Contains(t, toasted(t, answer), "已失效", label)
	}
}

// TestWhatIsDeliveredAgainIsAnsweredOnce is for the platform's redeliveries,
// which may come with event ids of their own.
func TestWhatIsDeliveredAgainIsAnsweredOnce(t *testing.T) {
	w := startWorld(t)
	w.platform.SetQuirks(platform.Quirks{Duplicates: 2, FreshEventIDs: true})
	require.NoError(t, w.platform.RemoveBot(w.group.ID))
	require.NoError(t, w.platform.AddBot(w.group.ID, w.li))
	require.NoError(t, w.platform.OpenDirectChat(w.li))
	help := w.say("/help")
	first := w.say("抖音 小风扇")
	w.eventually("the hint", func() bool { return len(w.repliesTo(first)) == 1 })
	picture := w.sendPicture(w.sample(0))
	w.result(picture)
	quoting := w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "48h", Quote: picture})
	w.result(quoting)
	w.eventually("all were delivered three times", func() bool { return w.acknowledged() == 3*6 })
	w.settled()
	assert.Len(t, w.standing(w.group.ID), 1)
	assert.Len(t, w.standing(w.direct.ID), 5, "welcome, help, hint and two cards")
	assert.Len(t, w.repliesTo(help), 1)
	assert.Len(t, w.searches(), 2)
}

func TestAnAnswerWithoutOffersSaysWhatToTryAndCanBeRefiltered(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{
		Chat: w.direct, Images: [][]byte{w.sample(0)},
		Text: "rfdQualityRateLv1 getRate24HLv3 getRate48HLv3 totalEpScoreLv1 powerMerchant certifiedFactory freeCredit 全平台面单 10-20",
	})
	card := w.reply(id, "没有找到同款")
	require.Empty(t, w.searches()[0].OfferIDs)
	assert.True(t, card.contains("换一张主体清楚"))
	assert.NotContains(t, card.buttons, "下一页")
	assert.Empty(t, card.offerLinks())
	w.click(card, w.li, platform.Click{Text: "重新搜索", Form: map[string]any{"service": []string{}, "waybill": []string{}, "price_min": "", "price_max": ""}})
	w.eventually("offers in the same message", func() bool { c := w.now(card); return len(c.offerLinks()) == 5 && !c.contains("加载中") })
	assert.Len(t, w.repliesTo(id), 1)
	w.result(w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "最贵", Quote: card.message.ID}))
	history := w.answered(w.say("/history"), 1, "the history", saying("没有找到同款"))
	w.press(history, w.li, "打开", 3)
	w.answered(history.message.ID, 1, "the answer without offers", saying("没有找到同款"))
}

// TestTheWholeConversationIsInEnglish looks for Chinese words of ours: offers,
// their sellers' words and what was typed are as they are.
func TestTheWholeConversationIsInEnglish(t *testing.T) {
	w := newWorld(t, "TUSOU_LANG=en")
	w.settings["TUSOU_ADMINS"] = w.li.OpenID
	w.start()
	foreign := regexp.MustCompile(`\p{Han}+`)
	titles := make(map[string]bool)
	for _, o := range w.gateway.Offers() {
		for _, word := range foreign.FindAllString(o.Title+" "+o.Variant, -1) {
			titles[word] = true
		}
		for _, tag := range o.Tags {
			for _, word := range foreign.FindAllString(tag.Text, -1) {
				titles[word] = true
			}
		}
	}
	check := func(what, text string) {
		for _, word := range foreign.FindAllString(text, -1) {
			assert.True(t, titles[word], "%s: %s in %q", what, word, text)
		}
	}
	require.NoError(t, w.platform.OpenDirectChat(w.li))
	var asked []string
	for _, text := range []string{
		"/help", "hello there", "/list", "/compare", "/export", "/history", "/stats", "/reset", "/default", "/default 48h", "/default clear", "/filter", "/hlep", "waybill",
	} {
		chat := w.direct
		if text != "/stats" {
			chat = w.platform.DirectChat(w.platform.NewUser("buyer")) // each has a rate of its own
		}
		asked = append(asked, w.post(platform.Outgoing{Chat: chat, Kind: "text", Text: text}))
	}
	for n, id := range asked {
		w.eventually(fmt.Sprint("answer ", n), func() bool { return len(w.repliesTo(id)) == 1 })
	}
	id := w.post(platform.Outgoing{Chat: w.direct, Text: "free shipping, cheapest, 0.01-0.02, under 20", Images: [][]byte{w.sample(0)}})
	w.eventually("the result", func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 1 {
			return false
		}
		card := readCard(t, replies[0])
		return len(card.images) >= 5
	})
	card := readCard(t, w.repliesTo(id)[0])
	for _, click := range []platform.Click{
		{Text: "Details", Nth: 1}, {Text: "Details", Nth: 1}, {Text: "Similar", Nth: 2}, {Text: "Save", Nth: 1}, {Text: "Refresh"},
		{Text: "Search again", Form: map[string]any{"price_min": "cheap"}},
	} {
		answer := w.click(card, w.li, click)
		require.NotNil(t, answer.Toast, click.Text)
		check("the toast of "+click.Text, answer.Toast.Content)
	}
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Times: 1, Code: 5001, Message: "no"})
	failed := w.post(platform.Outgoing{Chat: w.direct, Text: "refresh", Images: [][]byte{w.sample(1)}})
	w.eventually("the failure", func() bool { return len(w.repliesTo(failed)) == 1 })
	w.post(platform.Outgoing{Chat: w.direct, Kind: "sticker"})
	w.settled()
	for _, m := range w.standing("") {
		if m.Kind != "interactive" {
			continue
		}
		for _, text := range readCard(t, m).texts {
			check("a card", text)
		}
	}
}
