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

func TestDetailAnswersInTheShapesOfTheFixtures(t *testing.T) {
	r := newRig(t)
	full := readShape(t, "testdata/detail-response.json")
	sparse := readShape(t, "testdata/detail-response-sparse.json")
	degrees := make(map[string]int)
	for _, offer := range r.Offers() {
		answer := r.post(gateway.DetailPath, detailForm("offerId", strconv.FormatInt(offer.ID, 10)))
		require.True(t, answer.Data.Success, offer.Title)
		got := shapeOf(t, answer.body)
		degree := "sparse"
		switch {
		case got[".data.productInfo.productID"]["string"]:
		case got[".data.productInfo.description"] != nil:
			degree = "full"
		default:
			degree = "partial"
		}
		degrees[degree]++
		for path, kinds := range got {
			for kind := range kinds {
				known := full[path][kind] || sparse[path][kind] || kind == "null" && strings.HasPrefix(path, ".data.productInfo.")
				assert.True(t, known, "%s is a %s, which no fixture shows", path, kind)
			}
		}
	}
	for _, degree := range []string{"full", "partial", "sparse"} {
		assert.Greater(t, degrees[degree], 10, degree)
	}
}

func TestDetailHasSomeOffersWithMoreThanACardShows(t *testing.T) {
	r := newRig(t)
	manySKUs, manyPictures := false, false
	for _, offer := range r.Offers() {
		answer := r.post(gateway.DetailPath, detailForm("offerId", strconv.FormatInt(offer.ID, 10)))
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
