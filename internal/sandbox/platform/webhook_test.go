package platform_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/larksuite/oapi-sdk-go/v3/core/httpserverext"
	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// hook serves a dispatcher as a webhook and keeps the requests' headers.
func (w *world) hook(d *dispatcher.EventDispatcher) (address string, headers func() []http.Header) {
	w.t.Helper()
	var mu sync.Mutex
	var seen []http.Header
	handle := httpserverext.NewEventHandlerFunc(d, larkevent.WithLogger(quiet{}))
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen = append(seen, r.Header.Clone())
		mu.Unlock()
		handle(rw, r)
	}))
	w.t.Cleanup(server.Close)
	return server.URL, func() []http.Header {
		mu.Lock()
		defer mu.Unlock()
		return append([]http.Header(nil), seen...)
	}
}

func withKey(c *platform.Config) { c.EncryptKey = "encrypt-key-for-tests" }

func TestWebhooksAreChallengedEncryptedAndSigned(t *testing.T) {
	w := start(t, withKey)
	got := &events{}
	address, headers := w.hook(collect(got, "encrypt-key-for-tests", nil))
	require.NoError(t, w.UseWebhook(t.Context(), address))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 1 })
	d := w.Deliveries()[0]
	assert.Empty(t, d.Failure)
	assert.Equal(t, "webhook", d.Via)
	require.Len(t, got.all(), 1)
	all := headers()
	require.Len(t, all, 2)
	assert.Empty(t, all[0].Get("X-Lark-Signature"), "a challenge is not signed")
	assert.NotEmpty(t, all[1].Get("X-Lark-Signature"))
}

func TestTheSDKRefusesAWebhookSignedWithAnotherKey(t *testing.T) {
	w := start(t, withKey)
	address, _ := w.hook(collect(&events{}, "another-key", nil))
	assert.Error(t, w.UseWebhook(t.Context(), address))
}

func TestAWebhookThatDoesNotAnswerItsChallengeIsNotUsed(t *testing.T) {
	w := start(t)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, `{"challenge":"x"}`) }))
	defer server.Close()
	assert.Error(t, w.UseWebhook(t.Context(), server.URL))
}

func TestRedeliveriesToAWebhookAreSignedAnew(t *testing.T) {
	c := newClock()
	w := start(t, withKey, func(cfg *platform.Config) { cfg.Now = c.Now })
	address, headers := w.hook(collect(&events{}, "encrypt-key-for-tests", func(n int) error {
		c.Advance(15 * time.Second)
		if n == 1 {
			return errors.New("no")
		}
		return nil
	}))
	require.NoError(t, w.UseWebhook(t.Context(), address))
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(attempts(s, id)) == 2 })
	assert.Equal(t, http.StatusInternalServerError, w.Deliveries()[0].Code)
	all := headers()
	assert.NotEqual(t, all[1].Get("X-Lark-Request-Timestamp"), all[2].Get("X-Lark-Request-Timestamp"))
	assert.NotEqual(t, all[1].Get("X-Lark-Signature"), all[2].Get("X-Lark-Signature"))
}

func TestClicksAreAnsweredOverAWebhook(t *testing.T) {
	w := start(t, withKey)
	d := collect(&events{}, "encrypt-key-for-tests", nil)
	d.OnP2CardActionTrigger(func(context.Context, *callback.CardActionTriggerEvent) (*callback.CardActionTriggerResponse, error) {
		return &callback.CardActionTriggerResponse{Toast: &callback.Toast{Type: "info", Content: "好"}}, nil
	})
	address, _ := w.hook(d)
	require.NoError(t, w.UseWebhook(t.Context(), address))
	id := w.sendCard(card(button("go", `{"a":"x"}`)))
	got, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id})
	require.NoError(t, err)
	assert.Equal(t, "好", got.Toast.Content)
}
