package lark

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sandbox/platform"
	"tusou/internal/secret"
)

func TestInspectionsReadWhatTheEmulatedPlatformTells(t *testing.T) {
	e := emulate(t)
	ctx := t.Context()
	require.NoError(t, e.bot.Credentials(ctx))
	require.NoError(t, e.bot.MayConnect(ctx))
	assert.Zero(t, e.Connections(), "an address that is not used takes no events")

	who, err := e.bot.Identity(ctx)
	require.NoError(t, err)
	assert.Equal(t, Identity{OpenID: e.BotOpenID(), Name: "图搜", Status: 2}, who)
	assert.True(t, who.Enabled())

	scopes, err := e.bot.Scopes(ctx)
	require.NoError(t, err)
	assert.Contains(t, scopes, "im:message:readonly")
	assert.NotContains(t, scopes, "offline_access", "that is one in the name of persons")

	for _, tells := range []bool{false, true} {
		c := e.Console()
		c.TellsEvents = tells
		e.SetConsole(c)
		events, callbacks, err := e.bot.Subscriptions(ctx)
		require.NoError(t, err)
		assert.Contains(t, events.Kinds, "im.message.receive_v1")
		assert.Equal(t, tells, events.Mode == platform.ByLongConnection)
		assert.Equal(t, Subscription{Mode: platform.ByLongConnection, Kinds: []string{"card.action.trigger"}}, callbacks)
	}

	var refused *bot.PlatformError
	require.ErrorAs(t, e.bot.Chat(ctx, "oc_0"), &refused)
	assert.Equal(t, 232006, refused.Code)
	assert.Zero(t, e.Counts()[platform.APISend]+e.Counts()[platform.APIReply], "nothing was said to anybody")
}

func TestInspectionsSayWhatIsMissing(t *testing.T) {
	p, err := platform.New(platform.Config{AppID: testApp, AppSecret: testSecret, Scopes: []string{"im:resource"}})
	require.NoError(t, err)
	server := httptest.NewServer(p.Handler())
	t.Cleanup(func() {
		assert.NoError(t, p.Close())
		server.Close()
	})
	c := newTestClient(t, server.URL, Deps{})
	var refused *bot.PlatformError
	_, _, err = c.Subscriptions(t.Context())
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, bot.PlatformForbidden, refused.Action)
	assert.Contains(t, refused.Scope, "application:application:self_manage")
	require.ErrorAs(t, c.Chat(t.Context(), "oc_0"), &refused)
	assert.Equal(t, 99991672, refused.Code)

	wrong, err := New(Config{AppID: testApp, AppSecret: secret.New("canary-wrong"), BaseURL: server.URL}, Deps{})
	require.NoError(t, err)
	t.Cleanup(wrong.Close)
	for _, ask := range []func(context.Context) error{wrong.Credentials, wrong.MayConnect} {
		err := ask(t.Context())
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, 10014, refused.Code)
		assert.NotContains(t, err.Error(), "canary")
	}
	_, known := wrong.Skew()
	assert.True(t, known, "a refusal tells the time as well")
}

func TestAnswersThatTellNothingAreErrors(t *testing.T) {
	c := newTestClient(t, newFakeAPI(t, always(200, `{"code":0,"msg":"ok","data":[]}`)).URL, Deps{})
	for name, ask := range map[string]func(context.Context) error{
		"scopes":        func(ctx context.Context) error { _, err := c.Scopes(ctx); return err },
		"subscriptions": func(ctx context.Context) error { _, _, err := c.Subscriptions(ctx); return err },
		"connection":    c.MayConnect,
	} {
		var e *bot.PlatformError
		require.ErrorAs(t, ask(t.Context()), &e, name)
		assert.Equal(t, bot.PlatformGiveUp, e.Action, name)
	}
}

func TestABotIsEnabledInTwoStates(t *testing.T) {
	var enabled []int
	for status := range 7 {
		if (Identity{Status: status}).Enabled() {
			enabled = append(enabled, status)
		}
	}
	assert.Equal(t, []int{2, 4}, enabled)
}

func TestAWebhookAnswersAChallengeOfItsOwnKeys(t *testing.T) {
	server := httptest.NewServer(newTestWebhook(t, &testHandler{}, Deps{Now: time.Now}))
	t.Cleanup(server.Close)
	right := WebhookConfig{AppID: testApp, EncryptKey: secret.New(testKey), VerificationToken: secret.New(testToken)}
	for name, test := range map[string]struct {
		change func(*WebhookConfig)
		want   ChallengeResult
	}{
		"the same":      {func(*WebhookConfig) {}, ChallengeResult{Status: 200, Echoed: true}},
		"another key":   {func(c *WebhookConfig) { c.EncryptKey = secret.New("other") }, ChallengeResult{Status: 401}},
		"another token": {func(c *WebhookConfig) { c.VerificationToken = secret.New("other") }, ChallengeResult{Status: 403}},
	} {
		cfg := right
		test.change(&cfg)
		got, err := Challenge(t.Context(), cfg, server.URL+"/lark/webhook", Deps{})
		require.NoError(t, err, name)
		assert.Equal(t, test.want, got, name)
	}
	_, err := Challenge(t.Context(), WebhookConfig{}, server.URL, Deps{})
	require.Error(t, err)
}

func TestAChallengeThatNobodyAnswersNamesNoAddress(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := Challenge(t.Context(), WebhookConfig{AppID: "a", EncryptKey: secret.New("k"), VerificationToken: secret.New("t")}, server.URL+"/canary", Deps{})
	require.Error(t, err)
	assert.False(t, slices.ContainsFunc([]string{"canary", "challenge\":"}, func(s string) bool { return strings.Contains(err.Error(), s) }))
}
