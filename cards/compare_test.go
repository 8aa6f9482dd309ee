package cards

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func zhCompare(t *testing.T, v CompareView) json.RawMessage {
	t.Helper()
	raw := Compare(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	return raw
}

// rowOf gives what a row of the comparison says of each candidate, the best
// marked with a star; nothing where there is no such row.
func rowOf(t *testing.T, raw json.RawMessage, name string) []string {
	t.Helper()
	var card struct{ Body struct{ Elements []object } }
	require.NoError(t, json.Unmarshal(raw, &card))
	for i, e := range card.Body.Elements {
		text, _ := e["text"].(object)
		if text["content"] != name {
			continue
		}
		var row []string
		for _, c := range card.Body.Elements[i+1]["columns"].([]any) {
			said := c.(object)["elements"].([]any)[0].(object)["content"].(string)
			value := strings.NewReplacer("<font color='green'>**", "*", "**</font>", "").Replace(said)
			assert.Equal(t, strings.HasPrefix(value, "*"), c.(object)["background_style"] == bestBackground, "the mark is on text and ground")
			row = append(row, value)
		}
		return row
	}
	return nil
}

func TestTheBestOfEachRowIsMarked(t *testing.T) {
	raw := zhCompare(t, CompareView{Candidates: compared(t)})
	for name, want := range map[string][]string{
		"代发价（没有代发价的按价格）": {"¥10.01", "¥12.50", "*¥6.50", "¥9.25"},
		"批量最低价":   {"*¥8.60\n500 台起", "¥12.50\n2 件起", "—", "—"},
		"起订量":     {"*1 台", "2 件", "—", "—"},
		"包邮":      {"*是", "否", "—", "—"},
		"7天无理由退货": {"*是", "—", "—", "—"},
		"面单渠道":    {"*3 个\n淘宝 抖音 快手", "1 个\n淘宝", "—", "—"},
		"库存":      {"*4871 台", "318 件", "缺货", "—"},
		"发货时间":    {"2 天内发货", "*1 天内发货", "—", "—"},
		"发货地":     {"广东省 中山市", "浙江义乌", "—", "—"},
		"精选货源":    nil,
	} {
		assert.Equal(t, want, rowOf(t, raw, name), name)
	}
}

func TestTheBestValue(t *testing.T) {
	stock := func(n int64) *sourcing.Detail { return &sourcing.Detail{OfferID: "1", Stock: &n} }
	for _, c := range []struct {
		name  string
		stock []*sourcing.Detail
		want  []string
	}{
		{"the most", []*sourcing.Detail{stock(5), stock(7)}, []string{"5 件", "*7 件"}},
		{"ties are all marked", []*sourcing.Detail{stock(7), stock(5), stock(7)}, []string{"*7 件", "5 件", "*7 件"}},
		{"all the same", []*sourcing.Detail{stock(7), stock(7)}, []string{"*7 件", "*7 件"}},
		{"what is missing never wins", []*sourcing.Detail{nil, stock(5), stock(4)}, []string{"—", "*5 件", "4 件"}},
		{"a number alone is compared with nothing", []*sourcing.Detail{nil, stock(5)}, []string{"—", "5 件"}},
		{"nothing in stock never wins", []*sourcing.Detail{stock(0), stock(0)}, []string{"缺货", "缺货"}},
		{"nor against something", []*sourcing.Detail{stock(0), stock(1)}, []string{"缺货", "*1 件"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v CompareView
			for _, d := range c.stock {
				v.Candidates = append(v.Candidates, Compared{Offer: sourcing.Offer{ID: "1"}, Detail: d})
			}
			assert.Equal(t, c.want, rowOf(t, zhCompare(t, v), "库存"))
		})
	}
}

func TestThePriceComparedIsTheOneThatCountsEverywhere(t *testing.T) {
	v := CompareView{Candidates: []Compared{
		{Offer: sourcing.Offer{Price: 500, ConsignPrice: 900}},
		{Offer: sourcing.Offer{Price: 500, ConsignPrice: 900}, Detail: &sourcing.Detail{Consign: 800}},
		{Offer: sourcing.Offer{Price: 850}, Detail: &sourcing.Detail{Ladder: []sourcing.PriceStep{{From: 500, Price: 100}}}},
		{Detail: &sourcing.Detail{Price: sourcing.PriceRange{Min: 860, Max: 990}}},
	}}
	assert.Equal(t, []string{"¥9.00", "*¥8.00", "¥8.50", "¥8.60"}, rowOf(t, zhCompare(t, v), "代发价（没有代发价的按价格）"))
}

func TestTheSearchSaysYesToFreeShippingButNeverNo(t *testing.T) {
	v := CompareView{Candidates: []Compared{{Offer: sourcing.Offer{FreeShipping: true}}, {Offer: sourcing.Offer{}}}}
	assert.Equal(t, []string{"*是", "—"}, rowOf(t, zhCompare(t, v), "包邮"))
}

func TestSelectedSourcesAreARowWhereThereIsOne(t *testing.T) {
	v := CompareView{Candidates: []Compared{{Offer: sourcing.Offer{Selected: true}}, {}}}
	assert.Equal(t, []string{"*是", "—"}, rowOf(t, zhCompare(t, v), "精选货源"))
}

func TestFourAreComparedAtMostAndTwoAtLeast(t *testing.T) {
	all := append(compared(t), compared(t)...)
	raw := zhCompare(t, CompareView{Candidates: all, Total: 12})
	assert.Len(t, rowOf(t, raw, "库存"), MaxCompared)
	assert.Contains(t, smallPrint(t, raw), "只对比了前 4 个，一共有 12 个。")
	assert.NotContains(t, smallPrint(t, zhCompare(t, CompareView{Candidates: all[:3], Total: 3})), "只对比了")
	for _, few := range [][]Compared{nil, all[:1]} {
		raw := zhCompare(t, CompareView{Candidates: few})
		assert.Equal(t, []string{texts(t, lang.Chinese).Compare.NeedsTwo}, plainOf(t, raw))
	}
}

func TestTheSmallPrintNamesWhatIsNotKnown(t *testing.T) {
	all := compared(t)
	said := smallPrint(t, zhCompare(t, CompareView{Candidates: []Compared{all[0], all[3]}}))
	assert.Contains(t, said, "第 2 个的详情没有取到")
	assert.NotContains(t, said, "接口没有返回")
	said = smallPrint(t, zhCompare(t, CompareView{Candidates: []Compared{all[2], all[3]}}))
	assert.Contains(t, said, "接口没有返回: 批量最低价 · 起订量 · 包邮 · 7天无理由退货 · 面单渠道 · 发货时间 · 发货地")
	said = smallPrint(t, zhCompare(t, CompareView{Candidates: []Compared{all[3], all[3]}}))
	assert.Contains(t, said, "第 1 · 2 个的详情没有取到")
	assert.NotContains(t, said, "接口没有返回", "the sentence before says why")
}

// smallPrint gives the last small text of a card.
func smallPrint(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	last := ""
	for _, o := range withTag(t, raw, "plain_text") {
		if o["text_size"] == sizeNotation {
			last = o["content"].(string)
		}
	}
	return last
}

func TestEachCandidateIsNamedAndLinked(t *testing.T) {
	all := compared(t)
	raw := zhCompare(t, CompareView{Candidates: all})
	titles := strings.Join(markdownOf(t, raw), "\n")
	assert.Contains(t, titles, "**1** "+escape(clean(all[0].Offer.Title, maxComparedTitle)))
	assert.Contains(t, titles, "**3** <font color='red'>已下架</font> ")
	links := 0
	for _, b := range withTag(t, raw, "button") {
		if b["text"].(object)["content"] == "1688" {
			links++
		}
	}
	assert.Equal(t, 4, links)
	assert.Len(t, withTag(t, raw, "img"), 2)
}
