package gateway

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func detailSample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return body
}

func pieces(n int64) *int64 { return &n }

func TestADetailWithEverythingIsReadWhole(t *testing.T) {
	d, id, err := decodeDetail(detailSample(t, "detail-response.json"))
	require.NoError(t, err)
	assert.Equal(t, "941121990036", id)
	const white = "https://cbu01.alicdn.com/img/ibank/O1CN01LHFigS1ykdp2MxzRy_!!3603316617.jpg"
	const pink = "https://cbu01.alicdn.com/img/ibank/O1CN01pQ7rXm1ykdp5Kd0aB_!!3603316617-0-cib.jpg"
	const green = "https://cbu01.alicdn.com/img/ibank/O1CN01tYc3Zk1ykdp4f8WqE_!!3603316617-0-cib.jpg"
	assert.Equal(t, sourcing.Detail{
		Title:    "可伸缩折叠小风扇办公桌面USB桌面学生宿舍家用静音便携台式风扇",
		Category: "小风扇/USB风扇",
		Images:   []string{white, pink, green, "https://cbu01.alicdn.com/img/ibank/O1CN01mN0pQr1ykdp6Gh2Ij_!!3603316617-0-cib.jpg"},
		Price:    sourcing.PriceRange{Min: 860, Max: 1380},
		Ladder:   []sourcing.PriceStep{{From: 1, Price: 1001}, {From: 50, Price: 920}, {From: 500, Price: 860}},
		Consign:  1001,
		Unit:     "台",
		MinOrder: 1,
		Stock:    pieces(4871),
		SKUs: []sourcing.SKU{
			{ID: "5870021934410", Values: []string{"奶油白", "USB插电款"}, Image: white, Price: 1001, Consign: 1001, Stock: pieces(1286)},
			{ID: "5870021934411", Values: []string{"奶油白", "充电款1200毫安"}, Image: white, Price: 1380, Consign: 1380, Stock: pieces(940)},
			{ID: "5870021934412", Values: []string{"樱花粉", "USB插电款"}, Image: pink, Price: 1001, Consign: 1001, Stock: pieces(0)},
			{ID: "5870021934413", Values: []string{"樱花粉", "充电款1200毫安"}, Image: pink, Price: 1380, Consign: 1380, Stock: pieces(2210)},
			{ID: "5870021934414", Values: []string{"薄荷绿", "USB插电款"}, Image: green, Price: 1001, Consign: 1001, Stock: pieces(377)},
			{ID: "5870021934415", Values: []string{"薄荷绿", "充电款1200毫安"}, Image: green, Price: 1380, Consign: 1380, Stock: pieces(58)},
		},
		Place:     "广东省 中山市",
		Freight:   sourcing.Freight{Kind: sourcing.FreightTemplate, Template: "14729534"},
		Shipping:  sourcing.Yes,
		Dropship:  sourcing.Yes,
		Returns7D: true,
		Handling:  2,
		WeightKg:  "0.21",
		Channels:  []string{"淘宝", "拼多多", "抖音", "小红书"},
		Services:  []string{"48小时发货", "7天无理由退货"},
		NotServed: []string{"650000", "540000", "460000"},
		Attributes: []sourcing.Attribute{
			{Name: "品牌", Values: []string{"其他"}},
			{Name: "型号", Values: []string{"FS-206"}},
			{Name: "功率", Values: []string{"5W以下"}},
			{Name: "外壳材质", Values: []string{"ABS"}},
			{Name: "供电方式", Values: []string{"USB", "锂电池"}},
			{Name: "产地", Values: []string{"广东中山"}},
			{Name: "是否跨境出口专供货源", Values: []string{"否"}},
		},
		Supplier: "中山清风电器厂",
	}, d)
}

func TestASparseDetailSaysWhatItSaysAndNothingElse(t *testing.T) {
	d, id, err := decodeDetail(detailSample(t, "detail-response-sparse.json"))
	require.NoError(t, err)
	assert.Equal(t, "895911576112", id)
	assert.Equal(t, sourcing.Detail{
		Title:    "桌面小风扇USB电风扇小电扇台扇办公宿舍学生户外大风力可折叠",
		Images:   []string{"https://cbu01.alicdn.com/img/ibank/O1CN0195KNl32LyaxeiEfZk_!!2217981819761-0-cib.jpg"},
		Price:    sourcing.PriceRange{Min: 790, Max: 790},
		Ladder:   []sourcing.PriceStep{{From: 2, Price: 790}},
		Consign:  790,
		MinOrder: 2,
		Stock:    pieces(318),
		SKUs: []sourcing.SKU{
			{ID: "5633017822051", Values: []string{"白色"}, Consign: 790, Stock: pieces(318)},
			{ID: "5633017822052", Consign: 850},
		},
		Freight:  sourcing.Freight{Kind: sourcing.FreightSeller},
		Dropship: sourcing.Yes,
	}, d)
}

// olderFamily gives a detail with the names of the older interface, in which
// everything else is as in the newer one.
func olderFamily(t testing.TB) []byte {
	return []byte(strings.NewReplacer(
		`"productImage"`, `"image"`, `"productAttribute"`, `"attributes"`, `"productSkuInfos"`, `"skuInfos"`,
		`"productSaleInfo"`, `"saleInfo"`, `"productShippingInfo"`, `"shippingInfo"`,
		`"productBizGroupInfos"`, `"bizGroupInfos"`, `"productExtendInfos"`, `"extendInfos"`,
	).Replace(string(detailSample(t, "detail-response.json"))))
}

func TestTheOlderFamilyOfNamesIsReadTheSame(t *testing.T) {
	newer, _, err := decodeDetail(detailSample(t, "detail-response.json"))
	require.NoError(t, err)
	older, _, err := decodeDetail(olderFamily(t))
	require.NoError(t, err)
	assert.Equal(t, newer, older)
}

func TestTheOlderInterfaceSaysBesideTheProductWhatMayBeDropshipped(t *testing.T) {
	d, _, err := decodeDetail([]byte(`{"code":0,"data":{
		"productInfo":{"subject":"扇","extendInfos":[{"key":"consign_price","value":"-1:12.50;"}]},
		"bizGroupInfos":[{"code":"isMicroSupply","support":true},{"code":"isConsignMarketOffer","support":false}],"errMsg":null}}`))
	require.NoError(t, err)
	assert.Equal(t, sourcing.Detail{Title: "扇", Dropship: sourcing.No, Consign: 1250}, d)
}

// withProduct wraps the fields of a product into an accepted answer.
func withProduct(fields string) string {
	return `{"code":0,"message":"ok","data":{"productInfo":{"subject":"扇",` + fields + `},"success":true,"errorCode":null,"errorMsg":null},"trace_id":"t-1"}`
}

func TestFieldsInEveryForm(t *testing.T) {
	step := func(from int64, price sourcing.Money) sourcing.PriceStep {
		return sourcing.PriceStep{From: from, Price: price}
	}
	const a, b = "https://cbu01.alicdn.com/a.jpg", "https://cbu01.alicdn.com/b.jpg"
	for name, tt := range map[string]struct {
		fields string
		want   sourcing.Detail
	}{
		"all null": {`"status":null,"productImage":null,"productAttribute":null,"productSkuInfos":null,"productSaleInfo":null,"productShippingInfo":null,
			"productBizGroupInfos":null,"productExtendInfos":null,"referencePrice":null,"saleLimitAddress":null,"serviceCapabilities":null,
			"encryptLogisticsOrderSupportChannel":null,"supplierLoginId":null,"categoryName":null`, sourcing.Detail{}},
		"all empty": {`"status":"","productImage":{},"productAttribute":[],"productSkuInfos":[],"productSaleInfo":{},"productShippingInfo":{},
			"productBizGroupInfos":[],"productExtendInfos":[],"referencePrice":"","saleLimitAddress":{},"serviceCapabilities":[],
			"encryptLogisticsOrderSupportChannel":[],"supplierLoginId":"","categoryName":" "`, sourcing.Detail{}},
		"all texts": {`"status":"published","productImage":"无图","productAttribute":"无","productSkuInfos":"无","productSaleInfo":"无","productShippingInfo":"无",
			"productBizGroupInfos":"无","productExtendInfos":"无","referencePrice":"面议","saleLimitAddress":"无"`,
			sourcing.Detail{}},
		"all numbers": {`"status":1,"productImage":1,"productAttribute":1,"productSkuInfos":1,"productSaleInfo":1,"productShippingInfo":1,
			"productBizGroupInfos":1,"productExtendInfos":1,"saleLimitAddress":1,"serviceCapabilities":[],"encryptLogisticsOrderSupportChannel":1`, sourcing.Detail{}},
		"all the wrong way round": {`"productImage":[[1]],"productAttribute":{"a":1},"productSkuInfos":{"a":1},"productSaleInfo":[1],"productShippingInfo":[1],
			"productBizGroupInfos":{"a":1},"productExtendInfos":{"a":1},"referencePrice":{"a":1},"saleLimitAddress":[{"a":1}],"categoryName":["a"]`, sourcing.Detail{}},

		"a SKU list that is none leaves the rest": {`"productSkuInfos":"none","productSaleInfo":{"unit":"台"},"productImage":{"images":["a.jpg"]}`,
			sourcing.Detail{Unit: "台", Images: []string{a}}},
		"a malformed newer part lets the older one speak": {`"productSkuInfos":"none","skuInfos":[{"skuId":1}],"productImage":{"images":"?"},"image":{"images":["a.jpg"]},
			"productSaleInfo":{"priceRanges":null,"minOrderQuantity":"many"},"saleInfo":{"priceRanges":[{"startQuantity":1,"price":5}],"minOrderQuantity":3}`,
			sourcing.Detail{Images: []string{a}, SKUs: []sourcing.SKU{{ID: "1"}}, Ladder: []sourcing.PriceStep{step(1, 500)}, MinOrder: 3, Price: sourcing.PriceRange{Min: 500, Max: 500}}},
		"names in another case": {`"CategoryName":"扇类","productShippingInfo":{"freightTemplateId":1,"SendGoodsAddressText":"义乌"}`,
			sourcing.Detail{Category: "扇类", Freight: sourcing.Freight{Kind: sourcing.FreightSeller}, Place: "义乌"}},
		"parts inside texts": {`"productImage":"{\"images\":\"[\\\"a.jpg\\\"]\"}","productSkuInfos":"[{\"skuId\":7,\"price\":\"1.5\"}]","productSaleInfo":"{\"unit\":\"个\"}"`,
			sourcing.Detail{Images: []string{a}, SKUs: []sourcing.SKU{{ID: "7", Price: 150}}, Unit: "个", Price: sourcing.PriceRange{Min: 150, Max: 150}}},
		"a part inside a text that breaks off": {`"productSkuInfos":"[{\"skuId\":7},{\"skuId\":8"`, sourcing.Detail{SKUs: []sourcing.SKU{{ID: "7"}}}},

		"a status that is no published": {`"status":"member expired"`, sourcing.Detail{OffShelf: true}},
		"a status in capitals":          {`"status":"PUBLISHED"`, sourcing.Detail{}},
		"a status as a number":          {`"status":"0"`, sourcing.Detail{}},
		"a status as a boolean":         {`"status":true`, sourcing.Detail{}},

		"pictures as one text":         {`"productImage":{"images":"[\"a.jpg\",\"//cbu01.alicdn.com/b.jpg\"]"}`, sourcing.Detail{Images: []string{a, b}}},
		"pictures as a text in a list": {`"productImage":{"images":["[\"a.jpg\",\"b.jpg\"]"]}`, sourcing.Detail{Images: []string{a, b}}},
		"one picture":                  {`"productImage":{"images":"http://cbu01.alicdn.com/a.jpg"}`, sourcing.Detail{Images: []string{a}}},
		"pictures without their part":  {`"image":["a.jpg",null,"",7,{},"a.jpg","/b.jpg"]`, sourcing.Detail{Images: []string{a, b}}},
		"pictures that are none": {`"productImage":{"images":["javascript:alert(1)","data:image/png;base64,AA","file:///etc/passwd","ftp://e.com/a.jpg","https://a:b@e.com/a.jpg","https://","http://[::1","<b>x</b>","a b"]}`,
			sourcing.Detail{}},
		"a picture with an endless address": {`"productImage":{"images":["` + strings.Repeat("a", addressLimit) + `","a.jpg"]}`, sourcing.Detail{Images: []string{a}}},

		"a range with another dash":        {`"referencePrice":"￥8.60-13.8元"`, sourcing.Detail{Price: sourcing.PriceRange{Min: 860, Max: 1380}}},
		"a range the wrong way round":      {`"referencePrice":"13.8～8.6"`, sourcing.Detail{Price: sourcing.PriceRange{Min: 860, Max: 1380}}},
		"a reference price as a number":    {`"referencePrice":8.6`, sourcing.Detail{Price: sourcing.PriceRange{Min: 860, Max: 860}}},
		"a range of three":                 {`"referencePrice":"1~2~3"`, sourcing.Detail{}},
		"a range with one end":             {`"referencePrice":"1~面议"`, sourcing.Detail{}},
		"no reference price but SKUs":      {`"productSkuInfos":[{"skuId":1,"price":"9"},{"skuId":2,"price":5},{"skuId":3}]`, sourcing.Detail{Price: sourcing.PriceRange{Min: 500, Max: 900}, SKUs: []sourcing.SKU{{ID: "1", Price: 900}, {ID: "2", Price: 500}, {ID: "3"}}}},
		"steps in disorder and incomplete": {`"productSaleInfo":{"priceRanges":[{"startQuantity":"50.0","price":"9.2"},{"startQuantity":2},{"price":10},null,7,"x",{"startQuantity":50,"price":1},{"startQuantity":-3,"price":"-1"}]}`, sourcing.Detail{Ladder: []sourcing.PriceStep{step(1, 1000), step(50, 920)}, Price: sourcing.PriceRange{Min: 920, Max: 1000}}},
		"one step instead of a list":       {`"productSaleInfo":{"priceRanges":{"startQuantity":2,"price":3}}`, sourcing.Detail{Ladder: []sourcing.PriceStep{step(2, 300)}, Price: sourcing.PriceRange{Min: 300, Max: 300}}},

		"a dropship price of the offer": {`"productSaleInfo":{"consignPrice":"7.9"}`, sourcing.Detail{Consign: 790}},
		"a dropship price at the SKUs counts before the offer's": {`"productSaleInfo":{"consignPrice":5},"productSkuInfos":[{"skuId":1,"consignPrice":"9"},{"skuId":2,"consignPrice":8}]`,
			sourcing.Detail{Consign: 800, SKUs: []sourcing.SKU{{ID: "1", Consign: 900}, {ID: "2", Consign: 800}}}},
		"dropship prices in the extended information": {`"productSkuInfos":[{"skuId":1},{"skuId":2,"consignPrice":3}],"productExtendInfos":[{"key":"consignPrice","value":"1:7.5;2:9;x;:;3"}]`,
			sourcing.Detail{Consign: 300, SKUs: []sourcing.SKU{{ID: "1", Consign: 750}, {ID: "2", Consign: 300}}}},

		"stock as a text with decimals": {`"productSaleInfo":{"amountOnSale":"318.0"}`, sourcing.Detail{Stock: pieces(318)}},
		"stock with an exponent":        {`"productSaleInfo":{"amountOnSale":1.2E4}`, sourcing.Detail{Stock: pieces(12000)}},
		"no stock":                      {`"productSaleInfo":{"amountOnSale":0}`, sourcing.Detail{Stock: pieces(0)}},
		"stock that is none":            {`"productSaleInfo":{"amountOnSale":-1,"minOrderQuantity":2.5,"unit":["个"]}`, sourcing.Detail{}},
		"stock beyond all bounds":       {`"productSaleInfo":{"amountOnSale":1e300,"minOrderQuantity":"NaN"}`, sourcing.Detail{}},
		"stock of the SKUs alone": {`"productSkuInfos":[{"skuId":1,"amountOnSale":3},{"skuId":2,"amountOnSale":"4"}]`,
			sourcing.Detail{Stock: pieces(7), SKUs: []sourcing.SKU{{ID: "1", Stock: pieces(3)}, {ID: "2", Stock: pieces(4)}}}},
		"stock of one SKU is not the offer's": {`"productSkuInfos":[{"skuId":1,"amountOnSale":3},{"skuId":2}]`,
			sourcing.Detail{SKUs: []sourcing.SKU{{ID: "1", Stock: pieces(3)}, {ID: "2"}}}},

		"SKUs of odd forms": {`"productSkuInfos":[null,1,"x",[],{},{"skuId":5.87E3,"attributes":"none"},{"specId":"s","attributes":{"attributeValue":"白","skuImageUrl":"javascript:x"}},
			{"attributes":[null,"x",{"attributeValue":null},{"attributeValue":36,"skuImageUrl":"a.jpg"},{"attributeValue":"码\n大"}]}]`,
			sourcing.Detail{SKUs: []sourcing.SKU{{ID: "5870"}, {ID: "s", Values: []string{"白"}}, {Values: []string{"36", "码 大"}, Image: a}}}},

		"freight as described":       {`"productShippingInfo":{"freightTemplateID":0}`, sourcing.Detail{Freight: sourcing.Freight{Kind: sourcing.FreightAsDescribed}}},
		"freight paid by the seller": {`"productShippingInfo":{"freightTemplateID":"1"}`, sourcing.Detail{Freight: sourcing.Freight{Kind: sourcing.FreightSeller}}},
		"freight by a template":      {`"productShippingInfo":{"freightTemplateID":1.4729534E7}`, sourcing.Detail{Freight: sourcing.Freight{Kind: sourcing.FreightTemplate, Template: "14729534"}}},
		"freight that is not said":   {`"productShippingInfo":{"freightTemplateID":"","unitWeight":"","handlingTime":"0"}`, sourcing.Detail{}},
		"free shipping denied":       {`"productShippingInfo":{"distributionFreePostage":"false","unitWeight":"0","handlingTime":"2.0"}`, sourcing.Detail{Shipping: sourcing.No, Handling: 2}},
		"free shipping as a number":  {`"productShippingInfo":{"distributionFreePostage":1,"unitWeight":0.21}`, sourcing.Detail{Shipping: sourcing.Yes, WeightKg: "0.21"}},
		"free shipping as nonsense":  {`"productShippingInfo":{"distributionFreePostage":"maybe","unitWeight":"轻"}`, sourcing.Detail{}},

		"dropship not said":            {`"productBizGroupInfos":[{"code":"isMicroSupply","support":true},{"code":"isConsignMarketOffer","support":null}]`, sourcing.Detail{}},
		"dropship denied":              {`"productBizGroupInfos":[{"code":"isConsignMarketOffer","support":"false"}]`, sourcing.Detail{Dropship: sourcing.No}},
		"dropship in a plain object":   {`"productBizGroupInfos":{"isConsignMarketOffer":true}`, sourcing.Detail{Dropship: sourcing.Yes}},
		"protection as a list":         {`"productExtendInfos":[{"key":"buyerProtection","value":["psbj","SHBP"]}]`, sourcing.Detail{Returns7D: true}},
		"protection as words":          {`"productExtendInfos":[{"key":"buyerProtection","value":"psbj,shbp"}]`, sourcing.Detail{Returns7D: true}},
		"protection in a plain object": {`"productExtendInfos":{"buyerProtection":"[\"shbp\"]"}`, sourcing.Detail{Returns7D: true}},
		"protection of another kind":   {`"productExtendInfos":[{"key":"buyerProtection","value":"[\"shbpx\"]"},{"key":"other","value":"shbp"}]`, sourcing.Detail{}},

		"places not served as a list":  {`"saleLimitAddress":[650000,"540000","海南",1]`, sourcing.Detail{NotServed: []string{"650000", "540000"}}},
		"places not served as a text":  {`"saleLimitAddress":"650000,540000"`, sourcing.Detail{NotServed: []string{"650000", "540000"}}},
		"places not served in a text":  {`"saleLimitAddress":"{\"limitAddressCodes\":[\"650000\"]}"`, sourcing.Detail{NotServed: []string{"650000"}}},
		"services as words":            {`"serviceCapabilities":"48小时发货，7天无理由退货"`, sourcing.Detail{Services: []string{"48小时发货", "7天无理由退货"}}},
		"services as objects":          {`"serviceCapabilities":[{"name":"48小时发货"},{"name":"包退","support":false},{"x":"?"}]`, sourcing.Detail{Services: []string{"48小时发货"}}},
		"a supplier by another name":   {`"supplierLoginId":{"a":1},"sellerLoginId":"清风"`, sourcing.Detail{Supplier: "清风"}},
		"attributes of odd forms":      {`"productAttribute":[null,1,"x",{"attributeName":"a"},{"value":"b"},{"attributeName":"材质","value":["棉","麻"]},{"attributeName":"材质","value":"棉"},{"attributeName":" 功率 ","value":5}]`, sourcing.Detail{Attributes: []sourcing.Attribute{{Name: "材质", Values: []string{"棉", "麻"}}, {Name: "功率", Values: []string{"5"}}}}},
		"fields that nobody knows":     {`"intelligentInfo":{"descriptionImages":[1]},"description":"<script>x</script>","bookedCount":1`, sourcing.Detail{}},
		"a title over several lines":   {`"SUBJECT":" 小\n风\u0000扇 "`, sourcing.Detail{Title: "小 风 扇"}},
		"channels in another language": {`"encryptLogisticsOrderSupportChannel":["Taobao"]`, sourcing.Detail{Channels: []string{"淘宝"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, err := decodeDetail([]byte(withProduct(tt.fields)))
			require.NoError(t, err)
			if tt.want.Title == "" {
				tt.want.Title = "扇"
			}
			tt.want.TraceID = "t-1"
			assert.Equal(t, tt.want, d)
		})
	}
}

func TestChannelsInEveryFormThatSomeClientExpects(t *testing.T) {
	two := []string{"淘宝", "抖音"}
	for name, tt := range map[string]struct {
		value string
		want  []string
	}{
		"names":                        {`["淘宝","抖音"]`, two},
		"names twice":                  {`["淘宝","抖音","淘宝","taobao"]`, two},
		"the gateway's own codes":      {`["thyny","douyin"]`, two},
		"the filters' codes":           {`["tbCiphertext","dyCiphertext"]`, two},
		"codes in capitals":            {`["TAOBAO","DouYin"]`, two},
		"codes that nobody knows":      {`["weipinhui","淘工厂"]`, []string{"weipinhui", "淘工厂"}},
		"a list inside a text":         {`"[\"淘宝\",\"抖音\"]"`, two},
		"words with commas":            {`"淘宝，douyin"`, two},
		"one word":                     {`"淘宝"`, []string{"淘宝"}},
		"an object of codes":           {`{"douyin":true,"taobao":"true","jd":false,"ks":"0","xhs":null}`, []string{"抖音", "淘宝"}},
		"an object of codes in a text": {`"{\"taobao\":1,\"douyin\":0}"`, []string{"淘宝"}},
		"an object that holds a list":  {`{"success":true,"channels":["taobao","douyin"]}`, two},
		"objects of one channel each":  {`[{"code":"taobao","support":true},{"code":"jd","support":false},{"channelName":"抖音"}]`, two},
		"null":                         {`null`, nil},
		"nothing":                      {`[]`, nil},
		"an empty object":              {`{}`, nil},
		"an empty text":                {`""`, nil},
		"a truth value":                {`true`, nil},
		"numbers":                      {`[1,2,{"code":3,"support":true}]`, nil},
		"lists too deep":               {`[[["淘宝"]]]`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, err := decodeDetail([]byte(withProduct(`"encryptLogisticsOrderSupportChannel":` + tt.value)))
			require.NoError(t, err)
			assert.Equal(t, tt.want, d.Channels)
		})
	}
}

func TestDetailsThatAreRefused(t *testing.T) {
	refused := sourcing.FailureRefused
	for name, tt := range map[string]struct {
		body string
		want sourcing.Failure
	}{
		"an outer code": {
			`{"code":1001,"message":"签名错误","data":null,"trace_id":"t-1"}`,
			sourcing.Failure{Kind: refused, Code: "1001", Message: "签名错误", TraceID: "t-1"}},
		"an inner failure": {
			`{"code":0,"message":"ok","data":{"productInfo":null,"success":false,"errorCode":"PRODUCT_NOT_FOUND","errorMsg":"商品不存在"},"trace_id":"t-2"}`,
			sourcing.Failure{Kind: refused, Code: "PRODUCT_NOT_FOUND", Message: "商品不存在", TraceID: "t-2"}},
		"an inner failure as image search says it": {
			`{"code":0,"data":{"success":"false","code":500,"message":"无权限"}}`,
			sourcing.Failure{Kind: refused, Code: "500", Message: "无权限"}},
		"an inner failure with a product": {
			`{"code":0,"data":{"success":false,"errorMsg":"x","productInfo":{"subject":"扇"}}}`,
			sourcing.Failure{Kind: refused, Message: "x"}},
		"an inner code alone": {
			`{"code":0,"data":{"errorCode":"gw.APIACLDecline","errMsg":"no permission"}}`,
			sourcing.Failure{Kind: refused, Code: "gw.APIACLDecline", Message: "no permission"}},
		"too frequent, inside": {
			`{"code":0,"data":{"success":false,"errorMsg":"接口限流"}}`,
			sourcing.Failure{Kind: sourcing.FailureThrottled, Message: "接口限流", Retry: true}},
		"no data":          {`{"code":0,"message":"ok"}`, sourcing.Failure{Kind: refused, Err: sourcing.ErrNoProduct}},
		"null data":        {`{"code":0,"message":"ok","data":null}`, sourcing.Failure{Kind: refused, Err: sourcing.ErrNoProduct}},
		"a null product":   {`{"code":0,"data":{"success":true,"productInfo":null},"trace_id":"t"}`, sourcing.Failure{Kind: refused, TraceID: "t", Err: sourcing.ErrNoProduct}},
		"no product":       {`{"code":0,"data":{"success":true,"message":"商品已删除"}}`, sourcing.Failure{Kind: refused, Message: "商品已删除", Err: sourcing.ErrNoProduct}},
		"an empty product": {`{"code":0,"data":{"productInfo":{},"code":"0"}}`, sourcing.Failure{Kind: refused, Code: "0", Err: sourcing.ErrNoProduct}},
		"a product of nulls": {
			`{"code":0,"data":{"productInfo":{"productID":null,"subject":null}}}`,
			sourcing.Failure{Kind: refused, Err: sourcing.ErrNoProduct}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decodeDetail([]byte(tt.body))
			assert.Equal(t, tt.want, *failureOf(t, err))
			assert.Equal(t, tt.want.Err != nil, errors.Is(err, sourcing.ErrNoProduct))
		})
	}
}

func TestDetailsThatAreNone(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":             ``,
		"a page":              `<html>502 Bad Gateway</html>`,
		"half an answer":      string(detailSample(t, "detail-response.json")[:5000]),
		"no code":             `{"data":{"success":true,"productInfo":{"subject":"扇"}}}`,
		"data as a text":      `{"code":0,"data":"ok"}`,
		"data as a list":      `{"code":0,"data":[{"productInfo":{}}]}`,
		"a product as a text": `{"code":0,"data":{"success":true,"productInfo":"扇"}}`,
		"a product as a list": `{"code":0,"data":{"success":true,"productInfo":[{"subject":"扇"}]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decodeDetail([]byte(body))
			f := failureOf(t, err)
			assert.Equal(t, sourcing.FailureGarbled, f.Kind)
			assert.True(t, f.Retry)
			assert.Error(t, f.Err, "with a cause")
		})
	}
}

func TestAProductThatIsThereCountsForSuccessWhereNoneIsSaid(t *testing.T) {
	for name, body := range map[string]string{
		"no success, no code":     `{"code":"0","data":{"productInfo":{"subject":"扇"}}}`,
		"no success, code 200":    `{"code":0,"data":{"code":200,"message":"操作成功","productInfo":{"subject":"扇"}}}`,
		"success as a number":     `{"code":0,"data":{"success":1,"errorCode":"x","productInfo":{"subject":"扇"}}}`,
		"the product in a text":   `{"code":0,"data":{"success":true,"productInfo":"{\"subject\":\"扇\"}"}}`,
		"data in a text":          `{"code":0,"data":"{\"success\":true,\"productInfo\":{\"subject\":\"扇\"}}"}`,
		"an order of marks first": "\ufeff" + `{"code":0,"data":{"productInfo":{"subject":"扇"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			d, id, err := decodeDetail([]byte(body))
			require.NoError(t, err)
			assert.Equal(t, "扇", d.Title)
			assert.Empty(t, id)
		})
	}
}

func TestAHostileDetailStaysSmall(t *testing.T) {
	repeat := func(n int, form string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(form, i))
		}
		return strings.Join(all, ",")
	}
	long := strings.Repeat("长", 5000)
	d, _, err := decodeDetail([]byte(withProduct(
		`"categoryName":"` + long + `",
		"productImage":{"images":[` + repeat(5000, `"%d.jpg"`) + `]},
		"productSkuInfos":[` + repeat(1200, `{"skuId":1%d,"attributes":[{"attributeValue":"`+long[:60]+`"},`+repeat(30, `{"attributeValue":"%d"}`)+`]}`) + `],
		"productSaleInfo":{"priceRanges":[` + repeat(5000, `{"startQuantity":%d,"price":1}`) + `]},
		"productAttribute":[` + repeat(5000, `{"attributeName":"a","value":"%d"}`) + `,` + repeat(5000, `{"attributeName":"a%d","value":1}`) + `],
		"saleLimitAddress":[` + repeat(5000, `1%05d`) + `],
		"serviceCapabilities":"` + repeat(5000, `s%d`) + `",
		"encryptLogisticsOrderSupportChannel":{` + repeat(5000, `"c%d":true`) + `},
		` + repeat(20000, `"x%d":1`))))
	require.NoError(t, err)
	assertBounded(t, d)
	assert.Len(t, []rune(d.Category), nameLimit)
	assert.Len(t, d.Images, pictureLimit)
	assert.Len(t, d.SKUs, skuLimit)
	assert.Nil(t, d.Stock)
	assert.Len(t, d.Ladder, stepLimit)
	assert.Len(t, d.Attributes[0].Values, valueLimit)
}

func assertBounded(t *testing.T, d sourcing.Detail) {
	t.Helper()
	for what, most := range map[string][2]int{
		"pictures": {len(d.Images), pictureLimit}, "SKUs": {len(d.SKUs), skuLimit}, "steps": {len(d.Ladder), stepLimit},
		"attributes": {len(d.Attributes), attributeLimit}, "channels": {len(d.Channels), wordLimit},
		"services": {len(d.Services), wordLimit}, "places": {len(d.NotServed), wordLimit},
		"title": {len([]rune(d.Title)), titleLimit}, "category": {len([]rune(d.Category)), nameLimit},
	} {
		assert.LessOrEqual(t, most[0], most[1], what)
	}
	for _, sku := range d.SKUs {
		assert.LessOrEqual(t, len(sku.Values), valueLimit)
	}
	for _, attribute := range d.Attributes {
		assert.LessOrEqual(t, len(attribute.Values), valueLimit)
	}
}

func FuzzDecodeDetail(f *testing.F) {
	f.Add(detailSample(f, "detail-response.json"))
	f.Add(detailSample(f, "detail-response-sparse.json"))
	f.Add(olderFamily(f))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, id, err := decodeDetail(body)
		if err != nil {
			var failure *sourcing.Failure
			if !errors.As(err, &failure) {
				t.Fatalf("error of another type: %v", err)
			}
			return
		}
		assertBounded(t, d)
		if strings.Trim(id, "0123456789") != "" {
			t.Fatalf("bad id %q", id)
		}
		addresses := slices.Clone(d.Images)
		prices := []sourcing.Money{d.Consign, d.Price.Min, d.Price.Max}
		for _, sku := range d.SKUs {
			if sku.Image != "" {
				addresses = append(addresses, sku.Image)
			}
			prices = append(prices, sku.Price, sku.Consign)
			if sku.Stock != nil && *sku.Stock < 0 {
				t.Fatalf("negative stock: %+v", sku)
			}
		}
		for _, address := range addresses {
			if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
				t.Fatalf("no web address: %q", address)
			}
		}
		for i, step := range d.Ladder {
			prices = append(prices, step.Price)
			if step.From < 1 || i > 0 && step.From <= d.Ladder[i-1].From {
				t.Fatalf("a ladder that does not rise: %+v", d.Ladder)
			}
		}
		if slices.Min(prices) < 0 || d.Price.Min > d.Price.Max || d.MinOrder < 0 || d.Stock != nil && *d.Stock < 0 {
			t.Fatalf("bad numbers: %+v", d)
		}
	})
}
