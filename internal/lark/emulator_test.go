package lark

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sandbox/platform"
	"tusou/internal/secret"
)

// cardOf is a card with one button.
func cardOf(words string) json.RawMessage {
	card, err := json.Marshal(map[string]any{
		"schema": "2.0", "config": map[string]any{"update_multi": true},
		"body": map[string]any{"elements": []any{map[string]any{
			"tag": "button", "text": map[string]any{"tag": "plain_text", "content": words},
			"behaviors": []any{map[string]any{"type": "callback", "value": map[string]any{"a": "page"}}},
		}}},
	})
	if err != nil {
		panic(err)
	}
	return card
}

func testJPEG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, 64, 64)), nil))
	return out.Bytes()
}

// emulated is the sandbox's platform, a person in a group with the bot, and the
// client of the bot.
type emulated struct {
	*platform.Platform
	url   string
	buyer platform.User
	group platform.Chat
	bot   *Client
}

func emulate(t *testing.T) *emulated {
	t.Helper()
	p, err := platform.New(platform.Config{
		AppID: testApp, AppSecret: testSecret, EncryptKey: testKey, VerificationToken: testToken, TimeScale: 1000,
		Client: platform.ClientConfig{ReconnectCount: -1, ReconnectInterval: 1, PingInterval: 60},
	})
	require.NoError(t, err)
	server := httptest.NewServer(p.Handler())
	t.Cleanup(func() {
		assert.NoError(t, p.Close())
		server.Close()
	})
	e := &emulated{Platform: p, url: server.URL, buyer: p.NewUser("李然"), bot: newTestClient(t, server.URL, Deps{})}
	e.group = p.NewGroup("选品群", e.buyer)
	return e
}

// ask posts a picture that mentions the bot.
func (e *emulated) ask(t *testing.T) (messageID string) {
	t.Helper()
	id, err := e.Post(platform.Outgoing{Chat: e.group, Sender: e.buyer, Text: "包邮 小风扇", Images: [][]byte{testJPEG(t)}, MentionBot: true})
	require.NoError(t, err)
	return id
}

func (e *emulated) config() Config {
	return Config{AppID: testApp, AppSecret: secret.New(testSecret), BaseURL: e.url}
}

func TestTheEmulatedPlatformTakesEveryCall(t *testing.T) {
	e := emulate(t)
	ctx := t.Context()
	botID, name, err := e.bot.BotInfo(ctx)
	require.NoError(t, err)
	assert.Equal(t, e.BotOpenID(), botID)
	assert.Equal(t, "图搜", name)

	asked := e.ask(t)
	m, err := e.bot.Message(ctx, asked)
	require.NoError(t, err)
	assert.True(t, m.MentionsBot)
	assert.Equal(t, "包邮 小风扇", m.Text)
	assert.Equal(t, e.buyer.OpenID, m.Sender.OpenID)
	require.Len(t, m.Pictures, 1)
	picture, err := e.bot.Resource(ctx, m.Pictures[0], 1<<20)
	require.NoError(t, err)
	assert.Equal(t, testJPEG(t), picture)

	id, err := e.bot.Reply(ctx, asked, "uuid-1", cardOf("one"), false)
	require.NoError(t, err)
	again, err := e.bot.Reply(ctx, asked, "uuid-1", cardOf("two"), false)
	require.NoError(t, err)
	assert.Equal(t, id, again)
	require.NoError(t, e.bot.Patch(ctx, id, cardOf("three")))
	shown, ok := e.Message(id)
	require.True(t, ok)
	assert.JSONEq(t, string(cardOf("three")), shown.Content)

	e.RevokeTokens()
	key, err := e.bot.UploadImage(ctx, testJPEG(t))
	require.NoError(t, err)
	stored, _, ok := e.Image(key)
	require.True(t, ok)
	assert.Equal(t, testJPEG(t), stored)

	require.NoError(t, e.SetThreads(e.group.ID, false))
	_, err = e.bot.Reply(ctx, asked, "uuid-2", cardOf("detail"), true)
	require.NoError(t, err)
	sent, err := e.bot.Send(ctx, e.buyer.OpenID, "uuid-3", cardOf("hello"))
	require.NoError(t, err)
	require.NoError(t, e.bot.Delete(ctx, sent))
	assert.Equal(t, bot.PlatformGone, bot.ActionOf(e.bot.Patch(ctx, sent, cardOf("late"))))

	file, err := e.bot.UploadFile(ctx, fileOf("选品.xlsx", []byte("zip")))
	require.NoError(t, err)
	data, name, ok := e.File(file)
	require.True(t, ok)
	assert.Equal(t, "选品.xlsx", name)
	assert.Equal(t, "zip", string(data))
	replied, err := e.bot.ReplyFile(ctx, asked, "uuid-4", file)
	require.NoError(t, err)
	again, err = e.bot.ReplyFile(ctx, asked, "uuid-4", file)
	require.NoError(t, err)
	assert.Equal(t, replied, again)
	shown, ok = e.Message(replied)
	require.True(t, ok)
	assert.Equal(t, "file", shown.Kind)
	assert.JSONEq(t, fmt.Sprintf(`{"file_key":%q}`, file), shown.Content)
	_, err = e.bot.ReplyFile(ctx, asked, "uuid-5", file)
	require.NoError(t, err, "one stored file may be sent again")
	_, err = e.bot.ReplyFile(ctx, asked, "", "file_v3_of_nobody")
	assert.Equal(t, bot.PlatformGiveUp, bot.ActionOf(err))
}

func TestTheEmulatedPlatformNeverRefusesForItsRates(t *testing.T) {
	e := emulate(t)
	asked := e.ask(t)
	e.bot.Heard(asked, e.group.ID)
	var first string
	for i := range 6 {
		id, err := e.bot.Reply(t.Context(), asked, "", cardOf("n"), false)
		require.NoError(t, err, i)
		first = id
	}
	for i := range 6 {
		require.NoError(t, e.bot.Patch(t.Context(), first, cardOf("n")), i)
	}
}

func TestEventsAndClicksOfTheEmulatedPlatformArrive(t *testing.T) {
	for name, connect := range map[string]func(t *testing.T, e *emulated, d *Dispatcher){
		"by long connection": func(t *testing.T, e *emulated, d *Dispatcher) {
			w, err := NewWebsocket(e.config(), d, Deps{})
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- w.Run(ctx) }()
			t.Cleanup(func() {
				cancel()
				assert.NoError(t, <-done)
			})
			require.Eventually(t, func() bool { return w.Connected() && e.Connections() == 1 }, 10*time.Second, time.Millisecond)
		},
		"by webhook": func(t *testing.T, e *emulated, d *Dispatcher) {
			w, err := NewWebhook(WebhookConfig{AppID: testApp, EncryptKey: secret.New(testKey), VerificationToken: secret.New(testToken)}, d, Deps{})
			require.NoError(t, err)
			server := httptest.NewServer(w)
			t.Cleanup(server.Close)
			require.NoError(t, e.UseWebhook(t.Context(), server.URL))
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulate(t)
			h := &testHandler{click: func(context.Context, bot.Click) bot.ClickAnswer {
				return bot.ClickAnswer{Toast: &bot.Toast{Type: "success", Text: "已收藏"}, Card: cardOf("clicked")}
			}}
			d, err := NewDispatcher(DispatcherConfig{BotOpenID: e.BotOpenID(), Fallback: fallback}, DispatcherDeps{Handler: h, Heard: e.bot.Heard})
			require.NoError(t, err)
			connect(t, e, d)

			asked := e.ask(t)
			require.Eventually(t, func() bool { return h.count() == 1 }, 10*time.Second, time.Millisecond)
			assert.Equal(t, asked, h.messages[0].ID)
			assert.True(t, h.messages[0].MentionsBot)
			id, err := e.bot.Reply(t.Context(), asked, "uuid-1", cardOf("one"), false)
			require.NoError(t, err)

			answer, err := e.Click(t.Context(), platform.Click{User: e.buyer, MessageID: id, Tag: "button"})
			require.NoError(t, err)
			require.NotNil(t, answer.Toast)
			assert.Equal(t, "已收藏", answer.Toast.Content)
			assert.JSONEq(t, string(cardOf("clicked")), string(answer.Card))
			assert.Equal(t, e.buyer.OpenID, h.clicks[0].Operator)

			require.NoError(t, e.Recall(asked))
			require.NoError(t, e.OpenDirectChat(e.buyer))
			require.NoError(t, e.PressMenu(e.buyer, "tusou_help"))
			require.Eventually(t, func() bool { return h.count() == 5 }, 10*time.Second, time.Millisecond)
			assert.Equal(t, []bot.Recall{{MessageID: asked, ChatID: e.group.ID}}, h.recalls)
			assert.True(t, h.greets[0].Direct)
			assert.Equal(t, "tusou_help", h.presses[0].Key)
			for _, delivery := range e.Deliveries() {
				assert.Equal(t, 1, delivery.Attempt, delivery.EventType)
			}
		})
	}
}
