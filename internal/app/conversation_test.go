package app_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// say lets 李然 write a text to the direct chat.
func (w *world) say(text string) string {
	return w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: text})
}

// sample gives the n-th query picture of the sandbox.
func (w *world) sample(n int) []byte { return w.gateway.Samples()[n].JPEG() }

// lastFilters gives what the last search asked for.
func (w *world) lastFilters() []string {
	calls := w.searches()
	require.NotEmpty(w.t, calls)
	return calls[len(calls)-1].Request.Filters
}

func (w *world) lastKeywords() string {
	calls := w.searches()
	require.NotEmpty(w.t, calls)
	return calls[len(calls)-1].Request.Keywords
}

func TestTermsThatFollowAPictureGetTheirOwnCard(t *testing.T) {
	w := startWorld(t)
	first := w.result(w.sendPicture(w.sample(0)))
	assert.Empty(t, w.lastFilters())
	second := w.result(w.say("包邮 48h"))
	assert.NotEqual(t, first.message.ID, second.message.ID)
	assert.ElementsMatch(t, []string{"isOnePsaleFreePost", "shipIn48Hours"}, w.lastFilters())
	assert.Equal(t, 1, w.platform.Counts()[platform.APIResource]-1, "one download a message")
}

func TestKeywordsAloneDoNotMeanAnAnsweredPicture(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendPicture(w.sample(0)))
	w.reply(w.say("今天天气不错"), "商品图")
	assert.Len(t, w.searches(), 1)
}

func TestTermsThatComeFirstWaitForTheirPicture(t *testing.T) {
	w := startWorld(t)
	terms := w.say("小风扇 包邮")
	time.Sleep(200 * time.Millisecond) // the picture is a message of its own, a moment later
	card := w.result(w.sendPicture(w.sample(0)))
	assert.True(t, card.contains("包邮"))
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
	assert.Equal(t, "小风扇", w.lastKeywords())
	w.result(w.sendPicture(w.sample(3)))
	assert.Empty(t, w.lastFilters(), "they are for one picture")
	time.Sleep(3200 * time.Millisecond)
	assert.Empty(t, w.repliesTo(terms), "no hint when the picture came")
}

func TestTermsWithoutAPictureGetTheHintAndStillApplyToALaterPictureInAGroupWithoutAMention(t *testing.T) {
	w := startWorld(t)
	terms := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "@图搜 抖音面单", MentionBot: true})
	w.eventually("the hint", func() bool { return len(w.repliesTo(terms)) == 1 })
	hint := readCard(t, w.repliesTo(terms)[0])
	assert.True(t, hint.contains("商品图"))
	asked, _ := w.platform.Message(terms)
	assert.GreaterOrEqual(t, hint.message.Created.Sub(asked.Created), 3*time.Second, "after 3 s")

	w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Images: [][]byte{w.sample(3)}})
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{w.sample(0)}}))
	assert.Equal(t, []string{"dyCiphertext"}, w.lastFilters())
	assert.Len(t, w.searches(), 1, "another person's picture is not meant")
}

func TestAMentionMeansTheSendersLastPictureInTheGroup(t *testing.T) {
	w := startWorld(t)
	w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{w.sample(0)}})
	w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Images: [][]byte{w.sample(3)}})
	w.eventually("both pictures were seen", func() bool { return w.acknowledged() >= 2 })
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "@图搜 帮我找这个", MentionBot: true}))
	require.Len(t, w.searches(), 1)
	again := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "@图搜", MentionBot: true})
	w.reply(again, "商品图")
	assert.Len(t, w.searches(), 1, "answered, and no term")
}

// acknowledged counts the events that the program has taken.
func (w *world) acknowledged() int {
	n := 0
	for _, d := range w.platform.Deliveries() {
		if d.Failure == "" {
			n++
		}
	}
	return n
}

func TestAQuotedPictureIsMeantThoughAnotherSentIt(t *testing.T) {
	w := startWorld(t)
	picture := w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Images: [][]byte{w.sample(3)}})
	w.eventually("the picture was seen", func() bool { return w.acknowledged() == 1 })
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "@图搜 一件代发", MentionBot: true, Quote: picture}))
	assert.Equal(t, []string{"isOnePsale"}, w.lastFilters())
	assert.Zero(t, w.platform.Counts()[platform.APIGet], "a picture that was seen needs no look-up")
}

func TestAQuotedPictureThatWasNotSeenIsLookedUp(t *testing.T) {
	w := newWorld(t)
	picture := w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-time.Hour)})
	w.start()
	w.result(w.post(platform.Outgoing{Chat: w.direct, Kind: "text", Text: "包邮", Quote: picture}))
	assert.Equal(t, 1, w.platform.Counts()[platform.APIGet])
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
}

func TestAQuotedPictureThatMayNotBeReadIsExplained(t *testing.T) {
	w := newWorld(t)
	picture := w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-time.Hour)})
	w.start()
	w.platform.Inject(platform.Fault{API: platform.APIGet, Code: 99991672, Status: 400, Msg: "Access denied. One of the following scopes is required: [im:message.group_msg]"})
	id := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Kind: "text", Text: "@图搜 包邮", MentionBot: true, Quote: picture})
	card := w.reply(id, "缺少权限")
	assert.True(t, card.contains("直接发给我"))
}

func TestTermsThatQuoteAResultCardRefineItsSearch(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜 包邮 20以内 小风扇", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜", Images: [][]byte{w.sample(3)}}))
	refined := w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.wang, Kind: "text", Text: "@图搜 48h 30以内 不要包邮", MentionBot: true, Quote: card.message.ID}))
	assert.Equal(t, []string{"shipIn48Hours"}, w.lastFilters())
	assert.Equal(t, "小风扇", w.lastKeywords())
	assert.True(t, refined.contains("30"))
	assert.Equal(t, 2, w.platform.Counts()[platform.APIResource]-1, "the picture is fetched again only to be rehosted")
}

func TestTermsMeanTheLastSearchWhenThePictureIsOld(t *testing.T) {
	w := startWorld(t)
	w.result(w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-20 * time.Minute)}))
	w.result(w.say("/filter 代发"))
	assert.Equal(t, []string{"isOnePsale"}, w.lastFilters())
}

func TestDefaultsApplyToEveryLaterSearchAndAreShown(t *testing.T) {
	w := startWorld(t)
	w.reply(w.say("/default 包邮 48h 20以内 水杯"), "≤20元")
	card := w.result(w.sendPicture(w.sample(0)))
	assert.ElementsMatch(t, []string{"isOnePsaleFreePost", "shipIn48Hours"}, w.lastFilters())
	assert.Empty(t, w.lastKeywords(), "defaults hold no keywords")
	assert.True(t, card.contains("包邮 · 48h发货 · ≤20元"))
	w.result(w.say("不要包邮"))
	assert.Equal(t, []string{"shipIn48Hours"}, w.lastFilters())
	w.reply(w.say("/默认"), "48h发货")
	w.reply(w.say("/default clear"), "已清除")
	w.result(w.sendPicture(w.sample(3)))
	assert.Empty(t, w.lastFilters())
}

func TestResetForgetsPictureAndSearch(t *testing.T) {
	w := startWorld(t)
	w.result(w.sendPicture(w.sample(0)))
	w.reply(w.say("/reset"), "忘掉")
	w.reply(w.say("包邮"), "商品图")
	assert.Len(t, w.searches(), 1)
	w.reply(w.say("/重置"), "不用重置")
}

func TestCommandsThatAreNoSearchAreAnswered(t *testing.T) {
	w := startWorld(t)
	for text, said := range map[string]string{
		"/help": "怎么用", "帮助": "怎么用", "/filters": "isOnePsaleFreePost", "/条件": "认证工厂", "/hlep": "/help", "/fliter 包邮": "/filter",
	} {
		id := w.say(text)
		w.eventually("an answer to "+text, func() bool { return len(w.repliesTo(id)) == 1 })
		card := readCard(t, w.repliesTo(id)[0])
		assert.True(t, card.contains(said), "%s: %v", text, card.texts)
		time.Sleep(210 * time.Millisecond) // five messages a second and person
	}
}

func TestWhatHoldsNoPictureIsAnsweredWithOneSentence(t *testing.T) {
	w := startWorld(t)
	for kind, o := range map[string]platform.Outgoing{
		"sticker": {Kind: "sticker"}, "audio": {Kind: "audio", File: []byte("x"), Duration: 3000},
		"a file that is no picture": {Kind: "file", FileName: "选品表.xlsx", File: []byte("x")},
	} {
		o.Chat = w.direct
		id := w.post(o)
		w.eventually("an answer to "+kind, func() bool { return len(w.repliesTo(id)) == 1 })
		time.Sleep(210 * time.Millisecond)
	}
	assert.Empty(t, w.searches())
}

func TestAForwardedBundleIsSearchedOrExplained(t *testing.T) {
	w := startWorld(t)
	for _, bare := range []bool{true, false} {
		id := w.post(platform.Outgoing{Chat: w.direct, Kind: "merge_forward", Images: [][]byte{w.sample(0)}, BareForward: bare})
		w.eventually("an answer", func() bool { return len(w.repliesTo(id)) == 1 })
		w.eventually("a finished answer", func() bool {
			card := readCard(t, w.repliesTo(id)[0])
			return card.isResult() || card.contains("合并转发")
		})
	}
}

func TestTheBotIntroducesItselfWhenAddedAndOnceInDirectChat(t *testing.T) {
	w := startWorld(t)
	require.NoError(t, w.platform.RemoveBot(w.group.ID))
	require.NoError(t, w.platform.AddBot(w.group.ID, w.li))
	w.eventually("a welcome in the group", func() bool { return w.saidIn(w.group.ID, "图搜") == 1 })
	for range 3 {
		require.NoError(t, w.platform.OpenDirectChat(w.li))
	}
	w.eventually("a welcome in direct chat", func() bool { return w.saidIn(w.direct.ID, "图搜") == 1 })
	w.result(w.sendPicture(w.sample(0)))
	assert.Equal(t, 1, w.saidIn(w.direct.ID, "你好"))
}

// saidIn counts the bot's messages in a chat that contain a text and answer
// none.
func (w *world) saidIn(chat, text string) int {
	n := 0
	for _, m := range w.platform.Messages(chat) {
		if card := readCard; m.FromBot && m.Parent == "" {
			if c := card(w.t, m); c.contains(text) {
				n++
			}
		}
	}
	return n
}

func TestTheMenuAnswersInDirectChat(t *testing.T) {
	w := startWorld(t)
	require.NoError(t, w.platform.PressMenu(w.li, "tusou_help"))
	w.eventually("help", func() bool { return w.saidIn(w.direct.ID, "怎么用") == 1 })
}

func TestEveryPictureIsSearchedInGroupsWhereThatIsSet(t *testing.T) {
	w := startWorld(t, "TUSOU_GROUP_TRIGGER=image")
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{w.sample(0)}}))
}

func TestChatsThatAreNotAllowedGetNothingInGroupsAndOneSentenceInDirectChat(t *testing.T) {
	w := newWorld(t)
	w.settings["TUSOU_ALLOWED_CHATS"] = w.group.ID
	w.start()
	w.reply(w.sendPicture(w.sample(0)), "没有开通")
	other := w.platform.NewGroup("别的群", w.li)
	w.post(platform.Outgoing{Chat: other, Sender: w.li, MentionBot: true, Text: "@图搜 包邮", Images: [][]byte{w.sample(0)}})
	w.result(w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜 包邮", Images: [][]byte{w.sample(0)}}))
	for _, m := range w.platform.Messages(other.ID) {
		assert.False(t, m.FromBot)
	}
	assert.Len(t, w.searches(), 1)
}

func TestDirectChatsCanBeAllowedByTheirPerson(t *testing.T) {
	w := newWorld(t)
	w.settings["TUSOU_ALLOWED_CHATS"] = w.li.OpenID
	w.start()
	w.result(w.sendPicture(w.sample(0)))
}

func TestAPictureThatIsRecalledWhileItIsWorkedOnLosesItsCard(t *testing.T) {
	w := startWorld(t)
	w.gateway.SetLatency(3 * time.Second)
	id := w.sendPicture(w.sample(0))
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	progress := w.repliesTo(id)[0].ID
	require.NoError(t, w.platform.Recall(id))
	w.eventually("the card is taken back", func() bool {
		m, ok := w.platform.Message(progress)
		return ok && m.Recalled
	})
}

func TestAFinishedCardStaysWhenItsPictureIsRecalled(t *testing.T) {
	w := startWorld(t)
	id := w.sendPicture(w.sample(0))
	card := w.result(id)
	require.NoError(t, w.platform.Recall(id))
	w.result(w.sendPicture(w.sample(3)))
	m, _ := w.platform.Message(card.message.ID)
	assert.False(t, m.Recalled)
}

func TestMessagesOfBotsAndOldMessagesAreNotAnswered(t *testing.T) {
	w := startWorld(t)
	robot := w.platform.NewBot("别的机器人")
	group := w.platform.NewGroup("机器人群", w.li, robot)
	ids := []string{
		w.post(platform.Outgoing{Chat: group, Sender: robot, Kind: "text", Text: "@图搜 包邮", MentionBot: true}),
		w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{w.sample(0)}, Created: time.Now().Add(-31 * time.Minute)}),
	}
	w.result(w.sendPicture(w.sample(3)))
	for _, id := range ids {
		assert.Empty(t, w.repliesTo(id))
	}
	assert.True(t, slices.ContainsFunc(w.platform.Deliveries(), func(d platform.Delivery) bool { return d.MessageID == ids[1] && d.Failure == "" }), "acknowledged")
}

func TestThePriceRangeIsAppliedHereAndSaidHonestly(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "0.01-0.02", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	assert.True(t, card.contains("最接近的"))
	assert.Len(t, card.offerLinks(), 5)
	answer := w.click(card, w.li, platform.Click{Text: "看全部"})
	require.NotNil(t, answer.Card)
}

func TestWhatIsUnderstoodCanBeTypedInEnglish(t *testing.T) {
	w := startWorld(t, "TUSOU_LANG=en")
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "free shipping under 20 mini fan", Images: [][]byte{w.sample(0)}})
	w.eventually("an English card", func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 1 {
			return false
		}
		card := readCard(t, replies[0])
		return card.contains("Free shipping · ≤20 yuan · keywords mini") && slices.Contains(card.buttons, "Refresh")
	})
	assert.Equal(t, []string{"isOnePsaleFreePost"}, w.lastFilters())
	assert.Equal(t, "mini fan", w.lastKeywords())
}
