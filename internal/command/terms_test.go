package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

// reads is one text and all that should be understood.
type reads struct {
	text     string
	filters  string // as filtersOf writes them
	price    string // 「10-20」, 「-20」, 「10-」, 「-」 for any price
	sort     string // "" for none, "default" for 综合
	keywords string
	fresh    bool
}

func (want reads) check(t *testing.T, p *Parser) {
	t.Helper()
	assert.Equal(t, want, read(t, p, want.text))
}

// checkEvened is check but for what the comparison of keywords leaves out.
func (want reads) checkEvened(t *testing.T, p *Parser) {
	t.Helper()
	got := read(t, p, want.text)
	want.keywords, got.keywords = evened(want.keywords), evened(got.keywords)
	assert.Equal(t, want, got)
}

func read(t *testing.T, p *Parser, text string) reads {
	t.Helper()
	c := p.Parse(text)
	assert.Equal(t, Search, c.Name, text)
	got := reads{text: text, filters: filtersOf(c.Terms), keywords: c.Terms.Keywords, fresh: c.Terms.Fresh}
	if c.Terms.Price != nil {
		got.price = c.Terms.Price.Min.Short() + "-" + c.Terms.Price.Max.Short()
	}
	if c.Terms.Sort != nil {
		if got.sort = string(*c.Terms.Sort); got.sort == "" {
			got.sort = "default"
		}
	}
	return got
}

func checkAll(t *testing.T, table []reads) {
	t.Helper()
	p := newParser(t)
	for _, want := range table {
		t.Run(want.text, func(t *testing.T) { want.check(t, p) })
	}
}

const (
	free    = "isOnePsaleFreePost"
	returns = "noReason7DReturn"
	one     = "isOnePsale"
	in48    = "shipIn48Hours"
	in24    = "shipIn24Hours"
	today   = "shipInToday"
	tb      = "tbCiphertext"
	pdd     = "pddCiphertext"
	dy      = "dyCiphertext"
	ks      = "ksCiphertext"
	jd      = "jdCiphertext"
	xhs     = "xhsCiphertext"
	allSix  = dy + "," + jd + "," + ks + "," + pdd + "," + tb + "," + xhs
)

func TestEveryNameOfTheTableIsItsFilter(t *testing.T) {
	p := newParser(t)
	for _, f := range p.table.All() {
		for _, name := range f.AllNames() {
			for _, typed := range []string{name, strings.ToUpper(name), "水杯 " + name, name + "，水杯"} {
				assert.Equal(t, f.Key, filtersOf(p.Parse(typed).Terms), typed)
			}
		}
	}
}

func TestNamesAsPeopleWriteThem(t *testing.T) {
	checkAll(t, []reads{
		{text: "48小时", filters: in48}, {text: "48h", filters: in48}, {text: "48H发货", filters: in48}, {text: "两天内发货", filters: in48},
		{text: "48 小时 发货", filters: in48}, {text: "24-48小时发货", filters: in48},
		{text: "七天无理由", filters: returns}, {text: "7天退", filters: returns}, {text: "7天 无理由退换货", filters: returns},
		{text: "代发", filters: one}, {text: "免运费", filters: free}, {text: "免運費", filters: free},
		{text: "pdd", filters: pdd}, {text: "dy", filters: dy}, {text: "抖音密文", filters: dy}, {text: "抖音面单", filters: dy}, {text: "xhs", filters: xhs},
		{text: "ＰＤＤ　ＸＨＳ", filters: pdd + "," + xhs},
		{text: "今日发货", filters: today}, {text: "24小時內發貨", filters: in24},
		{text: "天猫面单", filters: tb}, {text: "全平台面单", filters: allSix}, {text: "全平台密文", filters: allSix},
		{text: "抖音和快手面单", filters: dy + "," + ks}, {text: "抖音、快手、京东面单", filters: dy + "," + jd + "," + ks},
		{text: "小风扇抖音、快手面单", filters: dy + "," + ks, keywords: "小风扇"}, {text: "淘宝 拼多多 面单", filters: pdd + "," + tb},
		{text: "一件代发包邮", filters: one + "," + free},
		{text: "free shipping cup", filters: free, keywords: "cup"}, {text: "dropship 48h 24h", filters: one + "," + in24 + "," + in48},
		{text: "ship today", filters: today}, {text: "7 day return", filters: returns}, {text: "verified factory", filters: "certifiedFactory"}, {text: "factory", filters: "certifiedFactory"},
		{text: "taobao pdd douyin kuaishou jd xhs", filters: allSix},
		{text: "ships within 48 hours mug", filters: in48, keywords: "mug"},
	})
}

func TestTermsNeedNoSpaces(t *testing.T) {
	checkAll(t, []reads{
		{text: "包邮48h抖音面单 20以内 小风扇", filters: dy + "," + free + "," + in48, price: "-20", keywords: "小风扇"},
		{text: "小风扇包邮48h抖音20以内", filters: dy + "," + free + "," + in48, price: "-20", keywords: "小风扇"},
		{text: "包邮48h20以内dy24h", filters: dy + "," + free + "," + in24 + "," + in48, price: "-20"},
		{text: "包邮/48h/抖音", filters: dy + "," + free + "," + in48},
		{text: "我想找一个20块以内包邮的小风扇", filters: free, price: "-20", keywords: "小风扇"},
		{text: "水杯最便宜包邮刷新", filters: free, sort: "price_asc", keywords: "水杯", fresh: true},
	})
}

func TestTermsMayComeInAnyOrder(t *testing.T) {
	p := newParser(t)
	want := reads{filters: dy + "," + free + "," + in48, price: "10-20", sort: "price_asc", keywords: "手持小风扇"}
	parts := []string{"包邮", "48小时发货", "抖音面单", "10-20元", "最便宜", "手持小风扇"}
	for _, separator := range []string{"", " ", "，", "、", " / ", "\n", "；", "[赞]", "👍"} {
		permutations(parts, func(order []string) {
			want.text = strings.Join(order, separator)
			want.check(t, p)
		})
	}
}

// permutations calls each with every order of parts.
func permutations(parts []string, each func([]string)) {
	var place func(n int)
	place = func(n int) {
		if n == len(parts) {
			each(parts)
			return
		}
		for i := n; i < len(parts); i++ {
			parts[n], parts[i] = parts[i], parts[n]
			place(n + 1)
			parts[n], parts[i] = parts[i], parts[n]
		}
	}
	place(0)
}

func TestProductWordsHoldNoFilter(t *testing.T) {
	p := newParser(t)
	for _, word := range []string{
		"包邮箱", "面包邮寄盒", "全麦面包邮寄盒", "斜挎包邮差包", "抖音支架", "快手抓饼", "小红书包", "古代发簪", "南京东路", "南京东路步行街", "24小时保温杯", "24小时便利店", "京东同款", "抖音爆款", "48h同款",
		"一次性手套", "淘宝店", "京东白条", "东京东站", "抖音快手小风扇", "天猫精灵", "面单打印机", "抖音面单打印机", "代发货", "综合健身器", "老板椅", "价格标签", "factory price cup",
		"沙发", "假发", "包装", "小红帽", "小红花", "小红薯", "保佑", "快手面膜", "淘宝面包", "7天发货", "3天无理由", "15天无理由退货", "48小时到货", "24小时退货", "一件批发", "实力厂家", "pdf", "148h", "2 TB 硬盘",
	} {
		t.Run(word, func(t *testing.T) {
			reads{text: word, keywords: word}.check(t, p)
		})
	}
}

func TestNamesCountByWhatStandsBesideThem(t *testing.T) {
	checkAll(t, []reads{
		{text: "儿童书包包邮", filters: free, keywords: "儿童书包"}, {text: "可乐包邮", filters: free, keywords: "可乐"},
		{text: "能包邮吗", filters: free}, {text: "包邮不", filters: free}, {text: "要包邮的水杯", filters: free, keywords: "水杯"}, {text: "都要包邮", filters: free}, {text: "水杯可包邮吗?", filters: free, keywords: "水杯"},
		{text: "抖音 包邮", filters: dy + "," + free}, {text: "包邮代发", filters: one + "," + free}, {text: "包邮代发小风扇", filters: one + "," + free, keywords: "小风扇"},
		{text: "抖音快手", filters: dy + "," + ks}, {text: "能代发吗", filters: one}, {text: "抖音 同款", keywords: "抖音 同款"},
		{text: "抖音支架 包邮", filters: free, keywords: "抖音支架"},
	})
}

func TestPrices(t *testing.T) {
	p := newParser(t)
	for text, price := range map[string]string{
		"10-20": "10-20", "10~20元": "10-20", "20-10": "10-20", "10 - 20": "10-20", "10到20块": "10-20", "10元-20元": "10-20", "¥10-¥20": "10-20", "１０－２０": "10-20", "10——20元": "10-20", "二十到三十块": "20-30", "10和20之间": "10-20", "0-20元": "-20",
		"20以内": "-20", "20 以内": "-20", "≤20": "-20", "<20": "-20", "<=20": "-20", "＜20": "-20", "20以下": "-20", "最多20": "-20", "20封顶": "-20", "under 20": "-20", "under ¥20": "-20", "不超过20": "-20", "20元内": "-20", "预算20": "-20", "价格:20以内": "-20", "二十以内": "-20", "代发价20以内": "-20",
		"10以上": "10-", ">10": "10-", "≥10": "10-", "10+": "10-", "10元起": "10-", "over 10": "10-", "至少10块": "10-",
		"10块左右": "8-12", "约10": "8-12", "约10元左右": "8-12",
		"9块9": "-9.9", "九块九": "-9.9", "9元9": "-9.9", "9块9毛": "-9.9", "十块": "-10", "两块五": "-2.5", "一百五以内": "-150", "一百二十块": "-120", "5毛以内": "-0.5", "1,000元以内": "-1000", "20不到": "-20", "百元以内": "-100",
		"20元": "-20", "20块钱": "-20", "￥20": "-20", "20rmb": "-20", "20 元": "-20", "20元/个": "-20", "rmb20": "-20",
		"10以上20以内": "10-20", ">10 <20": "10-20", "over 10 under 20": "10-20", "不要20以上": "-20", "价格不限": "-",
	} {
		t.Run(text, func(t *testing.T) {
			reads{text: text, price: price}.check(t, p)
			reads{text: "水杯 " + text, price: price, keywords: "水杯"}.check(t, p)
		})
	}
	checkAll(t, []reads{
		{text: "9.9包邮", filters: free, price: "-9.9"}, {text: "9块9包邮", filters: free, price: "-9.9"}, {text: "水杯9.9包邮", filters: free, price: "-9.9", keywords: "水杯"},
		{text: "10以上 水杯 20-30", price: "20-30", keywords: "水杯"},
		{text: "20块一件代发", filters: one, price: "-20"}, {text: "20元内衣", price: "-20", keywords: "内衣"},
	})
}

func TestOtherNumbersAreNoPrice(t *testing.T) {
	p := newParser(t)
	for _, text := range []string{
		"3岁", "20寸行李箱", "500ml水杯", "5人帐篷", "95%棉", "2024新款", "2025-2026新款", "18K项链", "10cm-20cm", "10-20cm", "100-200g", "3-6岁玩具", "3-6 岁 玩具", "7天", "iPhone 15", "A4纸", "20w以内", "5人以内", "3岁以上", "约10cm", "under 20 cm",
		"138-1234-5678", "2026-11-23", "10:30", "1/2", "16:9", "USB3.0", "蓝牙5.0", "水杯 20", "身高120以上", "满100减20", "5件起批", "20美元", "十元店", "2元店", "一块布", "一百五", "5毛巾", "100元旦礼物", "20内裤", "十几块",
	} {
		t.Run(text, func(t *testing.T) {
			reads{text: text, keywords: text}.check(t, p)
		})
	}
	checkAll(t, []reads{
		{text: "iPhone 15包邮", filters: free, keywords: "iPhone 15"}, {text: "蓝牙5.0包邮", filters: free, keywords: "蓝牙5.0"}, {text: "满20包邮", filters: free, keywords: "满20"},
		{text: "一起包邮", filters: free, keywords: "一起"}, {text: "1688"},
	})
}

func TestSorts(t *testing.T) {
	checkAll(t, []reads{
		{text: "最便宜", sort: "price_asc"}, {text: "便宜点", sort: "price_asc"}, {text: "价格升序", sort: "price_asc"}, {text: "按价格排序", sort: "price_asc"}, {text: "cheapest cup", sort: "price_asc", keywords: "cup"},
		{text: "最贵 水杯", sort: "price_desc", keywords: "水杯"}, {text: "价格降序", sort: "price_desc"}, {text: "价格从高到低", sort: "price_desc"}, {text: "综合", sort: "default"},
	})
}

func TestWhatIsToBeTakenAway(t *testing.T) {
	checkAll(t, []reads{
		{text: "-包邮", filters: "-" + free}, {text: "不要包邮", filters: "-" + free}, {text: "不包邮", filters: "-" + free}, {text: "不要 包邮", filters: "-" + free}, {text: "除了京东和快手 水杯", filters: "-" + jd + ",-" + ks, keywords: "水杯"},
		{text: "除了 京东、快手或淘宝 水杯", filters: "-" + jd + ",-" + ks + ",-" + tb, keywords: "水杯"}, {text: "不要包邮,代发", filters: "-" + free + "," + one}, {text: "包邮不要京东", filters: "-" + jd + "," + free}, {text: "不要京东快手面单", filters: "-" + jd + ",-" + ks},
		{text: "除了京东外 水杯", filters: "-" + jd, keywords: "水杯"}, {text: "除京东以外", filters: "-" + jd}, {text: "-20元", price: "-20"}, {text: "京东的不要", filters: "-" + jd}, {text: "不包邮的不要", filters: free}, {text: "no free shipping", filters: "-" + free}, {text: "without jd and ks cup", filters: "-" + jd + ",-" + ks, keywords: "cup"},
		{text: "水杯-包邮-48h", filters: free + "," + in48, keywords: "水杯"}, {text: "不锈钢水杯", keywords: "不锈钢水杯"},
		{text: "包不包邮都行"}, {text: "包邮不包邮都行"}, {text: "是否包邮"},
	})
}

func TestRates(t *testing.T) {
	checkAll(t, []reads{
		{text: "48小时揽收率95%以上", filters: "getRate48HLv2"}, {text: "24h揽收率≥99%", filters: "getRate24HLv3"}, {text: "24小时揽收率95%以下", filters: "getRate24HLv1"},
		{text: "退款率5%以内", filters: "rfdRateLv3"}, {text: "总退款率1%", filters: "rfdRateLv1"}, {text: "退款率>5%", filters: "rfdRateLv4"}, {text: "品质退款率0.15%以内", filters: "rfdQualityRateLv2"},
		{text: "体验分5星", filters: "totalEpScoreLv1"}, {text: "综合体验分4.5以上", filters: "totalEpScoreLv2"},
		{text: "退款率5% 退款率1%", filters: "rfdRateLv1"},
	})
}

func TestKeywordsAreWhatIsLeft(t *testing.T) {
	checkAll(t, []reads{
		{text: "帮我找这个"}, {text: "有没有同款 谢谢"}, {text: "请问有没有类似的"}, {text: "[赞][玫瑰]"}, {text: "这个多少钱"}, {text: "https://detail.1688.com/offer/1.html"},
		{text: "有没有同款小风扇 谢谢老板", keywords: "小风扇"}, {text: "找水杯", keywords: "水杯"}, {text: "餅乾盒", keywords: "饼干盒"}, {text: "USB-C 3.5mm 耳机", keywords: "USB-C 3.5mm 耳机"}, {text: "覆膜机", keywords: "覆膜机"},
		{text: "find me a water bottle please", keywords: "water bottle"},
		{text: "关键词:抖音同款", keywords: "抖音同款"}, {text: "关键词：包邮,20以内 包邮", filters: free, keywords: "包邮,20以内"}, {text: "水杯 关键词: 抖音 48h", filters: in48, keywords: "水杯 抖音"},
	})
}

func TestKeywordsAreCutBetweenWords(t *testing.T) {
	p := newParser(t)
	words := strings.Repeat("小风扇 ", 12)
	terms := p.Parse(words).Terms
	assert.Equal(t, strings.TrimSpace(strings.Repeat("小风扇 ", 7)), terms.Keywords)
	assert.Equal(t, []Note{{Code: NoteKeywordsCut, From: strings.TrimSpace(strings.Repeat("小风扇 ", 5))}}, terms.Notes)

	terms = p.Parse(strings.Repeat("杯", 40)).Terms
	assert.Equal(t, strings.Repeat("杯", MaxKeywords), terms.Keywords)
}

func TestMisspellings(t *testing.T) {
	p := newParser(t)
	for text, key := range map[string]string{
		"包油": free, "dou yin": dy, "抖音免单": dy, "一件代法": one, "认正工厂": "certifiedFactory", "拼哆哆": pdd, "小洪书": xhs, "48小时发贷": in48, "七天无理由退祸": returns, "duoyin 水杯": "", "pinduodu": pdd,
	} {
		terms := p.Parse(text).Terms
		assert.Equal(t, key, filtersOf(terms), text)
		if key != "" {
			assert.Equal(t, []Note{{Code: NoteGuessed, From: text, Key: key}}, terms.Notes, text)
		}
	}
	assert.Equal(t, in48, filtersOf(p.Parse("48小時發貨").Terms))
	assert.Empty(t, p.Parse("48小時發貨").Terms.Notes)
	assert.Empty(t, p.Parse("包油水杯").Terms.Add, "only a whole word is taken for a name")
}

func TestNotesSayWhatCannotBeHad(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string][]Note{
		"面单":           {{Code: NoteWhichChannel}},
		"抖音 面单":        nil,
		"不要京东 面单":      nil,
		"揽收率95%":       {{Code: NoteWhichRate, From: "揽收率95%"}},
		"免单":           {{Code: NoteGuessed, From: "免单"}, {Code: NoteWhichChannel}},
		"水杯 销量最高":      {{Code: NoteSortUnavailable, From: "销量最高"}},
		"好评 水杯":        {{Code: NoteSortUnavailable, From: "好评"}},
		"48小时揽收率97%":   {{Code: NoteRateStricter, From: "48小时揽收率97%", Key: "getRate48HLv3"}},
		"退款率2%以内":      {{Code: NoteRateStricter, From: "退款率2%以内", Key: "rfdRateLv1"}},
		"揽收率高 水杯":      {{Code: NoteWhichRate, From: "揽收率高"}},
		"退款率5%以内 48h":  nil,
		"抖音的 面单":       nil,
		"要面单 水杯":       {{Code: NoteWhichChannel}},
		"密文":           {{Code: NoteWhichChannel}},
		"不要面单":         nil,
		"按销量排序":        {{Code: NoteSortUnavailable, From: "按销量排序"}},
		"销量1000以上 水杯":  {{Code: NoteSortUnavailable, From: "销量1000以上"}},
		"好评卡":          nil,
		"品质退款率0.1%":    {{Code: NoteRateStricter, From: "品质退款率0.1%", Key: "rfdQualityRateLv1"}},
		"退款率10%":       {{Code: NoteRateStricter, From: "退款率10%", Key: "rfdRateLv3"}},
		"体验分4.8以上":     {{Code: NoteRateStricter, From: "体验分4.8以上", Key: "totalEpScoreLv1"}},
		"free shippng": {{Code: NoteGuessed, From: "free shippng", Key: free}},
		"48 xiao shi":  {{Code: NoteGuessed, From: "48 xiao shi", Key: in48}},
	} {
		assert.Equal(t, want, p.Parse(text).Terms.Notes, text)
	}
}

func TestSeparators(t *testing.T) {
	checkAll(t, []reads{
		{text: "1. 包邮\n2. 48h\n3、抖音面单", filters: dy + "," + free + "," + in48}, {text: "①包邮②48h", filters: free + "," + in48}, {text: "1️⃣包邮 2️⃣48h", filters: free + "," + in48}, {text: "(1)包邮(2)48h", filters: free + "," + in48},
		{text: "- 包邮\n- 48h\n水杯", filters: free + "," + in48, keywords: "水杯"}, {text: "[赞]包邮[玫瑰]水杯", filters: free, keywords: "水杯"}, {text: "包邮👍水杯", filters: free, keywords: "水杯"}, {text: "[包邮]【48h】水杯", filters: free + "," + in48, keywords: "水杯"},
		{text: "包郵，２０以內　水杯", filters: free, price: "-20", keywords: "水杯"}, {text: "包邮\u200b 水杯\u00a0", filters: free, keywords: "水杯"},
	})
}

func TestFreshAsksAgain(t *testing.T) {
	checkAll(t, []reads{
		{text: "－－ｆｒｅｓｈ", fresh: true}, {text: "不要刷新"}, {text: "20以内--fresh", price: "-20", fresh: true},
		{text: "刷新", fresh: true}, {text: "水杯 --fresh", fresh: true, keywords: "水杯"}, {text: "水杯 —fresh", fresh: true, keywords: "水杯"}, {text: "fresh box", keywords: "fresh box"},
	})
}

func TestTermsAreLaidOverAnEarlierSearch(t *testing.T) {
	p := newParser(t)
	base := sourcing.Terms{Filters: []string{free, "rfdRateLv3"}, Keywords: "水杯", Price: sourcing.PriceRange{Max: 2000}, Sort: sourcing.SortPriceAsc}
	for text, want := range map[string]sourcing.Terms{
		"":              base,
		"48h":           {Filters: []string{free, "rfdRateLv3", in48}, Keywords: "水杯", Price: base.Price, Sort: base.Sort},
		"不要包邮":          {Filters: []string{"rfdRateLv3"}, Keywords: "水杯", Price: base.Price, Sort: base.Sort},
		"退款率1% 10以上 综合": {Filters: []string{free, "rfdRateLv1"}, Keywords: "水杯", Price: sourcing.PriceRange{Min: 1000}},
		"价格不限 杯子":       {Filters: base.Filters, Keywords: "杯子", Sort: base.Sort},
		"10-15":         {Filters: base.Filters, Keywords: "水杯", Price: sourcing.PriceRange{Min: 1000, Max: 1500}, Sort: base.Sort},
		"包邮":            {Filters: []string{"rfdRateLv3", free}, Keywords: "水杯", Price: base.Price, Sort: base.Sort},
		"不要包邮和退款率5%以内":  {Keywords: "水杯", Price: base.Price, Sort: base.Sort},
		"不要京东 刷新":       base,
		"最贵":            {Filters: base.Filters, Keywords: "水杯", Price: base.Price, Sort: sourcing.SortPriceDesc},
	} {
		assert.Equal(t, want, p.Parse(text).Terms.Apply(base), text)
	}
	assert.Equal(t, []string{free, "rfdRateLv3"}, base.Filters, "the base stays as it was")
}

func TestTheAdministratorsFiltersAreUnderstood(t *testing.T) {
	extra, err := sourcing.ParseExtraFilters("新品=new7, 嚴選=yxScore, Select Goods=isSelect, 7 天新品=new7d, 复购率≥20%=rebuy")
	require.NoError(t, err)
	table, err := sourcing.NewTable(extra)
	require.NoError(t, err)
	p := New(table)
	for text, keys := range map[string]string{
		"新品包邮 严选":          "isOnePsaleFreePost,new7,yxScore",
		"水杯 嚴選":            "yxScore",
		"SELECT GOODS 杯":   "isSelect",
		"select-goods":     "isSelect",
		"不要select goods":   "-isSelect",
		"7天新品":             "new7d",
		"７　天新品 新品":         "new7,new7d",
		"水杯 复购率≥20%":       "rebuy",
		"YXSCORE isSelect": "isSelect,yxScore",
	} {
		assert.Equal(t, keys, filtersOf(p.Parse(text).Terms), text)
	}
	for _, f := range extra {
		assertReadBack(t, p, Terms{Add: []string{f.Key}})
		assertReadBack(t, p, Terms{Remove: []string{f.Key}, Keywords: "杯"})
	}
}

func TestOnlyRemovingLeavesTheRest(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string]bool{"不要包邮": true, "-包邮 -48h": true, "不要包邮 48h": false, "不要包邮 20以内": false, "不要包邮 水杯": false, "": false} {
		assert.Equal(t, want, p.Parse(text).Terms.OnlyRemoves(), text)
	}
}
