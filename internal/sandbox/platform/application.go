package platform

import (
	"net/http"
	"slices"
)

// The APIs of this file, by which calls are recorded.
const (
	APIScopes      = "application.scopes"
	APIApplication = "application.get"
	APIVersion     = "application.version"
)

// The modes in which events and callbacks can be delivered.
const (
	ByLongConnection = "websocket"
	ByWebhook        = "webhook"
)

// The scopes of which one lets an app read its own settings.
const (
	scopeSelfManage = "application:application:self_manage"
	scopeAppInfo    = "admin:app.info:readonly"
)

const onlineVersion = "oav_a1b2c3d4e5f60718"

// Console is what the developer console is set to. It says only what look-ups
// tell; how events are really delivered is UseWebhook's to say.
type Console struct {
	Events, Callbacks Subscription
	// TellsEvents lets the look-up of the app tell of the events, as its newer
	// form does. Without it they stand in the app's version alone.
	TellsEvents bool
	// Pending are scopes that were applied for and are not granted.
	Pending []string
	// BotStatus is the activate_status of the bot; 0 stands for 2, enabled.
	BotStatus int
}

// Subscription is one of the console's two tabs.
type Subscription struct {
	Mode  string // ByLongConnection or ByWebhook
	URL   string // with ByWebhook
	Kinds []string
}

// defaultConsole is a console that is set as a bot with cards needs it.
func defaultConsole() Console {
	return Console{
		Events: Subscription{Mode: ByLongConnection, Kinds: []string{
			"im.message.receive_v1", "im.message.recalled_v1", "im.chat.member.bot.added_v1",
			"im.chat.access_event.bot_p2p_chat_entered_v1", "application.bot.menu_v6",
		}},
		Callbacks: Subscription{Mode: ByLongConnection, Kinds: []string{"card.action.trigger"}},
	}
}

// SetConsole changes what the developer console is set to.
func (p *Platform) SetConsole(c Console) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.console = c
}

// Console returns what the developer console is set to.
func (p *Platform) Console() Console {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.console
}

// grantedNames lists the granted scopes; where all are, those that this
// emulator asks for.
func (p *Platform) grantedNames() []string {
	if p.scopes != nil {
		return slices.Clone(p.cfg.Scopes)
	}
	names := []string{
		"im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly", "im:message.group_msg", scopeSelfManage,
	}
	for _, rt := range p.table() {
		for _, s := range rt.scopes {
			if !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
	}
	return names
}

type grant struct {
	Name   string `json:"scope_name"`
	Status int    `json:"grant_status"` // 1 granted, 2 not
	Type   string `json:"scope_type"`
}

// serveScopes tells which scopes that the app applied for are granted. It is
// the one look-up of an app that needs no scope.
func (p *Platform) serveScopes(*request) (any, *apiError) {
	grants := []grant{}
	for _, name := range p.grantedNames() {
		grants = append(grants, grant{name, 1, "tenant"})
	}
	for _, name := range p.Console().Pending {
		grants = append(grants, grant{name, 2, "tenant"})
	}
	// A scope in the name of persons stands in the same list.
	grants = append(grants, grant{"offline_access", 1, "user"})
	return map[string]any{"scopes": grants}, nil
}

// checkApp refuses look-ups of another app, and those without the language,
// which is required.
func (p *Platform) checkApp(q *request) *apiError {
	id := q.PathValue("app")
	switch {
	case id != p.cfg.AppID && id != "me":
		return &apiError{
			status: http.StatusBadRequest, code: 99991672, scopes: []string{scopeAppInfo},
			msg: "Access denied. One of the following scopes is required: [" + scopeAppInfo + "].",
		}
	case q.URL.Query().Get("lang") == "":
		return badRequest(99992402, "field validation failed")
	}
	return nil
}

func (p *Platform) serveApplication(q *request) (any, *apiError) {
	if refusal := p.checkApp(q); refusal != nil {
		return nil, refusal
	}
	c := p.Console()
	app := map[string]any{
		"app_id": p.cfg.AppID, "app_name": p.bot.Name, "status": 1, "scene_type": 0, "online_version_id": onlineVersion,
		"callback_info": described(c.Callbacks, "callback_type", "subscribed_callbacks"),
	}
	if c.TellsEvents {
		app["event"] = described(c.Events, "subscription_type", "subscribed_events")
	}
	return map[string]any{"app": app}, nil
}

func described(s Subscription, mode, kinds string) map[string]any {
	out := map[string]any{mode: s.Mode, kinds: s.Kinds}
	if s.Mode == ByWebhook {
		out["request_url"] = s.URL
	}
	return out
}

func (p *Platform) serveVersion(q *request) (any, *apiError) {
	if refusal := p.checkApp(q); refusal != nil {
		return nil, refusal
	}
	if q.PathValue("version") != onlineVersion {
		return nil, badRequest(99992402, "field validation failed")
	}
	events := []map[string]string{}
	for _, kind := range p.Console().Events.Kinds {
		events = append(events, map[string]string{"event_type": kind, "event_name": kind})
	}
	return map[string]any{"app_version": map[string]any{
		"app_id": p.cfg.AppID, "version": "1.0.0", "version_id": onlineVersion, "status": 1, "event_infos": events,
	}}, nil
}
