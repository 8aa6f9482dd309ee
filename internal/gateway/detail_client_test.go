package gateway

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

func TestADetailIsAskedForByAFieldOfItsOwn(t *testing.T) {
	var got *http.Request
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		got = r
		_, _ = w.Write(detailSample(t, "detail-response.json"))
	})
	d, err := newClient(t, base, nil).Detail(t.Context(), "941121990036")
	require.NoError(t, err)
	assert.Equal(t, http.MethodPost, got.Method)
	assert.Equal(t, "/gateway/1688/fenxiao/item/detail", got.URL.Path)
	assert.Empty(t, got.URL.RawQuery)
	assert.Equal(t, "application/x-www-form-urlencoded", got.Header.Get("Content-Type"))
	assert.Equal(t, url.Values{
		"appid":       {"1001"},
		"seller_nick": {"b2b-1"},
		"timestamp":   {"1795176000"},
		"offerId":     {"941121990036"},
		"sign":        {signature(got.PostForm)},
	}, got.PostForm)
	assert.Equal(t, "941121990036", d.OfferID)
	assert.Equal(t, noon, d.FetchedAt)
	assert.Len(t, d.SKUs, 6)
}

func TestTheIdThatWasAskedForIsTheDetails(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(detailSample(t, "detail-response.json")) })
	var log bytes.Buffer
	c, err := New(Config{BaseURL: base, AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1"},
		Deps{Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	defer c.Close()
	d, err := c.Detail(t.Context(), "7")
	require.NoError(t, err)
	assert.Equal(t, "7", d.OfferID)
	assert.Contains(t, log.String(), "named=941121990036")
}

func TestOnlyADecimalNumberIsAskedFor(t *testing.T) {
	c := newClient(t, "https://e.com", nil)
	for _, id := range []string{"", "0", "-7", "7.0", " 7", "7e3", "abc", "7&appid=1", "123456789012345678901"} {
		_, err := c.Detail(t.Context(), id)
		require.Error(t, err, id)
		var f *sourcing.Failure
		assert.NotErrorAs(t, err, &f, id)
	}
}

func TestADetailFailsAsASearchDoes(t *testing.T) {
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		kind    sourcing.FailureKind
		retry   bool
	}{
		"a status": {
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, sourcing.FailureUnavailable, true},
		"too many requests": {
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, sourcing.FailureThrottled, true},
		"no answer in time": {
			func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			}, sourcing.FailureTimeout, true},
		"a connection that breaks": {
			func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, sourcing.FailureUnavailable, true},
		"an answer over the limit": {
			func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte(" "), answerLimit+1)) }, sourcing.FailureGarbled, false},
		"a page": {
			func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, sourcing.FailureGarbled, true},
		"a refusal": {
			func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":7,"message":"x"}`) }, sourcing.FailureRefused, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, serve(t, tt.handler), func(c *Config) {
				if tt.kind == sourcing.FailureTimeout {
					c.Timeout = 200 * time.Millisecond
				}
			})
			_, err := c.Detail(t.Context(), "7")
			f := failureOf(t, err)
			assert.Equal(t, tt.kind, f.Kind)
			assert.Equal(t, tt.retry, f.Retry)
		})
	}
}

func TestTheCallersCancellationEndsADetail(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(t, "https://e.com", nil).Detail(ctx, "7")
	require.ErrorIs(t, err, context.Canceled)
}

func TestADetailsRefusalShowsNeitherSecretNorSignature(t *testing.T) {
	var signed string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		signed = r.PostForm.Get("sign")
		_, _ = fmt.Fprintf(w, `{"code":0,"data":{"success":false,"errorCode":"%s","errorMsg":"sign %sappid"},"trace_id":"%s"}`, signed, testSecret, testSecret)
	})
	_, err := newClient(t, base, nil).Detail(t.Context(), "7")
	f := failureOf(t, err)
	for _, text := range []string{err.Error(), f.Code, f.Message, f.TraceID} {
		assert.NotContains(t, text, testSecret)
		assert.NotContains(t, text, signed)
	}
	assert.Contains(t, f.Message, "sign ")
}

func TestATraceIdOfADetailIsTidied(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"code":0,"data":{"productInfo":{"subject":"扇"}},"trace_id":"a\n%s"}`, testSecret)
	})
	d, err := newClient(t, base, nil).Detail(t.Context(), "7")
	require.NoError(t, err)
	assert.NotContains(t, d.TraceID, testSecret)
	assert.Contains(t, d.TraceID, "a ")
}
