package webfetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// The defaults of Config.
const (
	DefaultMaxBytes     = 5 << 20
	DefaultTimeout      = 5 * time.Second
	DefaultMaxRedirects = 3
)

// drainBytes is the size up to which an unwanted answer is read to its end, so
// that its connection can be used again.
const drainBytes = 64 << 10

// The picture hosts of 1688 refuse a foreign Referer with 403, and in some
// regions a missing one, where their own site's helps together with a browser's
// name. Neither is documented; both have been reported by several projects.
const (
	plainAgent   = "Mozilla/5.0 (compatible; tusou)"
	browserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
	siteReferer  = "https://detail.1688.com/"
	// acceptHeader keeps the host from choosing WebP or AVIF by itself.
	acceptHeader = "image/jpeg, image/png;q=0.9, image/gif;q=0.5"
)

// Config bounds what is fetched, and from where. A zero bound takes its
// default.
type Config struct {
	AllowPrivate  bool           // any address and port, for the sandbox and tests
	AllowNetworks []netip.Prefix // besides public ones, on ports 80 and 443
	MaxBytes      int64          // of one picture
	Timeout       time.Duration  // for one picture: resolution, redirects and body
	MaxRedirects  int
}

// Fetcher fetches pictures. It is safe for concurrent use.
type Fetcher struct {
	cfg       Config
	transport *guard
}

// New gives a Fetcher. The proxy is that of the environment at this time.
func New(cfg Config) (*Fetcher, error) {
	if cfg.MaxBytes < 0 || cfg.Timeout < 0 || cfg.MaxRedirects < 0 {
		return nil, errors.New("webfetch: a bound is negative")
	}
	for _, p := range cfg.AllowNetworks {
		if !p.IsValid() {
			return nil, errors.New("webfetch: an allowed network is invalid")
		}
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = DefaultMaxBytes
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.MaxRedirects == 0 {
		cfg.MaxRedirects = DefaultMaxRedirects
	}
	return &Fetcher{cfg: cfg, transport: newGuard(cfg)}, nil
}

// Close lets go of idle connections.
func (f *Fetcher) Close() { f.transport.close() }

// Fetch gives the bytes of the picture at an address. They begin like those of
// a picture; nothing else about them is certain. Errors are *Error.
func (f *Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Timeout)
	defer cancel()
	data, status, err := f.fetch(ctx, address, false)
	if status == http.StatusForbidden {
		data, status, err = f.fetch(ctx, address, true)
	}
	if err != nil {
		return nil, &Error{Address: redacted(address), Status: status, Retry: retryable(status, err), Err: err}
	}
	return data, nil
}

// fetch follows redirects to the picture. The status is that of an answer
// which is no picture.
func (f *Fetcher) fetch(ctx context.Context, address string, asBrowser bool) ([]byte, int, error) {
	u, err := parseAddress(address)
	if err != nil {
		return nil, 0, err
	}
	for range f.cfg.MaxRedirects + 1 {
		data, next, status, err := f.get(ctx, u, asBrowser)
		if next == nil {
			return data, status, err
		}
		u = next
	}
	return nil, 0, ErrRedirects
}

// get makes one request. next is where a redirect leads.
func (f *Fetcher) get(ctx context.Context, u *url.URL, asBrowser bool) (data []byte, next *url.URL, status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("%w: malformed", ErrAddress)
	}
	request.Header.Set("Accept", acceptHeader)
	request.Header.Set("User-Agent", plainAgent)
	if asBrowser {
		request.Header.Set("User-Agent", browserAgent)
		request.Header.Set("Referer", siteReferer)
	}
	response, err := f.transport.RoundTrip(request)
	if err != nil {
		return nil, nil, 0, err
	}
	defer discard(response)
	switch response.StatusCode {
	case http.StatusOK:
		data, err = f.body(response)
		return data, nil, 0, err
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next, err = redirect(response)
		return nil, next, 0, err
	}
	return nil, nil, response.StatusCode, ErrStatus
}

// discard lets go of an answer. What is left of it is read only where it is
// known to be little: the rest of a picture that is too large may be slow to
// come.
func discard(response *http.Response) {
	if n := response.ContentLength; n >= 0 && n <= drainBytes {
		_, _ = io.Copy(io.Discard, response.Body) // whether it could be read does not matter
	}
	_ = response.Body.Close()
}

func redirect(response *http.Response) (*url.URL, error) {
	next, err := response.Location()
	if err != nil {
		return nil, fmt.Errorf("%w: no location", ErrRedirects)
	}
	if err := checkAddress(next); err != nil {
		return nil, err
	}
	return next, nil
}

func (f *Fetcher) body(response *http.Response) ([]byte, error) {
	if response.ContentLength > f.cfg.MaxBytes {
		return nil, ErrTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, f.cfg.MaxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read body: %w", err)
	case int64(len(data)) > f.cfg.MaxBytes:
		return nil, ErrTooLarge
	case !isPicture(data):
		return nil, ErrNotPicture
	}
	return data, nil
}

// isPicture goes by the content alone. The formats that the standard table
// does not know are let through, so that people can be told which it was.
func isPicture(data []byte) bool {
	return strings.HasPrefix(http.DetectContentType(data), "image/") ||
		bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")) || // TIFF
		len(data) >= 12 && string(data[4:8]) == "ftyp" // HEIC, AVIF
}

// retryable says whether another attempt may succeed.
func retryable(status int, err error) bool {
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500:
		return true
	case status != 0:
		return false
	}
	for _, final := range []error{ErrAddress, ErrForbidden, ErrNotPicture, ErrTooLarge, ErrRedirects, context.Canceled} {
		if errors.Is(err, final) {
			return false
		}
	}
	return true
}
