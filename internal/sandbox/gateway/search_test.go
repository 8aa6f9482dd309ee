package gateway_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
)

func TestSearchRefusesBadBusinessParameters(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct{ name, data, message string }{
		{"no JSON", `imgUrl=x`, "不是合法的JSON对象"},
		{"an array", `[]`, "不是合法的JSON对象"},
		{"a cut object", `{"imgUrl":"x"`, "不是合法的JSON对象"},
		{"two objects", `{} {}`, "不是合法的JSON对象"},
		{"a key twice", `{"imgUrl":"a","imgUrl":"b"}`, "不是合法的JSON对象"},
		{"an unknown key", `{"imgUrl":%q,"page":1}`, "未知参数:page"},
		{"no picture", `{"filter":[]}`, "缺少参数:imgUrl"},
		{"a picture that is no text", `{"imgUrl":1}`, "类型错误:imgUrl"},
		{"null for a text", `{"imgUrl":%q,"imageKeywords":null}`, "类型错误:imageKeywords"},
		{"keywords that are a list", `{"imgUrl":%q,"imageKeywords":["a"]}`, "类型错误:imageKeywords"},
		{"filters that are a text", `{"imgUrl":%q,"filter":"isOnePsale"}`, "类型错误:filter"},
		{"filters that are numbers", `{"imgUrl":%q,"filter":[1]}`, "类型错误:filter"},
		{"an unknown filter", `{"imgUrl":%q,"filter":["isOnePsale","onSale"]}`, "不支持的过滤项:onSale"},
		{"half a surrogate pair", `{"imgUrl":%q,"imageKeywords":"\ud83d"}`, "UTF-8"},
		{"a relative address", `{"imgUrl":"/a.jpg"}`, "不是合法的图片地址"},
		{"another scheme", `{"imgUrl":"file:///etc/passwd"}`, "不是合法的图片地址"},
		{"a long address", `{"imgUrl":"https://e.com/` + strings.Repeat("a", 1000) + `"}`, "长度超过1000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := c.data
			if strings.Contains(data, "%q") {
				data = fmt.Sprintf(data, r.pictures)
			}
			answer := r.post(gateway.SearchPath, searchForm(data))
			assert.Equal(t, 40001, answer.Code)
			assert.Contains(t, answer.Message, c.message)
			assert.True(t, lastCall(r, gateway.EndpointSearch).SignatureValid)
		})
	}
}

func TestSearchRefusesPicturesItCannotUse(t *testing.T) {
	r := newRig(t)
	body := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if _, err := w.Write(b); err != nil {
				t.Log("the emulator stopped reading:", err)
			}
		}
	}
	good := r.Samples()[0].JPEG()
	for _, c := range []struct {
		name    string
		serve   http.HandlerFunc
		message string
	}{
		{"not found", http.NotFound, "图片下载失败"},
		{"a redirect", http.RedirectHandler("/other.jpg", http.StatusFound).ServeHTTP, "图片下载失败"},
		{"a page", body([]byte("<html></html>")), "格式不支持"},
		{"a GIF", body(encode(t, 300, 300, func(b *bytes.Buffer, m image.Image) error { return gif.Encode(b, m, nil) })), "格式不支持"},
		{"a cut JPEG header", body(good[:100]), "图片解析失败"},
		{"a cut JPEG", body(good[:len(good)/2]), "图片解析失败"},
		{"a narrow picture", body(encode(t, 900, 255, encodeJPEG)), "短边不能小于256"},
		{"too many bytes", body(append(slices.Clone(good), make([]byte, 3<<20)...)), "超过3M"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.serveBy(c.serve)
			answer := r.search("")
			assert.Zero(t, answer.Code, "a bad picture is a failure of the inner level")
			assert.False(t, answer.Data.Success)
			require.NotNil(t, answer.Data.Message)
			assert.Contains(t, *answer.Data.Message, c.message)
			assert.NotEmpty(t, answer.Data.Code)
			assert.Contains(t, answer.body, `"imageSearchResult":null`)
		})
	}
	t.Run("a PNG is taken and measured", func(t *testing.T) {
		r.serve(encode(t, 1600, 300, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }))
		assert.True(t, r.search("").Data.Success)
		call := lastCall(r, gateway.EndpointSearch)
		require.NotNil(t, call.Picture)
		assert.Equal(t, "png", call.Picture.Format)
		assert.Equal(t, []int{1600, 300}, []int{call.Picture.Width, call.Picture.Height})
		assert.NotEmpty(t, call.Warnings, "1600 pixels are more than advised")
	})
}

func encode(t *testing.T, width, height int, with func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var body bytes.Buffer
	require.NoError(t, with(&body, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})))
	return body.Bytes()
}

func encodeJPEG(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }

func TestEverySampleFindsItsOwnProductAndColourFirst(t *testing.T) {
	r := newRig(t)
	samples := r.Samples()
	products := make(map[string]bool)
	for _, sample := range samples {
		products[sample.Product] = true
		t.Run(sample.Name, func(t *testing.T) {
			r.serve(sample.JPEG())
			answer := r.search("")
			require.Len(t, answer.Data.Rows, 20)
			own, foreign := 0, len(answer.Data.Rows)
			for i, found := range answer.Data.Rows {
				offer := r.offer(found.OfferID)
				switch same := offer.Product == sample.Product && offer.Variant == sample.Variant; {
				case same:
					own++
					assert.Less(t, i, foreign, "an offer of the same product and colour stands after another one")
				default:
					foreign = min(foreign, i)
				}
			}
			assert.Positive(t, own)
		})
	}
	assert.GreaterOrEqual(t, len(products), 14)
}

func TestNoSampleIsACataloguePicture(t *testing.T) {
	r := newRig(t)
	for _, sample := range r.Samples()[:3] {
		for _, offer := range r.Offers() {
			if offer.Product == sample.Product && offer.Variant == sample.Variant && offer.PictureName != "" {
				assert.NotEqual(t, get(t, r, "/img/ibank/"+offer.PictureName, "").body, string(sample.JPEG()))
				break
			}
		}
	}
}

func TestFiltersAreAllHonoured(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.ExtraFilters = []string{"brandNew"} })
	for _, filters := range [][]string{
		{"isOnePsaleFreePost"}, {"dyCiphertext", "shipIn48Hours"}, {"isOnePsale", "noReason7DReturn", "xhsCiphertext"},
		{"getRate24HLv3"}, {"rfdRateLv1", "certifiedFactory"}, {"shipInToday"}, {"brandNew"},
	} {
		answer := r.search("", filters...)
		require.Zero(t, answer.Code, answer.Message)
		assert.NotEmpty(t, answer.Data.Rows, filters)
		for _, found := range answer.Data.Rows {
			for _, key := range filters {
				if key != "brandNew" {
					assert.Contains(t, r.offer(found.OfferID).Filters, key)
				}
			}
		}
		assert.Equal(t, filters, lastCall(r, gateway.EndpointSearch).Request.Filters)
	}
}

func TestFiltersThatNobodySatisfiesGiveAnEmptyList(t *testing.T) {
	answer := newRig(t).search("", "getRate24HLv1", "getRate24HLv3")
	assert.True(t, answer.Data.Success)
	assert.Contains(t, answer.body, `"imageSearchResult":[]`)
}

func TestKeywordsBringMatchingTitlesForwardAmongTheAlike(t *testing.T) {
	r := newRig(t)
	plain := r.search("")
	second := slices.IndexFunc(plain.Data.Rows, func(f row) bool { return f.Subject != plain.Data.Rows[0].Subject })
	require.Positive(t, second)
	keyword := string([]rune(plain.Data.Rows[second].Subject)[:6])
	assert.Contains(t, r.search(keyword).Data.Rows[0].Subject, keyword)
	assert.Equal(t, "fan", r.offer(r.search("帆布包").Data.Rows[0].OfferID).Product, "the picture dominates")
	assert.Equal(t, keyword, r.CallsTo(gateway.EndpointSearch)[1].Request.Keywords)
}

func TestSearchAnswersInTheShapeOfTheVendorsSample(t *testing.T) {
	r := newRig(t)
	sample := readShape(t, "testdata/search-response.json")
	var prices, images []string
	for _, s := range r.Samples() {
		if !slices.Contains([]string{"fan", "mug", "bottle"}, s.Product) {
			continue
		}
		r.serve(s.JPEG())
		answer := r.search("")
		shape := shapeOf(t, answer.body)
		for path, kinds := range shape {
			for kind := range kinds {
				if kind == "null" && (path == ".data.imageSearchResult[].price" || strings.HasSuffix(path, "onsignPrice") || strings.HasSuffix(path, ".image")) {
					continue // The catalogue holds offers without them on purpose.
				}
				if kind == "string" && strings.HasSuffix(path, "multipleConsignPrice") {
					continue // Null in the sample, a price by its name.
				}
				assert.True(t, sample[path][kind], "%s is a %s, which the sample does not show", path, kind)
			}
		}
		for path := range sample {
			assert.Contains(t, shape, path)
		}
		assert.Empty(t, answer.TraceID)
		for _, found := range answer.Data.Rows {
			if found.Price != nil {
				prices = append(prices, *found.Price)
			}
			if found.Image != nil {
				images = append(images, *found.Image)
			}
		}
	}
	assert.Contains(t, prices, "200.0")
	for _, image := range images {
		assert.True(t, strings.HasPrefix(image, r.address+"/img/ibank/O1CN"), image)
	}
}

func TestPictureBaseReplacesTheHostOfTheLinks(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.PictureBase = "https://cbu01.alicdn.com/" })
	image := r.search("").Data.Rows[0].Image
	require.NotNil(t, image)
	assert.True(t, strings.HasPrefix(*image, "https://cbu01.alicdn.com/img/ibank/O1CN"))
}

func TestOffersOwnPictureFindsIt(t *testing.T) {
	r := newRig(t)
	first := r.search("").Data.Rows[0]
	require.NotNil(t, first.Image)
	data, err := json.Marshal(map[string]string{"imgUrl": *first.Image})
	require.NoError(t, err)
	answer := r.post(gateway.SearchPath, searchForm(string(data)))
	assert.Equal(t, first.Image, answer.Data.Rows[0].Image)
}

// shape is which JSON types stand at which path.
type shape map[string]map[string]bool

func readShape(t *testing.T, name string) shape {
	t.Helper()
	body, err := os.ReadFile(name)
	require.NoError(t, err)
	return shapeOf(t, string(body))
}

func shapeOf(t *testing.T, body string) shape {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal([]byte(body), &value))
	found := make(shape)
	found.add("", value)
	return found
}

func (s shape) add(path string, value any) {
	kind := "null"
	switch v := value.(type) {
	case map[string]any:
		kind = "object"
		for key, member := range v {
			s.add(path+"."+key, member)
		}
	case []any:
		kind = "array"
		for _, element := range v {
			s.add(path+"[]", element)
		}
	case string:
		kind = "string"
	case bool:
		kind = "bool"
	case float64:
		kind = "number"
	}
	if s[path] == nil {
		s[path] = make(map[string]bool)
	}
	s[path][kind] = true
}
