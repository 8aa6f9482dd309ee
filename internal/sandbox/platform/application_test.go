package platform_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestScopesAreListedWithTheirStateAndNeedNone(t *testing.T) {
	w := start(t, func(cfg *platform.Config) { cfg.Scopes = []string{"im:resource"} })
	c := w.Console()
	c.Pending = []string{"im:message.group_msg"}
	w.SetConsole(c)
	a := w.call(http.MethodGet, "/application/v6/scopes", nil)
	require.Zero(t, a.Code)
	var body struct {
		Data struct {
			Scopes []struct {
				Name   string `json:"scope_name"`
				Status int    `json:"grant_status"`
				Type   string `json:"scope_type"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(a.Raw, &body))
	status := map[string]int{}
	for _, s := range body.Data.Scopes {
		status[s.Name+" "+s.Type] = s.Status
	}
	assert.Equal(t, map[string]int{"im:resource tenant": 1, "im:message.group_msg tenant": 2, "offline_access user": 1}, status)
}

func TestALookUpOfTheAppNeedsItsScopeAndALanguage(t *testing.T) {
	w := start(t, func(cfg *platform.Config) { cfg.Scopes = []string{"im:resource"} })
	a := w.call(http.MethodGet, "/application/v6/applications/"+w.appID+"?lang=zh_cn", nil)
	assert.Equal(t, 99991672, a.Code)
	assert.Contains(t, string(a.Raw), "application:application:self_manage")

	w = start(t)
	assert.Equal(t, 99992402, w.call(http.MethodGet, "/application/v6/applications/me", nil).Code)
	assert.Equal(t, 99991672, w.call(http.MethodGet, "/application/v6/applications/cli_other?lang=zh_cn", nil).Code)
}

func TestALookUpOfTheAppTellsWhatTheConsoleIsSetTo(t *testing.T) {
	w := start(t)
	a := w.call(http.MethodGet, "/application/v6/applications/"+w.appID+"?lang=zh_cn", nil)
	require.Zero(t, a.Code)
	assert.Contains(t, string(a.Raw), `"callback_type":"websocket"`)
	assert.Contains(t, string(a.Raw), `"card.action.trigger"`)
	assert.NotContains(t, string(a.Raw), "subscription_type", "the events stand in the version")

	version, _ := a.Data["app"].(map[string]any)["online_version_id"].(string)
	a = w.call(http.MethodGet, "/application/v6/applications/"+w.appID+"/app_versions/"+version+"?lang=zh_cn", nil)
	require.Zero(t, a.Code)
	assert.Contains(t, string(a.Raw), `"event_type":"im.message.receive_v1"`)
	assert.Equal(t, 99992402, w.call(http.MethodGet, "/application/v6/applications/"+w.appID+"/app_versions/other?lang=zh_cn", nil).Code)

	w.SetConsole(platform.Console{
		Events:      platform.Subscription{Mode: platform.ByWebhook, URL: "https://e.com/hook", Kinds: []string{"im.message.receive_v1"}},
		Callbacks:   platform.Subscription{Mode: platform.ByWebhook, URL: "https://e.com/hook"},
		TellsEvents: true, BotStatus: 1,
	})
	a = w.call(http.MethodGet, "/application/v6/applications/me?lang=zh_cn", nil)
	assert.Contains(t, string(a.Raw), `"subscription_type":"webhook"`)
	assert.Contains(t, string(a.Raw), `"request_url":"https://e.com/hook"`)
	assert.Contains(t, string(w.call(http.MethodGet, "/bot/v3/info", nil).Raw), `"activate_status":1`)
}
