package command

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func TestAPriceFieldTakesEveryFormOfAnAmount(t *testing.T) {
	table, err := sourcing.NewTable(nil)
	require.NoError(t, err)
	p := New(table)
	for text, want := range map[string]sourcing.Money{
		"": 0, "  ": 0, "0": 0, "10": 1000, "９．９": 990, "9.90": 990, " 10元 ": 1000, "9块9": 990, "十块": 1000, "¥20": 2000, "20 yuan": 2000, "1000": 100000,
	} {
		got, ok := p.Amount(text)
		assert.True(t, ok, "%q", text)
		assert.Equal(t, want, got, "%q", text)
	}
	for _, text := range []string{"abc", "十五岁", "10-20", "-5", "包邮", "1e9", "10 小风扇", "99999999999", "20寸", "<script>"} {
		_, ok := p.Amount(text)
		assert.False(t, ok, "%q", text)
	}
}

func TestAKeywordFieldHoldsNoTerms(t *testing.T) {
	table, err := sourcing.NewTable(nil)
	require.NoError(t, err)
	p := New(table)
	kept, left := p.Keywords("  包郵 20以内　小風扇 ")
	assert.Equal(t, "包邮 20以内 小风扇", kept)
	assert.Empty(t, left)
	kept, left = p.Keywords("一二三四五六七八九十 一二三四五六七八九十 一二三四五六七八九十 尾巴")
	assert.Equal(t, "一二三四五六七八九十 一二三四五六七八九十", kept)
	assert.Equal(t, "一二三四五六七八九十 尾巴", left)
}
