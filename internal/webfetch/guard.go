package webfetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/http/httpproxy"
)

// guard sends requests only to public addresses.
//
// Directly, it checks the address that is dialled, after name resolution.
// Through a proxy (HTTPS_PROXY, HTTP_PROXY) the dialled address is the proxy's
// and the target is resolved out of sight. The proxy is the administrator's and
// is trusted, so what is checked then is what can be: an address given as
// numbers, a name without a dot, and what a name resolves to here, if it does;
// the rest is the proxy's own policy.
type guard struct {
	safe    *ssrf.Guardian // nil: everything is allowed
	lookup  func(ctx context.Context, network, host string) ([]netip.Addr, error)
	proxy   func(*url.URL) (*url.URL, error)
	direct  *http.Transport
	proxied *http.Transport
}

func newGuard(cfg Config) *guard {
	g := &guard{
		lookup: net.DefaultResolver.LookupNetIP,
		proxy:  httpproxy.FromEnvironment().ProxyFunc(),
	}
	dialer := net.Dialer{Timeout: cfg.Timeout}
	guarded := dialer
	if !cfg.AllowPrivate {
		g.safe = guardian(cfg.AllowNetworks)
		guarded.Control = g.control
	}
	g.direct = newTransport(guarded.DialContext)
	g.proxied = newTransport(dialer.DialContext)
	g.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return g.proxy(r.URL) }
	return g
}

func newTransport(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Transport {
	return &http.Transport{
		DialContext:         dial,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        32,
		MaxIdleConnsPerHost: 8,
		MaxConnsPerHost:     16,
		IdleConnTimeout:     time.Minute,
		// A picture does not get smaller by it, and a few bytes that unpack to
		// gigabytes would.
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// guardian refuses the networks that are not of the public internet, IPv6
// addresses that hold an IPv4 address included, but for those allowed.
func guardian(allowed []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(
		ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...),
		// Azure's machines find their platform's own services there, as others do
		// at a link-local address; the address itself is a public one.
		ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("168.63.129.16/32")),
	)
}

func (g *guard) control(network, address string, c syscall.RawConn) error {
	if err := g.safe.Safe(network, address, c); err != nil {
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return nil
}

// RoundTrip sends a request directly or through the proxy that the environment
// names for its address.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	proxy, err := g.proxy(r.URL)
	if err != nil {
		return nil, errors.New("the proxy setting is no address")
	}
	if proxy == nil {
		return g.direct.RoundTrip(r)
	}
	if err := g.checkTarget(r); err != nil {
		return nil, err
	}
	return g.proxied.RoundTrip(r)
}

// checkTarget is the guard for requests that a proxy will resolve.
func (g *guard) checkTarget(r *http.Request) error {
	if g.safe == nil {
		return nil
	}
	host := strings.TrimSuffix(r.URL.Hostname(), ".")
	port := portOf(r.URL)
	if addr, err := netip.ParseAddr(host); err == nil {
		return g.checkAddr(addr, port)
	}
	if !strings.Contains(host, ".") {
		return fmt.Errorf("%w: a name without a dot", ErrForbidden)
	}
	if endsInNumber(host) {
		return fmt.Errorf("%w: an address in disguise", ErrForbidden)
	}
	addrs, err := g.lookup(r.Context(), "ip", host)
	if err != nil {
		addrs = nil // behind a proxy names often cannot be resolved
	}
	for _, addr := range addrs {
		if err := g.checkAddr(addr, port); err != nil {
			return err
		}
	}
	if port != httpPort && port != httpsPort {
		return fmt.Errorf("%w: port %d", ErrForbidden, port)
	}
	return nil
}

// endsInNumber says that a name would be taken for an IPv4 address by programs
// that read them as C does: 127.1, 0x7f.0.0.1, 10.0.0.010.
func endsInNumber(host string) bool {
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}

func (g *guard) checkAddr(addr netip.Addr, port uint16) error {
	if err := g.safe.SafeAddrPort(netip.AddrPortFrom(addr.Unmap(), port)); err != nil {
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return nil
}

func (g *guard) close() {
	g.direct.CloseIdleConnections()
	g.proxied.CloseIdleConnections()
}
