package gateway_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
)

func TestNewNamesEveryMistake(t *testing.T) {
	_, err := gateway.New(gateway.Config{PictureBase: "nowhere", Latency: -1})
	require.Error(t, err)
	for _, part := range []string{"AppID", "AppSecret", "SellerNick", "PictureBase", "Latency"} {
		assert.ErrorContains(t, err, part)
	}
}

func TestEnvelopeRefusesWhatTheGatewayWouldNotTake(t *testing.T) {
	r := newRig(t)
	good := `{"imgUrl":"` + r.pictures + `"}`
	with := func(change func(url.Values)) url.Values {
		form := searchForm(good)
		change(form)
		return form
	}
	resigned := func(key, value string) url.Values {
		return sign(with(func(f url.Values) { f.Set(key, value) }))
	}
	at := func(d time.Duration) string { return strconv.FormatInt(testNow().Add(d).Unix(), 10) }

	for _, c := range []struct {
		name    string
		form    url.Values
		code    int
		message string
	}{
		{"a missing field", with(func(f url.Values) { f.Del("seller_nick") }), 40001, "缺少参数:seller_nick"},
		{"an empty field", resigned("request_data", ""), 40001, "缺少参数:request_data"},
		{"an unknown field", resigned("page", "2"), 40001, "未知参数:page"},
		{"a repeated field", with(func(f url.Values) { f.Add("appid", testAppID) }), 40001, "参数重复:appid"},
		{"another application", resigned("appid", "1"), 40101, "应用不存在"},
		{"another seller", resigned("seller_nick", "b2b-2"), 40301, "未授权"},
		{"milliseconds", resigned("timestamp", at(0)+"000"), 40102, "10位秒"},
		{"a timestamp that is no number", resigned("timestamp", "yesterday!"), 40102, "10位秒"},
		{"a clock that is late", resigned("timestamp", at(-6*time.Minute)), 40102, "已过期"},
		{"a clock that is early", resigned("timestamp", at(6*time.Minute)), 40102, "已过期"},
		{"a wrong signature", with(func(f url.Values) { f.Set("sign", strings.Repeat("0", 32)) }), 40103, "签名错误"},
		{"an upper-case signature", with(func(f url.Values) { f.Set("sign", strings.ToUpper(f.Get("sign"))) }), 40103, "签名错误"},
		{"a value changed after signing", with(func(f url.Values) { f.Set("request_data", good+" ") }), 40103, "签名错误"},
		{"text that is not UTF-8", resigned("request_data", "{\"imgUrl\":\"\xff\"}"), 40001, "UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := r.post(gateway.SearchPath, c.form)
			assert.Equal(t, http.StatusOK, answer.status)
			assert.Equal(t, c.code, answer.Code)
			assert.Contains(t, answer.Message, c.message)
			assert.NotEmpty(t, answer.TraceID)
			assert.Contains(t, answer.body, `"data":null`)
			call := lastCall(r, gateway.EndpointSearch)
			assert.Equal(t, answer.Message, call.Refusal)
			assert.Equal(t, c.code == 40301, call.SignatureValid)
		})
	}
	t.Run("a clock within the window is taken", func(t *testing.T) {
		assert.Zero(t, r.post(gateway.SearchPath, resigned("timestamp", at(-4*time.Minute))).Code)
	})
}

func TestOnlyPostedFormsAreTaken(t *testing.T) {
	r := newRig(t)
	form := searchForm(`{"imgUrl":"` + r.pictures + `"}`).Encode()
	const encoded = "application/x-www-form-urlencoded"

	assert.Equal(t, http.StatusMethodNotAllowed, r.do(http.MethodGet, gateway.SearchPath+"?"+form, "", "").status)
	assert.Equal(t, http.StatusNotFound, r.do(http.MethodPost, "/gateway/1688/fenxiao/trade/detail", encoded, form).status)
	for _, c := range []struct{ name, path, contentType, body string }{
		{"JSON", gateway.SearchPath, "application/json", `{}`},
		{"no content type", gateway.SearchPath, "", form},
		{"another charset", gateway.SearchPath, encoded + "; charset=gbk", form},
		{"fields in the address", gateway.SearchPath + "?appid=" + testAppID, encoded, form},
		{"a broken escape", gateway.SearchPath, encoded, form + "%zz"},
		{"too long a form", gateway.SearchPath, encoded, form + strings.Repeat("x", 70<<10)},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, 40000, r.do(http.MethodPost, c.path, c.contentType, c.body).Code) })
	}
	assert.Zero(t, r.do(http.MethodPost, gateway.SearchPath, encoded+"; charset=UTF-8", form).Code)
}

func TestRateLimitRefusesWhatIsTooMuchInOneSecond(t *testing.T) {
	now := testNow()
	r := newRig(t, func(c *gateway.Config) {
		c.RatePerSecond = 2
		c.Now = func() time.Time { return now }
	})
	assert.Zero(t, r.search("").Code)
	assert.Zero(t, r.search("").Code)
	assert.Equal(t, "调用频率超限", r.search("").Message)
	now = now.Add(time.Second)
	assert.Zero(t, r.search("").Code)
	r.SetRateLimit(0)
	for range 3 {
		assert.Zero(t, r.search("").Code)
	}
}
