package gateway_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
)

func (r *rig) detail(offer gateway.Offer) reply {
	r.t.Helper()
	return r.post(gateway.DetailPath, detailForm("offerId", strconv.FormatInt(offer.ID, 10)))
}

func TestDetailAnswersInTheShapesOfTheFixtures(t *testing.T) {
	r := newRig(t)
	full := readShape(t, "testdata/detail-response.json")
	sparse := readShape(t, "testdata/detail-response-sparse.json")
	forms := make(map[gateway.DetailForm]int)
	for _, offer := range r.Offers() {
		forms[offer.Detail]++
		if offer.Detail != gateway.DetailFull && offer.Detail != gateway.DetailPartial && offer.Detail != gateway.DetailSparse {
			continue
		}
		answer := r.detail(offer)
		require.True(t, answer.Data.Success, offer.Title)
		got := shapeOf(t, answer.body)
		assert.Equal(t, offer.Detail == gateway.DetailSparse, got[".data.productInfo.productID"]["string"])
		assert.Equal(t, offer.Detail == gateway.DetailFull, got[".data.productInfo.description"] != nil)
		for path, kinds := range got {
			for kind := range kinds {
				known := full[path][kind] || sparse[path][kind] || kind == "null" && strings.HasPrefix(path, ".data.productInfo.")
				assert.True(t, known, "%s is a %s, which no fixture shows", path, kind)
			}
		}
	}
	for _, form := range []gateway.DetailForm{gateway.DetailFull, gateway.DetailPartial, gateway.DetailSparse, gateway.DetailOlder, gateway.DetailMixed} {
		assert.Greater(t, forms[form], 10, form)
	}
	assert.Positive(t, forms[gateway.DetailRefused])
	assert.Positive(t, forms[gateway.DetailEmpty])
}

// added gives an offer of this form with the product of another.
func added(t *testing.T, r *rig, form gateway.DetailForm, offShelf bool) gateway.Offer {
	t.Helper()
	offer := r.Offers()[0]
	offer.ID, offer.OpenID, offer.Detail, offer.OffShelf = 0, "", form, offShelf
	offer, err := r.AddOffer(offer, nil)
	require.NoError(t, err)
	return offer
}

func TestTheOlderFormSaysTheSameUnderItsOwnNames(t *testing.T) {
	r := newRig(t)
	full := shapeOf(t, r.detail(added(t, r, gateway.DetailFull, false)).body)
	older := shapeOf(t, r.detail(added(t, r, gateway.DetailOlder, false)).body)
	renamed := make(shape)
	names := strings.NewReplacer("productImage", "image", "productAttribute", "attributes", "productSkuInfos", "skuInfos", "productSaleInfo", "saleInfo",
		"productShippingInfo", "shippingInfo", "productExtendInfos", "extendInfos", "productInfo.productBizGroupInfos", "bizGroupInfos")
	for path, kinds := range full {
		renamed[names.Replace(path)] = kinds
	}
	assert.Equal(t, renamed, older)
}

func TestTheMixedFormHoldsBothFamiliesAndListsInsideTexts(t *testing.T) {
	r := newRig(t)
	const info = ".data.productInfo."
	got := shapeOf(t, r.detail(added(t, r, gateway.DetailMixed, false)).body)
	for path, kind := range map[string]string{
		"productImage.images": "string", "productSkuInfos": "null", "skuInfos": "string", "productSaleInfo.priceRanges": "null",
		"saleInfo.priceRanges": "array", "shippingInfo": "object", "encryptLogisticsOrderSupportChannel": "object",
	} {
		assert.Equal(t, map[string]bool{kind: true}, got[info+path], path)
	}
}

func TestAnOfferOffTheShelfSaysSoInItsStatus(t *testing.T) {
	r := newRig(t)
	for _, form := range []gateway.DetailForm{gateway.DetailFull, gateway.DetailPartial, gateway.DetailOlder, gateway.DetailSparse} {
		assert.Contains(t, r.detail(added(t, r, form, true)).body, `"status":"member expired"`, form)
		assert.NotContains(t, r.detail(added(t, r, form, false)).body, `"status":"member expired"`, form)
	}
}

func TestDetailCanBeRefusedAndEmpty(t *testing.T) {
	r := newRig(t)
	refused := r.detail(added(t, r, gateway.DetailRefused, false))
	assert.Zero(t, refused.Code)
	assert.False(t, refused.Data.Success)
	require.NotNil(t, refused.Data.ErrorMsg)
	empty := r.detail(added(t, r, gateway.DetailEmpty, false))
	assert.True(t, empty.Data.Success)
	assert.Contains(t, empty.body, `"productInfo":null`)
}

func TestAnAddedOfferIsDescribedInEveryForm(t *testing.T) {
	r := newRig(t)
	for _, form := range []gateway.DetailForm{"", gateway.DetailFull, gateway.DetailPartial, gateway.DetailSparse, gateway.DetailOlder, gateway.DetailMixed} {
		offer, err := r.AddOffer(gateway.Offer{Title: "甲", Price: "1.00", Detail: form}, r.Samples()[3].JPEG())
		require.NoError(t, err)
		answer := r.detail(offer)
		assert.True(t, answer.Data.Success, form)
		assert.Contains(t, answer.body, offer.PictureName, form)
	}
}

func TestDetailHasSomeOffersWithMoreThanACardShows(t *testing.T) {
	r := newRig(t)
	manySKUs, manyPictures := false, false
	for _, offer := range r.Offers() {
		if offer.Detail != gateway.DetailFull {
			continue
		}
		answer := r.detail(offer)
		var body struct {
			Data struct {
				ProductInfo struct {
					ProductImage struct {
						Images []string `json:"images"`
					} `json:"productImage"`
					SKUs []any `json:"productSkuInfos"`
				} `json:"productInfo"`
			} `json:"data"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &body))
		manySKUs = manySKUs || len(body.Data.ProductInfo.SKUs) > 12
		manyPictures = manyPictures || len(body.Data.ProductInfo.ProductImage.Images) > 6
	}
	assert.True(t, manySKUs)
	assert.True(t, manyPictures)
}

func TestDetailTakesTheEncryptedId(t *testing.T) {
	r := newRig(t)
	offer := r.Offers()[3]
	require.NotEmpty(t, offer.OpenID)
	assert.True(t, r.post(gateway.DetailPath, detailForm("openOfferId", offer.OpenID)).Data.Success)
	assert.Equal(t, []int64{offer.ID}, lastCall(r, gateway.EndpointDetail).OfferIDs)
}

func TestDetailOfAnUnknownOfferFailsInside(t *testing.T) {
	r := newRig(t)
	answer := r.post(gateway.DetailPath, detailForm("offerId", "1"))
	assert.Equal(t, http.StatusOK, answer.status)
	assert.Zero(t, answer.Code)
	assert.False(t, answer.Data.Success)
	require.NotNil(t, answer.Data.ErrorMsg)
	assert.Contains(t, *answer.Data.ErrorMsg, "商品不存在")
}

func TestDetailRefusesOtherForms(t *testing.T) {
	r := newRig(t)
	id := strconv.FormatInt(r.Offers()[0].ID, 10)
	assert.Contains(t, r.post(gateway.DetailPath, detailForm("offerId", "abc")).Message, "类型错误")
	assert.Contains(t, r.post(gateway.DetailPath, detailForm("offerId", "")).Message, "offerId或openOfferId")
	assert.Contains(t, r.post(gateway.DetailPath, detailForm("request_data", `{"offerId":`+id+`}`)).Message, "未知参数:request_data")
}
