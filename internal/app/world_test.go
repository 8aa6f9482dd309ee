package app_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
	"tusou/internal/telemetry"
)

// patience is how long a test waits for what must happen. It only matters
// when the test fails.
const patience = 3 * time.Minute

// The secrets of a world are told apart from everything else that is written
// anywhere, so that they can be looked for.
const (
	canaryAppSecret         = "canary1Q9xAppSecret"
	canaryVerificationToken = "canary2Q9xVerificationToken"
	canaryEncryptKey        = "canary3Q9xEncryptKey"
	canaryGatewaySecret     = "canary4Q9xGatewaySecret"
)

// world is the program between an emulated Feishu and an emulated gateway.
type world struct {
	t         testing.TB
	platform  *platform.Platform
	gateway   *gateway.Gateway
	li, wang  platform.User
	direct    platform.Chat // of li with the bot
	group     platform.Chat // of li and wang, the bot in it
	settings  map[string]string
	log       *logBuffer
	public    string // the program's public address, kept over restarts
	admin     string
	stopProgr func() error
}

// newWorld starts the emulators; start starts the program. Settings are those
// of the environment, over what the emulators need.
func newWorld(t testing.TB, settings ...string) *world {
	t.Helper()
	return newWorldOn(t, func(*platform.Config) {}, settings...)
}

// newScopedWorld is newWorld with an app that has these permissions only.
func newScopedWorld(t testing.TB, scopes []string, settings ...string) *world {
	t.Helper()
	return newWorldOn(t, func(cfg *platform.Config) { cfg.Scopes = scopes }, settings...)
}

// newWorldOn is newWorld on a platform of another kind.
func newWorldOn(t testing.TB, change func(*platform.Config), settings ...string) *world {
	t.Helper()
	appID := "cli_" + strings.ToLower(rand.Text()[:16]) // the SDK keeps process-wide state by app id
	w := &world{t: t, log: &logBuffer{}}
	cfg := platform.Config{
		AppID: appID, AppSecret: canaryAppSecret, VerificationToken: canaryVerificationToken, EncryptKey: canaryEncryptKey, TimeScale: 100,
		Client: platform.ClientConfig{ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 1, PingInterval: 120},
	}
	change(&cfg)
	var err error
	w.platform, err = platform.New(cfg)
	require.NoError(t, err)
	w.gateway, err = gateway.New(gateway.Config{AppID: "10010001", AppSecret: canaryGatewaySecret, SellerNick: "b2b-1624961122"})
	require.NoError(t, err)
	platformServer := httptest.NewServer(w.platform.Handler())
	gatewayServer := httptest.NewServer(w.gateway.Handler())
	dataDir := t.TempDir() // removed after what follows
	t.Cleanup(func() {
		w.stop()
		require.NoError(t, w.platform.Close())
		platformServer.Close()
		gatewayServer.Close()
		w.assertSecretsKept(dataDir)
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
	w.public, w.admin = freeAddr(t), freeAddr(t)
	w.settings = map[string]string{
		"TUSOU_LARK_APP_ID":         appID,
		"TUSOU_LARK_APP_SECRET":     cfg.AppSecret,
		"TUSOU_LARK_BASE_URL":       platformServer.URL,
		"TUSOU_GATEWAY_URL":         gatewayServer.URL + "/gateway",
		"TUSOU_GATEWAY_APP_ID":      "10010001",
		"TUSOU_GATEWAY_APP_SECRET":  canaryGatewaySecret,
		"TUSOU_GATEWAY_SELLER_NICK": "b2b-1624961122",
		"TUSOU_GATEWAY_RATE":        "1000/s",
		"TUSOU_HTTP_ADDR":           w.public,
		"TUSOU_ADMIN_ADDR":          w.admin,
		"TUSOU_PUBLIC_URL":          "http://" + w.public,
		"TUSOU_DATA_DIR":            dataDir,
		"TUSOU_FETCH_ALLOW_PRIVATE": "true",
		"TUSOU_LOG_LEVEL":           "debug",
	}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		w.settings[name] = value
	}
	w.li, w.wang = w.platform.NewUser("李然"), w.platform.NewUser("王琳")
	w.direct = w.platform.DirectChat(w.li)
	w.group = w.platform.NewGroup("夏季家电选品群", w.li, w.wang)
	return w
}

// startWorld gives a world whose program is connected.
func startWorld(t testing.TB, settings ...string) *world {
	t.Helper()
	w := newWorld(t, settings...)
	w.start()
	return w
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return l.Addr().String()
}

// environ gives the settings as a process gets them.
func (w *world) environ() []string {
	var env []string
	for name, value := range w.settings {
		env = append(env, name+"="+value)
	}
	return env
}

// start runs the program and waits until it is ready.
func (w *world) start() {
	w.t.Helper()
	cfg, err := config.Load(w.environ(), "", config.NeedServe)
	require.NoError(w.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	program, err := app.New(ctx, cfg, telemetry.NewLogger(w.log, cfg.Log.Level, cfg.Log.Format, cfg.Secrets()...))
	require.NoError(w.t, err)
	ended := make(chan error, 1)
	go func() { ended <- program.Run(ctx) }()
	var once sync.Once
	w.stopProgr = func() (err error) {
		once.Do(func() {
			cancel()
			err = <-ended
		})
		return err
	}
	w.eventually("the program is ready", w.ready)
}

// stop ends the program as SIGTERM does.
func (w *world) stop() {
	w.t.Helper()
	if w.stopProgr != nil {
		require.NoError(w.t, w.stopProgr())
	}
}

// redeliver has a message delivered again until it is taken, as the platform
// does, but without its waits.
func (w *world) redeliver(ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		w.eventually("the event is taken", func() bool { return w.platform.Redeliver(context.Background(), id) == nil })
	}
}

func (w *world) ready() bool {
	status, _ := get(w.t, "http://"+w.admin+"/readyz")
	return status == 200
}

// eventually waits for a condition.
func (w *world) eventually(what string, condition func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if condition() {
			return
		}
	}
	require.Fail(w.t, "did not happen: "+what, "last cards: %s", w.lastCards())
}

// post lets a person write and gives the message's id.
func (w *world) post(o platform.Outgoing) string {
	w.t.Helper()
	id, err := w.platform.Post(o)
	require.NoError(w.t, err)
	return id
}

// sendPicture sends a picture to the direct chat.
func (w *world) sendPicture(data []byte) string {
	return w.post(platform.Outgoing{Chat: w.direct, Images: [][]byte{data}})
}

// repliesTo gives the bot's messages that answer a message, in order.
func (w *world) repliesTo(id string) []platform.Message {
	var out []platform.Message
	for _, m := range w.platform.Messages("") {
		if m.Parent == id && m.FromBot {
			out = append(out, m)
		}
	}
	return out
}

// result waits until the one reply to a message is a finished card of offers,
// pictures and all, and gives it.
func (w *world) result(id string) shownCard {
	w.t.Helper()
	var card shownCard
	w.eventually("a finished result card", func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 1 {
			return false
		}
		card = readCard(w.t, replies[0])
		return card.isResult() && !card.contains("加载中")
	})
	return card
}

// reply waits for the one reply to a message that contains a text.
func (w *world) reply(id, text string) shownCard {
	w.t.Helper()
	var card shownCard
	w.eventually("a reply with "+text, func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 1 {
			return false
		}
		card = readCard(w.t, replies[0])
		return card.contains(text)
	})
	return card
}

func (w *world) click(card shownCard, user platform.User, c platform.Click) platform.CallbackAnswer {
	w.t.Helper()
	c.User, c.MessageID = user, card.message.ID
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	answer, err := w.platform.Click(ctx, c)
	require.NoError(w.t, err)
	return answer
}

func (w *world) lastCards() string {
	var out []string
	for _, m := range w.platform.Messages("") {
		if m.FromBot {
			out = append(out, fmt.Sprintf("%s → %s (%d states)", m.Parent, strings.Join(readCard(w.t, m).texts, "|"), len(m.History)))
		}
	}
	return strings.Join(out[max(0, len(out)-5):], "\n")
}

// searches gives the gateway's searches so far.
func (w *world) searches() []gateway.Call { return w.gateway.CallsTo(gateway.EndpointSearch) }

// offer finds an offer of the gateway's catalogue.
func (w *world) offer(id int64) gateway.Offer {
	w.t.Helper()
	offers := w.gateway.Offers()
	i := slices.IndexFunc(offers, func(o gateway.Offer) bool { return o.ID == id })
	require.GreaterOrEqual(w.t, i, 0, "offer %d", id)
	return offers[i]
}

// shownCard is a card as a person sees it.
type shownCard struct {
	message platform.Message
	texts   []string // every text, in order
	images  []string // image keys, in order
	links   []string // addresses that buttons open, in order
	buttons []string
}

// readCard walks the current card of a message.
func readCard(t testing.TB, m platform.Message) shownCard {
	t.Helper()
	card := shownCard{message: m}
	var root any
	require.NoError(t, json.Unmarshal([]byte(m.Content), &root))
	card.walk(root)
	return card
}

func (c *shownCard) walk(node any) {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			c.walk(child)
		}
	case map[string]any:
		if key, ok := n["img_key"].(string); ok {
			c.images = append(c.images, key)
		}
		if url, ok := n["default_url"].(string); ok {
			c.links = append(c.links, url)
		}
		if text, ok := n["content"].(string); ok {
			c.texts = append(c.texts, text)
		}
		if text, ok := n["text"].(map[string]any); ok && n["tag"] == "button" {
			label, _ := text["content"].(string)
			c.buttons = append(c.buttons, label)
		}
		// In the order in which a card is read, not that of a map.
		for _, name := range []string{"header", "title", "subtitle", "text_tag_list", "body", "columns", "text", "placeholder", "label", "options", "behaviors", "elements"} {
			if child, ok := n[name]; ok {
				c.walk(child)
			}
		}
	}
}

func (c *shownCard) contains(text string) bool {
	return slices.ContainsFunc(c.texts, func(s string) bool { return strings.Contains(s, text) })
}

func (c *shownCard) isResult() bool { return slices.Contains(c.buttons, "刷新") }

// offerLinks gives the product pages, in the order of the rows.
func (c *shownCard) offerLinks() []string {
	return slices.DeleteFunc(slices.Clone(c.links), func(u string) bool { return !strings.Contains(u, "detail.1688.com") })
}

// logBuffer keeps the program's log.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

var _ io.Writer = (*logBuffer)(nil)

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// photos gives the product photographs of the shared fixtures by name.
func photos(t testing.TB) map[string][]byte {
	t.Helper()
	dir := filepath.Join(projectRoot(t), "..", "shared", "fixtures", "photos")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("the product photographs are not here: they belong to ../shared/fixtures/photos beside the checkout")
	}
	all := make(map[string][]byte)
	for _, f := range files {
		if ext := filepath.Ext(f.Name()); ext == ".jpg" || ext == ".png" {
			data, err := os.ReadFile(filepath.Join(dir, f.Name()))
			require.NoError(t, err)
			all[f.Name()] = data
		}
	}
	require.NotEmpty(t, all)
	return all
}

func projectRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		require.NotEqual(t, dir, parent, "no go.mod above the test")
		dir = parent
	}
}
