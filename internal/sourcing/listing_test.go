package sourcing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/sourcing"
)

func offer(id, image string, price, consign sourcing.Money) sourcing.Offer {
	return sourcing.Offer{ID: id, Image: image, Price: price, ConsignPrice: consign}
}

// market is an answer with a shared picture, an unknown price, and a 代发价
// that differs.
func market() []sourcing.Offer {
	return []sourcing.Offer{
		offer("a", "1", 990, 0),
		offer("b", "2", 1500, 1200),
		offer("c", "", 0, 0),
		offer("d", "1", 790, 0),
		offer("e", "3", 20000, 0),
		offer("f", "", 500, 0),
	}
}

func ids(l sourcing.Listing) string {
	var s string
	for _, row := range l.Rows {
		s += row.ID
	}
	return s
}

func TestOffersAreArrangedByOrderAndRange(t *testing.T) {
	for name, c := range map[string]struct {
		price   sourcing.PriceRange
		order   sourcing.Sort
		want    string
		inRange int
		nearest bool
	}{
		"in the gateway's order, one picture together, the cheapest first": {want: "dabcef", inRange: 6},
		"cheapest first, unknown prices last":                              {order: sourcing.SortPriceAsc, want: "fdabec", inRange: 6},
		"dearest first, unknown prices last":                               {order: sourcing.SortPriceDesc, want: "ebadfc", inRange: 6},
		"both ends included, by 代发价 where given":                           {price: sourcing.PriceRange{Min: 790, Max: 1200}, want: "dab", inRange: 3},
		"open below":                            {price: sourcing.PriceRange{Max: 790}, want: "df", inRange: 2},
		"open above":                            {price: sourcing.PriceRange{Min: 1200}, want: "be", inRange: 2},
		"none in range: the closest come first": {price: sourcing.PriceRange{Min: 1300, Max: 1400}, want: "badfe", nearest: true},
	} {
		t.Run(name, func(t *testing.T) {
			l := sourcing.Arrange(market(), c.price, c.order)
			assert.Equal(t, c.want, ids(l))
			assert.Equal(t, c.inRange, l.InRange)
			assert.Equal(t, c.nearest, l.Nearest)
			assert.Equal(t, 6, l.Total)
		})
	}
}

func TestOffersThatShareAPictureAreCountedOverTheWholeAnswer(t *testing.T) {
	l := sourcing.Arrange(market(), sourcing.PriceRange{Max: 800}, sourcing.SortDefault)
	assert.Equal(t, "df", ids(l))
	assert.Equal(t, 2, l.Rows[0].SameImage, "the other one is out of range, but it is there")
	assert.Equal(t, 1, l.Rows[1].SameImage, "no picture is shared with nobody")
}

func TestThePriceSummaryIsOverTheRowsShown(t *testing.T) {
	l := sourcing.Arrange(market(), sourcing.PriceRange{}, sourcing.SortDefault)
	assert.Equal(t, [3]sourcing.Money{500, 990, 20000}, [3]sourcing.Money{l.Low, l.Median, l.High})
	l = sourcing.Arrange(market(), sourcing.PriceRange{Min: 500, Max: 995}, sourcing.SortDefault)
	assert.Equal(t, [3]sourcing.Money{500, 790, 990}, [3]sourcing.Money{l.Low, l.Median, l.High})
	l = sourcing.Arrange([]sourcing.Offer{offer("a", "", 990, 0), offer("b", "", 795, 0)}, sourcing.PriceRange{}, "")
	assert.Equal(t, sourcing.Money(893), l.Median, "the mean of the middle two, to the cent")
	l = sourcing.Arrange(nil, sourcing.PriceRange{}, "")
	assert.Zero(t, l.Median)
}
