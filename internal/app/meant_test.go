package app_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
