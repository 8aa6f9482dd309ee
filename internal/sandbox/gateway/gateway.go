package gateway

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// The paths of the two endpoints. A client's base address is the listener's
// address followed by /gateway.
const (
	SearchPath = "/gateway/1688/fenxiao/image/similar/offer/search"
	DetailPath = "/gateway/1688/fenxiao/item/detail"
)

// picturePrefix is where the offers' pictures are served.
const picturePrefix = "/img/ibank/"

// fetchTimeout bounds the fetch of a query picture.
const fetchTimeout = 5 * time.Second

// Config holds the emulator's settings.
type Config struct {
	AppID      string // required
	AppSecret  string // required
	SellerNick string // required; the 1688 account that the application acts for

	// PictureBase is the address before /img/ibank/… in the picture links of
	// the answers; empty: http and the Host of the request.
	PictureBase string
	// ExtraFilters are filter keys beyond the documented ones; every offer
	// satisfies them.
	ExtraFilters []string
	// RatePerSecond is how many calls of the two endpoints are let through in
	// one second of Now; 0: any number.
	RatePerSecond int
	// Latency is how long every answer of the two endpoints is held back.
	Latency time.Duration

	Now         func() time.Time // nil: time.Now
	FetchClient *http.Client     // fetches query pictures; redirects are never followed; nil: a plain client
	Log         *slog.Logger     // nil: silent
}

// Gateway is the emulated gateway. It is safe for concurrent use.
type Gateway struct {
	appID, appSecret, sellerNick string
	pictureBase                  string
	filters                      map[string]bool // every key that a search may name
	extraFilters                 []string
	now                          func() time.Time
	fetch                        *http.Client
	log                          *slog.Logger

	catalogue *catalogue
	record    record
	faults    faults
	limiter   limiter
	traces    atomic.Int64 // trace ids given so far
	samples   []Sample
}

// New checks the settings and prepares the catalogue. Nothing is drawn before
// it is asked for.
func New(cfg Config) (*Gateway, error) {
	var mistakes []error
	for _, required := range []struct{ name, value string }{
		{"AppID", cfg.AppID}, {"AppSecret", cfg.AppSecret}, {"SellerNick", cfg.SellerNick},
	} {
		if required.value == "" {
			mistakes = append(mistakes, fmt.Errorf("%s is empty", required.name))
		}
	}
	if cfg.PictureBase != "" {
		base, err := url.Parse(cfg.PictureBase)
		if err != nil || base.Host == "" {
			mistakes = append(mistakes, errors.New("PictureBase is no absolute address"))
		}
	}
	if cfg.RatePerSecond < 0 || cfg.Latency < 0 {
		mistakes = append(mistakes, errors.New("RatePerSecond and Latency cannot be negative"))
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, fmt.Errorf("gateway emulator: %w", err)
	}

	g := &Gateway{
		appID:        cfg.AppID,
		appSecret:    cfg.AppSecret,
		sellerNick:   cfg.SellerNick,
		pictureBase:  strings.TrimSuffix(cfg.PictureBase, "/"),
		filters:      make(map[string]bool),
		extraFilters: slices.Clone(cfg.ExtraFilters),
		now:          cfg.Now,
		fetch:        fetchClient(cfg.FetchClient),
		log:          cfg.Log,
		catalogue:    newCatalogue(),
		samples:      newSamples(),
	}
	for _, key := range slices.Concat(documentedFilters(), cfg.ExtraFilters) {
		g.filters[key] = true
	}
	if g.now == nil {
		g.now = time.Now
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	g.faults.latency = cfg.Latency
	g.limiter.perSecond = cfg.RatePerSecond
	return g, nil
}

// fetchClient gives a client like the given one that follows no redirect, for
// the documents promise none, and that has a deadline.
func fetchClient(given *http.Client) *http.Client {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if given != nil {
		copied := *given
		client = &copied
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if client.Timeout == 0 || client.Timeout > fetchTimeout {
		client.Timeout = fetchTimeout
	}
	return client
}

// Handler serves the two endpoints and the offers' pictures; everything else
// is not found.
func (g *Gateway) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(SearchPath, g.endpoint(EndpointSearch, searchFields, g.search))
	mux.Handle(DetailPath, g.endpoint(EndpointDetail, detailFields, g.detail))
	mux.HandleFunc(picturePrefix, g.servePicture)
	return mux
}

// pictureAddress gives the address under which the answer to r names the
// picture.
func (g *Gateway) pictureAddress(r *http.Request, name string) string {
	base := g.pictureBase
	if base == "" {
		base = "http://" + r.Host
	}
	return base + picturePrefix + name
}
