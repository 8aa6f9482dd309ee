package bot_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
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
	collected := false
	s.platform.fail = func(call, _ string) error {
		if call == "reply" && !collected {
			collected = true
			value := json.RawMessage(strings.Replace(string(card.value(t, "收藏", 1)), `"s":"`, `"s":"`, 1))
			s.platform.mu.Unlock()
			defer s.platform.mu.Lock()
			var detail struct{ CardID string }
			require.NoError(t, json.Unmarshal(s.queue.running.Body, &detail))
			state, ok, err := s.store.LoadCard(t.Context(), detail.CardID)
			require.NoError(t, err)
			require.True(t, ok)
			value = json.RawMessage(`{"v":1,"a":"collect","c":"` + state.ID + `","s":"` + state.SearchID + `","o":"700"}`)
			s.clickValue(&shown{id: "om_unknown"}, "ou_wang", value, nil)
		}
		return nil
	}
	s.play()
	s.answer(card.id, "已收藏")
}
