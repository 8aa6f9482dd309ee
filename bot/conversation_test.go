package bot_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sourcing"
)

func TestTermsWhosePictureIsOnItsWayAreAnsweredByItsCard(t *testing.T) {
	s := newStage(t, bot.Config{})
	// Both are accepted before either is read.
	s.accept(said("om_t", "包邮 小风扇"))
	s.now = s.now.Add(time.Second)
	s.accept(pictured("om_p", "a"))
	s.play()
	s.later(3 * time.Second)
	s.answer("om_p", "找到")
	assert.Empty(t, s.answers("om_t"))
	require.Len(t, s.gateway.asked, 1)
	assert.Equal(t, []string{"isOnePsaleFreePost"}, s.lastAsked().Filters)
	assert.Equal(t, "小风扇", s.lastAsked().Keywords)
}

func TestTermsSentBeforeAPictureThatWasAnsweredFirstGetTheirOwnCard(t *testing.T) {
	s := newStage(t, bot.Config{})
	sent := s.now
	s.accept(pictured("om_p", "a"))
	s.play()
	// The event of the terms was slower than that of the picture.
	late := said("om_t", "小风扇")
	late.Created = sent.Add(-time.Second)
	s.accept(late)
	s.play()
	s.answer("om_p", "找到")
	s.answer("om_t", "小风扇")
	assert.Len(t, s.gateway.asked, 2)
}

func TestTermsThatGotTheirCardAreNoLongerWaiting(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(mentioning(said("om_t", "小风扇")))
	s.play()
	// The picture was sent before the text, but its event is slower.
	slow := inGroup(pictured("om_1", "a"))
	slow.Created = s.now.Add(-time.Second)
	s.accept(slow)
	s.later(3 * time.Second)
	s.answer("om_t", "小风扇")
	s.accept(inGroup(pictured("om_2", "b")))
	s.play()
	assert.Empty(t, s.answers("om_2"), "without a mention, and with no terms for it")
	assert.Len(t, s.gateway.asked, 1)
}

func TestAnythingAfterTheCommandIsATerm(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	s.accept(said("om_t", "/filter 小风扇"))
	s.play()
	s.answer("om_t", "小风扇")
}

func TestOrderIsByTheMessagesOwnTime(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(inGroup(pictured("om_1", "a")))
	s.now = s.now.Add(time.Second)
	s.accept(mentioning(said("om_t", "包邮")))
	s.now = s.now.Add(time.Second)
	s.accept(inGroup(pictured("om_2", "b")))
	s.play() // after both pictures were seen
	require.Len(t, s.answers("om_t"), 1)
	id, ok, err := s.store.LastSearch(t.Context(), "oc_group", "ou_li")
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, "om_1", id.Source.MessageID, "the last picture before the text")
}

func TestTermsInTwoMessagesBothApplyToThePictureThatFollows(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(said("om_1", "包邮"))
	s.play()
	s.now = s.now.Add(time.Second)
	s.accept(said("om_2", "48h 20以内"))
	s.play()
	s.now = s.now.Add(time.Second)
	s.accept(pictured("om_p", "a"))
	s.play()
	s.later(3 * time.Second)
	s.answer("om_p", "包邮 · 48h发货 · ≤20元")
	assert.Len(t, s.platform.said, 1)
	assert.ElementsMatch(t, []string{"isOnePsaleFreePost", "shipIn48Hours"}, s.lastAsked().Filters)
}

func TestTermsThatWereWithdrawnDoNotApplyToThePictureThatFollows(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(said("om_1", "京东"))
	s.play()
	require.NoError(t, s.bot.Recalled(t.Context(), bot.Recall{MessageID: "om_1"}))
	s.accept(said("om_2", "抖音"))
	s.play()
	s.accept(pictured("om_p", "a"))
	s.play()
	assert.Equal(t, []string{"dyCiphertext"}, s.lastAsked().Filters)
}

func TestOfTwoGroupPicturesWithoutAMentionOneTakesTheWaitingTerms(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(mentioning(said("om_t", "包邮")))
	s.play()
	s.now = s.now.Add(time.Second)
	s.accept(inGroup(pictured("om_1", "a")))
	s.accept(inGroup(pictured("om_2", "b"))) // both accepted before either is read
	s.play()
	s.later(3 * time.Second)
	assert.Len(t, s.gateway.asked, 1)
	assert.Len(t, s.platform.said, 1, "the other is only remembered")
}

func TestAQuestionAboutTheTermsIsAskedAtOnce(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(said("om_1", "面单"))
	s.play()
	s.answer("om_1", "面单要哪个平台的")
	s.accept(said("om_2", "按销量排序"))
	s.play()
	s.answer("om_2", "没法按它筛选或排序")
	assert.Empty(t, s.queue.postponed, "nothing waits")
}

func TestAPictureThatWasWithdrawnIsNotMeant(t *testing.T) {
	s := newStage(t, bot.Config{})
	withdrawn := func(id string) {
		defer func() { s.now = s.now.Add(time.Second) }()
		require.NoError(t, s.bot.Recalled(t.Context(), bot.Recall{MessageID: id}))
		m := s.platform.heard[id]
		m.Recalled, m.Pictures = true, nil
		s.platform.heard[id] = m
	}
	s.platform.fail = func(call, id string) error {
		if call == "resource" && s.platform.heard[id].Recalled {
			return &bot.PlatformError{Op: "resource", Action: bot.PlatformGone}
		}
		return nil
	}
	s.accept(inGroup(pictured("om_seen", "a")))
	withdrawn("om_seen")
	s.accept(mentioning(said("om_1", "帮我找这个")))
	s.play()
	s.answer("om_1", "发一张商品图给我")

	quoting := mentioning(said("om_2", "包邮"))
	quoting.ParentID = "om_seen"
	s.accept(quoting)
	s.play()
	s.answer("om_2", "那张图片已经撤回")

	s.platform.heard["om_old"] = bot.Message{ID: "om_old", Kind: "image", Recalled: true}
	quoting = mentioning(said("om_3", "包邮"))
	quoting.ParentID = "om_old"
	s.accept(quoting)
	s.play()
	s.answer("om_3", "那张图片已经撤回")

	// Its search is still known, but may need its bytes.
	s.accept(pictured("om_p", "b"))
	s.play()
	card := s.answer("om_p", "找到")
	withdrawn("om_p")
	s.accept(said("om_4", "包邮"))
	s.play()
	s.answer("om_4", "这张图片已经撤回或过期")
	again := said("om_5", "最便宜")
	again.ParentID = card.id
	s.accept(again)
	s.play()
	s.answer("om_5", "找到")
	assert.False(t, card.deleted, "a finished card stays")
}

func TestAPictureThatIsWithdrawnWhileItIsWorkedOnTakesTheQuotersCardWithIt(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(inGroup(pictured("om_p", "a")))
	quoting := mentioning(said("om_t", "包邮"))
	quoting.ParentID, quoting.Sender.OpenID = "om_p", "ou_wang"
	s.accept(quoting)
	s.playOne("message")
	s.platform.fail = func(call, _ string) error {
		if call == "resource" {
			s.now = s.now.Add(time.Second)
			return s.bot.Recalled(t.Context(), bot.Recall{MessageID: "om_p"})
		}
		return nil
	}
	s.play()
	assert.Empty(t, s.answers("om_t"))
}

func TestTermsThatQuoteAProgressCardRefineItsSearch(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.gateway.fail = &sourcing.Failure{Kind: sourcing.FailureRefused}
	s.accept(pictured("om_p", "a"))
	s.playOne("message")
	// The card shows its progress, the search goes on.
	job := s.queue.waiting[0]
	var work struct{ CardID string }
	require.NoError(t, json.Unmarshal(job.Body, &work))
	_, err := s.store.OpenCard(t.Context(), bot.CardState{ID: work.CardID, ChatID: "oc_direct", SearchID: work.CardID, Created: s.now})
	require.NoError(t, err)
	require.NoError(t, s.store.NoteCardMessage(t.Context(), work.CardID, "om_card"))
	s.gateway.fail = nil
	quoting := said("om_t", "48h")
	quoting.ParentID = "om_card"
	s.accept(quoting)
	s.queue.waiting = s.queue.waiting[1:]
	s.play()
	s.answer("om_t", "48h发货")
}

// TestInATopicItsFirstMessageIsOnlyMeantWhereItCanBe is for topics, in which
// every message says that it quotes the topic's first.
func TestInATopicItsFirstMessageIsOnlyMeantWhereItCanBe(t *testing.T) {
	s := newStage(t, bot.Config{})
	inTopic := func(m bot.Message) bot.Message {
		m = mentioning(m)
		m.ParentID, m.RootID, m.ThreadID = "om_root", "om_root", "omt_1"
		return m
	}
	for name, action := range map[string]bot.PlatformAction{"forbidden": bot.PlatformForbidden, "gone": bot.PlatformGone} {
		s.platform.fail = func(call, _ string) error {
			if call == "get" {
				return &bot.PlatformError{Op: "get", Action: action}
			}
			return nil
		}
		s.now = s.now.Add(time.Hour)
		s.accept(inTopic(pictured("om_p_"+name, "a")))
		s.play()
		s.now = s.now.Add(time.Minute)
		s.accept(inTopic(said("om_t_"+name, "包邮")))
		s.play()
		s.answer("om_t_"+name, "包邮")
	}
	// With nothing else to mean it is told.
	stranger := inTopic(said("om_none", "包邮"))
	stranger.Sender.OpenID = "ou_wang"
	s.accept(stranger)
	s.platform.fail = func(call, _ string) error {
		if call == "get" {
			return &bot.PlatformError{Op: "get", Action: bot.PlatformForbidden}
		}
		return nil
	}
	s.play()
	s.answer("om_none", "缺少权限")
}

func TestTheBotsOwnCardsNeedNoLookUp(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	s.accept(said("om_list", "/list"))
	s.play()
	list := s.answers("om_list")[0]
	quoting := said("om_t", "包邮")
	quoting.ParentID = list.id
	s.accept(quoting)
	s.play()
	s.answer("om_t", "包邮")
	assert.Zero(t, s.platform.calls["get"])
}

func TestWhatHoldsNoPictureIsExplainedWhenItIsQuoted(t *testing.T) {
	s := newStage(t, bot.Config{})
	for kind, sentence := range map[string]string{"media": "视频搜不了", "sticker": "表情包", "file": "不是图片", "folder": "文件夹", "merge_forward": "合并转发"} {
		s.platform.heard["om_"+kind] = bot.Message{ID: "om_" + kind, Kind: kind}
		quoting := mentioning(said("om_q_"+kind, "帮我找这个"))
		quoting.ParentID = "om_" + kind
		s.accept(quoting)
		s.play()
		s.answer("om_q_"+kind, sentence)
	}
	// What is meant otherwise is searched.
	s.accept(inGroup(pictured("om_p", "a")))
	quoting := mentioning(said("om_t", "包邮"))
	quoting.ParentID = "om_media"
	s.accept(quoting)
	s.play()
	s.answer("om_t", "找到")
}

func TestAForwardedBundleThatCannotBeReadGetsOneSentence(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.platform.fail = func(call, _ string) error {
		if call == "resource" {
			return &bot.PlatformError{Op: "resource", Action: bot.PlatformGiveUp, Code: 234043}
		}
		return nil
	}
	bundle := bot.Message{ID: "om_b", Kind: "merge_forward"}
	s.accept(bundle)
	for _, key := range []string{"a", "b", "c"} {
		bundle.Pictures = append(bundle.Pictures, bot.Picture{MessageID: "om_b", Key: key, Forwarded: true})
	}
	s.platform.heard["om_b"] = bundle
	s.play()
	s.answer("om_b", "合并转发")

	quoting := mentioning(said("om_q", "包邮"))
	quoting.ParentID = "om_b"
	s.accept(quoting)
	s.play()
	s.answer("om_q", "合并转发")
}

func TestDefaultsAreReplacedOnlyByWhatCanBeOne(t *testing.T) {
	s := newStage(t, bot.Config{})
	ask := func(id, text string) *shown {
		s.accept(said(id, text))
		s.play()
		return s.answer(id, "默认条件")
	}
	ask("om_1", "/default 包邮 48h")
	assert.True(t, ask("om_2", "/default 刷新").says("本会话默认条件: 包邮 · 48h发货"), "no default, so they are shown")
	assert.True(t, ask("om_3", "/default 不要包邮").says("已设为本会话默认条件: 48h发货"), "taken away from those that are")
	assert.True(t, ask("om_4", "/default 不要48h").says("已清除"))
	assert.True(t, ask("om_5", "/default").says("没有设置"))
}

func TestAnUnknownCommandOfAnyLengthIsAnsweredWithTheNearest(t *testing.T) {
	s := newStage(t, bot.Config{})
	long := "/helpp"
	for range 600 {
		long += "p"
	}
	s.accept(said("om_1", long))
	s.play()
	s.answer("om_1", "你要的是 /help 吗")
}

func TestTheMenuServesADirectChatThatIsAllowedByItsID(t *testing.T) {
	s := newStage(t, bot.Config{AllowedChats: []string{"oc_direct"}})
	s.accept(pictured("om_p", "a"))
	s.play()
	for n, key := range []string{"tusou_help", "tusou_history", "tusou_list"} {
		require.NoError(t, s.bot.Menu(t.Context(), bot.MenuPress{EventID: "e" + key, Operator: "ou_li", Key: key}))
		s.play()
		all := s.answers("ou_li")
		require.Len(t, all, n+1)
		assert.False(t, all[n].says("没有开通"), key)
	}
	require.NoError(t, s.bot.Menu(t.Context(), bot.MenuPress{EventID: "e2", Operator: "ou_wang", Key: "tusou_list"}))
	s.play()
	s.answer("ou_wang", "没有开通")
}

func TestAMessageWithoutATimeIsOfNow(t *testing.T) {
	s := newStage(t, bot.Config{})
	m := pictured("om_p", "a")
	m.ChatID, m.ChatType, m.Sender.OpenID = "oc_direct", bot.ChatDirect, "ou_li"
	m.Pictures[0].MessageID = m.ID
	require.NoError(t, s.bot.Message(t.Context(), m))
	s.play()
	s.answer("om_p", "找到")
}
