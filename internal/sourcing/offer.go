package sourcing

import "time"

// Offer is one dropship offer of 1688 as the image search returns it.
type Offer struct {
	ID           string   `json:"id"`                      // 1688 offer id, decimal digits
	Title        string   `json:"title"`                   // seller's text, untrusted
	URL          string   `json:"url"`                     // product page (https)
	Image        string   `json:"image,omitempty"`         // main picture's address, "" if none
	Price        Money    `json:"price,omitempty"`         // 0: not given
	ConsignPrice Money    `json:"consign_price,omitempty"` // 代发价, price of one dropshipped piece; 0: not given
	Selected     bool     `json:"selected,omitempty"`      // 精选货源
	FreeShipping bool     `json:"free_shipping,omitempty"` // 代发包邮
	Tags         []string `json:"tags,omitempty"`          // texts of the enabled tags, as given
}

// CostPrice is the price that range, order and summary mean: 代发价 where it
// is given, else the price; 0 where the gateway gave neither.
func (o Offer) CostPrice() Money {
	if o.ConsignPrice != 0 {
		return o.ConsignPrice
	}
	return o.Price
}

// Query is what the gateway is asked. Filters are the gateway's keys.
type Query struct {
	ImageURL string
	Keywords string
	Filters  []string
}

// Answer is what the gateway said to one Query, in its order. It is immutable.
type Answer struct {
	Offers    []Offer   `json:"offers"`
	FetchedAt time.Time `json:"fetched_at"`
	TraceID   string    `json:"trace_id,omitempty"`
}

// Terms are all that a buyer can say beside the picture. Filters and Keywords
// are part of the question; Price, Sort are views on the answer.
type Terms struct {
	Filters  []string   `json:"filters,omitempty"` // gateway keys, without repeats
	Keywords string     `json:"keywords,omitempty"`
	Price    PriceRange `json:"price,omitzero"`
	Sort     Sort       `json:"sort,omitempty"`
}

// PriceRange is a range in yuan with both ends included; a zero end is open.
type PriceRange struct {
	Min Money `json:"min,omitempty"`
	Max Money `json:"max,omitempty"`
}

// IsZero says that the range names no end, so that every price is in it.
func (r PriceRange) IsZero() bool { return r == PriceRange{} }

// Contains says whether a known price lies in the range; an unknown price (0)
// lies only in the open range.
func (r PriceRange) Contains(m Money) bool {
	if r.IsZero() {
		return true
	}
	return m != 0 && m >= r.Min && (r.Max == 0 || m <= r.Max)
}

// Sort is the order in which offers are shown.
type Sort string

// The orders a buyer can choose. The gateway has none: sorting is ours.
const (
	SortDefault   Sort = ""           // 综合: the gateway's order
	SortPriceAsc  Sort = "price_asc"  // 价格升序
	SortPriceDesc Sort = "price_desc" // 价格降序
)
