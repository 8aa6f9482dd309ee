package platform_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// attempts returns the deliveries about a message.
func attempts(s platform.Snapshot, messageID string) []platform.Delivery {
	var out []platform.Delivery
	for _, d := range s.Deliveries {
		if d.MessageID == messageID {
			out = append(out, d)
		}
	}
	return out
}

func TestEventsReachTheSDKAndAreAcknowledged(t *testing.T) {
	w := start(t)
	got := &events{}
	w.connect(collect(got, "", nil))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	d := w.Deliveries()[0]
	assert.Equal(t, http.StatusOK, d.Code)
	assert.Empty(t, d.Failure)
	assert.Equal(t, "websocket", d.Via)
	assert.Len(t, got.all(), 1)
}

func TestAFailedEventIsDeliveredFourTimesMoreAtMost(t *testing.T) {
	w := start(t)
	got := &events{}
	w.connect(collect(got, "", func(int) error { return errors.New("no") }))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 5 })
	for i, d := range w.Deliveries() {
		assert.Equal(t, i+1, d.Attempt)
		assert.Equal(t, http.StatusInternalServerError, d.Code)
	}
	bodies := got.all()
	assert.JSONEq(t, string(bodies[0]), string(bodies[4]), "the same event comes again")
	w.NewUser("x")
	assert.Len(t, w.Deliveries(), 5)
}

func TestARedeliveryMayCarryANewEventID(t *testing.T) {
	w := start(t)
	w.SetQuirks(platform.Quirks{FreshEventIDs: true})
	got := &events{}
	w.connect(collect(got, "", func(n int) error {
		if n == 1 {
			return errors.New("no")
		}
		return nil
	}))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 2 })
	d := w.Deliveries()
	assert.NotEqual(t, d[0].EventID, d[1].EventID)
}

func TestASilentAppMissesTheDeadline(t *testing.T) {
	w := start(t, func(c *platform.Config) { c.AckDeadline = 50 * time.Millisecond })
	release := make(chan struct{})
	got := &events{}
	w.connect(collect(got, "", func(n int) error {
		if n == 1 {
			<-release
		}
		return nil
	}))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 2 })
	close(release)
	d := w.Deliveries()
	assert.NotEmpty(t, d[0].Failure)
	assert.Empty(t, d[1].Failure)
}

func TestEventsWaitForAConnectionAsFailedAttempts(t *testing.T) {
	w := start(t, func(c *platform.Config) { c.TimeScale = 150 }) // 15 s pass in 100 ms
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	got := &events{}
	w.connect(collect(got, "", nil))
	w.wait(func(s platform.Snapshot) bool {
		list := attempts(s, id)
		return len(list) > 1 && list[len(list)-1].Failure == ""
	})
	assert.Len(t, got.all(), 1)
}

func TestDuplicatesComeAfterSuccess(t *testing.T) {
	w := start(t)
	w.SetQuirks(platform.Quirks{Duplicates: 2})
	got := &events{}
	w.connect(collect(got, "", nil))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 3 })
	assert.Len(t, got.all(), 3)
}

func TestFragmentsAreJoinedByTheSDK(t *testing.T) {
	w := start(t)
	w.SetQuirks(platform.Quirks{FragmentBytes: 300, FragmentGap: 30 * time.Millisecond})
	got := &events{}
	w.connect(collect(got, "", nil))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	assert.Empty(t, w.Deliveries()[0].Failure)
	require.Len(t, got.all(), 1)
	assert.True(t, json.Valid(got.all()[0]))
}

func TestADroppedClientConnectsAgain(t *testing.T) {
	w := start(t)
	w.connect(collect(&events{}, "", nil))
	w.DropConnections()
	w.wait(func(s platform.Snapshot) bool { return s.Connections == 0 })
	w.wait(func(s platform.Snapshot) bool { return s.Connections == 1 })
}

func TestAHalfOpenConnectionSwallowsEventsUntilTheAppGivesItUp(t *testing.T) {
	// The SDK waits 2 × PingInterval + 5 s for a sign of life.
	w := start(t, func(c *platform.Config) {
		c.Client.PingInterval, c.AckDeadline, c.TimeScale = 1, 100*time.Millisecond, 1
	})
	got := &events{}
	w.connect(collect(got, "", nil))
	w.StallConnections()
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	assert.NotEmpty(t, w.Deliveries()[0].Failure)
	assert.Equal(t, 1, w.Connections(), "it looks as if it were there")
	w.wait(func(s platform.Snapshot) bool { return s.Connections == 0 })
	w.wait(func(s platform.Snapshot) bool { return s.Connections == 1 })
	require.NoError(t, w.Redeliver(t.Context(), id))
	assert.Len(t, got.all(), 1)
}

func TestAMessageIsRedeliveredOnDemandUnderAnotherEventID(t *testing.T) {
	w := start(t)
	got := &events{}
	w.connect(collect(got, "", nil))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	require.NoError(t, w.Redeliver(t.Context(), id))
	d := w.Deliveries()
	require.Len(t, d, 2)
	assert.Equal(t, d[0].MessageID, d[1].MessageID)
	assert.NotEqual(t, d[0].EventID, d[1].EventID)
	assert.Error(t, w.Redeliver(t.Context(), "om_unknown"))
}

func TestOneRandomClientGetsEachEvent(t *testing.T) {
	w := start(t)
	one, two := &events{}, &events{}
	w.connect(collect(one, "", nil))
	w.connect(collect(two, "", nil))
	for range 40 {
		_, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
		require.NoError(t, err)
	}
	w.wait(func(s platform.Snapshot) bool { return len(s.Deliveries) == 40 })
	assert.Equal(t, 40, len(one.all())+len(two.all()))
	assert.NotEmpty(t, one.all())
	assert.NotEmpty(t, two.all())
}

// endpoint makes the bootstrap call by hand.
func (w *world) endpoint(secret string) (code int, address string, config map[string]int) {
	w.t.Helper()
	raw, err := json.Marshal(map[string]string{"AppID": w.appID, "AppSecret": secret})
	require.NoError(w.t, err)
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.server.URL+"/callback/ws/endpoint", bytes.NewReader(raw))
	require.NoError(w.t, err)
	resp, err := w.http.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	require.Equal(w.t, http.StatusOK, resp.StatusCode)
	var body struct {
		Code int
		Data struct {
			URL          string
			ClientConfig map[string]int
		}
	}
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(&body))
	return body.Code, body.Data.URL, body.Data.ClientConfig
}

func TestTheBootstrapChecksCredentials(t *testing.T) {
	w := start(t)
	code, address, config := w.endpoint("secret-for-tests")
	assert.Zero(t, code)
	assert.Contains(t, address, "service_id=33554678")
	assert.Len(t, config, 4, "a missing field would harm the SDK")
	code, _, _ = w.endpoint("wrong")
	assert.Equal(t, 10014, code)

	client := larkws.NewClient(w.appID, "wrong", larkws.WithDomain(w.server.URL), larkws.WithHttpClient(w.http), larkws.WithLogger(quiet{}))
	assert.Error(t, client.Start(t.Context()), "the SDK gives up at once")
}

func TestATicketOpensOneSocket(t *testing.T) {
	w := start(t)
	_, address, _ := w.endpoint("secret-for-tests")
	socket, resp, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	defer func() { _ = socket.Close() }()
	_, resp, err = websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	require.Error(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
}

func TestTheFiftyFirstConnectionIsRefusedForGood(t *testing.T) {
	w := start(t)
	for range 50 {
		_, address, _ := w.endpoint("secret-for-tests")
		socket, resp, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		defer func() { _ = socket.Close() }()
	}
	w.wait(func(s platform.Snapshot) bool { return s.Connections == 50 })
	client := larkws.NewClient(w.appID, "secret-for-tests", larkws.WithDomain(w.server.URL), larkws.WithHttpClient(w.http), larkws.WithLogger(quiet{}))
	var refusal *larkws.ClientError
	require.ErrorAs(t, client.Start(t.Context()), &refusal)
	assert.Equal(t, 514, refusal.Code)
}

func TestFaultsMeetBootstrapAndUpgrade(t *testing.T) {
	w := start(t)
	w.Inject(platform.Fault{API: platform.APIEndpoint, Status: http.StatusOK, Code: 1000040343, Msg: "internal error"})
	code, _, _ := w.endpoint("secret-for-tests")
	assert.Equal(t, 1000040343, code)
	// The SDK tries again after a refused upgrade. It knows how soon, because
	// the bootstrap before it succeeded.
	w.Inject(platform.Fault{API: platform.APISocket, Status: http.StatusBadGateway})
	w.Inject(platform.Fault{API: platform.APISocket, CloseConnection: true})
	w.connect(collect(&events{}, "", nil))
	assert.Equal(t, 1, w.Connections())
}

func TestPingsAreAnsweredWithTheConfig(t *testing.T) {
	w := start(t)
	_, address, _ := w.endpoint("secret-for-tests")
	socket, resp, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	defer func() { _ = socket.Close() }()
	raw, err := larkws.NewPingFrame(33554678).Marshal()
	require.NoError(t, err)
	require.NoError(t, socket.WriteMessage(websocket.BinaryMessage, raw))
	_, raw, err = socket.ReadMessage()
	require.NoError(t, err)
	var f larkws.Frame
	require.NoError(t, f.Unmarshal(raw))
	assert.Equal(t, "pong", larkws.Headers(f.Headers).GetString(larkws.HeaderType))
	assert.JSONEq(t, `{"ReconnectCount":-1,"ReconnectInterval":1,"ReconnectNonce":0,"PingInterval":60}`, string(f.Payload))
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	w := start(t, func(c *platform.Config) { c.TimeScale = 1 })
	w.connect(collect(&events{}, "", func(int) error { return errors.New("no") }))
	changes, cancel := w.Subscribe()
	defer cancel()
	_, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(s.Deliveries) == 1 })
	require.NoError(t, w.Close()) // a redelivery waits for 15 s
	for range changes {
		continue
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	assert.Error(t, w.WaitFor(ctx, func(platform.Snapshot) bool { return false }))
}
