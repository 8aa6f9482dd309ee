package app_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

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
