package gateway

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"

	"tusou/internal/sourcing"
)

// The bounds of a detail, far above what offers have, so that no answer makes
// one grow.
const (
	pictureLimit   = 40
	skuLimit       = 1000
	stepLimit      = 20
	attributeLimit = 200
	valueLimit     = 20  // values of one attribute, or of one SKU
	wordLimit      = 50  // channels, services and places
	entryLimit     = 200 // entries of lists that are looked through for one

	titleLimit = 300 // characters; 1688 takes 60, and 128 in other markets
	nameLimit  = 100 // characters of any other text
)

// decodeDetail reads an answer of item detail. The id is the one that the
// answer names, "" for none. The error is a *sourcing.Failure.
func decodeDetail(body []byte) (d sourcing.Detail, id string, err error) {
	raw, traceID, err := openEnvelope(body)
	if errors.Is(err, errNoData) {
		return d, "", noProduct("", "", "")
	}
	if err != nil {
		return d, "", err
	}
	data := readPart(raw)
	if data == nil {
		return d, "", garbled(errors.New("data is no object"))
	}
	product, err := openProduct(data, traceID)
	if err != nil {
		return d, "", err
	}
	d = mapDetail(parts{product}, parts{data})
	d.TraceID = traceID
	return d, first(parts{product}.values("productID"), readID), nil
}

// openProduct gives the product of an answer, unless the answer is a refusal.
// A product that is there counts for success where no success is said.
func openProduct(data part, traceID string) (part, error) {
	said := parts{data}
	code := first(said.values("errorCode", "code"), line(nameLimit))
	message := first(said.values("errorMsg", "errMsg", "message"), line(textLimit))
	success := textOf(data["success"].value)
	given := data["productinfo"].value
	product := readPart(given)
	switch {
	case success.given() && !success.yes():
		return nil, refusal(code, message, traceID)
	case len(product) > 0:
		return product, nil
	case !success.given() && code != "" && !text(code).zero():
		return nil, refusal(code, message, traceID)
	case product == nil && given != nil:
		return nil, garbled(errors.New("productInfo is no object"))
	}
	return nil, noProduct(code, message, traceID)
}

// noProduct is an answer that refuses nothing and holds nothing either, as of
// an offer that was deleted. To repeat the question would not help.
func noProduct(code, message, traceID string) *sourcing.Failure {
	f := refusal(code, message, traceID)
	f.Err = sourcing.ErrNoProduct
	return f
}

// mapDetail reads a product. The names are those of 1688's
// alibaba.fenxiao.productInfo.get and, after them, of its older
// alibaba.product.get; the older one gives bizGroupInfos beside the product.
func mapDetail(info, beside parts) sourcing.Detail {
	sale := info.under("productSaleInfo", "saleInfo")
	shipping := info.under("productShippingInfo", "shippingInfo")
	extend := info.values("productExtendInfos", "extendInfos")
	extended := extendedPrices(extend)
	d := sourcing.Detail{
		Title:      first(info.values("subject"), line(titleLimit)),
		Category:   first(info.values("categoryName"), line(nameLimit)),
		OffShelf:   offShelf(info),
		Images:     pictures(info),
		Ladder:     ladder(sale),
		Unit:       first(sale.values("unit", "sellunit"), line(nameLimit)),
		MinOrder:   first(sale.values("minOrderQuantity"), readQuantity),
		SKUs:       skus(info, extended),
		Place:      first(shipping.values("sendGoodsAddressText"), line(nameLimit)),
		Freight:    first(shipping.values("freightTemplateID"), readFreight),
		Shipping:   first(shipping.values("distributionFreePostage"), readAnswered),
		Dropship:   dropship(info, beside),
		Returns7D:  returns7D(extend),
		Handling:   first(shipping.values("handlingTime"), readQuantity),
		WeightKg:   first(shipping.values("unitWeight"), readWeight),
		Channels:   channels(info.values("encryptLogisticsOrderSupportChannel")),
		Services:   first(info.values("serviceCapabilities"), readWords),
		NotServed:  notServed(info.values("saleLimitAddress")),
		Attributes: attributes(info),
		Supplier:   first(info.values("supplierLoginId", "sellerLoginId"), line(nameLimit)),
	}
	d.Price = priceRange(info, d)
	d.Consign = consign(sale, extended, d.SKUs)
	d.Stock = stock(sale, d.SKUs)
	return d
}

// offShelf reads the status, whose words other than published all mean that
// the offer cannot be bought. What is no word says nothing.
func offShelf(info parts) bool {
	status := first(info.values("status"), readText)
	return strings.ContainsFunc(status, unicode.IsLetter) && !strings.EqualFold(status, "published")
}

// attributes gives the seller's attributes in order, those of one name merged.
func attributes(info parts) []sourcing.Attribute {
	return first(info.values("productAttribute", "attributes"), func(raw json.RawMessage) ([]sourcing.Attribute, bool) {
		var merged []sourcing.Attribute
		place := make(map[string]int)
		for _, raw := range readList(raw, attributeLimit) {
			entry := parts{readPart(raw)}
			name := first(entry.values("attributeName"), line(nameLimit))
			values := first(entry.values("value"), readLines)
			if name == "" || len(values) == 0 {
				continue
			}
			at, known := place[name]
			if !known {
				at = len(merged)
				place[name] = at
				merged = append(merged, sourcing.Attribute{Name: name})
			}
			merged[at].Values = appendNew(merged[at].Values, values, valueLimit)
		}
		return merged, len(merged) > 0
	})
}

// readLines reads a text, or a list of texts.
func readLines(raw json.RawMessage) ([]string, bool) {
	var lines []string
	for _, element := range readList(raw, valueLimit) {
		if s, ok := line(nameLimit)(element); ok {
			lines = append(lines, s)
		}
	}
	return lines, len(lines) > 0
}

// appendNew appends what is not there yet, up to limit values in all.
func appendNew(to, values []string, limit int) []string {
	for _, value := range values {
		if len(to) < limit && !slices.Contains(to, value) {
			to = append(to, value)
		}
	}
	return to
}
