package gateway

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	emulator "tusou/internal/sandbox/gateway"
	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

func TestAProbeIsTakenByTheEmulatedGateway(t *testing.T) {
	g, err := emulator.New(emulator.Config{AppID: "1001", AppSecret: testSecret, SellerNick: "b2b-1"})
	require.NoError(t, err)
	server := httptest.NewServer(g.Handler())
	t.Cleanup(server.Close)
	for name, test := range map[string]struct {
		change func(*Config)
		want   Verdict
	}{
		"the right credentials":  {func(*Config) {}, VerdictAccepted},
		"another secret":         {func(c *Config) { c.AppSecret = secret.New("other") }, VerdictSignature},
		"another application":    {func(c *Config) { c.AppID = "2" }, VerdictSignature},
		"another 1688 account":   {func(c *Config) { c.SellerNick = "b2b-2" }, VerdictSeller},
		"a base address besides": {func(c *Config) { c.BaseURL += "/" }, VerdictAccepted},
	} {
		cfg := Config{BaseURL: server.URL + "/gateway", AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1"}
		test.change(&cfg)
		c, err := New(cfg, Deps{})
		require.NoError(t, err)
		got, err := c.Probe(t.Context())
		c.Close()
		require.NoError(t, err, name)
		assert.Equal(t, test.want, got.Verdict, "%s: %s", name, got.Message)
		assert.NotEmpty(t, got.Message, name)
		assert.False(t, got.Date.IsZero(), name)
	}
	assert.Empty(t, g.CallsTo(emulator.EndpointSearch), "a probe searches nothing")
}

func TestVerdictsGoByTheGatewaysWords(t *testing.T) {
	for body, want := range map[string]Verdict{
		`{"code":0,"message":"ok","data":{"success":false,"errorMsg":"商品不存在或已下架"}}`:       VerdictAccepted,
		`{"code":0,"message":"ok","data":null}`:                                           VerdictAccepted,
		`{"code":"0","data":[1]}`:                                                         VerdictAccepted,
		`{"code":0,"data":{"success":false,"message":"something else"}}`:                  VerdictAccepted,
		`{"code":0,"data":{"success":false,"code":"gw.InvalidSignature"}}`:                VerdictSignature,
		`{"code":0,"data":{"success":false,"errorCode":"gw.APIACLDecline","message":""}}`: VerdictSeller,
		`{"code":500,"message":"Offer not found"}`:                                        VerdictAccepted,
		`{"code":1,"message":"签名错误"}`:                                                     VerdictSignature,
		`{"code":1,"message":"Invalid Sign"}`:                                             VerdictSignature,
		`{"code":1,"message":"appid不存在"}`:                                                 VerdictSignature,
		`{"code":1,"message":"timestamp expired"}`:                                        VerdictClock,
		`{"code":1,"message":"时间戳已过期,签名无效"}`:                                              VerdictClock,
		`{"code":1,"message":"seller_nick未授权"}`:                                           VerdictSeller,
		`{"code":1,"message":"调用频率超限"}`:                                                   VerdictThrottled,
		`{"code":1,"message":"系统繁忙"}`:                                                     VerdictUnclear,
		`{"code":1}`:                                                                      VerdictUnclear,
	} {
		c := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }), nil)
		got, err := c.Probe(t.Context())
		require.NoError(t, err, body)
		assert.Equal(t, want, got.Verdict, body)
	}
}

func TestAProbeWithoutAnAnswerFailsAsASearchDoesAndTellsTheTime(t *testing.T) {
	c := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", noon.Format(http.TimeFormat))
		w.WriteHeader(http.StatusBadGateway)
	}), nil)
	got, err := c.Probe(t.Context())
	assert.Equal(t, sourcing.FailureUnavailable, failureOf(t, err).Kind)
	assert.Equal(t, ProbeResult{Status: http.StatusBadGateway, Date: noon}, got)

	for _, body := range []string{"", "<html>", `{"data":{}}`, `[]`} {
		c := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }), nil)
		_, err := c.Probe(t.Context())
		assert.Equal(t, sourcing.FailureGarbled, failureOf(t, err).Kind, body)
	}
}

func TestAProbeSaysNeitherSecretNorSignatureOn(t *testing.T) {
	c := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = fmt.Fprintf(w, `{"code":1,"message":"签名错误 %s %s","trace_id":"%s"}`, testSecret, r.PostForm.Get("sign"), testSecret)
	}), nil)
	got, err := c.Probe(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "签名错误 ••• •••", got.Message)
	assert.Equal(t, "•••", got.TraceID)
}
