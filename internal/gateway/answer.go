package gateway

import (
	"encoding/json"
	"errors"

	"tusou/internal/sourcing"
)

type searchData struct {
	Success text            `json:"success"`
	Code    text            `json:"code"`
	Message text            `json:"message"`
	Result  json.RawMessage `json:"imageSearchResult"`
}

type offerRow struct {
	ID           text            `json:"offerId"`
	DetailURL    text            `json:"detailUrl"`
	Subject      text            `json:"subject"`
	Image        text            `json:"image"`
	Price        text            `json:"price"`
	ConsignPrice text            `json:"consignPrice"`
	IsJxhy       text            `json:"isJxhy"`
	FreePostage  text            `json:"distributionFreePostage"`
	Tags         json.RawMessage `json:"tags"`
}

type tagRow struct {
	Enable text `json:"enable"`
	Text   text `json:"text"`
}

// decodeAnswer reads an answer of image search and says how many rows were
// left out because they are no offers, have no id, or repeat one. The error
// is a *sourcing.Failure.
func decodeAnswer(body []byte) (a sourcing.Answer, left int, err error) {
	data, traceID, err := openEnvelope(body)
	if err != nil {
		return a, 0, err
	}
	var d searchData
	if err := json.Unmarshal(data, &d); err != nil {
		return a, 0, garbled(errors.New("data is no object"))
	}
	if refused(d) {
		return a, 0, refusal(string(d.Code), string(d.Message), traceID)
	}
	if d.Result == nil {
		return a, 0, garbled(errors.New("no imageSearchResult"))
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(d.Result, &rows); err != nil {
		return a, 0, garbled(errors.New("imageSearchResult is no array"))
	}
	a = sourcing.Answer{Offers: make([]sourcing.Offer, 0, len(rows)), TraceID: traceID}
	seen := make(map[string]bool, len(rows))
	for _, raw := range rows {
		o, ok := decodeOffer(raw)
		if !ok || seen[o.ID] {
			left++
			continue
		}
		seen[o.ID] = true
		a.Offers = append(a.Offers, o)
	}
	return a, left, nil
}

// refused reads the inner success; where it is missing the inner code says it.
func refused(d searchData) bool {
	if d.Success.given() {
		return !d.Success.yes()
	}
	return d.Code.given() && !d.Code.zero()
}

// decodeOffer reads one row; ok is false when it is no object or has no id.
func decodeOffer(raw json.RawMessage) (o sourcing.Offer, ok bool) {
	var row offerRow
	if err := json.Unmarshal(raw, &row); err != nil {
		return o, false
	}
	id := row.ID.id()
	if id == "" {
		return o, false
	}
	o = sourcing.Offer{
		ID:           id,
		Title:        string(row.Subject),
		URL:          webAddress(string(row.DetailURL), detailBase),
		Image:        webAddress(string(row.Image), pictureBase),
		Price:        row.Price.money(),
		ConsignPrice: row.ConsignPrice.money(),
		Selected:     row.IsJxhy.yes(),
		FreeShipping: row.FreePostage.yes(),
		Tags:         enabledTags(row.Tags),
	}
	if o.URL == "" {
		o.URL = detailBase + "offer/" + id + ".html?sk=consign"
	}
	return o, true
}

// enabledTags gives the texts of the tags that are enabled; tags in another
// form than the documented one say nothing.
func enabledTags(raw json.RawMessage) []string {
	var rows []json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &rows) != nil {
		return nil
	}
	var texts []string
	for _, raw := range rows {
		var tag tagRow
		if json.Unmarshal(raw, &tag) == nil && tag.Enable.yes() && tag.Text.given() {
			texts = append(texts, string(tag.Text))
		}
	}
	return texts
}
