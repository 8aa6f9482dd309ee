package webfetch

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReducedKnowsThePictureHosts(t *testing.T) {
	for address, want := range map[string]string{
		"https://cbu01.alicdn.com/img/ibank/O1CN01x_!!1-0-cib.jpg":    "https://cbu01.alicdn.com/img/ibank/O1CN01x_!!1-0-cib.jpg_300x300.jpg",
		"https://cbu01.alicdn.com/O1CN01x-0-cib.png":                  "https://cbu01.alicdn.com/O1CN01x-0-cib.png_300x300.jpg",
		"http://gw.alicdn.com/a.JPG":                                  "http://gw.alicdn.com/a.JPG_300x300.jpg",
		"https://global-img-cdn.1688.com/a.jpg":                       "https://global-img-cdn.1688.com/a.jpg_300x300.jpg",
		"https://cbu01.alicdn.com/img/ibank/a.jpg_220x220.jpg":        "",
		"https://cbu01.alicdn.com/img/ibank/a.jpg_.webp":              "",
		"https://cbu01.alicdn.com/img/ibank/a.gif":                    "",
		"https://cbu01.alicdn.com/img/ibank/a.jpg?x-oss-process=crop": "",
		"https://alicdn.com.example/a.jpg":                            "",
		"https://notalicdn.com/a.jpg":                                 "",
		"https://img.example/a.jpg":                                   "",
		"://":                                                         "",
	} {
		got, ok := reduced(address)
		assert.Equal(t, want, got, address)
		assert.Equal(t, want != "", ok, address)
	}
}

// pictureHost stands for a picture host of 1688.
func pictureHost(t *testing.T, handler http.HandlerFunc) *Fetcher {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	f := newFetcher(t, Config{AllowPrivate: true})
	f.transport.direct.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	return f
}

func TestThumbnailFallsBackToTheOriginal(t *testing.T) {
	const small, original = "/img/a.jpg_300x300.jpg", "/img/a.jpg"
	for _, c := range []struct {
		name    string
		variant http.HandlerFunc
		want    []string
	}{
		{"the reduced copy is there", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(jpeg()) }, []string{small}},
		{"it is not", http.NotFound, []string{small, original}},
		{"a page stands in its place", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, []string{small, original}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var asked []string
			f := pictureHost(t, func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.Path)
				if r.URL.Path == small {
					c.variant(w, r)
					return
				}
				_, _ = w.Write(jpeg())
			})
			data, err := f.Thumbnail(t.Context(), "http://cbu01.alicdn.com"+original)
			require.NoError(t, err)
			assert.Equal(t, jpeg(), data)
			assert.Equal(t, c.want, asked)
		})
	}
}

func TestThumbnailDoesNotWaitTwiceForAHostThatIsAway(t *testing.T) {
	calls := 0
	f := pictureHost(t, http.NotFound)
	f.transport.direct.DialContext = func(context.Context, string, string) (net.Conn, error) {
		calls++
		return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
	}
	_, err := f.Thumbnail(t.Context(), "http://cbu01.alicdn.com/a.jpg")
	require.Error(t, err)
	assert.Equal(t, 1, calls)
}

func TestThumbnailOfAnotherHostIsTheOriginal(t *testing.T) {
	var asked []string
	f := pictureHost(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		_, _ = w.Write(jpeg())
	})
	_, err := f.Thumbnail(t.Context(), "http://img.example/a.jpg")
	require.NoError(t, err)
	assert.Equal(t, []string{"/a.jpg"}, asked)
}
