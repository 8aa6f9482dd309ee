package cards

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
)

func TestTheHistorySaysWhenAndWhatWasFound(t *testing.T) {
	raw := History(texts(t, lang.Chinese), history(1)).JSON()
	assertSound(t, raw)
	for _, want := range []string{
		"包邮 · 48h发货 · ≤20元 · 关键词 小风扇", "2026-11-20 18:00 · 20 个结果 · 最低 ¥6.50",
		"没有加条件", "2026-11-20 16:00 · 3 个结果", "2026-11-20 15:00 · 没有找到同款", "2026-11-20 14:00 · 没有搜出结果",
		"图片\n加载中", "暂无\n图片",
	} {
		assert.Contains(t, plainOf(t, raw), want)
	}
	assert.Len(t, withTag(t, raw, "img"), 2)
}

func TestEachSearchOfTheHistoryCanBeOpened(t *testing.T) {
	v := history(2)
	raw := History(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	var opened []string
	for _, a := range parsed(t, raw) {
		assert.Equal(t, v.CardID, a.Card)
		if a.Verb == VerbOpen {
			opened = append(opened, a.Search)
			continue
		}
		require.Equal(t, VerbHistoryPage, a.Verb)
	}
	assert.Equal(t, []string{"s6", "s7"}, opened)
	assert.Nil(t, labelled(t, raw, "上一页")["disabled"])
	assert.Equal(t, true, labelled(t, raw, "下一页")["disabled"])
}

func TestAnEmptyHistoryIsASentence(t *testing.T) {
	raw := History(texts(t, lang.Chinese), HistoryView{CardID: "h1"}).JSON()
	assertSound(t, raw)
	assert.Contains(t, plainOf(t, raw), "你在这里还没有搜过。发一张商品图给我，搜过的都会记在这里。")
	assert.Empty(t, withTag(t, raw, "button"))
}
