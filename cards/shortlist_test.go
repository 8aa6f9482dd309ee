package cards

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func zhShortlist(t *testing.T, v ShortlistView) json.RawMessage {
	t.Helper()
	raw := Shortlist(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	return raw
}

// parsed gives the actions that a card's controls carry.
func parsed(t *testing.T, raw json.RawMessage) []Action {
	t.Helper()
	var all []Action
	for _, value := range actions(t, raw) {
		a, err := ParseAction(value)
		require.NoError(t, err)
		all = append(all, a)
	}
	return all
}

func TestTheShortlistIsPagedByFives(t *testing.T) {
	for _, c := range []struct {
		page, candidates int
		previous, next   bool // disabled
		number           string
	}{
		{0, 5, true, false, "1 / 3"},
		{1, 5, true, false, "1 / 3"},
		{2, 5, false, false, "2 / 3"},
		{3, 2, false, true, "3 / 3"},
		{9, 2, false, true, "3 / 3"},
	} {
		v := shortlist(t, c.page)
		raw := zhShortlist(t, v)
		removes := 0
		for _, a := range parsed(t, raw) {
			if a.Verb == VerbRemove {
				assert.Equal(t, v.Candidates[removes].Offer.ID, a.Offer)
				removes++
			}
		}
		assert.Equal(t, c.candidates, removes, "page %d", c.page)
		assert.Equal(t, c.previous, labelled(t, raw, "上一页")["disabled"] == true, "page %d", c.page)
		assert.Equal(t, c.next, labelled(t, raw, "下一页")["disabled"] == true, "page %d", c.page)
		assert.Contains(t, markdownOf(t, raw), c.number)
	}
}

func TestTheShortlistsButtonsCarryWhatTheyNeed(t *testing.T) {
	v := shortlist(t, 2)
	verbs := map[Verb]int{}
	for _, a := range parsed(t, zhShortlist(t, v)) {
		verbs[a.Verb]++
		assert.Equal(t, v.CardID, a.Card)
		switch a.Verb {
		case VerbRemove:
			assert.Equal(t, 2, a.Page, "the page that is shown afterwards")
		case VerbDetail:
			assert.Equal(t, "c0b72c3a9b17b1fc", a.Search, "the search that found it")
		}
	}
	assert.Equal(t, map[Verb]int{VerbRemove: 5, VerbDetail: 5, VerbListPage: 2, VerbCompare: 1, VerbExport: 1, VerbClear: 1}, verbs)
}

func TestClearingAsksFirst(t *testing.T) {
	clearing := labelled(t, zhShortlist(t, shortlist(t, 1)), "清空")
	question := clearing["confirm"].(object)
	assert.Equal(t, "清空选品清单？", question["title"].(object)["content"])
	assert.Equal(t, "清单里的 12 个商品都会移出，不能恢复。", question["text"].(object)["content"])
	assert.Equal(t, buttonRemove, clearing["type"])
}

func TestOneCandidateAloneIsNotCompared(t *testing.T) {
	v := shortlist(t, 1)
	v.Candidates, v.Total = v.Candidates[:1], 1
	assert.Equal(t, true, labelled(t, zhShortlist(t, v), "对比前四个")["disabled"])
	assert.Nil(t, labelled(t, zhShortlist(t, shortlist(t, 1)), "对比前四个")["disabled"])
}

func TestACandidateSaysWhoCollectedItWhenAndHowItWasFound(t *testing.T) {
	raw := zhShortlist(t, shortlist(t, 1))
	people := withTag(t, raw, "person")
	require.Len(t, people, 5)
	assert.Equal(t, "ou_7c607b047037d6216c9f21952a2c3b9e", people[0]["user_id"])
	assert.Contains(t, plainOf(t, raw), "2026-11-20 18:00 收藏\n搜索条件: 包邮 · 抖音 · gone · 关键词 小风扇", "in China's time")
	assert.Contains(t, plainOf(t, raw), "2026-11-20 17:00 收藏")
}

func TestAPersonThatThePlatformCannotNameIsLeftOut(t *testing.T) {
	v := shortlist(t, 1)
	v.Nameless = true
	assert.Empty(t, withTag(t, zhShortlist(t, v), "person"))
	v.Nameless = false
	for _, id := range []string{"", "<at id=all>", strings.Repeat("o", 200)} {
		v.Candidates = []sourcing.Candidate{{Offer: sourcing.Offer{ID: "1"}, CollectedBy: id}}
		assert.Empty(t, withTag(t, zhShortlist(t, v), "person"), id)
	}
}

func TestAnEmptyShortlistSaysHowToBegin(t *testing.T) {
	raw := zhShortlist(t, ShortlistView{CardID: "l1", Page: 3})
	assert.Contains(t, strings.Join(markdownOf(t, raw), ""), "在结果卡片上点「收藏」")
	assert.Empty(t, withTag(t, raw, "button"))
}

func TestMomentsAreWrittenInChinasTime(t *testing.T) {
	assert.Equal(t, "2027-01-01 00:30", stamp(time.Date(2026, 12, 31, 16, 30, 0, 0, time.UTC)))
}
