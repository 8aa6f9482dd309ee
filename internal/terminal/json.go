package terminal

import (
	"bytes"
	"encoding/json"
	"time"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// amount is an amount in yuan as a JSON number with two decimals; null where
// none was given.
type amount sourcing.Money

// MarshalJSON implements json.Marshaler.
func (a amount) MarshalJSON() ([]byte, error) {
	if a == 0 {
		return []byte("null"), nil
	}
	return []byte(sourcing.Money(a).String()), nil
}

// The fields of a line. All are always there; what is not given is null, false
// or empty.
type (
	jsonResult struct {
		Picture    string      `json:"picture"`
		Understood string      `json:"understood"`
		Notes      []string    `json:"notes"`
		Terms      jsonTerms   `json:"terms"`
		Total      int         `json:"total"`    // offers that the gateway returned
		InRange    int         `json:"in_range"` // of them in the price range
		Nearest    bool        `json:"nearest"`  // none is: offers are the closest ones
		Prices     jsonPrices  `json:"prices"`   // of the offers listed
		Cached     bool        `json:"cached"`
		FetchedAt  *time.Time  `json:"fetched_at"`
		TraceID    string      `json:"trace_id"`
		Offers     []jsonOffer `json:"offers"`
		Error      *jsonError  `json:"error"`
	}
	jsonTerms struct {
		Filters  []string `json:"filters"` // the gateway's keys
		Keywords string   `json:"keywords"`
		PriceMin amount   `json:"price_min"`
		PriceMax amount   `json:"price_max"`
		Sort     string   `json:"sort"` // default, price_asc or price_desc
	}
	jsonPrices struct {
		Lowest  amount `json:"lowest"`
		Median  amount `json:"median"`
		Highest amount `json:"highest"`
	}
	jsonOffer struct {
		ID           string   `json:"id"`
		Title        string   `json:"title"`
		Price        amount   `json:"price"`
		ConsignPrice amount   `json:"consign_price"`
		FreeShipping bool     `json:"free_shipping"`
		Selected     bool     `json:"selected"`
		Tags         []string `json:"tags"`
		SameImage    int      `json:"same_image"` // offers with this picture, itself included
		URL          string   `json:"url"`
		Image        string   `json:"image"`
	}
	jsonError struct {
		Kind           string `json:"kind"`    // a lang.Problem
		Message        string `json:"message"` // for people, in the language of the settings
		Detail         string `json:"detail"`
		Code           string `json:"code"` // the gateway's own words
		GatewayMessage string `json:"gateway_message"`
		TraceID        string `json:"trace_id"`
	}
)

// JSON writes a search as one line.
func JSON(t *lang.Texts, r Result) ([]byte, error) {
	l := r.Listing
	out := jsonResult{
		Picture: r.Picture, Understood: r.Understood, Notes: list(r.Notes),
		Terms: jsonTerms{
			Filters: list(r.Terms.Filters), Keywords: r.Terms.Keywords,
			PriceMin: amount(r.Terms.Price.Min), PriceMax: amount(r.Terms.Price.Max), Sort: sortName(r.Terms.Sort),
		},
		Total: l.Total, InRange: l.InRange, Nearest: l.Nearest,
		Prices: jsonPrices{amount(l.Low), amount(l.Median), amount(l.High)},
		Cached: r.Cached, TraceID: r.Answer.TraceID, Offers: []jsonOffer{},
	}
	if at := r.Answer.FetchedAt; !at.IsZero() {
		out.FetchedAt = &at
	}
	for _, o := range l.Rows {
		out.Offers = append(out.Offers, jsonOffer{
			ID: o.ID, Title: o.Title, Price: amount(o.Price), ConsignPrice: amount(o.ConsignPrice), FreeShipping: o.FreeShipping,
			Selected: o.Selected, Tags: list(o.Tags), SameImage: o.SameImage, URL: o.URL, Image: o.Image,
		})
	}
	if f := r.Failure; f != nil {
		out.Error = &jsonError{Kind: string(f.Problem), Message: t.TerminalProblem(f.Problem).Reason, Detail: f.Detail}
		if f.Gateway != nil {
			out.Error.Code, out.Error.GatewayMessage, out.Error.TraceID = f.Gateway.Code, f.Gateway.Message, f.Gateway.TraceID
		}
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false) // addresses hold an &
	err := encoder.Encode(out)
	return line.Bytes(), err
}

func sortName(s sourcing.Sort) string {
	if s == sourcing.SortDefault {
		return "default"
	}
	return string(s)
}

// list gives a list that is never null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
