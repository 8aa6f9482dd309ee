package gateway

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"tusou/internal/sourcing"
)

// pictures gives the addresses of the offer's pictures, each once.
func pictures(info parts) []string {
	lists := slices.Concat(
		info.under("productImage", "image").values("images"),
		info.values("productImage", "image"), // the list itself, or one address
	)
	return first(lists, func(raw json.RawMessage) ([]string, bool) {
		var addresses []string
		for _, element := range readList(raw, entryLimit) {
			// One client met the list of pictures as a text in a list.
			for _, inner := range readList(element, entryLimit) {
				if address, ok := readPicture(inner); ok {
					addresses = appendNew(addresses, []string{address}, pictureLimit)
				}
			}
		}
		return addresses, len(addresses) > 0
	})
}

// ladder gives the price ladder by rising quantity. A step without a price is
// none; one without a quantity is the first.
func ladder(sale parts) []sourcing.PriceStep {
	return first(sale.values("priceRanges"), func(raw json.RawMessage) ([]sourcing.PriceStep, bool) {
		var steps []sourcing.PriceStep
		for _, raw := range readList(raw, entryLimit) {
			entry := parts{readPart(raw)}
			step := sourcing.PriceStep{
				From:  max(1, first(entry.values("startQuantity"), readQuantity)),
				Price: first(entry.values("price"), readMoney),
			}
			if step.Price != 0 {
				steps = append(steps, step)
			}
		}
		slices.SortStableFunc(steps, func(a, b sourcing.PriceStep) int { return cmp.Compare(a.From, b.From) })
		steps = slices.CompactFunc(steps, func(a, b sourcing.PriceStep) bool { return a.From == b.From })
		return steps[:min(len(steps), stepLimit)], len(steps) > 0
	})
}

// skus gives the offer's variants. Their dropship prices may stand in
// consignPrice of the extended information instead of at the variant.
func skus(info parts, extended map[string]sourcing.Money) []sourcing.SKU {
	return first(info.values("productSkuInfos", "skuInfos"), func(raw json.RawMessage) ([]sourcing.SKU, bool) {
		var all []sourcing.SKU
		for _, raw := range readList(raw, skuLimit) {
			if sku, ok := readSKU(parts{readPart(raw)}); ok {
				if sku.Consign == 0 {
					sku.Consign = extended[sku.ID]
				}
				all = append(all, sku)
			}
		}
		return all, len(all) > 0
	})
}

// readSKU reads one variant; ok is false when it says nothing of itself.
func readSKU(entry parts) (sku sourcing.SKU, ok bool) {
	sku = sourcing.SKU{
		ID:      first(entry.values("skuId"), readID),
		Price:   first(entry.values("price"), readMoney),
		Consign: first(entry.values("consignPrice"), readMoney),
		Stock:   readStock(entry),
	}
	if sku.ID == "" {
		sku.ID = first(entry.values("specId"), line(nameLimit))
	}
	for _, list := range entry.values("attributes") {
		for _, raw := range readList(list, valueLimit) {
			attribute := parts{readPart(raw)}
			if value := first(attribute.values("attributeValue"), line(nameLimit)); value != "" {
				sku.Values = append(sku.Values, value)
			}
			if sku.Image == "" {
				sku.Image = first(attribute.values("skuImageUrl"), readPicture)
			}
		}
	}
	return sku, sku.ID != "" || len(sku.Values) > 0 || sku.Price != 0 || sku.Consign != 0
}

// wholeOffer is the SKU id under which the extended information gives the
// price of an offer without variants.
const wholeOffer = "-1"

// extendedPrices reads the dropship prices of the extended information, a text
// of the form skuId:price;skuId:price; by SKU id. The older interface spells
// its key consign_price.
func extendedPrices(extend []json.RawMessage) map[string]sourcing.Money {
	said := slices.Concat(named(extend, "key", "value", "consignPrice"), named(extend, "key", "value", "consign_price"))
	return first(said, func(raw json.RawMessage) (map[string]sourcing.Money, bool) {
		prices := make(map[string]sourcing.Money)
		read := 0
		for entry := range strings.SplitSeq(string(textOf(raw)), ";") {
			if read++; read > skuLimit {
				break
			}
			id, amount, _ := strings.Cut(entry, ":")
			if price := text(amount).money(); price != 0 {
				prices[strings.TrimSpace(id)] = price
			}
		}
		return prices, len(prices) > 0
	})
}

// priceRange is the reference price where there is one, else what the prices
// of variants and ladder span.
func priceRange(info parts, d sourcing.Detail) sourcing.PriceRange {
	span := first(info.values("referencePrice"), readRange)
	if !span.IsZero() {
		return span
	}
	widen := func(price sourcing.Money) {
		switch {
		case price == 0:
		case span.IsZero():
			span = sourcing.PriceRange{Min: price, Max: price}
		default:
			span = sourcing.PriceRange{Min: min(span.Min, price), Max: max(span.Max, price)}
		}
	}
	for _, sku := range d.SKUs {
		widen(sku.Price)
	}
	for _, step := range d.Ladder {
		widen(step.Price)
	}
	return span
}

// readRange reads one price, or two as in 8.60~13.80.
func readRange(raw json.RawMessage) (span sourcing.PriceRange, ok bool) {
	ends := strings.FieldsFunc(string(textOf(raw)), func(r rune) bool { return strings.ContainsRune("~～-–—", r) })
	if len(ends) == 0 || len(ends) > 2 {
		return span, false
	}
	from, to := yuan(ends[0]), yuan(ends[len(ends)-1])
	if from == 0 || to == 0 {
		return span, false
	}
	return sourcing.PriceRange{Min: min(from, to), Max: max(from, to)}, true
}

// yuan reads an amount that may carry its sign or unit.
func yuan(s string) sourcing.Money { return text(strings.Trim(s, " ¥￥元")).money() }

// consign gives the dropship price of one piece: the cheapest variant's, and
// the offer's own only where no variant has one.
func consign(sale parts, extended map[string]sourcing.Money, skus []sourcing.SKU) sourcing.Money {
	var lowest sourcing.Money
	for _, sku := range skus {
		if sku.Consign != 0 && (lowest == 0 || sku.Consign < lowest) {
			lowest = sku.Consign
		}
	}
	if lowest == 0 {
		lowest = first(sale.values("consignPrice"), readMoney)
	}
	if lowest == 0 {
		lowest = extended[wholeOffer]
	}
	return lowest
}

// stock gives the offer's stock: as it is said, else the variants' together
// where every one has its own.
func stock(sale parts, skus []sourcing.SKU) *int64 {
	if said := readStock(sale); said != nil || len(skus) == 0 || len(skus) == skuLimit {
		return said
	}
	var sum int64
	for _, sku := range skus {
		if sku.Stock == nil {
			return nil
		}
		sum += *sku.Stock
	}
	return &sum
}

// readStock gives the pieces on sale, nil where they are not said.
func readStock(p parts) *int64 {
	return first(p.values("amountOnSale"), func(raw json.RawMessage) (*int64, bool) {
		n, ok := readCount(raw)
		return &n, ok
	})
}
