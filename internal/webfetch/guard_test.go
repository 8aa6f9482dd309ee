package webfetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheGuardDialsNothingPrivate(t *testing.T) {
	f := newFetcher(t, Config{})
	for _, address := range []string{
		"http://127.0.0.1/", "http://127.1.2.3/", "http://localhost/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/",
		"http://10.0.0.1/", "http://172.16.5.4/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
		"http://100.64.0.1/", "http://100.100.100.200/latest/meta-data/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
		"http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/",
		"http://[::ffff:127.0.0.1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
		"http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b:1::7f00:1]/", "http://[2001:db8::1]/", "http://[fec0::1]/", "http://[100::1]/", "http://[::ffff:169.254.169.254]/",
		"http://169.254.170.2/v2/credentials", "http://168.63.129.16/machine", "http://192.0.0.192/latest/", "http://[fe80::a9fe:a9fe]/",
		"http://8.8.8.8:22/", "http://8.8.8.8:8080/", "https://[2606:4700::1111]:6379/",
	} {
		_, err := f.Fetch(t.Context(), address)
		e := requireError(t, err, ErrForbidden)
		assert.False(t, e.Retry, address)
	}
}

func TestTheGuardLetsThePublicInternetThrough(t *testing.T) {
	g := newGuard(Config{})
	for _, address := range []string{"8.8.8.8:80", "47.246.0.1:443", "[2408:4001::1]:443"} {
		assert.NoError(t, g.control("tcp4", address, nil), address)
	}
	assert.Error(t, g.control("udp4", "8.8.8.8:80", nil))
}

func TestAllowedNetworksAreLetThroughOnTheWebsPorts(t *testing.T) {
	g := newGuard(Config{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("fd00::/8")}})
	assert.NoError(t, g.control("tcp4", "198.19.1.1:443", nil))
	assert.NoError(t, g.control("tcp6", "[fd00::1]:80", nil))
	require.ErrorIs(t, g.control("tcp4", "198.19.1.1:22", nil), ErrForbidden)
	require.ErrorIs(t, g.control("tcp4", "10.0.0.1:443", nil), ErrForbidden)
}

func TestARedirectDoesNotGetAroundTheGuard(t *testing.T) {
	reached := false
	inside := serve(t, func(http.ResponseWriter, *http.Request) { reached = true })
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(outside.Close)
	f := newFetcher(t, Config{})
	// A name that the test resolves stands for a public one.
	guarded := f.transport.direct.DialContext
	f.transport.direct.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "public.example:80" {
			return (&net.Dialer{}).DialContext(ctx, network, outside.Listener.Addr().String())
		}
		return guarded(ctx, network, address)
	}
	for _, to := range []string{inside, "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/"} {
		_, err := f.Fetch(t.Context(), "http://public.example/?to="+to)
		requireError(t, err, ErrForbidden)
	}
	for _, to := range []string{"file:///etc/passwd", "ftp://public.example/", "http://user:word@public.example/"} {
		_, err := f.Fetch(t.Context(), "http://public.example/?to="+to)
		requireError(t, err, ErrAddress)
	}
	assert.False(t, reached)
}

func TestThroughAProxyTheTargetIsChecked(t *testing.T) {
	var asked []string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Host)
		_, _ = w.Write(jpeg())
	})
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("NO_PROXY", "")
	f := newFetcher(t, Config{})
	f.transport.lookup = func(_ context.Context, _, host string) ([]netip.Addr, error) {
		switch host {
		case "private.example":
			return []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("10.0.0.1")}, nil
		case "mapped.example":
			return []netip.Addr{netip.MustParseAddr("::ffff:10.0.0.1")}, nil
		case "public.example":
			return []netip.Addr{netip.MustParseAddr("8.8.8.8")}, nil
		}
		return nil, errors.New("no such host")
	}
	for _, address := range []string{"http://public.example/a.jpg", "http://only-the-proxy-knows.example/a.jpg"} {
		data, err := f.Fetch(t.Context(), address)
		require.NoError(t, err)
		assert.Equal(t, jpeg(), data)
	}
	for _, address := range []string{
		"http://private.example/", "http://mapped.example/", "http://10.0.0.1/", "http://[fd00::1]/", "http://intranet/", "http://intranet./",
		"http://public.example:8080/", "http://only-the-proxy-knows.example:22/", "http://localhost/", "http://127.0.0.1/",
		"http://127.1/", "http://0x7f.0.0.0x1/", "http://0177.0.0.01/", "http://10.0.0.010/", "http://1.0x/", "http://168.63.129.16/", "http://[::ffff:10.0.0.1]/",
	} {
		_, err := f.Fetch(t.Context(), address)
		requireError(t, err, ErrForbidden)
	}
	assert.Equal(t, []string{"public.example", "only-the-proxy-knows.example"}, asked)
}

func FuzzAddress(f *testing.F) {
	for _, address := range []string{
		"https://cbu01.alicdn.com/img/ibank/O1CN01x_!!1-0-cib.jpg", "http://user:word@example.com/", "//example.com", "http://[::1]:80/",
		"http://0x7f.1/", "http://2130706433/", "http://example.com:99999/", "javascript:alert(1)", "http://%31/", "http://a b/",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := parseAddress(address)
		if err != nil {
			require.ErrorIs(t, err, ErrAddress)
			return
		}
		assert.Contains(t, []string{"http", "https"}, u.Scheme)
		assert.NotEmpty(t, u.Hostname())
		assert.NotZero(t, portOf(u))
		assert.NotContains(t, redacted(address), "?")
		if small, ok := reduced(address); ok {
			_, err := parseAddress(small)
			assert.NoError(t, err)
		}
	})
}
