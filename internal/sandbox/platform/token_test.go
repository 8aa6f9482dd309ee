package platform_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func (w *world) fetchToken(appID, secret string) (value string, expire int, code int) {
	w.t.Helper()
	a := w.callAs("", http.MethodPost, "/auth/v3/tenant_access_token/internal", map[string]string{"app_id": appID, "app_secret": secret})
	var body struct {
		Token  string `json:"tenant_access_token"`
		Expire int    `json:"expire"`
	}
	require.NoError(w.t, json.Unmarshal(a.Raw, &body))
	return body.Token, body.Expire, a.Code
}

func TestTokensStayTheSameWhileHalfAnHourRemains(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	first, expire, code := w.fetchToken(w.appID, "secret-for-tests")
	require.Zero(t, code)
	assert.Equal(t, 7200, expire)

	c.Advance(90 * time.Minute)
	same, expire, _ := w.fetchToken(w.appID, "secret-for-tests")
	assert.Equal(t, first, same)
	assert.Equal(t, 1800, expire)

	c.Advance(time.Second)
	second, expire, _ := w.fetchToken(w.appID, "secret-for-tests")
	assert.NotEqual(t, first, second)
	assert.Equal(t, 7200, expire)
	assert.Zero(t, w.callAs("Bearer "+first, http.MethodGet, "/bot/v3/info", nil).Code, "the old one still lives")

	c.Advance(30 * time.Minute)
	assert.Equal(t, 99991663, w.callAs("Bearer "+first, http.MethodGet, "/bot/v3/info", nil).Code)
	assert.Zero(t, w.callAs("Bearer "+second, http.MethodGet, "/bot/v3/info", nil).Code)
}

func TestWrongCredentialsGetNoToken(t *testing.T) {
	w := start(t)
	_, _, code := w.fetchToken("cli_other", "secret-for-tests")
	assert.Equal(t, 10003, code)
	_, _, code = w.fetchToken(w.appID, "wrong")
	assert.Equal(t, 10014, code)
}

func TestCallsWithoutALivingTokenAreRefused(t *testing.T) {
	w := start(t)
	for authorization, code := range map[string]int{"": 99991661, "Bearer ": 99991661, "Bearer x-1": 99991671, "Bearer t-unknown": 99991663} {
		a := w.callAs(authorization, http.MethodGet, "/bot/v3/info", nil)
		assert.Equal(t, code, a.Code, authorization)
		assert.Equal(t, http.StatusBadRequest, a.Status)
		assert.NotEmpty(t, a.Header.Get("X-Tt-Logid"))
		assert.Contains(t, a.Header.Get("Content-Type"), "application/json")
		assert.Contains(t, string(a.Raw), `"log_id":"`+a.Header.Get("X-Tt-Logid"))
	}
	w.login()
	w.RevokeTokens()
	assert.Equal(t, 99991663, w.call(http.MethodGet, "/bot/v3/info", nil).Code)
}

func TestBotInfoStandsBesideTheCode(t *testing.T) {
	w := start(t)
	a := w.call(http.MethodGet, "/bot/v3/info", nil)
	var body struct {
		Bot struct {
			OpenID string `json:"open_id"`
		}
	}
	require.NoError(t, json.Unmarshal(a.Raw, &body))
	assert.Equal(t, w.BotOpenID(), body.Bot.OpenID)
}

func TestMissingScopesAreNamed(t *testing.T) {
	w := start(t, func(cfg *platform.Config) { cfg.Scopes = []string{"im:message:readonly"} })
	a := w.send(w.group.ID, "text", `{"text":"x"}`, "")
	assert.Equal(t, 99991672, a.Code)
	assert.Contains(t, string(a.Raw), `"subject":"im:message:send_as_bot"`)
}
