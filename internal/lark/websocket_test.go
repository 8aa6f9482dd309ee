package lark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/secret"
)

// endpoint is the platform's side of a long connection.
type endpoint struct {
	*httptest.Server
	conns chan *websocket.Conn

	mu     sync.Mutex
	asked  int
	refuse func(asked int) string                  // the answer instead of an address; "" for none
	shut   func(w http.ResponseWriter, n int) bool // refuses the socket itself
}

func newEndpoint(t *testing.T) *endpoint {
	e := &endpoint{conns: make(chan *websocket.Conn, 8)}
	e.Server = httptest.NewServer(e)
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == larkws.GenEndpointUri {
		e.mu.Lock()
		e.asked++
		n := e.asked
		e.mu.Unlock()
		if e.refuse != nil {
			if answer := e.refuse(n); answer != "" {
				writeJSON(w, 200, answer)
				return
			}
		}
		writeJSON(w, 200, fmt.Sprintf(`{"code":0,"msg":"","data":{"URL":"ws%s/socket?device_id=d&service_id=1&ticket=canary-ticket",`+
			`"ClientConfig":{"ReconnectCount":-1,"ReconnectInterval":1,"ReconnectNonce":0,"PingInterval":120}}}`, strings.TrimPrefix(e.URL, "http")))
		return
	}
	e.mu.Lock()
	n := e.asked
	e.mu.Unlock()
	if e.shut != nil && e.shut(w, n) {
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	e.conns <- conn
}

func (e *endpoint) bootstraps() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked
}

// conn waits for the bot to connect.
func (e *endpoint) conn(t *testing.T) *websocket.Conn {
	t.Helper()
	select {
	case conn := <-e.conns:
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	case <-time.After(10 * time.Second):
		require.FailNow(t, "the bot did not connect")
		return nil
	}
}

// push delivers an event and gives the acknowledgement.
func push(t *testing.T, conn *websocket.Conn, body []byte) larkws.Response {
	t.Helper()
	frame := larkws.Frame{
		Method: int32(larkws.FrameTypeData), Service: 1, Payload: body,
		Headers: []larkws.Header{{Key: larkws.HeaderType, Value: string(larkws.MessageTypeEvent)}, {Key: larkws.HeaderMessageID, Value: "m"}},
	}
	out, err := frame.Marshal()
	require.NoError(t, err)
	require.NoError(t, conn.WriteMessage(websocket.BinaryMessage, out))
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	for {
		_, in, err := conn.ReadMessage()
		require.NoError(t, err)
		var got larkws.Frame
		require.NoError(t, got.Unmarshal(in))
		if got.Method != int32(larkws.FrameTypeData) {
			continue // a ping
		}
		var ack larkws.Response
		require.NoError(t, json.Unmarshal(got.Payload, &ack))
		return ack
	}
}

// run starts a receiver and stops it with the test.
func run(t *testing.T, e *endpoint, h Handler, deps Deps) *Websocket {
	t.Helper()
	w, err := NewWebsocket(Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: e.URL},
		newTestDispatcher(t, h, DispatcherDeps{Log: deps.Log}), deps)
	require.NoError(t, err)
	w.first = time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		assert.NoError(t, <-done)
		assert.False(t, w.Connected())
	})
	return w
}

func TestAWebsocketNeedsSettingsAndADispatcher(t *testing.T) {
	_, err := NewWebsocket(Config{}, nil, Deps{})
	require.Error(t, err)
	_, err = NewWebsocket(Config{AppID: "a", AppSecret: secret.New("s"), BaseURL: "https://open.feishu.cn"}, nil, Deps{})
	require.Error(t, err)
}

func TestEventsArriveByLongConnection(t *testing.T) {
	var h testHandler
	e := newEndpoint(t)
	w := run(t, e, &h, Deps{})
	conn := e.conn(t)
	for _, name := range []string{"message-image-group", "message-merge-forward-p2p", "message-recalled", "bot-added", "bot-p2p-chat-entered", "bot-menu"} {
		ack := push(t, conn, fixture(t, name))
		assert.Equal(t, 200, ack.StatusCode, name)
		assert.Empty(t, ack.Data, name)
	}
	assert.Equal(t, 6, h.count())
	assert.Eventually(t, w.Connected, 5*time.Second, time.Millisecond)
}

func TestEventsOfNoUseAreAcknowledgedByLongConnection(t *testing.T) {
	e := newEndpoint(t)
	run(t, e, &testHandler{}, Deps{})
	conn := e.conn(t)
	for _, kind := range eventsOfNoUse() {
		ack := push(t, conn, []byte(`{"schema":"2.0","header":{"event_type":"`+kind+`"},"event":{}}`))
		assert.Equal(t, 200, ack.StatusCode, kind)
	}
}

func TestWhatWasNotAcceptedIsNotAcknowledged(t *testing.T) {
	h := &testHandler{err: errors.New("queue is full")}
	e := newEndpoint(t)
	run(t, e, h, Deps{})
	assert.Equal(t, 500, push(t, e.conn(t), fixture(t, "message-image-group")).StatusCode)
}

func TestAPanicIsNotAcknowledged(t *testing.T) {
	h := &testHandler{accept: func(context.Context) { panic("boom") }}
	e := newEndpoint(t)
	run(t, e, h, Deps{})
	assert.Equal(t, 500, push(t, e.conn(t), fixture(t, "message-image-group")).StatusCode)
}

func TestClicksAreAnsweredInTheAcknowledgement(t *testing.T) {
	h := &testHandler{click: func(_ context.Context, c bot.Click) bot.ClickAnswer {
		if c.Option == "" {
			return bot.ClickAnswer{}
		}
		return bot.ClickAnswer{Toast: &bot.Toast{Type: "info", Text: c.Option}, Card: testCard}
	}}
	e := newEndpoint(t)
	run(t, e, h, Deps{})
	conn := e.conn(t)
	ack := push(t, conn, fixture(t, "card-button"))
	assert.Equal(t, 200, ack.StatusCode)
	assert.JSONEq(t, `{}`, string(ack.Data))
	ack = push(t, conn, fixture(t, "card-select"))
	assert.Equal(t, 200, ack.StatusCode)
	assert.JSONEq(t, `{"toast":{"type":"info","content":"price_asc"},"card":{"type":"raw","data":`+string(testCard)+`}}`, string(ack.Data))
	ack = push(t, conn, fixture(t, "card-form"))
	assert.Equal(t, 200, ack.StatusCode)
	require.Len(t, h.clicks, 3)
	assert.Equal(t, []string{"小风扇"}, h.clicks[2].Form["keywords"])
}

// The SDK decodes clicks before anybody else sees them, and refuses this one.
// A card of the bot never carries such a value.
func TestTheSDKItselfRefusesAClickWithTextAsValue(t *testing.T) {
	var h testHandler
	e := newEndpoint(t)
	run(t, e, &h, Deps{})
	assert.Equal(t, 500, push(t, e.conn(t), fixture(t, "card-button-string-value")).StatusCode)
	assert.Zero(t, h.count())
}

func TestABrokenConnectionIsMadeAgain(t *testing.T) {
	var (
		h   testHandler
		out lockedBuffer
	)
	e := newEndpoint(t)
	w := run(t, e, &h, Deps{Log: logTo(&out)})
	for range 3 {
		conn := e.conn(t)
		assert.Equal(t, 200, push(t, conn, fixture(t, "message-image-group")).StatusCode)
		require.NoError(t, conn.Close())
	}
	e.conn(t)
	assert.Eventually(t, w.Connected, 5*time.Second, time.Millisecond)
	assert.Equal(t, 3, h.count())
	assert.NotContains(t, out.String(), "canary")
	assert.NotContains(t, out.String(), "img_v3")
}

func TestAServerThatIsBusyIsAskedAgain(t *testing.T) {
	e := newEndpoint(t)
	e.refuse = func(asked int) string {
		if asked < 3 {
			return `{"code":1,"msg":"system busy","data":{"ClientConfig":{}}}`
		}
		return ""
	}
	w, err := NewWebsocket(Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: e.URL}, newTestDispatcher(t, &testHandler{}, DispatcherDeps{}), Deps{})
	require.NoError(t, err)
	// The SDK's own pace is half a minute here, so the end is what is tested.
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	assert.Eventually(t, func() bool { return e.bootstraps() == 1 }, 5*time.Second, time.Millisecond)
	assert.False(t, w.Connected())
	cancel()
	assert.NoError(t, <-done)
}

func TestTooManyConnectionsAreWaitedOut(t *testing.T) {
	e := newEndpoint(t)
	e.shut = func(w http.ResponseWriter, n int) bool {
		if n > 2 {
			return false
		}
		w.Header().Set(larkws.HeaderHandshakeStatus, "514")
		w.Header().Set(larkws.HeaderHandshakeMsg, "too many connections")
		w.Header().Set(larkws.HeaderHandshakeAuthErrCode, "1000040350")
		w.WriteHeader(http.StatusForbidden)
		return true
	}
	var out lockedBuffer
	run(t, e, &testHandler{}, Deps{Log: logTo(&out)})
	e.conn(t)
	assert.Equal(t, 3, e.bootstraps())
	assert.Contains(t, out.String(), "too many connections")
}

func TestWrongCredentialsEndTheRun(t *testing.T) {
	for name, e := range map[string]*endpoint{
		"refused by the endpoint": {refuse: func(int) string { return `{"code":10003,"msg":"invalid app"}` }},
		"refused by the socket": {shut: func(w http.ResponseWriter, _ int) bool {
			w.Header().Set(larkws.HeaderHandshakeStatus, "403")
			w.WriteHeader(http.StatusForbidden)
			return true
		}},
	} {
		t.Run(name, func(t *testing.T) {
			e.Server = httptest.NewServer(e)
			defer e.Close()
			w, err := NewWebsocket(Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: e.URL}, newTestDispatcher(t, &testHandler{}, DispatcherDeps{}), Deps{})
			require.NoError(t, err)
			err = w.Run(t.Context())
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "canary")
			assert.Equal(t, 1, e.bootstraps())
		})
	}
}

func TestARunWaitsForItsHandlers(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	h := &testHandler{click: func(context.Context, bot.Click) bot.ClickAnswer {
		close(entered)
		<-release
		return bot.ClickAnswer{}
	}}
	e := newEndpoint(t)
	w, err := NewWebsocket(Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: e.URL}, newTestDispatcher(t, h, DispatcherDeps{}), Deps{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	conn := e.conn(t)
	frame := larkws.Frame{Method: int32(larkws.FrameTypeData), Payload: fixture(t, "card-button"), Headers: []larkws.Header{{Key: larkws.HeaderType, Value: "event"}}}
	out, err := frame.Marshal()
	require.NoError(t, err)
	require.NoError(t, conn.WriteMessage(websocket.BinaryMessage, out))
	<-entered
	cancel()
	assert.Never(t, func() bool { return len(done) > 0 }, 20*time.Millisecond, time.Millisecond, "the run ended before its handler")
	close(release)
	assert.NoError(t, <-done)
}
