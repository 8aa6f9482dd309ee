package cards

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func zhDetail(t *testing.T, v DetailView) json.RawMessage {
	t.Helper()
	raw := Detail(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	return raw
}

// firstElement gives the first component of a card's body.
func firstElement(t *testing.T, raw json.RawMessage) object {
	t.Helper()
	var card struct{ Body struct{ Elements []object } }
	require.NoError(t, json.Unmarshal(raw, &card))
	require.NotEmpty(t, card.Body.Elements)
	return card.Body.Elements[0]
}

func TestThePriceComesFirst(t *testing.T) {
	for _, c := range []struct {
		name   string
		detail sourcing.Detail
		offer  sourcing.Offer
		want   string
	}{
		{"代发价 and a range", sourcing.Detail{Consign: 700, Price: sourcing.PriceRange{Min: 600, Max: 900}}, sourcing.Offer{}, "<font color='red'>**代发价 ¥7.00**</font>  价格 ¥6.00–¥9.00"},
		{"代发价 that is the price", sourcing.Detail{Consign: 700, Price: sourcing.PriceRange{Min: 700, Max: 700}}, sourcing.Offer{}, "<font color='red'>**代发价 ¥7.00**</font>"},
		{"one price", sourcing.Detail{Price: sourcing.PriceRange{Min: 600, Max: 600}}, sourcing.Offer{}, "<font color='red'>**¥6.00**</font>"},
		{"a range", sourcing.Detail{Price: sourcing.PriceRange{Min: 600, Max: 900}}, sourcing.Offer{}, "<font color='red'>**¥6.00–¥9.00**</font>"},
		{"what the search said", sourcing.Detail{}, sourcing.Offer{Price: 650, ConsignPrice: 700}, "<font color='red'>**代发价 ¥7.00**</font>  价格 ¥6.50"},
		{"the details before the search", sourcing.Detail{Consign: 710}, sourcing.Offer{Price: 650, ConsignPrice: 700}, "<font color='red'>**代发价 ¥7.10**</font>  价格 ¥6.50"},
		{"only a ladder", sourcing.Detail{Ladder: []sourcing.PriceStep{{From: 2, Price: 500}, {From: 9, Price: 450}}}, sourcing.Offer{}, "<font color='red'>**¥4.50 起**</font>"},
		{"nothing", sourcing.Detail{}, sourcing.Offer{}, "<font color='grey'>价格未提供</font>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.detail.OfferID = "1"
			first := firstElement(t, zhDetail(t, DetailView{CardID: "c", Detail: c.detail, Offer: c.offer}))
			assert.Equal(t, c.want, first["content"])
			assert.Equal(t, sizeHeading, first["text_size"])
		})
	}
}

func TestTheFactsAreSaidAsABuyerReadsThem(t *testing.T) {
	all := strings.Join(markdownOf(t, zhDetail(t, detailView(t))), "\n")
	for _, want := range []string{
		"<font color='grey'>阶梯价</font>  1 台起 ¥10.01 · 50 台起 ¥9.20 · 500 台起 ¥8.60",
		"<font color='grey'>起订量</font>  1 台",
		"<font color='grey'>库存</font>  4871 台",
		"<font color='grey'>发货地</font>  广东省 中山市",
		"<font color='grey'>发货时间</font>  2 天内发货",
		"<font color='grey'>运费模板</font>  14729534（金额以下单时为准）",
		"<font color='grey'>面单渠道</font>  淘宝 · 抖音 · 快手",
		"<font color='grey'>服务保障</font>  48小时发货 · 7天无理由退货",
		"<font color='grey'>供电方式</font>  USB、锂电池",
		"<text_tag color='green'>代发包邮</text_tag> <text_tag color='green'>可一件代发</text_tag> <text_tag color='neutral'>7天无理由退货</text_tag>",
	} {
		assert.Contains(t, all, want)
	}
}

func TestTheFreightIsSaidByWhoPaysIt(t *testing.T) {
	for want, f := range map[string]sourcing.Freight{
		"以商品页说明为准":       {Kind: sourcing.FreightAsDescribed},
		"卖家承担运费":         {Kind: sourcing.FreightSeller},
		"88（金额以下单时为准）":   {Kind: sourcing.FreightTemplate, Template: "88"},
		"":               {},
		"&#60;b&#62;（金额": {Kind: sourcing.FreightTemplate, Template: "<b>"},
	} {
		said := freight(texts(t, lang.Chinese), f)
		assert.True(t, strings.HasPrefix(said, want) && (want != "" || said == ""), "%+v gives %q", f, said)
	}
}

func TestWhatTheInterfaceDidNotReturnIsNamed(t *testing.T) {
	v := DetailView{CardID: "c", Detail: sourcing.Detail{OfferID: "1"}}
	assert.Contains(t, plainOf(t, zhDetail(t, v)),
		"接口没有返回: 代发价 · 价格 · 图片 · 阶梯价 · 起订量 · 库存 · 发货地 · 运费模板 · 面单渠道 · 服务保障 · 规格 · 商品属性")
	assert.NotContains(t, string(zhDetail(t, detailView(t))), "接口没有返回", "nothing is missing")
	v = detailView(t)
	v.Detail.Stock, v.Detail.Channels = nil, nil
	assert.Contains(t, plainOf(t, zhDetail(t, v)), "接口没有返回: 库存 · 面单渠道")
}

func TestPicturesStandTogetherSixAtMost(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "img", 2: "double", 3: "triple", 4: "trisect", 5: "trisect", 6: "trisect", 9: "trisect"} {
		v := DetailView{CardID: "c", Detail: sourcing.Detail{OfferID: "1"}, Thumbs: map[string]Thumb{}}
		for i := range n {
			address := fmt.Sprintf("https://a/%d.jpg", i)
			v.Detail.Images = append(v.Detail.Images, address)
			v.Thumbs[address] = Thumb{Key: fmt.Sprintf("img_v3_%d", i)}
		}
		assert.Len(t, v.Pictures(), min(n, 6))
		raw := zhDetail(t, v)
		together := withTag(t, raw, "img_combination")
		switch want {
		case "":
			assert.Empty(t, together)
			assert.Empty(t, withTag(t, raw, "img"))
		case "img":
			assert.Empty(t, together)
			assert.Len(t, withTag(t, raw, "img"), 1)
		default:
			require.Len(t, together, 1, "%d pictures", n)
			assert.Equal(t, want, together[0]["combination_mode"], "%d pictures", n)
			assert.Len(t, together[0]["img_list"], min(n, 6))
		}
	}
}

func TestOnlyPicturesThatThePlatformHasAreShown(t *testing.T) {
	v := detailView(t)
	v.Thumbs = map[string]Thumb{
		v.Detail.Images[0]: {Key: "img_v3_neutral"}, v.Detail.Images[1]: {Key: "img_v3_neutral"},
		v.Detail.Images[2]: {Failed: true},
	}
	assert.Len(t, withTag(t, zhDetail(t, v), "img"), 1, "the neutral picture stands for several once")
	v.Thumbs = nil
	assert.Empty(t, withTag(t, zhDetail(t, v), "img", "img_combination"))
	v.Detail.Images = nil
	assert.Equal(t, []string{v.Offer.Image}, v.Pictures(), "the search's picture where the details have none")
}

func TestTwelveVariantsAreListedAndTheRestCounted(t *testing.T) {
	v := detailView(t)
	for _, c := range []struct{ n, rows, pageSize int }{{1, 1, 1}, {10, 10, 10}, {11, 11, 6}, {12, 12, 6}, {15, 12, 6}} {
		v.Detail.SKUs = nil
		for i := range c.n {
			v.Detail.SKUs = append(v.Detail.SKUs, sourcing.SKU{Values: []string{fmt.Sprintf("款式%d", i+1)}, Consign: 1001})
		}
		raw := zhDetail(t, v)
		tables := withTag(t, raw, "table")
		require.Len(t, tables, 1)
		assert.Len(t, tables[0]["rows"], c.rows)
		assert.EqualValues(t, c.pageSize, tables[0]["page_size"])
		assert.Equal(t, c.n > 12, strings.Contains(string(raw), fmt.Sprintf("还有 %d 个", c.n-12)))
	}
}

func TestAVariantHasItsPriceAndStock(t *testing.T) {
	cells := cellsOf(t, zhDetail(t, detailView(t)))
	for _, want := range []string{"奶油白 / 充电款1200毫安", "¥13.80", "¥12.90", "940", "缺货", "4", "—"} {
		assert.Contains(t, cells, want)
	}
	v := detailView(t)
	v.Detail.SKUs = []sourcing.SKU{{Values: []string{"白"}, Price: 1001, Consign: 1001}}
	assert.ElementsMatch(t, []string{"白", "¥10.01"}, cellsOf(t, zhDetail(t, v)), "one price is not said twice, no column is empty")
}

func TestAnOfferOffTheShelfIsSaidToBe(t *testing.T) {
	v := detailView(t)
	v.Detail.OffShelf = true
	raw := zhDetail(t, v)
	assert.Contains(t, firstElement(t, raw)["content"], "已经下架")
	assert.Contains(t, plainOf(t, raw), "已下架")
	assert.Contains(t, string(raw), `"template":"orange"`)
}

func TestTheAgeOfDetailsIsSaid(t *testing.T) {
	v := detailView(t)
	v.Source = Source{Cached: true, FetchedAt: now.Add(-3 * 60 * 1e9), Now: now}
	assert.Contains(t, plainOf(t, zhDetail(t, v)), "来源 1688 · 缓存 · 3 分钟前")
	v.Source.Stale = true
	raw := zhDetail(t, v)
	assert.Contains(t, plainOf(t, raw), "旧结果")
	assert.Contains(t, plainOf(t, raw), "来源 1688 · 旧结果 · 3 分钟前（详情接口暂时不可用，先看上次的）")
}

func TestTheDetailsLeadOn(t *testing.T) {
	v := detailView(t)
	raw := zhDetail(t, v)
	for label, verb := range map[string]Verb{"找同款": VerbSimilar, "收藏": VerbCollect} {
		value := labelled(t, raw, label)["behaviors"].([]any)[0].(object)["value"].(object)
		assert.Equal(t, string(verb), value["a"])
		assert.Equal(t, []any{v.CardID, v.SearchID, v.Detail.OfferID}, []any{value["c"], value["s"], value["o"]})
	}
	assert.Equal(t, v.Offer.URL, labelled(t, raw, "1688")["behaviors"].([]any)[0].(object)["default_url"])
	v.Collected = true
	value := labelled(t, zhDetail(t, v), "已收藏")["behaviors"].([]any)[0].(object)["value"].(object)
	assert.Equal(t, "uncollect", value["a"])
}

func TestWithoutTheSearchsOfferTheDetailsStandAlone(t *testing.T) {
	v := detailView(t)
	v.Offer = sourcing.Offer{}
	raw := zhDetail(t, v)
	assert.Equal(t, "https://detail.1688.com/offer/941121990036.html", labelled(t, raw, "1688")["behaviors"].([]any)[0].(object)["default_url"])
	assert.Contains(t, plainOf(t, raw), v.Detail.Title)

	v = DetailView{CardID: "c", Offer: vendorOffers(t)[0]}
	raw = zhDetail(t, v)
	labelled(t, raw, "找同款")
	assert.Contains(t, plainOf(t, raw), v.Offer.Title, "and the other way round")
}
