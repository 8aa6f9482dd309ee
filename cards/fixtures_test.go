package cards

import (
	"encoding/json"
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
