package webfetch

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// The proxy of the machine that runs the tests is none of theirs.
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// jpeg begins like a picture, which is all that is looked at here.
func jpeg() []byte { return []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00 and so on") }

func newFetcher(t testing.TB, cfg Config) *Fetcher {
	t.Helper()
	f, err := New(cfg)
	require.NoError(t, err)
	t.Cleanup(f.Close)
	return f
}

func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func requireError(t *testing.T, err, want error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.ErrorIs(t, err, want)
	return e
}

func TestFetchAsksForJPEGWithoutReferer(t *testing.T) {
	var header http.Header
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		_, _ = w.Write(jpeg())
	})
	data, err := newFetcher(t, Config{AllowPrivate: true}).Fetch(t.Context(), address+"/a.jpg")
	require.NoError(t, err)
	assert.Equal(t, jpeg(), data)
	assert.True(t, strings.HasPrefix(header.Get("Accept"), "image/jpeg,"))
	assert.NotContains(t, header, "Referer")
	assert.NotContains(t, header, "Accept-Encoding")
}

func TestFetchTriesTheSitesOwnRefererAfterARefusal(t *testing.T) {
	var calls atomic.Int32
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if r.Referer() != "https://detail.1688.com/" || !strings.Contains(r.UserAgent(), "Chrome") {
			http.Error(w, "denied by Referer ACL", http.StatusForbidden)
			return
		}
		_, _ = w.Write(jpeg())
	})
	f := newFetcher(t, Config{AllowPrivate: true})
	_, err := f.Fetch(t.Context(), address)
	require.NoError(t, err)
	assert.EqualValues(t, 2, calls.Load())

	calls.Store(0)
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(http.StatusForbidden)
	})
	_, err = f.Fetch(t.Context(), refusing)
	e := requireError(t, err, ErrStatus)
	assert.Equal(t, http.StatusForbidden, e.Status)
	assert.False(t, e.Retry)
	assert.EqualValues(t, 2, calls.Load())
}

func TestFetchSaysWhatMayBeRetried(t *testing.T) {
	for status, retry := range map[int]bool{
		204: false, 400: false, 401: false, 404: false, 408: true, 410: false, 416: false, 429: true, 500: true, 502: true, 503: true, 304: false,
	} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		_, err := newFetcher(t, Config{AllowPrivate: true}).Fetch(t.Context(), address)
		e := requireError(t, err, ErrStatus)
		assert.Equal(t, status, e.Status)
		assert.Equal(t, retry, e.Retry, "%d", status)
	}

	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := newFetcher(t, Config{AllowPrivate: true}).Fetch(t.Context(), gone.URL)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.True(t, e.Retry, "no connection")
}

func TestFetchTakesOnlyPictures(t *testing.T) {
	for _, c := range []struct {
		name string
		body string
		want error
	}{
		{"JPEG", string(jpeg()), nil},
		{"PNG", "\x89PNG\r\n\x1a\n", nil},
		{"GIF", "GIF89a", nil},
		{"WebP", "RIFF\x00\x00\x00\x00WEBPVP8 ", nil},
		{"BMP", "BM\x00\x00", nil},
		{"TIFF", "II*\x00\x08\x00\x00\x00", nil},
		{"HEIC", "\x00\x00\x00\x18ftypheic", nil},
		{"nothing", "", ErrNotPicture},
		{"HTML", "<html><body>captcha</body></html>", ErrNotPicture},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg"/>`, ErrNotPicture},
		{"JSON", `{"code":1}`, ErrNotPicture},
	} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/jpeg")
			_, _ = w.Write([]byte(c.body))
		})
		data, err := newFetcher(t, Config{AllowPrivate: true}).Fetch(t.Context(), address)
		require.ErrorIs(t, err, c.want, c.name)
		if err == nil {
			assert.Equal(t, c.body, string(data), c.name)
		}
	}
}

func TestFetchBoundsTheBytes(t *testing.T) {
	body := append(jpeg(), bytes.Repeat([]byte{1}, 1000)...)
	for _, chunked := range []bool{false, true} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if chunked {
				_ = http.NewResponseController(w).Flush()
			}
			_, _ = w.Write(body)
		})
		_, err := newFetcher(t, Config{AllowPrivate: true, MaxBytes: int64(len(body)) - 1}).Fetch(t.Context(), address)
		e := requireError(t, err, ErrTooLarge)
		assert.False(t, e.Retry)
		_, err = newFetcher(t, Config{AllowPrivate: true, MaxBytes: int64(len(body))}).Fetch(t.Context(), address)
		require.NoError(t, err)
	}
}

func TestFetchBoundsTheTime(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusNotFound} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write(jpeg())
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done() // the rest never comes
		})
		start := time.Now()
		_, err := newFetcher(t, Config{AllowPrivate: true, Timeout: 100 * time.Millisecond}).Fetch(t.Context(), address)
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, status == http.StatusOK, e.Retry)
		assert.Less(t, time.Since(start), 5*time.Second)
		if status == http.StatusOK {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
	}
}

func TestFetchEndsWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := newFetcher(t, Config{AllowPrivate: true}).Fetch(ctx, address)
	e := requireError(t, err, context.Canceled)
	assert.False(t, e.Retry)
}

func TestFetchFollowsFewRedirects(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var left int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &left)
		assert.Empty(t, r.Referer(), "a redirect carries no Referer")
		if left == 0 {
			_, _ = w.Write(jpeg())
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/%d?secret=canary", left-1), http.StatusFound)
	})
	f := newFetcher(t, Config{AllowPrivate: true})
	_, err := f.Fetch(t.Context(), address+"/3")
	require.NoError(t, err)
	_, err = f.Fetch(t.Context(), address+"/4")
	requireError(t, err, ErrRedirects)
}

func TestFetchUsesItsConnectionsAgain(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(jpeg())
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	f := newFetcher(t, Config{AllowPrivate: true})
	for range 3 {
		_, err := f.Fetch(t.Context(), server.URL+"/missing")
		require.Error(t, err)
		_, err = f.Fetch(t.Context(), server.URL)
		require.NoError(t, err)
	}
	assert.EqualValues(t, 1, connections.Load())
}

func TestErrorsHoldNoQueryAndNoPassword(t *testing.T) {
	const canary = "canary"
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	redirecting := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
	})
	f := newFetcher(t, Config{AllowPrivate: true})
	for _, address := range []string{
		closed.URL + "/a.jpg?token=" + canary,
		"https://user:" + canary + "@example.com/a.jpg",
		"ftp://example.com/a.jpg?" + canary,
		"://" + canary,
		"http://example.com:port" + canary + "/",
		redirecting + "/?to=http://%25zz" + canary,
		redirecting + "/?to=http://user:" + canary + "@example.com/",
		redirecting + "/?to=file:///" + canary,
		redirecting + "/?to=" + closed.URL + "/%3F" + canary,
	} {
		_, err := f.Fetch(t.Context(), address)
		require.Error(t, err, address)
		assert.NotContains(t, err.Error(), canary)
	}
}

func TestNewRefusesBadBounds(t *testing.T) {
	for _, cfg := range []Config{{MaxBytes: -1}, {Timeout: -1}, {MaxRedirects: -1}, {AllowNetworks: []netip.Prefix{{}}}} {
		_, err := New(cfg)
		assert.Error(t, err)
	}
}
