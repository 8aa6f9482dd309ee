package sourcing

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCostOfADetailIsTheDropshipPriceElseTheLowestKnown(t *testing.T) {
	ladder := []PriceStep{{From: 1, Price: 1001}, {From: 50}, {From: 500, Price: 860}}
	for name, tt := range map[string]struct {
		detail Detail
		want   Money
	}{
		"nothing":          {Detail{}, 0},
		"a dropship price": {Detail{Consign: 1001, Price: PriceRange{Min: 860, Max: 1380}, Ladder: ladder}, 1001},
		"a range":          {Detail{Price: PriceRange{Min: 860, Max: 1380}}, 860},
		"a ladder alone":   {Detail{Ladder: ladder}, 860},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, tt.detail.CostPrice()) })
	}
}

func TestADetailSurvivesItsWayThroughTheStore(t *testing.T) {
	none := int64(0)
	for name, d := range map[string]Detail{
		"one that says nothing": {OfferID: "7"},
		"a stock of none is not an unknown one": {
			OfferID: "7", Stock: &none, SKUs: []SKU{{ID: "1", Stock: &none}, {ID: "2"}}, Freight: Freight{Kind: FreightAsDescribed}, Dropship: No,
		},
	} {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(d)
			require.NoError(t, err)
			var again Detail
			require.NoError(t, json.Unmarshal(body, &again))
			assert.Equal(t, d, again)
		})
	}
}
