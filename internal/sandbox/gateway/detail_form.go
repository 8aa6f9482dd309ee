package gateway

import "encoding/json"

// DetailForm is how item detail speaks of an offer.
type DetailForm string

// The forms. Sources disagree on the names and types of what stands in a
// product, so that a client has to take them all.
const (
	DetailFull    DetailForm = "full"    // everything that could be there
	DetailPartial DetailForm = "partial" // parts are left out
	DetailSparse  DetailForm = "sparse"  // most is missing or null, numbers are texts; an offer's zero form too
	DetailOlder   DetailForm = "older"   // everything, under the names of 1688's older alibaba.product.get
	DetailMixed   DetailForm = "mixed"   // everything, under names of both, with lists inside texts
	DetailRefused DetailForm = "refused" // success false
	DetailEmpty   DetailForm = "empty"   // success true, and no product
)

// formOf gives the form of the n-th offer of the catalogue: a third of them
// say everything, a third leave parts out, the rest are sparse.
func formOf(id int64, n int) DetailForm {
	switch id % 3 {
	case 1:
		return DetailPartial
	case 2:
		return DetailSparse
	}
	switch n % 4 {
	case 1:
		return DetailOlder
	case 3:
		return DetailMixed
	}
	return DetailFull
}

// answer gives the data of the offer's detail.
func (d describer) answer() (detailData, error) {
	data := detailData{Success: true}
	var info object
	switch d.offer.Detail {
	case DetailFull:
		info = d.full()
	case DetailPartial:
		info = d.partial()
	case DetailOlder:
		info = d.older()
		data.BizGroupInfos = d.bizGroups()
	case DetailMixed:
		info = d.mixed()
	case DetailRefused:
		return data, &unsuccess{"OFFER_NOT_ALLOWED", "该商品不支持查询"}
	case DetailEmpty:
		return data, nil
	default:
		info = d.sparse()
	}
	if d.offer.OffShelf {
		info["status"] = "member expired"
	}
	data.ProductInfo = info
	return data, nil
}

// older gives everything under the names of the older interface, which says
// beside the product what may be dropshipped. Its waybill channels are codes.
func (d describer) older() object {
	info := d.full()
	for newer, older := range map[string]string{
		"productImage": "image", "productAttribute": "attributes", "productSkuInfos": "skuInfos",
		"productSaleInfo": "saleInfo", "productShippingInfo": "shippingInfo", "productExtendInfos": "extendInfos",
	} {
		info[older] = info[newer]
		delete(info, newer)
	}
	delete(info, "productBizGroupInfos")
	codes := []string{}
	for _, channel := range d.channels() {
		codes = append(codes, channel.code)
	}
	info["encryptLogisticsOrderSupportChannel"] = codes
	return info
}

// mixed gives everything under names of both interfaces: what the newer one
// leaves out or garbles, the older one says. Lists come inside texts.
func (d describer) mixed() object {
	info := d.full()
	info["productImage"] = object{"images": inText(d.pictures())}
	info["productSkuInfos"], info["skuInfos"] = nil, inText(d.skus(d.fen()))
	info["shippingInfo"] = info["productShippingInfo"]
	delete(info, "productShippingInfo")
	sale, _ := info["productSaleInfo"].(object)
	info["saleInfo"] = object{"priceRanges": sale["priceRanges"]}
	sale["priceRanges"] = nil
	supports := make(map[string]bool)
	for _, channel := range d.channels() {
		supports[channel.code] = true
	}
	info["encryptLogisticsOrderSupportChannel"] = supports
	return info
}

// inText writes a value as JSON inside a text.
func inText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		// Every part is built of plain values: this is a mistake in them.
		panic("gateway emulator: encode part: " + err.Error())
	}
	return string(text)
}
