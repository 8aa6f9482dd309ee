package bot_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sourcing"
)

// TestOnlyPagingPreparesTheNextPagesPictures is for the budget of calls.
func TestOnlyPagingPreparesTheNextPagesPictures(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "1 / 3")
	require.Equal(t, 5, s.platform.uploads)
	s.click(card, "ou_li", "收藏", 1)
	s.click(card, "ou_li", "已收藏", 1)
	s.play()
	assert.Equal(t, 5, s.platform.uploads, "nobody has paged")
	s.click(card, "ou_li", "下一页", 1)
	s.play()
	s.later(time.Second) // after the answer to the click has arrived
	assert.Equal(t, 12, s.platform.uploads, "this page and the two that are left")
	assert.True(t, card.says("2 / 3"))
	assert.False(t, card.says("加载中"))
	s.click(card, "ou_li", "下一页", 1)
	assert.False(t, card.says("加载中"), "prepared")
}

func TestAClickOfWhoHasNothingLeftLeavesTheCardAsItIs(t *testing.T) {
	s := newStage(t, bot.Config{DailyQuota: 1})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "找到")
	before := card.card
	assert.Contains(t, toast(s.click(card, "ou_li", "刷新", 1)), "今天的搜索次数用完了")
	form := map[string][]string{"service": {"isOnePsale"}}
	assert.Contains(t, toast(s.clickValue(card, "ou_li", card.value(t, "刷新", 1), nil)), "用完了")
	refilter := json.RawMessage(strings.Replace(string(card.value(t, "刷新", 1)), `"refresh"`, `"refilter"`, 1))
	assert.Contains(t, toast(s.clickValue(card, "ou_li", refilter, form)), "用完了")
	s.play()
	assert.True(t, before == card.card, "the card is now %v", card.texts())
	assert.Len(t, s.gateway.asked, 1)
	// What is known costs nothing, and others have their own.
	answer := s.clickValue(card, "ou_li", refilter, map[string][]string{"price_max": {"11"}})
	assert.NotNil(t, answer.Card)
	assert.Contains(t, toast(s.click(card, "ou_wang", "刷新", 1)), "正在刷新")
	s.play()
	assert.Len(t, s.gateway.asked, 2)
}

func TestClicksThatNoCardOfOursCarriesAreToldSo(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.accept(mentioning(pictured("om_g", "b")))
	s.accept(said("om_list", "/list"))
	s.play()
	card, other, list := s.answer("om_p", "找到"), s.answer("om_g", "找到"), s.answers("om_list")[0]
	good := string(card.value(t, "下一页", 1))
	detail := string(card.value(t, "详情", 1))
	before := card.card
	for name, value := range map[string]string{
		"none":                    ``,
		"null":                    `null`,
		"text":                    `"page"`,
		"an empty object":         `{}`,
		"another version":         strings.Replace(good, `"v":1`, `"v":2`, 1),
		"an unknown verb":         strings.Replace(good, `"page"`, `"drop"`, 1),
		"an unknown field":        strings.Replace(good, `"v":1`, `"v":1,"x":1`, 1),
		"an unknown card":         strings.Replace(good, `"c":"`, `"c":"z`, 1),
		"a card of another chat":  string(other.value(t, "下一页", 1)),
		"a card of another kind":  strings.Replace(good, `"page"`, `"list_page"`, 1),
		"a page that is none":     strings.Replace(good, `"p":2`, `"p":-2`, 1),
		"an unknown offer":        strings.Replace(detail, `"o":"700"`, `"o":"1"`, 1),
		"a search of another one": strings.Replace(strings.Replace(detail, `"s":"`, `"s":"z`, 1), `"o":"700"`, `"o":"1"`, 1),
		"too long":                `{"v":1,"a":"page","c":"` + strings.Repeat("x", 2000) + `"}`,
	} {
		answer := s.clickValue(card, "ou_li", json.RawMessage(value), nil)
		assert.Contains(t, toast(answer), "已失效", name)
		assert.Nil(t, answer.Card, name)
	}
	s.play()
	assert.True(t, before == card.card, "the card is now %v", card.texts())
	assert.Len(t, s.platform.said, 3, "nothing more was said")
	assert.NotEmpty(t, list.card)
}

func TestAChangeOfADetailIsNotTurnedBackByItsLatePictures(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "找到")
	s.click(card, "ou_li", "详情", 1)
	// The offer is collected while its details are on their way to the platform.
	clicked := false
	s.platform.fail = func(call, _ string) error {
		if call != "reply" || clicked {
			return nil
		}
		clicked = true
		var detail struct{ CardID string }
		require.NoError(t, json.Unmarshal(s.queue.running.Body, &detail))
		value := json.RawMessage(`{"v":1,"a":"collect","c":"` + detail.CardID + `","o":"700"}`)
		assert.Contains(t, toast(s.clickValue(&shown{id: "om_bot2"}, "ou_wang", value, nil)), "已收藏")
		return nil
	}
	s.play()
	s.answer(card.id, "已收藏")
}

// TestWhatAClickBringsIsShownAfterItsAnswer is for the answer that is slower
// than the pictures: it would turn the card back to one without them.
func TestWhatAClickBringsIsShownAfterItsAnswer(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "找到")
	s.click(card, "ou_li", "下一页", 1)
	require.True(t, card.says("加载中"))
	s.play()
	assert.Zero(t, s.platform.calls["patch"])
	assert.Equal(t, 10, s.platform.uploads, "but they are brought already")
	s.later(500 * time.Millisecond)
	assert.Equal(t, 1, s.platform.calls["patch"])
	assert.False(t, card.says("加载中"))
}

func TestExportsThatWaitForTheirTurnHoldNoWorker(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	s.click(s.answer("om_p", "找到"), "ou_li", "收藏", 1)
	for _, id := range []string{"om_1", "om_2", "om_3"} {
		s.accept(said(id, "/export"))
		s.playOne("message")
	}
	jobs := s.queue.waiting
	s.queue.waiting = nil
	nested := 0
	s.export = func() {
		if nested++; nested < 3 {
			s.run(jobs[nested], bot.Attempt{Number: 1})
		}
	}
	s.run(jobs[0], bot.Attempt{Number: 1})
	assert.Equal(t, 2, nested, "two at a time")
	assert.Len(t, s.queue.postponed, 1)
	s.later(5 * time.Second)
	for _, id := range []string{"om_1", "om_2", "om_3"} {
		s.answer(id, "file")
	}
}

func TestAFailureNeverTurnsBackWhatALaterClickDecided(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "找到")
	s.click(card, "ou_li", "刷新", 1)
	job, ok := s.queue.next()
	require.True(t, ok)
	s.gateway.during = func() {
		// While the refresh waits for the gateway, somebody asks for something else.
		s.gateway.during = nil
		refilter := json.RawMessage(strings.Replace(string(card.value(t, "刷新", 1)), `"refresh"`, `"refilter"`, 1))
		s.clickValue(card, "ou_wang", refilter, map[string][]string{"service": {"isOnePsale"}})
		s.play()
		s.gateway.fail = &sourcing.Failure{Kind: sourcing.FailureRefused, Message: "拒绝"}
		s.now = s.now.Add(8 * 24 * time.Hour) // no old answer stands in
	}
	s.run(job, bot.Attempt{Number: 1})
	assert.True(t, card.says("一件代发"), "%v", card.texts())
	assert.False(t, card.says("拒绝"))
}

func TestAClickWaitsForAWriteThatShowsWhatWasBefore(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(pictured("om_p", "a"))
	s.play()
	card := s.answer("om_p", "找到")
	s.click(card, "ou_li", "刷新", 1)
	next := bot.Click{EventID: "e", Operator: "ou_wang", MessageID: card.id, Value: card.value(t, "下一页", 1)}
	answered := make(chan bot.ClickAnswer, 1)
	early := false
	s.platform.fail = func(call, _ string) error {
		if call == "patch" && s.platform.calls["patch"] == 1 {
			go func() { answered <- s.bot.Click(context.Background(), next) }()
			select {
			case <-answered:
				early = true
			case <-time.After(50 * time.Millisecond):
			}
		}
		return nil
	}
	s.play()
	require.False(t, early, "the answer would be turned back by the write")
	assert.Contains(t, string((<-answered).Card), "2 / 3")
}
