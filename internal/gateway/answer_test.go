package gateway

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func sample(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/search-response.json")
	require.NoError(t, err)
	return body
}

func TestTheVendorsSampleIsReadWhole(t *testing.T) {
	a, left, err := decodeAnswer(sample(t))
	require.NoError(t, err)
	assert.Zero(t, left)
	require.Len(t, a.Offers, 20)
	assert.Empty(t, a.TraceID)
	assert.Equal(t, sourcing.Offer{
		ID:           "714865004667",
		Title:        "手持小风扇usb批发桌面宿舍儿童手拿风扇电风扇便携式折叠小型",
		URL:          "https://detail.1688.com/offer/714865004667.html?sk=consign",
		Image:        "https://cbu01.alicdn.com/O1CN010GZHEb2NFpLs4Mdz6_!!2215765619934-0-cib.jpg",
		Price:        650,
		ConsignPrice: 650,
	}, a.Offers[0])
	assert.Equal(t, []string{"48小时发货"}, a.Offers[1].Tags)
	var selected, outlier int
	for _, o := range a.Offers {
		if o.Selected && o.FreeShipping {
			selected++
		}
		if o.Price == 20000 {
			outlier++
		}
	}
	assert.Equal(t, 4, selected)
	assert.Equal(t, 1, outlier)
}

// withRows wraps rows of offers into an accepted answer.
func withRows(rows string) string {
	return `{"code":0,"message":"ok","data":{"success":true,"imageSearchResult":[` + rows + `]},"trace_id":"t-1"}`
}

func TestOneRow(t *testing.T) {
	const link = "https://detail.1688.com/offer/7.html?sk=consign"
	for name, tt := range map[string]struct {
		row  string
		want sourcing.Offer
	}{
		"an id alone":              {`{"offerId":7}`, sourcing.Offer{ID: "7", URL: link}},
		"an id as text":            {`{"offerId":" 7 "}`, sourcing.Offer{ID: "7", URL: link}},
		"leading zeros stay":       {`{"offerId":"007"}`, sourcing.Offer{ID: "007", URL: "https://detail.1688.com/offer/007.html?sk=consign"}},
		"an id beyond 2^53":        {`{"offerId":9223372036854775807}`, sourcing.Offer{ID: "9223372036854775807", URL: "https://detail.1688.com/offer/9223372036854775807.html?sk=consign"}},
		"an id as a Java double":   {`{"offerId":7.14865004667E11}`, sourcing.Offer{ID: "714865004667", URL: "https://detail.1688.com/offer/714865004667.html?sk=consign"}},
		"all null":                 {`{"offerId":7,"detailUrl":null,"subject":null,"image":null,"price":null,"tags":null,"isJxhy":null,"consignPrice":null,"distributionFreePostage":null}`, sourcing.Offer{ID: "7", URL: link}},
		"numbers as prices":        {`{"offerId":7,"price":6.5,"consignPrice":200}`, sourcing.Offer{ID: "7", URL: link, Price: 650, ConsignPrice: 20000}},
		"texts as prices":          {`{"offerId":7,"price":" 6.505 ","consignPrice":"200.0"}`, sourcing.Offer{ID: "7", URL: link, Price: 651, ConsignPrice: 20000}},
		"prices that are none":     {`{"offerId":7,"price":"面议","consignPrice":-1}`, sourcing.Offer{ID: "7", URL: link}},
		"a price as an object":     {`{"offerId":7,"price":{"value":1},"subject":["x"]}`, sourcing.Offer{ID: "7", URL: link}},
		"booleans as texts":        {`{"offerId":7,"isJxhy":"true","distributionFreePostage":"false"}`, sourcing.Offer{ID: "7", URL: link, Selected: true}},
		"booleans as numbers":      {`{"offerId":7,"isJxhy":0,"distributionFreePostage":1}`, sourcing.Offer{ID: "7", URL: link, FreeShipping: true}},
		"unknown fields":           {`{"offerId":7,"new":{"deep":[1]}}`, sourcing.Offer{ID: "7", URL: link}},
		"HTML stays as it is":      {`{"offerId":7,"subject":"A&amp;B <b>x</b>"}`, sourcing.Offer{ID: "7", URL: link, Title: "A&amp;B <b>x</b>"}},
		"a title as a number":      {`{"offerId":7,"subject":1688}`, sourcing.Offer{ID: "7", URL: link, Title: "1688"}},
		"tags that are enabled":    {`{"offerId":7,"tags":[{"enable":true,"text":"a"},{"enable":false,"text":"b"},{"enable":"true","text":"c"},{"text":"d"},{"enable":true,"text":null},"e",null]}`, sourcing.Offer{ID: "7", URL: link, Tags: []string{"a", "c"}}},
		"tags in another form":     {`{"offerId":7,"tags":"48小时发货"}`, sourcing.Offer{ID: "7", URL: link}},
		"an image without scheme":  {`{"offerId":7,"image":"//cbu01.alicdn.com/a.jpg"}`, sourcing.Offer{ID: "7", URL: link, Image: "https://cbu01.alicdn.com/a.jpg"}},
		"a relative image":         {`{"offerId":7,"image":"img/ibank/a.jpg"}`, sourcing.Offer{ID: "7", URL: link, Image: "https://cbu01.alicdn.com/img/ibank/a.jpg"}},
		"an image over http":       {`{"offerId":7,"image":"http://cbu01.alicdn.com/a.jpg"}`, sourcing.Offer{ID: "7", URL: link, Image: "https://cbu01.alicdn.com/a.jpg"}},
		"an image elsewhere":       {`{"offerId":7,"image":"http://127.0.0.1:81/a.jpg"}`, sourcing.Offer{ID: "7", URL: link, Image: "http://127.0.0.1:81/a.jpg"}},
		"an image that is data":    {`{"offerId":7,"image":"data:image/png;base64,AA"}`, sourcing.Offer{ID: "7", URL: link}},
		"an image with a password": {`{"offerId":7,"image":"https://a:b@e.com/a.jpg"}`, sourcing.Offer{ID: "7", URL: link}},
		"a link without scheme":    {`{"offerId":7,"detailUrl":"//detail.1688.com/offer/7.html"}`, sourcing.Offer{ID: "7", URL: "https://detail.1688.com/offer/7.html"}},
		"a relative link":          {`{"offerId":7,"detailUrl":"/offer/7.html"}`, sourcing.Offer{ID: "7", URL: "https://detail.1688.com/offer/7.html"}},
		"a link over http":         {`{"offerId":7,"detailUrl":"http://detail.1688.com/offer/7.html"}`, sourcing.Offer{ID: "7", URL: "https://detail.1688.com/offer/7.html"}},
		"a link that is a script":  {`{"offerId":7,"detailUrl":"javascript:alert(1)"}`, sourcing.Offer{ID: "7", URL: link}},
		"a link that is broken":    {`{"offerId":7,"detailUrl":"https://%zz"}`, sourcing.Offer{ID: "7", URL: link}},
	} {
		t.Run(name, func(t *testing.T) {
			a, _, err := decodeAnswer([]byte(withRows(tt.row)))
			require.NoError(t, err)
			require.Len(t, a.Offers, 1)
			assert.Equal(t, tt.want, a.Offers[0])
			assert.Equal(t, "t-1", a.TraceID)
		})
	}
}

func TestRowsThatAreNoOffersAndRepeatsAreLeftOut(t *testing.T) {
	a, left, err := decodeAnswer([]byte(withRows(`
		{"offerId":7,"subject":"first"}, {"offerId":"7","subject":"again"}, {"subject":"no id"}, {"offerId":null},
		{"offerId":""}, {"offerId":0}, {"offerId":-7}, {"offerId":7.5}, {"offerId":1e30}, {"offerId":"7/../8"},
		{"offerId":true}, {"offerId":"123456789012345678901"}, null, 7, "row", [], {"offerId":8}`)))
	require.NoError(t, err)
	require.Len(t, a.Offers, 2)
	assert.Equal(t, "first", a.Offers[0].Title)
	assert.Equal(t, "8", a.Offers[1].ID)
	assert.Equal(t, 15, left)
}

func TestAnswersThatAreAccepted(t *testing.T) {
	for name, body := range map[string]string{
		"code as text":          `{"code":"0","data":{"success":true,"imageSearchResult":[]}}`,
		"success as text":       `{"code":0,"data":{"success":"true","imageSearchResult":[]}}`,
		"success as number":     `{"code":0,"data":{"success":1,"imageSearchResult":[]}}`,
		"no success, no code":   `{"code":0,"data":{"imageSearchResult":[]}}`,
		"no success, code 0":    `{"code":0,"data":{"success":null,"code":"0","imageSearchResult":[]}}`,
		"null offers":           `{"code":0,"data":{"success":true,"imageSearchResult":null}}`,
		"another inner code":    `{"code":0,"data":{"success":true,"code":200,"imageSearchResult":[]}}`,
		"a byte order mark":     "\ufeff" + `{"code":0,"data":{"success":true,"imageSearchResult":[]}}`,
		"a message as a number": `{"code":0,"message":1,"trace_id":2,"data":{"success":true,"imageSearchResult":[]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			a, _, err := decodeAnswer([]byte(body))
			require.NoError(t, err)
			assert.NotNil(t, a.Offers)
			assert.Empty(t, a.Offers)
		})
	}
}

func TestAnswersThatAreRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		want sourcing.Failure
	}{
		"an outer code": {
			`{"code":1001,"message":"签名错误","data":null,"trace_id":"t-1"}`,
			sourcing.Failure{Kind: sourcing.FailureRefused, Code: "1001", Message: "签名错误", TraceID: "t-1"}},
		"an outer code as text": {
			`{"code":"isv.invalid","message":"x"}`,
			sourcing.Failure{Kind: sourcing.FailureRefused, Code: "isv.invalid", Message: "x"}},
		"an inner failure": {
			`{"code":0,"message":"ok","data":{"success":false,"code":"gw.APIACLDecline","message":"no permission"},"trace_id":"t-2"}`,
			sourcing.Failure{Kind: sourcing.FailureRefused, Code: "gw.APIACLDecline", Message: "no permission", TraceID: "t-2"}},
		"an inner failure as text": {
			`{"code":0,"data":{"success":"false","code":500,"message":"图片下载失败","imageSearchResult":[]}}`,
			sourcing.Failure{Kind: sourcing.FailureRefused, Code: "500", Message: "图片下载失败"}},
		"an inner code alone": {
			`{"code":0,"data":{"code":"500","message":"x"}}`,
			sourcing.Failure{Kind: sourcing.FailureRefused, Code: "500", Message: "x"}},
		"too frequent": {
			`{"code":7,"message":"调用过于频繁,请稍后再试"}`,
			sourcing.Failure{Kind: sourcing.FailureThrottled, Code: "7", Message: "调用过于频繁,请稍后再试", Retry: true}},
		"too frequent, inside": {
			`{"code":0,"data":{"success":false,"message":"接口限流"}}`,
			sourcing.Failure{Kind: sourcing.FailureThrottled, Message: "接口限流", Retry: true}},
		"too many, in English": {
			`{"code":7,"message":"Too Many requests"}`,
			sourcing.Failure{Kind: sourcing.FailureThrottled, Code: "7", Message: "Too Many requests", Retry: true}},
		"QPS in the code": {
			`{"code":"QpsLimit","message":""}`,
			sourcing.Failure{Kind: sourcing.FailureThrottled, Code: "QpsLimit", Retry: true}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decodeAnswer([]byte(tt.body))
			var f *sourcing.Failure
			require.ErrorAs(t, err, &f)
			assert.Equal(t, tt.want, *f)
		})
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":                   ``,
		"a page":                    `<html>502 Bad Gateway</html>`,
		"half an answer":            `{"code":0,"data":{"success":true,"imageSearchResult":[{"offerId":7`,
		"an array":                  `[]`,
		"null":                      `null`,
		"no code":                   `{"data":{"success":true,"imageSearchResult":[]}}`,
		"a null code":               `{"code":null,"data":{"success":true,"imageSearchResult":[]}}`,
		"no data":                   `{"code":0}`,
		"null data":                 `{"code":0,"data":null}`,
		"data as a text":            `{"code":0,"data":"ok"}`,
		"no offers field":           `{"code":0,"data":{"success":true}}`,
		"offers as an object":       `{"code":0,"data":{"success":true,"imageSearchResult":{}}}`,
		"something after the JSON":  withRows(``) + `x`,
		"deeper than a decoder may": `{"code":0,"data":` + strings.Repeat(`[`, 20000) + strings.Repeat(`]`, 20000) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decodeAnswer([]byte(body))
			var f *sourcing.Failure
			require.ErrorAs(t, err, &f)
			assert.Equal(t, sourcing.FailureGarbled, f.Kind)
			assert.True(t, f.Retry)
		})
	}
}

func FuzzDecodeAnswer(f *testing.F) {
	f.Add(sample(f))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, left, err := decodeAnswer(body)
		if err != nil {
			var failure *sourcing.Failure
			if !errors.As(err, &failure) {
				t.Fatalf("error of another type: %v", err)
			}
			return
		}
		if left < 0 || a.Offers == nil {
			t.Fatal("an accepted answer without a list of offers")
		}
		seen := make(map[string]bool)
		for _, o := range a.Offers {
			if o.ID == "" || strings.Trim(o.ID, "0123456789") != "" || seen[o.ID] {
				t.Fatalf("bad or repeated id %q", o.ID)
			}
			seen[o.ID] = true
			for _, address := range []string{o.URL, o.Image} {
				if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
					t.Fatalf("no web address: %q", address)
				}
			}
			if o.URL == "" || o.Price < 0 || o.ConsignPrice < 0 {
				t.Fatalf("bad offer: %+v", o)
			}
		}
	})
}
