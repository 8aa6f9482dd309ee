package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// detailFields are the form fields of item detail: the id stands among them,
// there is no request_data.
var detailFields = fields{
	required: []string{"appid", "timestamp", "seller_nick", "sign"},
	either:   []string{"offerId", "openOfferId"},
}

// detailData is the data of item detail's answer. That success, errorCode and
// errorMsg stand beside productInfo is taken from the upstream interface.
type detailData struct {
	ProductInfo any `json:"productInfo"`
	// BizGroupInfos stand here in the older interface alone.
	BizGroupInfos []object `json:"bizGroupInfos,omitempty"`
	Success       bool     `json:"success"`
	ErrorCode     *string  `json:"errorCode"`
	ErrorMsg      *string  `json:"errorMsg"`
}

// detail answers an item detail. As behind the real gateway, what an answer
// holds depends on the offer; detail_form.go says how.
func (g *Gateway) detail(r *http.Request, call *Call) (any, error) {
	id, openID := int64(0), call.Form.Get("openOfferId")
	if text := call.Form.Get("offerId"); text != "" {
		var err error
		if id, err = strconv.ParseInt(text, 10, 64); err != nil || id <= 0 {
			return nil, refuse(codeBadField, "参数类型错误:offerId")
		}
	}
	offer, ok := g.catalogue.find(id, openID)
	if !ok {
		return nil, &unsuccess{"PRODUCT_NOT_FOUND", "商品不存在或已下架"}
	}
	call.OfferIDs = []int64{offer.ID}

	d := describer{offer: offer, address: func(name string) string { return g.pictureAddress(r, name) }, now: g.now()}
	for _, p := range products() {
		if p.key == offer.Product {
			d.product = p
		}
	}
	data, err := d.answer()
	if err != nil {
		return nil, err
	}
	return data, nil
}

// describer writes an offer's product information.
type describer struct {
	offer   Offer
	product product // zero for an offer that was added
	address func(name string) string
	now     time.Time
}

// object is a JSON object. Product information is written as such, because its
// parts and their types vary from offer to offer.
type object map[string]any

func (d describer) full() object {
	price, sellerID := d.fen(), 2_200_000_000_000+int64(hash(d.offer.Title))
	seller := sellerOf(d.offer)
	return object{
		"productID": d.offer.ID, "productType": "wholesale", "bizType": 1, "language": "CHINESE",
		"categoryID": d.product.categoryID, "categoryName": d.product.category, "groupID": []int64{sellerID % 99_999_999},
		"subject": d.offer.Title, "description": d.description(), "status": "published",
		"periodOfValidity": 3650, "pictureAuth": false, "qualityLevel": 5,
		"productImage":     object{"images": d.pictures()},
		"productAttribute": d.attributes(),
		"productSkuInfos":  d.skus(price),
		"productSaleInfo": object{
			"supportOnlineTrade": true, "mixWholeSale": true, "priceAuth": false,
			"priceRanges": []object{
				{"startQuantity": 1, "price": number(price)},
				{"startQuantity": 50, "price": number(price * 92 / 100)},
				{"startQuantity": 500, "price": number(price * 86 / 100)},
			},
			"amountOnSale": 4871.0, "saleType": "normal", "unit": d.product.unit, "sellunit": nil,
			"minOrderQuantity": 1, "batchNumber": nil, "quoteType": 2,
			"consignPrice": number(price), "retailprice": nil, "channelPrice": nil, "cpsSuggestPrice": nil,
		},
		"productShippingInfo": object{
			"freightTemplateID": d.freightTemplate(), "unitWeight": 0.21, "suttleWeight": 0.18, "packageSize": "12x12x6",
			"volumn": 864, "length": 12.0, "width": 12.0, "height": 6.0, "handlingTime": 2,
			"sendGoodsAddressId": 32583873, "sendGoodsAddressText": seller.place,
			"distributionFreePostage": d.offer.FreePostage,
		},
		"productBizGroupInfos":                d.bizGroups(),
		"productExtendInfos":                  []object{{"key": "buyerProtection", "value": d.protection()}},
		"supplierLoginId":                     seller.name,
		"supplierUserId":                      strconv.FormatInt(sellerID, 10),
		"sellerLoginId":                       seller.name,
		"sellerId":                            sellerID,
		"mainVedio":                           nil,
		"productCargoNumber":                  "SBX-" + strconv.FormatInt(d.offer.ID%1000, 10),
		"referencePrice":                      yuan(price*86/100) + "~" + yuan(price*138/100),
		"saleLimitAddress":                    object{"limitAddressCodes": []string{"650000", "540000"}},
		"serviceCapabilities":                 d.services(),
		"encryptLogisticsOrderSupportChannel": d.channelNames(),
		"createTime":                          "20250612103021000+0800",
		"lastUpdateTime":                      d.now.In(time.FixedZone("", 8*60*60)).Add(-72 * time.Hour).Format("20060102150405000-0700"),
	}
}

// partial leaves out the ladder, the SKUs' prices, the channels and the
// attributes that nobody has to fill in.
func (d describer) partial() object {
	info := d.full()
	for _, key := range []string{"description", "referencePrice", "saleLimitAddress", "productExtendInfos", "mainVedio"} {
		delete(info, key)
	}
	info["encryptLogisticsOrderSupportChannel"] = nil
	attributes, pictures := d.attributes(), d.pictures()
	info["productAttribute"] = attributes[:min(2, len(attributes))]
	info["productSkuInfos"] = []object{}
	info["productImage"] = object{"images": pictures[:min(1, len(pictures))]}
	info["productSaleInfo"] = object{
		"priceRanges": nil, "amountOnSale": 318.0, "unit": d.product.unit,
		"minOrderQuantity": 2, "quoteType": 0, "consignPrice": number(d.fen()),
	}
	return info
}

// sparse has most fields missing or null, and numbers as texts.
func (d describer) sparse() object {
	images := []string{}
	if d.offer.PictureName != "" {
		images = append(images, d.address(d.offer.PictureName))
	}
	price := d.fen()
	return object{
		"productID": strconv.FormatInt(d.offer.ID, 10), "productType": nil,
		"categoryID": strconv.Itoa(d.product.categoryID), "categoryName": nil, "groupID": nil,
		"subject": d.offer.Title, "productImage": object{"images": images}, "productAttribute": nil,
		"productSkuInfos": []object{
			{
				"skuId": "5633017822051", "specId": nil, "cargoNumber": "", "amountOnSale": "318", "price": nil, "consignPrice": yuan(price),
				"attributes": []object{{"attributeID": "3216", "attributeName": "颜色", "attributeValue": d.variant()}},
			},
			{"skuId": "5633017822052", "attributes": []object{}, "amountOnSale": nil, "price": "", "consignPrice": yuan(price + 60)},
		},
		"productSaleInfo": object{
			"priceRanges":  []object{{"startQuantity": "2", "price": yuan(price)}},
			"amountOnSale": "318.0", "unit": nil, "minOrderQuantity": "2", "quoteType": "0", "consignPrice": nil,
		},
		"productShippingInfo":  object{"freightTemplateID": "1", "unitWeight": "", "sendGoodsAddressText": nil},
		"productBizGroupInfos": []object{{"support": strconv.FormatBool(d.has("isOnePsale")), "description": nil, "code": "isConsignMarketOffer"}},
		"productExtendInfos":   nil, "status": nil, "referencePrice": yuan(price),
		"encryptLogisticsOrderSupportChannel": nil,
	}
}

// skus gives a SKU for every colour and size; the larger sizes cost more, and
// one of each five is sold out.
func (d describer) skus(price int) []object {
	sizes := d.product.sizes
	if len(sizes) == 0 {
		sizes = []string{""}
	}
	skus := []object{}
	for colour := range d.product.colours {
		for size, sizeName := range sizes {
			n := len(skus)
			attributes := []object{{
				"attributeID": 3216, "attributeName": "颜色", "attributeDisplayName": "颜色",
				"attributeValue": d.product.colours[colour].name, "skuImageUrl": d.address(d.product.pictureName(colour)),
			}}
			if sizeName != "" {
				attributes = append(attributes, object{
					"attributeID": 1234, "attributeName": "规格", "attributeDisplayName": "规格", "attributeValue": sizeName,
				})
			}
			stock := 37 + int(scatter(uint32(d.offer.ID)+uint32(n))%1900)
			if n%5 == 4 {
				stock = 0
			}
			skuPrice := price * (100 + 8*size) / 100
			skus = append(skus, object{
				"skuId": 5_870_000_000_000 + d.offer.ID%1_000_000*100 + int64(n), "specId": strconv.FormatUint(uint64(hash(sizeName))+uint64(n), 16),
				"attributes": attributes, "cargoNumber": "SBX-" + strconv.Itoa(n+1), "amountOnSale": stock,
				"price": number(skuPrice), "retailPrice": nil, "consignPrice": number(skuPrice),
				"multipleConsignPrice": number(skuPrice * 92 / 100), "channelPrice": nil, "cpsSuggestPrice": number(skuPrice * 105 / 100),
			})
		}
	}
	return skus
}

func (d describer) attributes() []object {
	var attributes []object
	for i, a := range d.product.attributes {
		attributes = append(attributes, object{"attributeID": 2176 + i, "attributeName": a.name, "value": a.value, "isCustom": false})
	}
	return append(attributes, object{"attributeID": -1, "attributeName": "是否跨境出口专供货源", "value": "否", "isCustom": true})
}

// pictures gives the product's pictures: its own, closer views of it, then its
// other colours. An offer that was added has only the one that it came with.
func (d describer) pictures() []string {
	if d.offer.Product == "" {
		return []string{d.address(d.offer.PictureName)}
	}
	main := drawnPictureName(d.offer.Product, d.offer.Variant)
	addresses := []string{d.address(main)}
	for view := range productViews {
		addresses = append(addresses, d.address(viewName(main, view)))
	}
	for colour := range d.product.colours {
		if name := d.product.pictureName(colour); name != main {
			addresses = append(addresses, d.address(name))
		}
	}
	return addresses
}

// description is a seller's HTML; the script stands in it on purpose.
func (d describer) description() string {
	return `<div id="offer-template-0"></div><p><img src="` + d.pictures()[0] + `" alt="" /></p><p>` +
		d.product.name + ` &amp; 现货速发。</p><script>/* never run */</script>`
}

func (d describer) bizGroups() []object {
	return []object{
		{"support": false, "description": "微供商品", "code": "isMicroSupply"},
		{"support": d.has("isOnePsale"), "description": "1688代销产品", "code": "isConsignMarketOffer"},
	}
}

// channel is a sales channel: the filter that asks for it, its name, and its
// code in the gateway's other interfaces.
type channel struct{ key, name, code string }

// channels gives those whose encrypted waybills the seller prints.
func (d describer) channels() []channel {
	return slices.DeleteFunc([]channel{
		{"tbCiphertext", "淘宝", "thyny"}, {"pddCiphertext", "拼多多", "pinduoduo"}, {"dyCiphertext", "抖音", "douyin"},
		{"ksCiphertext", "快手", "kuaishou"}, {"jdCiphertext", "京东", "jingdong"}, {"xhsCiphertext", "小红书", "xiaohongshu"},
	}, func(c channel) bool { return !d.has(c.key) })
}

func (d describer) channelNames() []string {
	names := []string{}
	for _, channel := range d.channels() {
		names = append(names, channel.name)
	}
	return names
}

func (d describer) services() []string {
	names := []string{}
	for _, service := range []struct{ key, name string }{{"shipIn48Hours", "48小时发货"}, {"noReason7DReturn", "7天无理由退货"}} {
		if d.has(service.key) {
			names = append(names, service.name)
		}
	}
	return names
}

// protection is a JSON array written as a text, as upstream has it.
func (d describer) protection() string {
	if d.has("noReason7DReturn") {
		return `["shbp","ssbxsfh","psbj"]`
	}
	return `["ssbxsfh","psbj"]`
}

// freightTemplate is 1 where the seller pays, 0 where the page describes the
// freight, else the id of a template.
func (d describer) freightTemplate() int {
	switch {
	case d.offer.FreePostage:
		return 1
	case d.offer.ID%4 == 0:
		return 0
	}
	return 14_729_534
}

func (d describer) has(key string) bool { return satisfies(d.offer, []string{key}, nil) }

func (d describer) variant() string {
	if d.offer.Variant == "" {
		return "均色"
	}
	return d.offer.Variant
}

// fen gives the offer's price in fen: detail names one even where the search
// answered none.
func (d describer) fen() int {
	price, err := strconv.ParseFloat(d.offer.Price, 64)
	if err != nil {
		return max(d.product.price, 100)
	}
	return int(price*100 + 0.5)
}

// number gives yuan as a JSON number.
func number(fen int) float64 { return float64(fen) / 100 }

// seller is who sells an offer.
type seller struct{ name, place string }

func sellerOf(offer Offer) seller {
	sellers := []seller{
		{"中山清风电器厂", "广东省 中山市"}, {"义乌市优选百货商行", "浙江省 金华市"}, {"潮州瓷韵陶瓷厂", "广东省 潮州市"},
		{"白沟新城箱包源头厂", "河北省 保定市"}, {"永康市恒温杯业", "浙江省 金华市"}, {"泉州飞跃鞋服", "福建省 泉州市"},
		{"深圳市数码先锋", "广东省 深圳市"},
	}
	return sellers[scatter(uint32(offer.ID))%uint32(len(sellers))]
}
