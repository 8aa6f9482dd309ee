package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
	"tusou/internal/telemetry"
)

// canaryPassword is the database's, which does not ask for one.
const canaryPassword = "canary5Q9xPassword"

// canaries gives every form in which a secret of the world could be found.
func (w *world) canaries() []string {
	secrets := []string{canaryAppSecret, canaryVerificationToken, canaryEncryptKey, canaryGatewaySecret, canaryPassword}
	if key := w.settings["TUSOU_S3_SECRET_KEY"]; key != "" {
		secrets = append(secrets, key)
	}
	var forms []string
	for _, s := range secrets {
		forms = append(forms, s, base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)), fmt.Sprintf("%x", s), url.QueryEscape(s))
	}
	return forms
}

// assertNoSecret looks for the secrets in something that was written.
func (w *world) assertNoSecret(where string, written []byte) {
	w.t.Helper()
	for _, secret := range w.canaries() {
		if at := bytes.Index(written, []byte(secret)); at >= 0 {
			assert.Fail(w.t, "a secret in "+where, "…%s", written[max(0, at-200):at+len(secret)])
		}
	}
}

// assertSecretsKept looks for the secrets in what a world leaves behind: the
// log, every state of every card and message, and the files.
func (w *world) assertSecretsKept(dir string) {
	w.t.Helper()
	w.assertNoSecret("the log", []byte(w.log.String()))
	said, err := json.Marshal(w.platform.Messages(""))
	require.NoError(w.t, err)
	w.assertNoSecret("the messages", said)
	files := os.DirFS(dir)
	require.NoError(w.t, fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, path)
		w.assertNoSecret(path, data)
		return err
	}))
}

func TestSecretsAreNowhereButWhereTheyAreUsed(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]func(t *testing.T) []string{
		"long connection, SQLite and disk": func(*testing.T) []string { return nil },
		"webhook, PostgreSQL and S3": func(t *testing.T) []string {
			settings := append(shared(t), overWebhook()...)
			address, err := url.Parse(strings.TrimPrefix(settings[0], "TUSOU_DATABASE_URL="))
			require.NoError(t, err)
			address.User = url.UserPassword(address.User.Username(), canaryPassword)
			settings[0] = "TUSOU_DATABASE_URL=" + address.String()
			return settings
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t, settings(t)...)
			if w.settings["TUSOU_LARK_EVENTS"] == "webhook" {
				w.useWebhook()
			}
			answers := w.liveThrough()
			w.assertNoSecret("answers to clicks", answers)
			for _, path := range []string{"/metrics", "/readyz", "/healthz", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/pprof/heap"} {
				status, body := get(t, "http://"+w.admin+path)
				require.Equal(t, 200, status, path)
				w.assertNoSecret(path, body)
			}
			for _, ask := range []struct{ method, path, body string }{
				{"GET", "/images/x.jpg", ""}, {"POST", "/lark/webhook", ""}, {"POST", "/lark/webhook", `{"encrypt":"AAAA"}`}, {"GET", "/", ""},
			} {
				_, body := w.request(w.public, ask.method, ask.path, strings.NewReader(ask.body))
				w.assertNoSecret(ask.path, []byte(body))
			}
			for _, call := range w.gateway.Calls() {
				w.assertNoSecret("a call to the gateway", []byte(call.Path+call.Referer+call.Form.Encode()))
				if call.Request != nil {
					w.assertNoSecret("the address of a picture", []byte(call.Request.ImageURL))
				}
			}
			w.assertNoSecret("the database", w.dumped())
		})
	}
}

// liveThrough makes a program do what it can do and fail in every way, and gives
// what clicks were answered with.
func (w *world) liveThrough() (answers []byte) {
	w.t.Helper()
	click := func(card shownCard, c platform.Click) {
		answer, err := json.Marshal(w.click(card, w.li, c))
		require.NoError(w.t, err)
		answers = append(answers, answer...)
	}
	id := w.sendPicture(w.sample(0))
	card := w.result(id)
	click(card, platform.Click{Text: "收藏", Nth: 1})
	click(card, platform.Click{Text: "下一页"})
	click(w.now(card), platform.Click{Text: "详情", Nth: 1})
	w.answered(card.message.ID, 1, "the details", saying("商品详情"))
	for _, command := range []string{"/help", "/list", "/history", "/stats", "/export", "/default 包邮", "/default clear"} {
		message := w.post(platform.Outgoing{Chat: w.direct, Text: command})
		w.eventually("an answer to "+command, func() bool { return len(w.repliesTo(message)) > 0 })
	}
	// Whoever is told a secret by a foreign server does not say it on.
	for n, fault := range []platform.Fault{
		{API: platform.APIReply, Code: 230001, Msg: "bad app secret " + canaryAppSecret},
		{API: platform.APIResource, Code: 99991672, Msg: "key " + canaryAppSecret},
		{API: platform.APIReply, Status: 502, Body: "<html>" + canaryAppSecret},
		{API: platform.APIReply, Code: 99991663, Msg: canaryAppSecret},
		{API: platform.APIImageUpload, Code: 234001, Msg: canaryAppSecret},
	} {
		w.platform.Inject(fault)
		w.sendSample(n + 1)
		w.eventually("the trouble is met", func() bool {
			for _, call := range w.platform.Calls() {
				if call.Injected && call.API == fault.API {
					return true
				}
			}
			return fault.API == platform.APIImageUpload
		})
		w.platform.ClearFaults()
	}
	for n, fault := range []gateway.Fault{
		{Code: 5001, Message: "sign of " + canaryGatewaySecret + " is wrong"},
		{Failed: true, Message: canaryGatewaySecret},
		{Status: 500, Body: canaryGatewaySecret},
		{Hangup: true},
		{Status: 200, Body: "{" + canaryGatewaySecret},
	} {
		fault.Endpoint = gateway.EndpointSearch
		w.gateway.Inject(fault)
		failed := w.sendSample(n + 10)
		w.eventually("an error card", func() bool {
			replies := w.repliesTo(failed)
			if len(replies) != 1 {
				return false
			}
			card := readCard(w.t, replies[0])
			return len(card.buttons) == 1
		})
		w.gateway.ClearFaults()
	}
	w.platform.RevokeTokens()
	w.result(w.sendPicture(w.sample(0)))
	return answers
}

// dumped gives everything that the shared database holds; the embedded one is
// among the files.
func (w *world) dumped() []byte {
	w.t.Helper()
	address := w.settings["TUSOU_DATABASE_URL"]
	if address == "" {
		return nil
	}
	db, err := sql.Open("pgx", address)
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, db.Close()) }()
	list := func(query string) (texts []string) {
		rows, err := db.Query(query)
		require.NoError(w.t, err)
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var text string
			require.NoError(w.t, rows.Scan(&text))
			texts = append(texts, text)
		}
		require.NoError(w.t, rows.Err())
		return texts
	}
	tables := list(`SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = current_schema()`)
	require.Contains(w.t, tables, "searches")
	var dump []string
	for _, table := range tables {
		dump = append(dump, list(`SELECT t::text FROM `+table+` t`)...)
	}
	require.NotEmpty(w.t, dump)
	return []byte(strings.Join(dump, "\n"))
}

// TestAStartThatFailsSaysNoSecret goes through settings that are well formed and
// wrong.
func TestAStartThatFailsSaysNoSecret(t *testing.T) {
	t.Parallel()
	nobody := freeAddr(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	for name, settings := range map[string][]string{
		"a database that is not there":  {"TUSOU_DATABASE_URL=postgres://tusou:" + canaryPassword + "@" + nobody + "/tusou"},
		"credentials that are refused":  {"TUSOU_LARK_APP_ID=cli_another"},
		"a data directory that is none": {"TUSOU_DATA_DIR=/dev/null/tusou"},
		"an address that is taken":      {"TUSOU_HTTP_ADDR=" + taken.Addr().String()},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, settings...)
			cfg, err := config.Load(w.environ(), "", config.NeedServe)
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			program, err := app.New(ctx, cfg, telemetry.NewLogger(w.log, "debug", "text"))
			if err == nil {
				err = program.Run(ctx)
			}
			require.Error(t, err)
			require.NoError(t, ctx.Err(), "at once")
			w.assertNoSecret("the error", []byte(err.Error()))
		})
	}
}
