package sourcing

import "time"

// Detail is what item detail says of one offer. Only OfferID and FetchedAt are
// always there: the interface passes on what the seller filled in, so every
// other field may be missing, and a missing field says nothing.
type Detail struct {
	OfferID   string      `json:"offer_id"`           // decimal digits
	Title     string      `json:"title,omitempty"`    // seller's text, untrusted
	Category  string      `json:"category,omitempty"` // 小风扇/USB风扇
	OffShelf  bool        `json:"off_shelf,omitempty"`
	Images    []string    `json:"images,omitempty"`    // absolute addresses, in the seller's order, each once
	Price     PriceRange  `json:"price,omitzero"`      // reference price, else what SKUs and ladder span; one price has both ends equal
	Ladder    []PriceStep `json:"ladder,omitempty"`    // by rising quantity
	Consign   Money       `json:"consign,omitempty"`   // 代发价 of one piece: the cheapest SKU's, else the offer's own
	Unit      string      `json:"unit,omitempty"`      // 台, 个 …
	MinOrder  int64       `json:"min_order,omitempty"` // pieces; 0: not given
	Stock     *int64      `json:"stock,omitempty"`     // pieces, else of all SKUs together; nil: not given
	SKUs      []SKU       `json:"skus,omitempty"`
	Place     string      `json:"place,omitempty"` // of dispatch
	Freight   Freight     `json:"freight,omitzero"`
	Shipping  Answered    `json:"shipping,omitempty"`   // 代发包邮
	Dropship  Answered    `json:"dropship,omitempty"`   // may be dropshipped
	Returns7D bool        `json:"returns_7d,omitempty"` // 7天无理由退货, where it is said
	Handling  int64       `json:"handling,omitempty"`   // days until dispatch; 0: not given
	WeightKg  string      `json:"weight_kg,omitempty"`  // as given
	Channels  []string    `json:"channels,omitempty"`   // 密文面单 channels as given, or named after their codes
	Services  []string    `json:"services,omitempty"`   // service promises as given
	NotServed []string    `json:"not_served,omitempty"` // codes of places that nothing is sent to: 460000 is Hainan
	// Attributes keep the seller's order; one that comes twice has both values.
	Attributes []Attribute `json:"attributes,omitempty"`
	Supplier   string      `json:"supplier,omitempty"`
	TraceID    string      `json:"trace_id,omitempty"`
	FetchedAt  time.Time   `json:"fetched_at"`
}

// CostPrice is the price that offers are compared by: 代发价 where it is given,
// else the lowest price known; 0 where there is none.
func (d Detail) CostPrice() Money {
	lowest := d.Consign
	if lowest == 0 {
		lowest = d.Price.Min
	}
	if lowest != 0 {
		return lowest
	}
	for _, step := range d.Ladder {
		if step.Price != 0 && (lowest == 0 || step.Price < lowest) {
			lowest = step.Price
		}
	}
	return lowest
}

// Answered is a question that the interface may have left open.
type Answered string

// The answers; the zero value is none.
const (
	NotSaid Answered = ""
	Yes     Answered = "yes"
	No      Answered = "no"
)

// PriceStep is one step of the price ladder: from so many pieces on, a piece
// costs so much.
type PriceStep struct {
	From  int64 `json:"from"`
	Price Money `json:"price"`
}

// SKU is one variant of an offer.
type SKU struct {
	ID      string   `json:"id,omitempty"`
	Values  []string `json:"values,omitempty"` // 奶油白, USB插电款
	Image   string   `json:"image,omitempty"`  // absolute address
	Price   Money    `json:"price,omitempty"`
	Consign Money    `json:"consign,omitempty"` // 代发价 of one piece
	Stock   *int64   `json:"stock,omitempty"`   // nil: not given
}

// Freight says who pays the freight of an offer. Amounts are in no answer.
type Freight struct {
	Kind     FreightKind `json:"kind,omitempty"`
	Template string      `json:"template,omitempty"` // id, where Kind is FreightTemplate
}

// FreightKind is what the interface's freightTemplateID says.
type FreightKind string

// The kinds of freight.
const (
	FreightNotSaid     FreightKind = ""
	FreightAsDescribed FreightKind = "described" // 0: as the page describes it
	FreightSeller      FreightKind = "seller"    // 1: the seller pays
	FreightTemplate    FreightKind = "template"  // another id: by a template
)

// Attribute is a property of an offer as the seller wrote it.
type Attribute struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}
