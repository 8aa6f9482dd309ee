package page

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// maxBody bounds what a person may send at once: nine pictures of the
// platform's size would be more, but no composer holds them.
const maxBody = 40 << 20

//go:embed static
var static embed.FS

// Config says what the page shows; Platform and Gateway are required.
type Config struct {
	Platform *platform.Platform
	Gateway  *gateway.Gateway // its sample pictures and its count of calls
	Lang     string           // of the page's own words: Chinese, the default, or English
	Log      *slog.Logger     // nil: silent
}

// page is what the handlers share.
type page struct {
	platform *platform.Platform
	gateway  *gateway.Gateway
	people   []platform.User // who may write, in the order of the switch
	groups   []group         // with all of them and the bot
	samples  []gateway.Sample
	words    map[string]string
	log      *slog.Logger
}

// group is a chat of everybody. Its key names it in the page and in requests.
type group struct {
	key string
	platform.Chat
}

// New gives the handler of the page. It adds two people and two groups of them
// with the bot to the platform. Its streams end when the platform closes.
func New(cfg Config) (http.Handler, error) {
	if cfg.Platform == nil || cfg.Gateway == nil {
		return nil, errors.New("chat page: platform and gateway are required")
	}
	p := &page{
		platform: cfg.Platform, gateway: cfg.Gateway, samples: cfg.Gateway.Samples(), words: words(cfg.Lang), log: cfg.Log,
		people: []platform.User{cfg.Platform.NewUser("李然"), cfg.Platform.NewUser("王琳")},
	}
	for _, key := range []string{"group", "group2"} {
		p.groups = append(p.groups, group{key, cfg.Platform.NewGroup(p.words[key], p.people...)})
	}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	files, err := fs.Sub(static, "static")
	if err != nil {
		return nil, fmt.Errorf("chat page: open its files: %w", err)
	}

	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /api/state", p.serveState)
	mux.HandleFunc("GET /api/messages", p.serveMessages)
	mux.HandleFunc("GET /api/status", p.serveStatus)
	mux.HandleFunc("GET /api/stream", p.serveStream)
	mux.HandleFunc("POST /api/post", p.servePost)
	mux.HandleFunc("POST /api/recall", p.serveRecall)
	mux.HandleFunc("POST /api/click", p.serveClick)
	mux.HandleFunc("POST /api/menu", p.serveMenu)
	mux.HandleFunc("POST /api/open", p.serveOpen)
	mux.HandleFunc("GET /image/{key}", p.serveImage)
	mux.HandleFunc("GET /file/{key}", p.serveFile)
	mux.HandleFunc("GET /sample/{number}", p.serveSample)
	return guard(http.NewCrossOriginProtection().Handler(mux)), nil
}

// guard lets in only requests to a loopback name, so that no foreign name that
// resolves to this machine reaches the page, and forbids the browser
// everything that the page does not need.
func guard(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if !loopback(r.Host) {
			http.Error(w, "this page is only served on this machine", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// loopback says whether a Host header names this machine.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if name == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.IsLoopback()
}
