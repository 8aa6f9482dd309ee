package doctor_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/doctor"
	"tusou/internal/lang"
	"tusou/internal/sandbox/platform"
)

// serve runs the bot with the settings of the world until the test ends.
func (w *world) serve() {
	w.t.Helper()
	admin := freeAddr(w.t)
	w.set("TUSOU_ADMIN_ADDR=" + admin)
	ctx, cancel := context.WithCancel(context.Background())
	program, err := app.New(ctx, w.config(), slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
	ended := make(chan error, 1)
	go func() { ended <- program.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		require.NoError(w.t, <-ended)
	})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	require.Eventually(w.t, func() bool {
		req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, "http://"+admin+"/readyz", nil)
		if err != nil {
			return false
		}
		res, err := client.Do(req)
		return err == nil && res.Body.Close() == nil && res.StatusCode == http.StatusOK
	}, 20*time.Second, 20*time.Millisecond)
}

func TestARunningBotIsExaminedAndNotDisturbed(t *testing.T) {
	w := newWorld(t)
	w.serve()
	require.Equal(t, 1, w.platform.Connections())
	f := w.examine()
	assert.Empty(t, f.marks(doctor.Wrong), f)
	assert.Empty(t, f.marks(doctor.Unknown), f)
	assert.Contains(t, f[lang.CheckDatabase].Found, "正被运行着的 tusou 使用")
	assert.Equal(t, 1, w.platform.Connections(), "the bot's connection is still the only one")
	assert.Empty(t, w.storedPictures())
}

// byWebhook lets events come by HTTP, in the settings and in the console.
func (w *world) byWebhook() {
	address := w.settings["TUSOU_PUBLIC_URL"] + "/lark/webhook"
	w.set("TUSOU_LARK_EVENTS="+config.EventsWebhook, "TUSOU_LARK_ENCRYPT_KEY="+encryptKey, "TUSOU_LARK_VERIFICATION_TOKEN="+verification)
	w.console(func(c *platform.Console) {
		c.TellsEvents = true
		c.Events.Mode, c.Events.URL = platform.ByWebhook, address
		c.Callbacks.Mode, c.Callbacks.URL = platform.ByWebhook, address
	})
}

func TestARunningWebhookProvesThatItHasTheSameKeys(t *testing.T) {
	w := newWorld(t)
	w.byWebhook()
	w.serve()
	f := w.examine()
	assert.Empty(t, f.marks(doctor.Wrong), f)
	assert.Contains(t, f[lang.CheckEvents].Found, "正确回答了验证请求")
	assert.Contains(t, f[lang.CheckCallbacks].Found, "发送至开发者服务器")
	assert.Empty(t, w.platform.Deliveries())

	w.set("TUSOU_LARK_ENCRYPT_KEY=canary-other")
	got := only(t, w.examine(), lang.CheckEvents, doctor.Wrong)
	assert.Contains(t, got.Found, "Encrypt Key")
	assert.Contains(t, got.Mend, "TUSOU_LARK_ENCRYPT_KEY")

	w.set("TUSOU_LARK_ENCRYPT_KEY="+encryptKey, "TUSOU_LARK_VERIFICATION_TOKEN=canary-other")
	got = only(t, w.examine(), lang.CheckEvents, doctor.Wrong)
	assert.Contains(t, got.Mend, "TUSOU_LARK_VERIFICATION_TOKEN")
}

func TestAWebhookThatIsNotRunningCannotBeChecked(t *testing.T) {
	w := newWorld(t)
	w.byWebhook()
	f := w.examine()
	got := only(t, f, lang.CheckEvents, doctor.Unknown)
	assert.Contains(t, got.Found, "tusou serve")
	assert.Contains(t, got.Found, "5 个事件", "what the console says is told all the same")

	w.set("TUSOU_PUBLIC_URL=" + closedURL())
	w.byWebhook()
	assert.Contains(t, w.examine()[lang.CheckEvents].Found, "连接被拒绝")

	w.s3(asItIs)
	assert.Contains(t, w.examine()[lang.CheckEvents].Found, "TUSOU_PUBLIC_URL")
}

func TestAnotherAddressInTheConsoleIsTold(t *testing.T) {
	w := newWorld(t)
	w.byWebhook()
	w.console(func(c *platform.Console) {
		c.Events.URL, c.Callbacks.URL = "https://old.example/lark/webhook", "https://old.example/lark/webhook"
	})
	f := w.examine()
	assert.Equal(t, []lang.Check{lang.CheckEvents, lang.CheckCallbacks}, f.marks(doctor.Wrong), f)
	for _, c := range f.marks(doctor.Wrong) {
		assert.Contains(t, f[c].Found, "https://old.example/lark/webhook")
		assert.Contains(t, f[c].Mend, w.settings["TUSOU_PUBLIC_URL"]+"/lark/webhook")
	}
}
