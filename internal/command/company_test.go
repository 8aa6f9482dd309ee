package command

import (
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// piece is a part of a message and all that it says by itself.
type piece struct {
	reads
	alone bool // an ambiguous name: nothing may be glued to it
}

func filterPieces(filters string, texts ...string) []piece {
	pieces := make([]piece, len(texts))
	for i, text := range texts {
		pieces[i] = piece{reads: reads{text: text, filters: filters}}
	}
	return pieces
}

func ambiguous(filters string, texts ...string) []piece {
	pieces := filterPieces(filters, texts...)
	for i := range pieces {
		pieces[i].alone = true
	}
	return pieces
}

// kinds gives pieces of which a message has one a kind.
func kinds() [][]piece {
	prices := map[string]string{
		"10-20": "10-20", "10~20元": "10-20", "10到20块": "10-20", "介于10和20之间": "10-20", "3.5元-8元": "3.5-8", "二三十块": "20-30",
		"20以内": "-20", "≤20": "-20", "20元": "-20", "20元/个": "-20", "不超过20元": "-20", "under 20": "-20", "20封顶": "-20", "最多20块": "-20", "预算20以内": "-20", "¥20以内": "-20",
		"9块9": "-9.9", "两块五": "-2.5", "5毛以内": "-0.5", "十五块以内": "-15", "10元以上": "10-", ">10": "10-", "10元起": "10-", "over 10": "10-",
		"10块左右": "8-12", "约10元": "8-12", "20块左右": "16-24", "价格不限": "-",
	}
	var price, keywords, filler []piece
	for _, text := range sortedKeys(prices) {
		price = append(price, piece{reads: reads{text: text, price: prices[text]}})
	}
	for _, text := range []string{
		"小风扇", "儿童书包", "USB-C 充电器", "500ml保温杯", "抖音支架", "快手抓饼", "24小时保温杯", "20寸行李箱", "iPhone 15手机壳", "3岁玩具", "沙发垫", "假发", "面包机", "双肩包", "台灯", "一次性手套", "不锈钢水杯",
		"电子表", "宝宝衣服", "钱包", "整理箱", "water bottle", "T恤 纯棉", "京东同款", "古代发簪", "10cm尺子", "5人帐篷", "95%棉", "2026新款", "和田玉", "老板椅", "除湿袋", "面单打印机",
	} {
		keywords = append(keywords, piece{reads: reads{text: text, keywords: text}})
	}
	for _, text := range []string{"帮我找", "有没有", "这个", "老板", "麻烦", "1688", "求同款", "你好", "麻烦找一下", "这款有吗", "谢谢老板"} {
		filler = append(filler, piece{reads: reads{text: text}})
	}
	return [][]piece{
		filterPieces(free, "包邮", "免运费", "包郵", "要包邮", "包邮的", "能包邮吗", "可以包邮吗", "必须包邮", "全包邮", "free shipping"),
		slices.Concat(filterPieces(one, "一件代发", "1件代发", "支持代发", "一件代發"), ambiguous(one, "代发")),
		slices.Concat(filterPieces(in48, "48小时发货", "48小時發貨", "48H发货", "48小时内发货的", "两天内发货"), ambiguous(in48, "48h", "48小时")),
		slices.Concat(filterPieces(in24, "24小时发货", "24h发货"), ambiguous(in24, "24小时")),
		filterPieces(returns, "7天无理由退货", "七天无理由", "7天退", "支持7天无理由", "七天无理由退换货", "7 day return"),
		slices.Concat(filterPieces(dy, "抖音面单", "抖音密文", "dy面单", "支持抖音面单", "抖音的面单", "用抖音面单"), ambiguous(dy, "抖音", "douyin", "dou yin")),
		slices.Concat(filterPieces(xhs, "小红书面单"), ambiguous(xhs, "小红书", "xhs")),
		filterPieces(ks+","+pdd, "快手和拼多多面单", "ks、pdd面单"),
		filterPieces("powerMerchant", "实力商家"), filterPieces("certifiedFactory", "认证工厂"), filterPieces("freeCredit", "免费赊账"), filterPieces(today, "当天发货"),
		filterPieces("rfdRateLv3", "退款率5%以内"), filterPieces("getRate48HLv3", "48小时揽收率99%"), filterPieces("totalEpScoreLv2", "体验分4.5以上"),
		filterPieces("-"+jd+",-"+tb, "除了京东和淘宝", "不要京东、淘宝面单"),
		price, keywords, filler,
		{{reads: reads{text: "最便宜", sort: "price_asc"}}, {reads: reads{text: "价格降序", sort: "price_desc"}}, {reads: reads{text: "按价格排序", sort: "price_asc"}}},
		{{reads: reads{text: "刷新", fresh: true}}},
	}
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// gap gives something to stand between two pieces; nothing at all only where
// Chinese words meet that may be glued.
func gap(chance *rand.Rand, before, after piece) string {
	end, begin := []rune(before.text), []rune(after.text)
	glues := !before.alone && !after.alone && isHan(end[len(end)-1]) && isHan(begin[0]) && !strings.HasPrefix(before.filters, "-") && end[len(end)-1] != '吗'
	if glues && chance.Intn(3) == 0 {
		return ""
	}
	gaps := []string{" ", "，", "\n", " / ", "；", "[赞]", ", ", "  ", "。", "\n- ", "👍", "+", "、"}
	if strings.HasPrefix(before.filters, "-") {
		gaps = gaps[:len(gaps)-1] // what is joined by it is to be taken away too
	}
	return gaps[chance.Intn(len(gaps))]
}

func TestPiecesMeanTheSameInAnyCompany(t *testing.T) {
	p := newParser(t)
	all := kinds()
	for _, kind := range all {
		for _, one := range kind {
			one.checkEvened(t, p)
		}
	}
	const messages, most = 5000, 7
	chance := rand.New(rand.NewSource(1))
	for range messages {
		var pieces []piece
		for _, i := range chance.Perm(len(all))[:2+chance.Intn(most-1)] {
			pieces = append(pieces, all[i][chance.Intn(len(all[i]))])
		}
		want := reads{}
		var filters []string
		for i, one := range pieces {
			if i > 0 {
				want.text += gap(chance, pieces[i-1], one)
			}
			want.text += one.text
			if one.filters != "" {
				filters = append(filters, strings.Split(one.filters, ",")...)
			}
			want.price += one.price
			want.sort += one.sort
			want.keywords += one.keywords
			want.fresh = want.fresh || one.fresh
		}
		slices.Sort(filters)
		want.filters = strings.Join(filters, ",")
		want.checkEvened(t, p)
	}
}

// TestProductsKeepTheirWords tries names of products beside what may share a
// character with them.
func TestProductsKeepTheirWords(t *testing.T) {
	p := newParser(t)
	file, err := os.ReadFile(filepath.Join("testdata", "products.txt"))
	require.NoError(t, err)
	products := strings.Fields(string(file))
	require.NotEmpty(t, products)
	for _, product := range products {
		for _, want := range []reads{
			{text: product}, {text: "帮我找" + product}, {text: "有没有" + product}, {text: "找" + product}, {text: "我要" + product}, {text: "找个" + product}, {text: product + "谢谢老板"},
			{text: product + " 包邮", filters: free}, {text: product + " 抖音", filters: dy}, {text: product + "，20块左右，要包邮", filters: free, price: "16-24"},
			{text: product + "20以内", price: "-20"}, {text: "20以内" + product, price: "-20"}, {text: "20元" + product, price: "-20"}, {text: product + "20元", price: "-20"}, {text: product + "10-20元", price: "10-20"}, {text: "10-20元" + product, price: "10-20"},
			{text: product + " 10-20", price: "10-20"}, {text: "最便宜的" + product, sort: "price_asc"}, {text: product + " 最便宜", sort: "price_asc"}, {text: "包邮的" + product, filters: free},
		} {
			want.keywords = product
			want.checkEvened(t, p)
		}
		for _, ambiguous := range []string{"抖音", "24小时", "代发"} {
			reads{text: ambiguous + product, keywords: ambiguous + product}.checkEvened(t, p)
			reads{text: product + ambiguous, keywords: product + ambiguous}.checkEvened(t, p)
		}
		if len([]rune(product)) == 1 {
			continue
		}
		for name, key := range map[string]string{"包邮": free, "48小时发货": in48, "一件代发": one, "7天无理由退货": returns} {
			reads{text: name + product, filters: key, keywords: product}.checkEvened(t, p)
			reads{text: product + name, filters: key, keywords: product}.checkEvened(t, p)
			reads{text: "不要" + name + " " + product, filters: "-" + key, keywords: product}.checkEvened(t, p)
		}
	}
}
