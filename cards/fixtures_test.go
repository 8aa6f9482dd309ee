package cards

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// now is the time of every card in these tests.
var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// texts gives the texts of a language.
func texts(t *testing.T, code string) *lang.Texts {
	t.Helper()
	tx, err := lang.For(code)
	require.NoError(t, err)
	return tx
}

// seedFilters is the seed's ten filters, and two beyond them.
func seedFilters() []sourcing.Filter {
	const service, waybill = sourcing.GroupService, sourcing.GroupWaybill
	return []sourcing.Filter{
		{Key: "isOnePsaleFreePost", Name: "包邮", English: "Free shipping", Group: service, Seed: true},
		{Key: "noReason7DReturn", Name: "7天无理由退货", English: "7-day returns", Group: service, Seed: true},
		{Key: "isOnePsale", Name: "一件代发", English: "Dropship", Group: service, Seed: true},
		{Key: "shipIn48Hours", Name: "48h发货", English: "Ships in 48 h", Group: service, Seed: true},
		{Key: "tbCiphertext", Name: "淘宝", English: "Taobao", Group: waybill, Seed: true},
		{Key: "pddCiphertext", Name: "拼多多", English: "Pinduoduo", Group: waybill, Seed: true},
		{Key: "dyCiphertext", Name: "抖音", English: "Douyin", Group: waybill, Seed: true},
		{Key: "ksCiphertext", Name: "快手", English: "Kuaishou", Group: waybill, Seed: true},
		{Key: "jdCiphertext", Name: "京东", English: "JD", Group: waybill, Seed: true},
		{Key: "xhsCiphertext", Name: "小红书", English: "Xiaohongshu", Group: waybill, Seed: true},
		{Key: "shipIn24Hours", Name: "24h发货", English: "Ships in 24 h", Group: "speed"},
		{Key: "powerMerchant", Name: "实力商家", English: "Power merchant", Group: "seller"},
	}
}

// vendorOffers gives the twenty offers of the vendor's own sample answer.
func vendorOffers(t *testing.T) []sourcing.Offer {
	t.Helper()
	raw, err := os.ReadFile("testdata/search-response.json")
	require.NoError(t, err)
	var answer struct {
		Data struct {
			Rows []struct {
				OfferID                 json.Number
				DetailURL               string
				Subject                 string
				Image                   string
				Price                   string
				ConsignPrice            string
				IsJxhy                  bool
				DistributionFreePostage bool
				Tags                    []struct {
					Enable bool
					Text   string
				}
			} `json:"imageSearchResult"`
		}
	}
	require.NoError(t, json.Unmarshal(raw, &answer))
	offers := make([]sourcing.Offer, 0, len(answer.Data.Rows))
	for _, row := range answer.Data.Rows {
		o := sourcing.Offer{
			ID: row.OfferID.String(), Title: row.Subject, URL: row.DetailURL, Image: row.Image,
			Selected: row.IsJxhy, FreeShipping: row.DistributionFreePostage,
		}
		o.Price, err = sourcing.ParseMoney(row.Price)
		require.NoError(t, err)
		o.ConsignPrice, err = sourcing.ParseMoney(row.ConsignPrice)
		require.NoError(t, err)
		for _, tag := range row.Tags {
			if tag.Enable {
				o.Tags = append(o.Tags, tag.Text)
			}
		}
		offers = append(offers, o)
	}
	require.Len(t, offers, 20)
	return offers
}

// detail gives the details of the vendor's first offer, as whole as the
// interface can be.
func detail() sourcing.Detail {
	stock := func(n int64) *int64 { return &n }
	return sourcing.Detail{
		OfferID: "941121990036", Title: "可伸缩折叠小风扇办公桌面USB桌面学生宿舍家用静音便携台式风扇", Category: "小风扇/USB风扇",
		Images: []string{"https://cbu01.alicdn.com/1.jpg", "https://cbu01.alicdn.com/2.jpg", "https://cbu01.alicdn.com/3.jpg", "https://cbu01.alicdn.com/4.jpg"},
		Price:  sourcing.PriceRange{Min: 860, Max: 1380}, Consign: 1001, Unit: "台", MinOrder: 1, Stock: stock(4871),
		Ladder: []sourcing.PriceStep{{From: 1, Price: 1001}, {From: 50, Price: 920}, {From: 500, Price: 860}},
		SKUs: []sourcing.SKU{
			{ID: "1", Values: []string{"奶油白", "USB插电款"}, Price: 1001, Consign: 1001, Stock: stock(1286)},
			{ID: "2", Values: []string{"奶油白", "充电款1200毫安"}, Price: 1290, Consign: 1380, Stock: stock(940)},
			{ID: "3", Values: []string{"樱花粉", "USB插电款"}, Price: 1001, Consign: 1001, Stock: stock(0)},
			{ID: "4"},
		},
		Place: "广东省 中山市", Freight: sourcing.Freight{Kind: sourcing.FreightTemplate, Template: "14729534"},
		Shipping: sourcing.Yes, Dropship: sourcing.Yes, Returns7D: true, Handling: 2, WeightKg: "0.21",
		Channels: []string{"淘宝", "抖音", "快手"}, Services: []string{"48小时发货", "7天无理由退货"},
		Attributes: []sourcing.Attribute{
			{Name: "品牌", Values: []string{"其他"}}, {Name: "供电方式", Values: []string{"USB", "锂电池"}}, {Name: "产地", Values: []string{"广东中山"}},
		},
		Supplier: "中山市某某电器有限公司", FetchedAt: now,
	}
}

// detailView gives a view of it, with every picture at hand.
func detailView(t *testing.T) DetailView {
	t.Helper()
	v := DetailView{
		CardID: "c_1a2b3c4d5e6f7a8b", SearchID: "c0b72c3a9b17b1fc", Detail: detail(), Offer: vendorOffers(t)[0],
		Thumbs: map[string]Thumb{}, Source: Source{FetchedAt: now, Now: now},
	}
	v.Offer.ID, v.Offer.URL = v.Detail.OfferID, "https://detail.1688.com/offer/941121990036.html?sk=consign"
	for i, address := range v.Detail.Images {
		v.Thumbs[address] = Thumb{Key: fmt.Sprintf("img_v3_0283_%d", i)}
	}
	return v
}

// compared gives four candidates that differ in everything, the last without
// details.
func compared(t *testing.T) []Compared {
	t.Helper()
	stock := func(n int64) *int64 { return &n }
	offers := vendorOffers(t)
	whole, dearer, bare := detail(), detail(), sourcing.Detail{OfferID: "3", OffShelf: true, Stock: stock(0)}
	dearer.Consign, dearer.Ladder, dearer.MinOrder, dearer.Stock = 1250, []sourcing.PriceStep{{From: 2, Price: 1250}}, 2, stock(318)
	dearer.Shipping, dearer.Returns7D, dearer.Channels, dearer.Handling = sourcing.No, false, []string{"淘宝"}, 1
	dearer.Place, dearer.Unit = "浙江义乌", ""
	all := []Compared{{Offer: offers[0], Detail: &whole}, {Offer: offers[1], Detail: &dearer}, {Offer: offers[2], Detail: &bare}, {Offer: offers[3]}}
	for i := range all {
		all[i].Thumb = Thumb{Key: fmt.Sprintf("img_v3_0283_%d", i)}
	}
	all[2].Thumb, all[3].Thumb = Thumb{Failed: true}, Thumb{}
	return all
}

// shortlist gives the view of a page of a list of twelve.
func shortlist(t *testing.T, page int) ShortlistView {
	t.Helper()
	v := ShortlistView{CardID: "l_1a2b3c4d5e6f7a8b", Page: page, Thumbs: map[string]Thumb{}, Filters: seedFilters()}
	var all []sourcing.Candidate
	for i, o := range vendorOffers(t)[:12] {
		c := sourcing.Candidate{
			Offer: o, CollectedBy: "ou_7c607b047037d6216c9f21952a2c3b9e", CollectedAt: now.Add(-time.Duration(i) * time.Hour), SearchID: "c0b72c3a9b17b1fc",
		}
		if i%2 == 0 {
			c.Keywords, c.Filters = "小风扇", []string{"isOnePsaleFreePost", "dyCiphertext", "gone"}
		}
		all = append(all, c)
		v.Thumbs[o.Image] = Thumb{Key: fmt.Sprintf("img_v3_0283_%d", i)}
	}
	v.Total = len(all)
	v.Candidates, _, _ = PageOf(all, page)
	return v
}

// history gives the view of a page of seven searches, one of each kind.
func history(page int) HistoryView {
	v := HistoryView{CardID: "h_1a2b3c4d5e6f7a8b", Page: page, Thumbs: map[string]Thumb{"https://a/1.jpg": {Key: "img_v3_0283_1"}}}
	all := []PastEntry{
		{Understood: "包邮 · 48h发货 · ≤20元 · 关键词 小风扇", Answered: true, Offers: 20, Lowest: 650, Image: "https://a/1.jpg"},
		{Answered: true, Offers: 20, Lowest: 650, Image: "https://a/2.jpg"},
		{Understood: "包邮", Answered: true, Offers: 3, Image: "https://a/1.jpg"},
		{Understood: "关键词 小风扇", Answered: true},
		{Understood: "抖音面单"},
		{Answered: true, Offers: 1, Lowest: 100},
		{Answered: true, Offers: 1, Lowest: 100},
	}
	for i := range all {
		all[i].SearchID, all[i].At = fmt.Sprintf("s%d", i+1), now.Add(-time.Duration(i)*time.Hour)
	}
	v.Total = len(all)
	v.Entries, _, _ = PageOf(all, page)
	return v
}

// stats gives the figures of a busy week and a quiet day.
func stats() StatsView {
	return StatsView{
		Now:   now,
		Today: Period{Searches: 0},
		Week: Period{
			Searches: 1234, Cached: 400, GatewayCalls: 850, Failures: 12, People: 9,
			Median: 850 * time.Millisecond, P95: 2340 * time.Millisecond,
		},
		Filters: []FilterUse{{Filter: seedFilters()[0], Times: 320}, {Filter: seedFilters()[3], Times: 210}},
	}
}

// result gives a view of the vendor's sample with the terms in force.
func result(t *testing.T, terms sourcing.Terms) ResultView {
	t.Helper()
	return ResultView{
		CardID:   "c_1a2b3c4d5e6f7a8b",
		SearchID: "c0b72c3a9b17b1fc",
		Listing:  sourcing.Arrange(vendorOffers(t), terms.Price, terms.Sort),
		Page:     1,
		Terms:    terms,
		Filters:  seedFilters(),
		Source:   Source{FetchedAt: now.Add(-20 * time.Second), Now: now},
	}
}
