package lark

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

// testHandler notes what it is given.
type testHandler struct {
	mu       sync.Mutex
	messages []bot.Message
	clicks   []bot.Click
	recalls  []bot.Recall
	greets   []bot.Greeting
	presses  []bot.MenuPress

	err    error                                                  // of every event
	accept func(ctx context.Context)                              // before every event
	click  func(ctx context.Context, c bot.Click) bot.ClickAnswer // nil: no answer
}

func (h *testHandler) note(ctx context.Context, add func()) error {
	if h.accept != nil {
		h.accept(ctx)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	add()
	return h.err
}

func (h *testHandler) Message(ctx context.Context, m bot.Message) error {
	return h.note(ctx, func() { h.messages = append(h.messages, m) })
}

func (h *testHandler) Recalled(ctx context.Context, r bot.Recall) error {
	return h.note(ctx, func() { h.recalls = append(h.recalls, r) })
}

func (h *testHandler) Greet(ctx context.Context, g bot.Greeting) error {
	return h.note(ctx, func() { h.greets = append(h.greets, g) })
}

func (h *testHandler) Menu(ctx context.Context, p bot.MenuPress) error {
	return h.note(ctx, func() { h.presses = append(h.presses, p) })
}

func (h *testHandler) Click(ctx context.Context, c bot.Click) bot.ClickAnswer {
	h.mu.Lock()
	h.clicks = append(h.clicks, c)
	h.mu.Unlock()
	if h.click == nil {
		return bot.ClickAnswer{}
	}
	return h.click(ctx, c)
}

func (h *testHandler) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.messages) + len(h.clicks) + len(h.recalls) + len(h.greets) + len(h.presses)
}

var fallback = bot.Toast{Type: "warning", Text: "请再点一次"}

func newTestDispatcher(t testing.TB, h Handler, deps DispatcherDeps) *Dispatcher {
	t.Helper()
	deps.Handler = h
	d, err := NewDispatcher(DispatcherConfig{BotOpenID: testBot, Fallback: fallback}, deps)
	require.NoError(t, err)
	return d
}

func TestADispatcherNeedsAHandlerTheBotsIDAndAFallback(t *testing.T) {
	_, err := NewDispatcher(DispatcherConfig{BotOpenID: testBot, Fallback: fallback}, DispatcherDeps{})
	require.ErrorContains(t, err, "handler")
	_, err = NewDispatcher(DispatcherConfig{Fallback: fallback}, DispatcherDeps{Handler: &testHandler{}})
	require.ErrorContains(t, err, "open id")
	_, err = NewDispatcher(DispatcherConfig{BotOpenID: testBot}, DispatcherDeps{Handler: &testHandler{}})
	require.ErrorContains(t, err, "fallback")
}

func TestEventsReachTheirHandler(t *testing.T) {
	var h testHandler
	heard := make(map[string]string)
	d := newTestDispatcher(t, &h, DispatcherDeps{Heard: func(m, c string) { heard[m] = c }})
	for _, name := range []string{"message-image-group", "message-recalled", "bot-added", "bot-p2p-chat-entered", "bot-menu"} {
		answer, err := d.dispatch(t.Context(), fixture(t, name))
		require.NoError(t, err)
		assert.Nil(t, answer)
	}
	require.Len(t, h.messages, 1)
	assert.Equal(t, fixtureGroupPicture, h.messages[0].ID)
	assert.Equal(t, map[string]string{fixtureGroupPicture: testGroup}, heard)
	assert.Equal(t, []bot.Recall{{MessageID: "om_d497011b37340fd8407817973ee090d2", ChatID: testGroup}}, h.recalls)
	assert.Equal(t, []bot.Greeting{
		{EventID: "f3f2b80a1e648de17a09d0a721bef2fb", ChatID: testGroup, Operator: testBuyer},
		{EventID: "17b410793d12c4427bb0a5b2953a2f36", ChatID: testDirect, Operator: testBuyer, Direct: true},
	}, h.greets)
	assert.Equal(t, []bot.MenuPress{{EventID: "94d71656bf34b07dd40d5befe8b9b5a1", Operator: testBuyer, Key: "tusou_help"}}, h.presses)
}

func TestWhatWasNotAcceptedIsAnError(t *testing.T) {
	full := errors.New("queue is full")
	var out lockedBuffer
	d := newTestDispatcher(t, &testHandler{err: full}, DispatcherDeps{Log: logTo(&out)})
	refused := []string{"message-image-group", "message-recalled", "bot-added", "bot-menu"}
	for _, name := range refused {
		_, err := d.dispatch(t.Context(), fixture(t, name))
		assert.ErrorIs(t, err, full, name)
	}
	assert.Equal(t, len(refused), strings.Count(out.String(), "event refused"), "each is logged once")
}

func TestAHandlersPanicIsAnErrorOfItsEventOnly(t *testing.T) {
	var out lockedBuffer
	h := &testHandler{accept: func(context.Context) { panic("boom") }}
	d := newTestDispatcher(t, h, DispatcherDeps{Log: logTo(&out)})
	_, err := d.dispatch(t.Context(), fixture(t, "message-image-group"))
	require.Error(t, err)
	assert.Contains(t, out.String(), "boom")
	h.accept = nil
	_, err = d.dispatch(t.Context(), fixture(t, "message-image-group"))
	assert.NoError(t, err)
}

func TestWhatCannotBeReadIsLoggedAndAcknowledged(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":            `{"header":`,
		"no event":           `{"schema":"2.0","header":{"event_type":"im.message.receive_v1"}}`,
		"broken content":     `{"header":{"event_type":"im.message.receive_v1"},"event":{"message":{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"canary"}}}`,
		"a recall of none":   `{"header":{"event_type":"im.message.recalled_v1"},"event":{}}`,
		"a greeting of none": `{"header":{"event_type":"im.chat.member.bot.added_v1"},"event":{}}`,
		"a press by nobody":  `{"header":{"event_type":"application.bot.menu_v6"},"event":{"operator":null}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var (
				out lockedBuffer
				h   testHandler
			)
			answer, err := newTestDispatcher(t, &h, DispatcherDeps{Log: logTo(&out)}).dispatch(t.Context(), []byte(body))
			require.NoError(t, err)
			assert.Nil(t, answer)
			assert.Zero(t, h.count())
			assert.Contains(t, out.String(), "undecodable")
			assert.NotContains(t, out.String(), "canary")
		})
	}
}

func TestEventsOfNoUseAreAcknowledged(t *testing.T) {
	var h testHandler
	_, err := newTestDispatcher(t, &h, DispatcherDeps{}).dispatch(t.Context(), []byte(`{"header":{"event_type":"im.message.message_read_v1"},"event":{}}`))
	require.NoError(t, err)
	assert.Zero(t, h.count())
}

func TestAcceptanceOutlivesTheConnectionButNotThePlatformsPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &testHandler{accept: func(ctx context.Context) {
			assert.NoError(t, ctx.Err())
			<-ctx.Done()
		}, err: context.DeadlineExceeded}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		started := time.Now()
		_, err := newTestDispatcher(t, h, DispatcherDeps{}).dispatch(ctx, fixture(t, "message-image-group"))
		require.Error(t, err)
		assert.Equal(t, acceptTime, time.Since(started))
	})
}

func TestClicksAreAnsweredByTheHandler(t *testing.T) {
	h := &testHandler{click: func(_ context.Context, c bot.Click) bot.ClickAnswer {
		return bot.ClickAnswer{Toast: &bot.Toast{Type: "info", Text: string(c.Value)}}
	}}
	answer, err := newTestDispatcher(t, h, DispatcherDeps{}).dispatch(t.Context(), fixture(t, "card-button-string-value"))
	require.NoError(t, err)
	require.NotNil(t, answer.Toast)
	assert.Equal(t, `"page:2"`, answer.Toast.Content)
}

func TestALateClickIsAnsweredInTimeAndWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var finished atomic.Bool
		h := &testHandler{click: func(ctx context.Context, _ bot.Click) bot.ClickAnswer {
			<-ctx.Done()
			time.Sleep(10 * time.Second) // it does not listen
			finished.Store(true)
			return bot.ClickAnswer{}
		}}
		d := newTestDispatcher(t, h, DispatcherDeps{})
		started := time.Now()
		answer, err := d.dispatch(t.Context(), fixture(t, "card-button"))
		require.NoError(t, err)
		assert.Equal(t, clickLimit, time.Since(started))
		assert.Equal(t, fallback.Text, answer.Toast.Content)
		assert.False(t, finished.Load())
		d.Wait()
		assert.True(t, finished.Load())
	})
}

func TestAClickHandlerThatHeedsItsDeadlineAnswersItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &testHandler{click: func(ctx context.Context, _ bot.Click) bot.ClickAnswer {
			<-ctx.Done()
			return bot.ClickAnswer{Toast: &bot.Toast{Type: "info", Text: "稍后更新"}}
		}}
		answer, err := newTestDispatcher(t, h, DispatcherDeps{}).dispatch(t.Context(), fixture(t, "card-button"))
		require.NoError(t, err)
		assert.Equal(t, "稍后更新", answer.Toast.Content)
	})
}

func TestAClickThatFailsGetsTheFallback(t *testing.T) {
	h := &testHandler{click: func(context.Context, bot.Click) bot.ClickAnswer { panic("boom") }}
	d := newTestDispatcher(t, h, DispatcherDeps{})
	for name, body := range map[string][]byte{
		"a panic":      fixture(t, "card-button"),
		"no operator":  []byte(`{"header":{"event_type":"card.action.trigger"},"event":{}}`),
		"no event":     []byte(`{"header":{"event_type":"card.action.trigger"}}`),
		"a huge event": []byte(`{"header":{"event_type":"card.action.trigger"},"event":"` + strings.Repeat("x", 1<<16) + `"}`),
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := d.dispatch(t.Context(), body)
			require.NoError(t, err)
			require.NotNil(t, answer)
			assert.Equal(t, fallback.Text, answer.Toast.Content)
		})
	}
}
