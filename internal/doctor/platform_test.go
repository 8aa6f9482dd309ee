package doctor_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/doctor"
	"tusou/internal/lang"
	"tusou/internal/sandbox/platform"
)

// ofPlatform are the lines that need an access token.
func ofPlatform() []lang.Check {
	return []lang.Check{lang.CheckBot, lang.CheckScopes, lang.CheckEvents, lang.CheckCallbacks}
}

func TestWithoutCredentialsWhatNeedsThemIsNotCheckedAndTheRestIs(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	stranger := httptest.NewServer(http.NotFoundHandler())
	defer stranger.Close()
	for name, test := range map[string]struct {
		change      func(w *world)
		mark        doctor.Mark
		found, mend string
	}{
		"another secret":      {func(w *world) { w.set("TUSOU_LARK_APP_SECRET=canary-wrong") }, doctor.Wrong, "10014", "TUSOU_LARK_APP_SECRET"},
		"another app":         {func(w *world) { w.set("TUSOU_LARK_APP_ID=cli_other") }, doctor.Wrong, "10003", "TUSOU_LARK_APP_ID"},
		"nobody there":        {func(w *world) { w.set("TUSOU_LARK_BASE_URL=" + closed.URL) }, doctor.Wrong, "连接被拒绝", "TUSOU_LARK_BASE_URL"},
		"a name of nobody":    {func(w *world) { w.set("TUSOU_LARK_BASE_URL=http://platform.invalid") }, doctor.Wrong, "platform.invalid", "TUSOU_LARK_BASE_URL"},
		"something else":      {func(w *world) { w.set("TUSOU_LARK_BASE_URL=" + stranger.URL) }, doctor.Wrong, "HTTP 404", "open.feishu.cn"},
		"a platform in need":  {func(w *world) { w.fail(platform.Fault{API: platform.APIToken, Status: 502}) }, doctor.Unknown, "HTTP 502", ""},
		"an address unlisted": {func(w *world) { w.fail(platform.Fault{API: platform.APIToken, Code: 99991401, Msg: "ip denied"}) }, doctor.Wrong, "99991401: ip denied", "白名单"},
		"an app switched off": {func(w *world) { w.fail(platform.Fault{API: platform.APIToken, Code: 99991662, Msg: "app off"}) }, doctor.Wrong, "99991662: app off", "启用"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			got := f[lang.CheckCredentials]
			assert.Equal(t, test.mark, got.Mark)
			assert.Contains(t, got.Found, test.found)
			assert.Contains(t, got.Mend, test.mend)
			for _, c := range ofPlatform() {
				assert.Equal(t, doctor.Unknown, f[c].Mark, c)
				assert.Contains(t, f[c].Found, "应用凭证", c)
			}
			for _, c := range []lang.Check{lang.CheckClock, lang.CheckGateway, lang.CheckPublicURL, lang.CheckDatabase, lang.CheckImages} {
				assert.Equal(t, doctor.Good, f[c].Mark, c)
			}
		})
	}
}

// fail troubles every call that the fault fits.
func (w *world) fail(f platform.Fault) {
	f.Times = -1
	w.platform.Inject(f)
}

func TestTheBotsLine(t *testing.T) {
	for name, test := range map[string]struct {
		change      func(w *world)
		found, mend string
	}{
		"an app without a bot": {func(w *world) {
			w.fail(platform.Fault{API: platform.APIBotInfo, Code: 11205, Msg: "app do not have bot"})
		}, "11205: app do not have bot", "机器人"},
		"a success without one": {func(w *world) {
			w.fail(platform.Fault{API: platform.APIBotInfo, Status: 200, Body: `{"code":0,"msg":"ok"}`, Header: http.Header{"Content-Type": {"application/json"}}})
		}, "没有机器人", "机器人"},
		"a bot that is not enabled": {func(w *world) { w.console(func(c *platform.Console) { c.BotStatus = 3 }) }, "状态 3", "版本管理与发布"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			assert.Equal(t, []lang.Check{lang.CheckBot}, f.marks(doctor.Wrong), f)
			assert.Contains(t, f[lang.CheckBot].Found, test.found)
			assert.Contains(t, f[lang.CheckBot].Mend, test.mend)
		})
	}
	w := newWorld(t)
	w.console(func(c *platform.Console) { c.BotStatus = 4 })
	f := w.examine()
	assert.Equal(t, doctor.Good, f[lang.CheckBot].Mark, "an upgrade that waits stops nothing")
	assert.Contains(t, f[lang.CheckBot].Found, w.platform.BotOpenID())
}

func (w *world) console(change func(c *platform.Console)) {
	c := w.platform.Console()
	change(&c)
	w.platform.SetConsole(c)
}

// scopes of a bot that lacks nothing.
func allScopes() []string {
	return []string{
		"im:message:send_as_bot", "im:message:readonly", "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly",
		"im:resource", "im:chat:readonly", "im:message.group_msg", "application:application:self_manage",
	}
}

func without(scopes ...string) func(*platform.Config) {
	return func(c *platform.Config) {
		c.Scopes = slices.DeleteFunc(allScopes(), func(s string) bool { return slices.Contains(scopes, s) })
	}
}

func TestTheScopesLine(t *testing.T) {
	denied := platform.Fault{API: platform.APIScopes, Status: 404}
	for name, test := range map[string]struct {
		lacks       []string
		change      func(w *world)
		mark        doctor.Mark
		found, mend []string
	}{
		"all":                       {nil, nil, doctor.Good, []string{"6 项"}, nil},
		"one lacks":                 {[]string{"im:resource"}, nil, doctor.Wrong, []string{"im:resource"}, []string{"/auth?q=im%3Aresource", "新版本"}},
		"two lack":                  {[]string{"im:resource", "im:chat:readonly"}, nil, doctor.Wrong, []string{"im:resource、im:chat:readonly"}, nil},
		"one waits to be granted":   {[]string{"im:resource"}, func(w *world) { w.console(func(c *platform.Console) { c.Pending = []string{"im:resource"} }) }, doctor.Wrong, []string{"im:resource"}, nil},
		"the optional one lacks":    {[]string{"im:message.group_msg"}, nil, doctor.Good, []string{"6 项", "im:message.group_msg", "可选"}, nil},
		"it is needed for pictures": {[]string{"im:message.group_msg"}, func(w *world) { w.set("TUSOU_GROUP_TRIGGER=image") }, doctor.Wrong, []string{"im:message.group_msg"}, nil},
		"not listed, all there":     {nil, func(w *world) { w.fail(denied) }, doctor.Unknown, []string{"已开通: im:message:send_as_bot、im:message:readonly、im:resource、im:chat:readonly", "im:message.p2p_msg:readonly"}, nil},
		"not listed, one lacks":     {[]string{"im:message:send_as_bot"}, func(w *world) { w.fail(denied) }, doctor.Wrong, []string{"im:message:send_as_bot"}, nil},
		"listing denied":            {[]string{"im:chat:readonly"}, func(w *world) { w.fail(platform.Fault{API: platform.APIScopes, Code: 99991672, Msg: "denied"}) }, doctor.Wrong, []string{"im:chat:readonly"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, without(test.lacks...))
			if test.change != nil {
				test.change(w)
			}
			f := w.examine()
			got := f[lang.CheckScopes]
			assert.Equal(t, test.mark, got.Mark, got.Found)
			for _, s := range test.found {
				assert.Contains(t, got.Found, s)
			}
			for _, s := range test.mend {
				assert.Contains(t, got.Mend, s)
			}
			assert.Zero(t, w.platform.Counts()[platform.APIReply]+w.platform.Counts()[platform.APISend]+w.platform.Counts()[platform.APIImageUpload], "nothing is sent and nothing is uploaded")
		})
	}
}

func TestAnyScopeThatAllowsTheSameWillDo(t *testing.T) {
	w := newWorld(t, func(c *platform.Config) {
		c.Scopes = []string{"im:message", "im:message.p2p_msg", "im:message.group_at_msg", "im:resource", "im:chat"}
	})
	assert.Equal(t, doctor.Good, w.examine()[lang.CheckScopes].Mark)
}

func TestTheScopesOfTheReadmeAreEnough(t *testing.T) {
	text, err := os.ReadFile("../../deploy/scopes.json")
	require.NoError(t, err)
	var file struct {
		Scopes struct {
			Tenant []string `json:"tenant"`
		} `json:"scopes"`
	}
	require.NoError(t, json.Unmarshal(text, &file))
	w := newWorld(t, func(c *platform.Config) { c.Scopes = file.Scopes.Tenant })
	f := w.examine()
	assert.Equal(t, doctor.Good, f[lang.CheckScopes].Mark)
	assert.NotContains(t, f[lang.CheckScopes].Found, "可选")
	assert.Empty(t, f.marks(doctor.Wrong), f)
	assert.Equal(t, []lang.Check{lang.CheckCallbacks}, f.marks(doctor.Unknown), "the scope that shows them is no need of the bot's")

	for _, scope := range file.Scopes.Tenant {
		if scope == "im:message.group_msg" {
			continue
		}
		fewer := slices.DeleteFunc(slices.Clone(file.Scopes.Tenant), func(s string) bool { return s == scope || s == "im:message.group_msg" })
		w := newWorld(t, func(c *platform.Config) { c.Scopes = fewer })
		assert.Contains(t, w.examine()[lang.CheckScopes].Found, scope, "each of them is needed")
	}
}

func TestTheEventsLineOverTheLongConnection(t *testing.T) {
	for name, test := range map[string]struct {
		lacks       []string
		change      func(w *world)
		mark        doctor.Mark
		found, mend []string
	}{
		"all":                            {nil, nil, doctor.Good, []string{"允许连接", "5 个事件"}, nil},
		"the console tells the mode too": {nil, func(w *world) { w.console(func(c *platform.Console) { c.TellsEvents = true }) }, doctor.Good, []string{"5 个事件"}, nil},
		"the console cannot be seen":     {[]string{"application:application:self_manage"}, nil, doctor.Good, []string{"允许连接", "application:application:self_manage"}, nil},
		"the platform refuses": {nil, func(w *world) {
			w.fail(platform.Fault{API: platform.APIEndpoint, Status: 200, Body: `{"code":1000040345,"msg":"not allowed"}`, Header: http.Header{"Content-Type": {"application/json"}}})
		}, doctor.Wrong, []string{"1000040345: not allowed"}, []string{"webhook"}},
		"the platform is in need": {nil, func(w *world) { w.fail(platform.Fault{API: platform.APIEndpoint, Status: 503}) }, doctor.Unknown, []string{"HTTP 503"}, nil},
		"the console is set to the webhook": {nil, func(w *world) {
			w.console(func(c *platform.Console) { c.TellsEvents, c.Events.Mode = true, platform.ByWebhook })
		}, doctor.Wrong, []string{"发送至开发者服务器"}, []string{"事件配置", "使用长连接接收"}},
		"messages are not subscribed to": {nil, func(w *world) {
			w.console(func(c *platform.Console) { c.Events.Kinds = []string{"im.message.recalled_v1"} })
		}, doctor.Wrong, []string{"im.message.receive_v1"}, []string{"im.message.receive_v1、im.chat.member.bot.added_v1"}},
		"something besides is not": {nil, func(w *world) {
			w.console(func(c *platform.Console) { c.Events.Kinds = []string{"im.message.receive_v1"} })
		}, doctor.Good, []string{"1 个事件", "没有订阅 im.message.recalled_v1、"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, without(test.lacks...))
			if test.change != nil {
				test.change(w)
			}
			f := w.examine()
			got := f[lang.CheckEvents]
			assert.Equal(t, test.mark, got.Mark, got.Found)
			for _, s := range test.found {
				assert.Contains(t, got.Found, s)
			}
			for _, s := range test.mend {
				assert.Contains(t, got.Mend, s)
			}
			assert.Zero(t, w.platform.Connections())
		})
	}
}

func TestTheCallbacksLine(t *testing.T) {
	for name, test := range map[string]struct {
		lacks  []string
		change func(c *platform.Console)
		mark   doctor.Mark
		found  string
		mend   string
	}{
		"all":                       {nil, func(*platform.Console) {}, doctor.Good, "card.action.trigger", ""},
		"it cannot be seen":         {[]string{"application:application:self_manage"}, func(*platform.Console) {}, doctor.Unknown, "回调配置", ""},
		"it is not set at all":      {nil, func(c *platform.Console) { c.Callbacks = platform.Subscription{} }, doctor.Unknown, "回调配置", ""},
		"another mode":              {nil, func(c *platform.Console) { c.Callbacks.Mode = platform.ByWebhook }, doctor.Wrong, "发送至开发者服务器", "使用长连接接收"},
		"clicks are not subscribed": {nil, func(c *platform.Console) { c.Callbacks.Kinds = []string{"url.preview.get"} }, doctor.Wrong, "200340", "card.action.trigger"},
		"clicks come twice":         {nil, func(c *platform.Console) { c.Callbacks.Kinds = append(c.Callbacks.Kinds, "card.action.trigger_v1") }, doctor.Wrong, "card.action.trigger_v1", "旧版"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, without(test.lacks...))
			w.console(test.change)
			got := w.examine()[lang.CheckCallbacks]
			assert.Equal(t, test.mark, got.Mark, got.Found)
			assert.Contains(t, got.Found, test.found)
			assert.Contains(t, got.Mend, test.mend)
		})
	}
}

func TestTheClocksLine(t *testing.T) {
	for name, test := range map[string]struct {
		skew  time.Duration
		mark  doctor.Mark
		found string
	}{
		"the same":              {0, doctor.Good, "和飞书一致；和搜索接口一致"},
		"a little behind":       {20 * time.Second, doctor.Good, "比飞书慢"},
		"far behind":            {5 * time.Minute, doctor.Wrong, "比搜索接口慢"},
		"far ahead":             {-5 * time.Minute, doctor.Wrong, "比飞书快"},
		"just more than enough": {-34 * time.Second, doctor.Wrong, "比飞书快"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.skew = test.skew
			got := w.examine()[lang.CheckClock]
			assert.Equal(t, test.mark, got.Mark, got.Found)
			assert.Contains(t, got.Found, test.found)
		})
	}
}

func TestWhoeverAnswersTellsTheTime(t *testing.T) {
	w := newWorld(t)
	w.skew = time.Hour
	w.set("TUSOU_LARK_APP_SECRET=wrong", "TUSOU_GATEWAY_APP_SECRET=wrong")
	f := w.examine()
	assert.Equal(t, doctor.Wrong, f[lang.CheckClock].Mark)
	assert.Contains(t, f[lang.CheckClock].Found, "飞书")
	assert.Contains(t, f[lang.CheckClock].Found, "搜索接口")

	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	w.set("TUSOU_LARK_BASE_URL=" + closed.URL)
	got := w.examine()[lang.CheckClock].Found
	assert.NotContains(t, got, "飞书")
	w.set("TUSOU_GATEWAY_URL=" + closed.URL)
	assert.Equal(t, doctor.Unknown, w.examine()[lang.CheckClock].Mark)
}

func TestTheSignsOfTheMarks(t *testing.T) {
	assert.Equal(t, "✓✗–", strings.Join([]string{doctor.Good.String(), doctor.Wrong.String(), doctor.Unknown.String()}, ""))
}
