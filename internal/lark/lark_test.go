package lark

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/secret"
)

func TestMain(m *testing.M) {
	// The SDK's long-connection client leaves the janitor of its cache behind.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/larksuite/oapi-sdk-go/v3/cache.(*cron).start"))
}

// Who takes part in the fixtures.
const (
	testApp    = "cli_acaaeb01738a90e9"
	testBot    = "ou_5d401043091b03d6e9a2f597276145c6"
	testBuyer  = "ou_7c607b047037d6216c9f21952a2c3b9e"
	testGroup  = "oc_2b0da24b90b446d578c4e471a18d0ecf"
	testDirect = "oc_7cf1dda490a50f89812b9577c38fbbb2"
	testSecret = "canary-app-secret"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "events", name+".json"))
	require.NoError(t, err)
	return body
}

func readEnvelope(t testing.TB, body []byte) envelope {
	t.Helper()
	var e envelope
	require.NoError(t, json.Unmarshal(body, &e))
	return e
}

// request is what a platform was asked.
type request struct {
	method, path, query, token string
	body                       []byte
	header                     http.Header
}

// fakeAPI is a server that answers as the real one does, one handler a call,
// and remembers what it was asked.
type fakeAPI struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []request
	tokens int
	// answer gives the nth answer (from 0) to a call that is no token's.
	answer func(w http.ResponseWriter, r request, n int)
}

func newFakeAPI(t testing.TB, answer func(w http.ResponseWriter, r request, n int)) *fakeAPI {
	p := &fakeAPI{answer: answer}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *fakeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // cut on its way: nobody waits for an answer
	}
	if r.URL.Path == authPath {
		p.mu.Lock()
		p.tokens++
		n := p.tokens
		p.mu.Unlock()
		writeJSON(w, http.StatusOK, fmt.Sprintf(`{"code":0,"msg":"ok","tenant_access_token":"t-%d","expire":7200}`, n))
		return
	}
	got := request{
		method: r.Method, path: r.URL.EscapedPath(), query: r.URL.RawQuery, body: body, header: r.Header,
		token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "),
	}
	p.mu.Lock()
	n := len(p.asked)
	p.asked = append(p.asked, got)
	p.mu.Unlock()
	p.answer(w, got, n)
}

func (p *fakeAPI) requests() []request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]request(nil), p.asked...)
}

func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// always answers every call alike.
func always(status int, body string) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, _ request, _ int) { writeJSON(w, status, body) }
}

type observed struct {
	api          string
	status, code int
}

type testMetrics struct {
	mu    sync.Mutex
	calls []observed
}

func (m *testMetrics) ObserveCall(api string, status, code int, _ time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, observed{api, status, code})
}

func newTestClient(t testing.TB, base string, deps Deps) *Client {
	t.Helper()
	c, err := New(Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: base}, deps)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// logTo gives a log that holds everything, for tests of what it must not hold.
func logTo(out io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// lockedBuffer is a strings.Builder for several goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
