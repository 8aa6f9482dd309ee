package cards

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
)

func TestTheFiguresStandSideBySide(t *testing.T) {
	raw := Stats(texts(t, lang.Chinese), stats()).JSON()
	assertSound(t, raw)
	tables := withTag(t, raw, "table")
	require.Len(t, tables, 1)
	var rows [][]any
	for _, row := range tables[0]["rows"].([]any) {
		rows = append(rows, []any{row.(object)["c0"], row.(object)["c1"], row.(object)["c2"]})
	}
	assert.Equal(t, [][]any{
		{"搜索次数", "0", "1234"},
		{"缓存命中", "—", "32%"},
		{"接口调用", "0", "850"},
		{"失败", "0", "12"},
		{"耗时中位数", "—", "0.85 秒"},
		{"耗时 P95", "—", "2.34 秒"},
		{"使用人数", "0", "9"},
	}, rows)
	assert.Contains(t, plainOf(t, raw), "最近 7 天最常用的条件: 包邮 320 · 48h发货 210")
}

func TestSharesAreRoundedAndNothingMeasuredIsNoFigure(t *testing.T) {
	tx := texts(t, lang.Chinese)
	for want, p := range map[string]Period{"—": {}, "0%": {Searches: 3}, "33%": {Searches: 3, Cached: 1}, "67%": {Searches: 3, Cached: 2}, "100%": {Searches: 3, Cached: 3}} {
		assert.Equal(t, want, share(tx, p))
	}
	assert.Equal(t, "—", seconds(tx, 0))
	assert.Equal(t, "0.05 秒", seconds(tx, 50*time.Millisecond))
}
