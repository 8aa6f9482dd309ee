package lark

import (
	"context"
	"encoding/json"
	"net/http"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"

	"tusou/bot"
)

// The calls of this file change nothing and are none of the bot's: tusou doctor
// asks with them how the app stands with the platform.

// connectPath is where the long connection's address is asked for.
const connectPath = "/callback/ws/endpoint"

// The states of an app that let its bot work (activate_status of bot/v3/info):
// 2 is enabled, 4 is enabled with a newer version that waits.
const (
	botEnabled        = 2
	botUpgradePending = 4
)

// Identity is who the bot is.
type Identity struct {
	OpenID string // ou_…
	Name   string
	// Status is the platform's activate_status: 0 not installed, 1 disabled by
	// the tenant, 2 enabled, 3 installed and not enabled, 4 upgrade pending, 5
	// and 6 disabled for a licence.
	Status int
}

// Enabled says whether the tenant lets the bot work.
func (i Identity) Enabled() bool { return i.Status == botEnabled || i.Status == botUpgradePending }

// Credentials asks for an access token unless one is at hand.
func (c *Client) Credentials(ctx context.Context) error {
	const op = "auth.tenant_access_token"
	if _, err := c.tokens.get(ctx); err != nil {
		return failed(ctx, op, err)
	}
	return nil
}

// Identity asks who the bot is, and whether it may work.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	const op = "bot.info"
	body, err := c.get(ctx, op, "/open-apis/bot/v3/info", nil, nil)
	if err != nil {
		return Identity{}, err
	}
	// The bot stands beside the code here, not under data as elsewhere.
	var got struct {
		Bot struct {
			OpenID string `json:"open_id"`
			Name   string `json:"app_name"`
			Status int    `json:"activate_status"`
		} `json:"bot"`
	}
	if err := json.Unmarshal(body, &got); err != nil || got.Bot.OpenID == "" {
		return Identity{}, &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Status: http.StatusOK, Message: "the app has no bot"}
	}
	return Identity{OpenID: got.Bot.OpenID, Name: got.Bot.Name, Status: got.Bot.Status}, nil
}

// Scopes asks which scopes the tenant granted to the app itself. The call needs
// no scope.
func (c *Client) Scopes(ctx context.Context) ([]string, error) {
	const (
		op      = "application.scope.list"
		granted = 1
	)
	body, err := c.get(ctx, op, "/open-apis/application/v6/scopes", nil, nil)
	if err != nil {
		return nil, err
	}
	var got struct {
		Data struct {
			Scopes []struct {
				Name   string `json:"scope_name"`
				Status int    `json:"grant_status"`
				Type   string `json:"scope_type"` // tenant: the app's own; user: in a person's name
			} `json:"scopes"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return nil, &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Status: http.StatusOK, Message: "the answer holds no scopes"}
	}
	var names []string
	for _, s := range got.Data.Scopes {
		if s.Status == granted && s.Type != "user" {
			names = append(names, s.Name)
		}
	}
	return names, nil
}

// Subscription is how the developer console is set for events, or for
// callbacks.
type Subscription struct {
	Mode  string   // websocket or webhook; "" if the platform does not say
	URL   string   // with webhook
	Kinds []string // event types, or callbacks; nil if the platform does not say
}

// Subscriptions asks how events and callbacks are set. The call needs the scope
// application:application:self_manage, which the bot itself does not.
func (c *Client) Subscriptions(ctx context.Context) (events, callbacks Subscription, err error) {
	const op = "application.get"
	body, err := c.get(ctx, op, "/open-apis/application/v6/applications/:app_id",
		larkcore.PathParams{"app_id": c.cfg.AppID}, larkcore.QueryParams{"lang": []string{"zh_cn"}})
	if err != nil {
		return Subscription{}, Subscription{}, err
	}
	var got struct {
		Data struct {
			App struct {
				Version   string `json:"online_version_id"`
				Callbacks struct {
					Mode  string   `json:"callback_type"`
					URL   string   `json:"request_url"`
					Kinds []string `json:"subscribed_callbacks"`
				} `json:"callback_info"`
				Events struct {
					Mode  string   `json:"subscription_type"`
					URL   string   `json:"request_url"`
					Kinds []string `json:"subscribed_events"`
				} `json:"event"`
			} `json:"app"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return Subscription{}, Subscription{}, &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Status: http.StatusOK, Message: "the answer holds no app"}
	}
	app := got.Data.App
	events, callbacks = Subscription(app.Events), Subscription(app.Callbacks)
	if events.Kinds == nil && app.Version != "" {
		// Some answers leave the events to the version that is in use. That they
		// cannot be had takes nothing from the rest.
		events.Kinds, _ = c.versionEvents(ctx, app.Version)
	}
	return events, callbacks, nil
}

// versionEvents asks which events a version of the app is subscribed to.
func (c *Client) versionEvents(ctx context.Context, version string) ([]string, error) {
	body, err := c.get(ctx, "application.version.get", "/open-apis/application/v6/applications/:app_id/app_versions/:version_id",
		larkcore.PathParams{"app_id": c.cfg.AppID, "version_id": version}, larkcore.QueryParams{"lang": []string{"zh_cn"}})
	if err != nil {
		return nil, err
	}
	var got struct {
		Data struct {
			Version struct {
				Events []struct {
					Type string `json:"event_type"`
				} `json:"event_infos"`
			} `json:"app_version"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return nil, err
	}
	var kinds []string
	for _, e := range got.Data.Version.Events {
		kinds = append(kinds, e.Type)
	}
	return kinds, nil
}

// MayConnect asks for the address of a long connection and does not use it, so
// that no event is taken from a process that is connected.
func (c *Client) MayConnect(ctx context.Context) error {
	const op = "callback.ws.endpoint"
	ask, err := json.Marshal(map[string]string{"AppID": c.cfg.AppID, "AppSecret": c.cfg.AppSecret.Reveal(), "ClientAssertion": ""})
	if err != nil {
		return err
	}
	attempt, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	a, err := c.post(attempt, connectPath, ask)
	if err != nil {
		return failed(ctx, op, err)
	}
	c.noteTime(a.header)
	if failure, _ := c.judge(op, a.status, a.header, a.body); failure != nil {
		return failure
	}
	var got struct {
		Data struct{ URL string } `json:"data"`
	}
	if err := json.Unmarshal(a.body, &got); err != nil || got.Data.URL == "" {
		return &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Status: a.status, Message: "the answer holds no address"}
	}
	return nil
}

// Chat looks a chat up; only whether that is allowed is of interest.
func (c *Client) Chat(ctx context.Context, id string) error {
	_, err := c.get(ctx, "im.chat.get", "/open-apis/im/v1/chats/:chat_id", larkcore.PathParams{"chat_id": id}, nil)
	return err
}

// get makes a call that only reads.
func (c *Client) get(ctx context.Context, op, path string, params larkcore.PathParams, query larkcore.QueryParams) ([]byte, error) {
	return c.do(ctx, call{api: op, timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{HttpMethod: http.MethodGet, ApiPath: path, PathParams: params, QueryParams: query}
	})})
}
