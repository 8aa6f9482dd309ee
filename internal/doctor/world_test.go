package doctor_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/config"
	"tusou/internal/doctor"
	"tusou/internal/lang"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

func TestMain(m *testing.M) {
	// The SDK's long-connection client leaves the janitor of its cache behind.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/larksuite/oapi-sdk-go/v3/cache.(*cron).start"))
}

// The secrets of every world. None may ever be printed.
const (
	appSecret     = "canary-app-secret"
	gatewaySecret = "canary-gateway-secret"
	encryptKey    = "canary-encrypt-key"
	verification  = "canary-verification-token"
)

// world is a configuration and the services that it names.
type world struct {
	t        *testing.T
	platform *platform.Platform
	gateway  *gateway.Gateway
	settings map[string]string
	skew     time.Duration // of the services' clocks
}

// newWorld gives a world in which everything is right.
func newWorld(t *testing.T, change ...func(*platform.Config)) *world {
	t.Helper()
	w := &world{t: t}
	cfg := platform.Config{
		AppID: "cli_" + strings.ToLower(rand.Text()[:16]), AppSecret: appSecret,
		EncryptKey: encryptKey, VerificationToken: verification, BotName: "图搜测试",
		Now: func() time.Time { return time.Now().Add(w.skew) },
	}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	w.platform, err = platform.New(cfg)
	require.NoError(t, err)
	w.gateway, err = gateway.New(gateway.Config{AppID: "10010001", AppSecret: gatewaySecret, SellerNick: "b2b-1624961122"})
	require.NoError(t, err)
	platformServer := httptest.NewServer(w.platform.Handler())
	gatewayServer := httptest.NewServer(w.dated(w.gateway.Handler()))
	t.Cleanup(func() {
		require.NoError(t, w.platform.Close())
		platformServer.Close()
		gatewayServer.Close()
	})
	addr := freeAddr(t)
	w.settings = map[string]string{
		"TUSOU_LARK_APP_ID":         cfg.AppID,
		"TUSOU_LARK_APP_SECRET":     appSecret,
		"TUSOU_LARK_BASE_URL":       platformServer.URL,
		"TUSOU_GATEWAY_URL":         gatewayServer.URL + "/gateway",
		"TUSOU_GATEWAY_APP_ID":      "10010001",
		"TUSOU_GATEWAY_APP_SECRET":  gatewaySecret,
		"TUSOU_GATEWAY_SELLER_NICK": "b2b-1624961122",
		"TUSOU_HTTP_ADDR":           addr,
		"TUSOU_PUBLIC_URL":          "http://" + addr,
		"TUSOU_DATA_DIR":            t.TempDir(),
	}
	return w
}

// dated sends the gateway's answers with the platform's clock.
func (w *world) dated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Date", time.Now().Add(w.skew).UTC().Format(http.TimeFormat))
		h.ServeHTTP(rw, r)
	})
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return l.Addr().String()
}

func (w *world) set(pairs ...string) {
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		w.settings[name] = value
	}
}

func (w *world) config() config.Config {
	w.t.Helper()
	var environ []string
	for name, value := range w.settings {
		environ = append(environ, name+"="+value)
	}
	cfg, err := config.Load(environ, "", config.NeedDoctor)
	require.NoError(w.t, err)
	return cfg
}

// findings are what an examination found, by check.
type findings map[lang.Check]doctor.Finding

// examine examines, in Chinese and in English, and gives the Chinese findings.
// Whatever is wrong, every check has its one line, in order, and no secret is
// in any.
func (w *world) examine() findings {
	w.t.Helper()
	var all findings
	for _, code := range []string{lang.English, lang.Chinese} {
		w.set("TUSOU_LANG=" + code)
		all = findings{}
		var order []lang.Check
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		err := doctor.Examine(ctx, w.config(), doctor.Deps{}, func(f doctor.Finding) {
			order = append(order, f.Check)
			all[f.Check] = f
		})
		cancel()
		require.NoError(w.t, err)
		assert.Equal(w.t, lang.AllChecks(), order)
		for _, f := range all {
			assert.NotEmpty(w.t, f.Found, f.Check)
			assert.Equal(w.t, f.Mark == doctor.Wrong, f.Mend != "", "%s: how to mend it is said of what is wrong, and of nothing else", f.Check)
			assert.NotContains(w.t, f.Found+f.Mend, "canary", f.Check)
			assert.NotContains(w.t, f.Found+f.Mend, "%!", f.Check)
			assert.NotContains(w.t, f.Found+f.Mend, "\n", f.Check)
		}
	}
	return all
}

// marks gives the checks with a mark.
func (f findings) marks(m doctor.Mark) []lang.Check {
	var out []lang.Check
	for _, c := range lang.AllChecks() {
		if f[c].Mark == m {
			out = append(out, c)
		}
	}
	return out
}

// String is for the messages of tests that failed.
func (f findings) String() string {
	var b strings.Builder
	for _, c := range lang.AllChecks() {
		_, _ = fmt.Fprintf(&b, "%s %s: %s | %s\n", f[c].Mark, c, f[c].Found, f[c].Mend)
	}
	return b.String()
}
