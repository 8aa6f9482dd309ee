package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// offersPerSearch is how many offers an answer holds at most: the vendor's
// sample has 20, and there is no paging.
const offersPerSearch = 20

// searchFields are the form fields of image search.
var searchFields = fields{required: []string{"appid", "timestamp", "seller_nick", "sign", "request_data"}}

// SearchParams are the business parameters of a search.
type SearchParams struct {
	ImageURL string
	Keywords string
	Filters  []string
}

// searchData is the data of a search's answer, with the vendor's order of keys.
type searchData struct {
	Success      bool       `json:"success"`
	Code         *string    `json:"code"`
	Message      *string    `json:"message"`
	ImageURL     *string    `json:"imageSearchUrl"`
	ImageResults []offerRow `json:"imageSearchResult"`
	ExtraInfo    *string    `json:"extraInfo"`
}

// offerRow is one offer as the vendor's sample shows it.
type offerRow struct {
	OfferID              int64    `json:"offerId"`
	DetailURL            string   `json:"detailUrl"`
	Subject              string   `json:"subject"`
	Image                *string  `json:"image"`
	Price                *string  `json:"price"`
	Tags                 []tagRow `json:"tags"`
	FenxiaoPrice         *string  `json:"fenxiaoPrice"`
	IsJxhy               bool     `json:"isJxhy"`
	JyFlag               bool     `json:"jyFlag"`
	ConsignPrice         *string  `json:"consignPrice"`
	MultipleConsignPrice *string  `json:"multipleConsignPrice"`
	FreePostage          bool     `json:"distributionFreePostage"`
}

type tagRow struct {
	Enable  bool    `json:"enable"`
	Text    string  `json:"text"`
	Type    *string `json:"type"`
	IconURL *string `json:"iconUrl"`
	LinkURL *string `json:"linkUrl"`
}

// search answers an image search.
func (g *Gateway) search(r *http.Request, call *Call) (any, error) {
	params, err := g.readSearch(call.Form.Get("request_data"))
	if err != nil {
		return nil, err
	}
	call.Request = &params
	img, fetched, err := g.fetchPicture(r.Context(), params.ImageURL)
	call.Picture = fetched
	if err != nil {
		return nil, err
	}
	if long := max(fetched.Width, fetched.Height); long > adviceLongSide {
		call.Warnings = append(call.Warnings, "图片长边超过1500像素")
	}

	rows := []offerRow{}
	for _, offer := range g.catalogue.nearest(lookOf(img), params.Keywords, params.Filters, g.extraFilters) {
		if len(rows) == offersPerSearch {
			break
		}
		rows = append(rows, g.row(r, offer))
		call.OfferIDs = append(call.OfferIDs, offer.ID)
	}
	return searchData{Success: true, ImageResults: rows}, nil
}

// row gives an offer as the answer to r shows it.
func (g *Gateway) row(r *http.Request, offer Offer) offerRow {
	row := offerRow{
		OfferID:              offer.ID,
		DetailURL:            offer.DetailURL(),
		Subject:              offer.Title,
		Price:                orNull(offer.Price),
		Tags:                 []tagRow{},
		IsJxhy:               offer.Selected,
		JyFlag:               offer.Selected,
		ConsignPrice:         orNull(offer.ConsignPrice),
		MultipleConsignPrice: orNull(offer.MultipleConsignPrice),
		FreePostage:          offer.FreePostage,
	}
	if offer.PictureName != "" {
		address := g.pictureAddress(r, offer.PictureName)
		row.Image = &address
	}
	for _, tag := range offer.Tags {
		row.Tags = append(row.Tags, tagRow{Enable: !tag.Disabled, Text: tag.Text})
	}
	return row
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// readSearch decodes and checks request_data.
func (g *Gateway) readSearch(data string) (SearchParams, error) {
	var params SearchParams
	business, err := members(data)
	if err != nil {
		return params, refuse(codeBadField, "request_data不是合法的JSON对象")
	}
	for _, member := range business {
		into, known := map[string]any{
			"imgUrl": &params.ImageURL, "imageKeywords": &params.Keywords, "filter": &params.Filters,
		}[member.key]
		if !known {
			return params, refuse(codeBadField, "request_data中有未知参数:%s", member.key)
		}
		if string(member.value) == "null" || json.Unmarshal(member.value, into) != nil {
			return params, refuse(codeBadField, "request_data中参数类型错误:%s", member.key)
		}
	}
	return params, g.checkSearch(params)
}

func (g *Gateway) checkSearch(params SearchParams) error {
	address, err := url.Parse(params.ImageURL)
	switch {
	case params.ImageURL == "":
		return refuse(codeBadField, "request_data中缺少参数:imgUrl")
	case err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https":
		return refuse(codeBadField, "imgUrl不是合法的图片地址")
	case utf8.RuneCountInString(params.ImageURL) > maxAddress:
		return refuse(codeBadField, "imgUrl长度超过%d", maxAddress)
	case strings.ContainsRune(params.Keywords, utf8.RuneError):
		return refuse(codeBadField, "imageKeywords不是UTF-8编码")
	}
	for _, key := range params.Filters {
		if !g.filters[key] {
			return refuse(codeBadField, "不支持的过滤项:%s", key)
		}
	}
	return nil
}

// member is one key of a JSON object with its raw value.
type member struct {
	key   string
	value json.RawMessage
}

// members reads a text that must be one JSON object and nothing else, without
// repeated keys.
func members(text string) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.New("no object")
	}
	var found []member
	seen := make(map[string]bool)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		key, isText := token.(string)
		if !isText || seen[key] {
			return nil, errors.New("a key is no text or stands twice")
		}
		seen[key] = true
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		found = append(found, member{key, value})
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one object")
	}
	return found, nil
}
