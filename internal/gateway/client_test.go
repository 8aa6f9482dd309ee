package gateway

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

const testSecret = "s3cr3t-canary"

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func newClient(t *testing.T, base string, change func(*Config)) *Client {
	t.Helper()
	cfg := Config{BaseURL: base, AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1", Timeout: 30 * time.Second}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg, Deps{Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a gateway that answers every request with the handler.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL + "/gateway"
}

func query() sourcing.Query { return sourcing.Query{ImageURL: "https://e.com/a.jpg"} }

func failureOf(t *testing.T, err error) *sourcing.Failure {
	t.Helper()
	var f *sourcing.Failure
	require.ErrorAs(t, err, &f)
	return f
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no base address":        func(c *Config) { c.BaseURL = "" },
		"a base without a host":  func(c *Config) { c.BaseURL = "https:///gateway" },
		"a base of another kind": func(c *Config) { c.BaseURL = "ftp://e.com" },
		"no app id":              func(c *Config) { c.AppID = "" },
		"no secret":              func(c *Config) { c.AppSecret = secret.Text{} },
		"no seller":              func(c *Config) { c.SellerNick = "" },
		"a negative timeout":     func(c *Config) { c.Timeout = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{BaseURL: "https://e.com", AppID: "1", AppSecret: secret.New(testSecret), SellerNick: "b", Timeout: 1}
			change(&cfg)
			_, err := New(cfg, Deps{})
			require.Error(t, err)
			assert.NotContains(t, err.Error(), testSecret)
		})
	}
}

func TestAnAttemptIsBoundedUnlessSaidOtherwise(t *testing.T) {
	c := newClient(t, "https://e.com", func(c *Config) { c.Timeout = 0 })
	assert.Equal(t, 10*time.Second, c.http.GetClient().Timeout)
}

// signature recomputes the signature of a received form from the written rule.
func signature(form url.Values) string {
	keys := make([]string, 0, len(form))
	for key := range form {
		if key != "sign" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	input := testSecret
	for _, key := range keys {
		input += key + form.Get(key)
	}
	sum := md5.Sum([]byte(input + testSecret))
	return hex.EncodeToString(sum[:])
}

func TestTheRequestIsAsTheGatewayWantsIt(t *testing.T) {
	for name, tt := range map[string]struct {
		query       sourcing.Query
		requestData string
	}{
		"a picture alone": {
			query(), `{"imgUrl":"https://e.com/a.jpg"}`},
		"keywords and filters": {
			sourcing.Query{ImageURL: "https://e.com/a.jpg?x=1&y=<2>", Keywords: "小风扇 & \"usb\"", Filters: []string{"isOnePsale", "dyCiphertext"}},
			`{"imgUrl":"https://e.com/a.jpg?x=1&y=<2>","imageKeywords":"小风扇 & \"usb\"","filter":["isOnePsale","dyCiphertext"]}`},
		"empty filters": {
			sourcing.Query{ImageURL: "https://e.com/a.jpg", Filters: []string{}}, `{"imgUrl":"https://e.com/a.jpg"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var got *http.Request
			base := serve(t, func(w http.ResponseWriter, r *http.Request) {
				assert.NoError(t, r.ParseForm())
				got = r
				_, _ = w.Write(sample(t))
			})
			_, err := newClient(t, base+"/", nil).Search(t.Context(), tt.query)
			require.NoError(t, err)
			assert.Equal(t, http.MethodPost, got.Method)
			assert.Equal(t, "/gateway/1688/fenxiao/image/similar/offer/search", got.URL.Path)
			assert.Empty(t, got.URL.RawQuery)
			assert.Equal(t, "application/x-www-form-urlencoded", got.Header.Get("Content-Type"))
			assert.Equal(t, url.Values{
				"appid":        {"1001"},
				"seller_nick":  {"b2b-1"},
				"timestamp":    {"1795176000"},
				"request_data": {tt.requestData},
				"sign":         {signature(got.PostForm)},
			}, got.PostForm)
		})
	}
}

func TestEveryCallHasAFreshTimestamp(t *testing.T) {
	var stamps []string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		assert.Equal(t, signature(r.PostForm), r.PostForm.Get("sign"))
		stamps = append(stamps, r.PostForm.Get("timestamp"))
		_, _ = w.Write(sample(t))
	})
	now := noon
	c, err := New(Config{BaseURL: base, AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1", Timeout: time.Second},
		Deps{Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer c.Close()
	for range 2 {
		a, err := c.Search(t.Context(), query())
		require.NoError(t, err)
		assert.Equal(t, now, a.FetchedAt)
		now = now.Add(time.Minute)
	}
	assert.Equal(t, []string{"1795176000", "1795176060"}, stamps)
}

func TestAPackedAnswerIsRead(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Contains(t, r.Header.Get("Accept-Encoding"), "gzip")
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = zip.Write(sample(t))
		_ = zip.Close()
	})
	a, err := newClient(t, base, nil).Search(t.Context(), query())
	require.NoError(t, err)
	assert.Len(t, a.Offers, 20)
}

func TestAPictureAddressIsRequired(t *testing.T) {
	_, err := newClient(t, "https://e.com", nil).Search(t.Context(), sourcing.Query{})
	assert.Error(t, err)
}

func TestStatusesOtherThan200(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		header string
		want   sourcing.Failure
	}{
		"201":                         {201, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"204":                         {204, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"302":                         {302, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"307":                         {307, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"400":                         {400, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"403":                         {403, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"404":                         {404, "", sourcing.Failure{Kind: sourcing.FailureUnavailable}},
		"408":                         {408, "", sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}},
		"429":                         {429, "", sourcing.Failure{Kind: sourcing.FailureThrottled, Retry: true}},
		"429 with seconds to wait":    {429, "3", sourcing.Failure{Kind: sourcing.FailureThrottled, Retry: true, After: 3 * time.Second}},
		"500":                         {500, "", sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}},
		"502":                         {502, "", sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}},
		"503 with a date to wait for": {503, noon.Add(4 * time.Second).Format(http.TimeFormat), sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true, After: 4 * time.Second}},
		"503 with a date in the past": {503, noon.Add(-time.Hour).Format(http.TimeFormat), sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}},
		"503 with nonsense":           {503, "soon", sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true}},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				calls++
				if tt.header != "" {
					w.Header().Set("Retry-After", tt.header)
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				if tt.status >= 300 {
					_, _ = w.Write(sample(t))
				}
			})
			_, err := newClient(t, base, nil).Search(t.Context(), query())
			got := *failureOf(t, err)
			assert.ErrorContains(t, got.Err, fmt.Sprint(tt.status))
			got.Err = nil
			assert.Equal(t, tt.want, got)
			assert.Equal(t, 1, calls, "one attempt, no redirect followed")
		})
	}
}

func TestCallsWithoutAWholeAnswer(t *testing.T) {
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		kind    sourcing.FailureKind
		retry   bool
	}{
		"no header in time": {
			func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			}, sourcing.FailureTimeout, true},
		"no whole body in time": {
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = w.Write([]byte(`{"code":0,`))
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}, sourcing.FailureTimeout, true},
		"a connection that breaks": {
			func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			sourcing.FailureUnavailable, true},
		"a body that breaks off": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				_, _ = w.Write([]byte(`{"code":0,`))
			}, sourcing.FailureUnavailable, true},
		"a body over the limit": {
			func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write(bytes.Repeat([]byte(" "), answerLimit+1))
			}, sourcing.FailureGarbled, false},
		"a packed body over the limit": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				zip := gzip.NewWriter(w)
				_, _ = zip.Write(bytes.Repeat([]byte(" "), answerLimit+1))
				_ = zip.Close()
			}, sourcing.FailureGarbled, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, serve(t, tt.handler), func(c *Config) {
				if tt.kind == sourcing.FailureTimeout {
					c.Timeout = 200 * time.Millisecond
				}
			})
			_, err := c.Search(t.Context(), query())
			f := failureOf(t, err)
			assert.Equal(t, tt.kind, f.Kind)
			assert.Equal(t, tt.retry, f.Retry)
			assert.NotContains(t, err.Error(), "http://", "the address is not in the error")
		})
	}
}

func TestNoConnectionIsUnavailable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := newClient(t, server.URL, nil).Search(t.Context(), query())
	f := failureOf(t, err)
	assert.Equal(t, sourcing.FailureUnavailable, f.Kind)
	assert.True(t, f.Retry)
}

func TestTheCallersCancellationIsNoFailureOfTheGateway(t *testing.T) {
	asked := make(chan struct{})
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(asked)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	_, err := newClient(t, base, nil).Search(ctx, query())
	require.ErrorIs(t, err, context.Canceled)
	var f *sourcing.Failure
	assert.NotErrorAs(t, err, &f)
}

func TestTheCallersDeadlineIsATimeout(t *testing.T) {
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := newClient(t, base, nil).Search(ctx, query())
	assert.Equal(t, sourcing.FailureTimeout, failureOf(t, err).Kind)
}

func TestNeitherSecretNorSignatureIsSaidOn(t *testing.T) {
	var signed string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		signed = r.PostForm.Get("sign")
		_, _ = fmt.Fprintf(w, `{"code":"%s","message":"sign error: %s%sappid%s\n\u0000, got %s","trace_id":"%s"}`,
			signed, strings.Repeat("长", textLimit-15), testSecret, testSecret, signed, testSecret)
	})
	var log bytes.Buffer
	c, err := New(Config{BaseURL: base, AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1", Timeout: time.Second},
		Deps{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Search(t.Context(), query())
	f := failureOf(t, err)
	for _, text := range []string{err.Error(), f.Code, f.Message, f.TraceID, fmt.Sprintf("%+v %#v", c.cfg, c.cfg), log.String()} {
		assert.NotContains(t, text, "s3cr3t")
		assert.NotContains(t, text, signed)
	}
	assert.LessOrEqual(t, len([]rune(f.Message)), textLimit+1)
	assert.NotContains(t, f.Message, "\n")
}

func TestOffersThatAreLeftOutAreLogged(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, withRows(`{"offerId":7},{}`))
	})
	var log bytes.Buffer
	c, err := New(Config{BaseURL: base, AppID: "1001", AppSecret: secret.New(testSecret), SellerNick: "b2b-1", Timeout: time.Second},
		Deps{Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Search(t.Context(), query())
	require.NoError(t, err)
	assert.Contains(t, log.String(), "left_out=1")
}
