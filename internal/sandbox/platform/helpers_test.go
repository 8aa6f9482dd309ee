package platform_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	lark "github.com/larksuite/oapi-sdk-go/v3"
	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"
	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/sandbox/platform"
)

// The SDK's long-connection client ends the sweeper of its cache only when the
// garbage collector takes the client.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/larksuite/oapi-sdk-go/v3/cache.(*cron).start"))
}

// clock is a time that only tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// quiet keeps the SDK's log out of the tests' output.
type quiet struct{}

func (quiet) Debug(context.Context, ...any) {}
func (quiet) Info(context.Context, ...any)  {}
func (quiet) Warn(context.Context, ...any)  {}
func (quiet) Error(context.Context, ...any) {}

// world is a platform on a listener with one group and one person in it.
type world struct {
	*platform.Platform
	t      *testing.T
	server *httptest.Server
	http   *http.Client
	appID  string
	token  string
	anna   platform.User
	group  platform.Chat
}

// start gives every platform an app id of its own: the SDK's token cache
// belongs to the process.
func start(t *testing.T, change ...func(*platform.Config)) *world {
	t.Helper()
	cfg := platform.Config{
		AppID: "cli_" + strings.ToLower(rand.Text()), AppSecret: "secret-for-tests",
		VerificationToken: "verification-token-for-tests", TimeScale: 100_000,
		Client: platform.ClientConfig{ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0, PingInterval: 60},
	}
	for _, f := range change {
		f(&cfg)
	}
	p, err := platform.New(cfg)
	require.NoError(t, err)
	w := &world{Platform: p, t: t, server: httptest.NewServer(p.Handler()), appID: cfg.AppID, http: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(func() {
		require.NoError(t, p.Close())
		w.http.CloseIdleConnections()
		w.server.Close()
	})
	w.anna = p.NewUser("李然")
	w.group = p.NewGroup("选品群", w.anna)
	return w
}

// answer is what the platform said to a raw call.
type answer struct {
	Status int
	Header http.Header
	Code   int
	Msg    string
	Raw    []byte
	Data   map[string]any
}

// call makes a REST call with a good token.
func (w *world) call(method, path string, body any) answer {
	w.t.Helper()
	if w.token == "" {
		w.login()
	}
	return w.callAs("Bearer "+w.token, method, path, body)
}

func (w *world) login() {
	w.t.Helper()
	a := w.callAs("", http.MethodPost, "/auth/v3/tenant_access_token/internal", map[string]string{"app_id": w.appID, "app_secret": "secret-for-tests"})
	require.Equal(w.t, 0, a.Code)
	var body struct {
		Token string `json:"tenant_access_token"`
	}
	require.NoError(w.t, json.Unmarshal(a.Raw, &body))
	w.token = body.Token
}

func (w *world) callAs(authorization, method, path string, body any) answer {
	w.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(w.t, err)
	return w.do(authorization, method, path, "application/json", raw)
}

func (w *world) do(authorization, method, path, contentType string, body []byte) answer {
	w.t.Helper()
	a, err := w.try(authorization, method, path, contentType, body)
	require.NoError(w.t, err)
	return a
}

func (w *world) try(authorization, method, path, contentType string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+"/open-apis"+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", contentType)
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	a := answer{Status: resp.StatusCode, Header: resp.Header}
	if a.Raw, err = io.ReadAll(resp.Body); err != nil {
		return answer{}, err
	}
	var decoded struct {
		Code int
		Msg  string
		Data map[string]any
	}
	if json.Unmarshal(a.Raw, &decoded) == nil {
		a.Code, a.Msg, a.Data = decoded.Code, decoded.Msg, decoded.Data
	}
	return a, nil
}

func (a answer) str(key string) string { s, _ := a.Data[key].(string); return s }

// sendCard sends a card to the group and returns its message id.
func (w *world) sendCard(card string) string {
	w.t.Helper()
	a := w.send(w.group.ID, "interactive", card, "")
	require.Equal(w.t, 0, a.Code, a.Msg)
	return a.str("message_id")
}

func (w *world) send(chatID, kind, content, uuid string) answer {
	w.t.Helper()
	return w.call(http.MethodPost, "/im/v1/messages?receive_id_type=chat_id",
		map[string]any{"receive_id": chatID, "msg_type": kind, "content": content, "uuid": uuid})
}

func (w *world) reply(messageID, text, uuid string, inThread bool) answer {
	w.t.Helper()
	content, err := json.Marshal(map[string]string{"text": text})
	require.NoError(w.t, err)
	return w.call(http.MethodPost, "/im/v1/messages/"+messageID+"/reply",
		map[string]any{"msg_type": "text", "content": string(content), "uuid": uuid, "reply_in_thread": inThread})
}

// sdk returns the real SDK's REST client.
func (w *world) sdk() *lark.Client {
	return lark.NewClient(w.appID, "secret-for-tests", lark.WithOpenBaseUrl(w.server.URL), lark.WithHttpClient(w.http), lark.WithLogger(quiet{}))
}

// connect runs a real long-connection client and returns when it is connected.
func (w *world) connect(d *dispatcher.EventDispatcher) *larkws.Client {
	w.t.Helper()
	before := w.Connections()
	client := larkws.NewClient(w.appID, "secret-for-tests", larkws.WithDomain(w.server.URL), larkws.WithEventHandler(d),
		larkws.WithHttpClient(w.http), larkws.WithLogger(quiet{}))
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { ended <- client.Start(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		assert.ErrorIs(w.t, <-ended, context.Canceled)
	})
	w.wait(func(s platform.Snapshot) bool { return s.Connections > before })
	return client
}

// wait fails the test if the condition does not come.
func (w *world) wait(done func(platform.Snapshot) bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(w.t, w.WaitFor(ctx, done), "the condition did not come")
}

// events is what an app received, as raw bodies.
type events struct {
	mu   sync.Mutex
	list []json.RawMessage
}

func (e *events) add(raw []byte) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, bytes.Clone(raw))
	return len(e.list)
}

func (e *events) all() []json.RawMessage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]json.RawMessage(nil), e.list...)
}

// eventTypes are all that the platform sends besides callbacks.
func eventTypes() []string {
	return []string{
		"im.message.receive_v1", "im.message.recalled_v1", "im.chat.member.bot.added_v1",
		"im.chat.access_event.bot_p2p_chat_entered_v1", "application.bot.menu_v6",
	}
}

// collect is a dispatcher that keeps every event; fail may refuse the n-th.
func collect(into *events, key string, fail func(n int) error) *dispatcher.EventDispatcher {
	d := dispatcher.NewEventDispatcher("verification-token-for-tests", key)
	d.InitConfig(larkevent.WithLogger(quiet{}))
	for _, kind := range eventTypes() {
		d.OnCustomizedEvent(kind, func(_ context.Context, e *larkevent.EventReq) error {
			n := into.add(e.Body)
			if fail != nil {
				return fail(n)
			}
			return nil
		})
	}
	return d
}

var _ larkcore.Logger = quiet{}

// picture is a small JPEG.
func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, x%h, color.RGBA{R: 200, G: 40, B: 40, A: 255})
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// card is a shared card with the given elements.
func card(elements string) string {
	return `{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[` + elements + `]}}`
}

func words(s string) string { return fmt.Sprintf(`{"tag":"markdown","content":%q}`, s) }

// keyIn reads one text out of a JSON content.
func keyIn(t *testing.T, content, field string) string {
	t.Helper()
	var o map[string]any
	require.NoError(t, json.Unmarshal([]byte(content), &o))
	s, ok := o[field].(string)
	require.True(t, ok, content)
	return s
}
