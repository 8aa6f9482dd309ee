package telemetry

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/secret"
)

const canary = "cAnArY/+\"1"

// holder keeps a secret where printing cannot mask it.
type holder struct {
	Name string
	text secret.Text
	raw  string
}

// told is a log valuer that gives a secret away.
type told struct{}

func (told) LogValue() slog.Value {
	return slog.GroupValue(slog.String("inner", "it is "+canary), slog.Any("deep", errors.New(canary)))
}

func TestNoSecretLeavesTheLogger(t *testing.T) {
	quoted, err := json.Marshal(canary)
	require.NoError(t, err)
	hidden := secret.New(canary)
	for name, write := range map[string]func(*slog.Logger){
		"in the message":            func(l *slog.Logger) { l.Info("got " + canary) },
		"as an attribute":           func(l *slog.Logger) { l.Info("m", "key", canary) },
		"in a longer text":          func(l *slog.Logger) { l.Info("m", "key", "x"+canary+"y") },
		"as the secret itself":      func(l *slog.Logger) { l.Info("m", "key", hidden) },
		"as a pointer to it":        func(l *slog.Logger) { l.Info("m", "key", &hidden) },
		"in an error":               func(l *slog.Logger) { l.Info("m", "error", fmt.Errorf("op: %w", errors.New(canary))) },
		"in bytes":                  func(l *slog.Logger) { l.Info("m", "body", []byte(canary)) },
		"in raw JSON":               func(l *slog.Logger) { l.Info("m", "body", json.RawMessage(`{"k":`+string(quoted)+`}`)) },
		"in a struct":               func(l *slog.Logger) { l.Info("m", "v", holder{text: hidden, raw: canary}) },
		"in a struct behind a link": func(l *slog.Logger) { l.Info("m", "v", &holder{raw: canary}) },
		"behind a pointer in it":    func(l *slog.Logger) { l.Info("m", "v", struct{ P *[]string }{&[]string{canary}}) },
		"in a map":                  func(l *slog.Logger) { l.Info("m", "v", map[string]string{"k": canary}) },
		"in a list":                 func(l *slog.Logger) { l.Info("m", "v", []string{"a", canary}) },
		"in a group":                func(l *slog.Logger) { l.Info("m", slog.Group("g", slog.String("k", canary))) },
		"from a log valuer":         func(l *slog.Logger) { l.Info("m", "v", told{}) },
		"in attributes set before":  func(l *slog.Logger) { l.With("k", canary).WithGroup("g").Info("m", "k", canary) },
		"in an address":             func(l *slog.Logger) { l.Info("m", "url", "https://e.com/?k="+url.QueryEscape(canary)) },
		"in a path":                 func(l *slog.Logger) { l.Info("m", "url", "https://e.com/"+url.PathEscape(canary)) },
	} {
		for _, format := range []string{"text", "json"} {
			t.Run(name+" as "+format, func(t *testing.T) {
				var out bytes.Buffer
				write(NewLogger(&out, "debug", format, secret.New("other"), hidden, secret.Text{}))
				assert.NotEmpty(t, out.String())
				assert.NotContains(t, out.String(), "cAnArY")
				assert.NotContains(t, out.String(), base64.StdEncoding.EncodeToString([]byte(canary)))
				if format == "json" {
					assert.True(t, json.Valid(out.Bytes()), out.String())
				}
			})
		}
	}
}

func TestWhatLooksLikeASecretIsMasked(t *testing.T) {
	r := newRedactor(nil)
	for text, want := range map[string]string{
		"appid=1&sign=0123abcd&timestamp=1":                          "appid=1&sign=•••&timestamp=1",
		"https://s3/a.jpg?X-Amz-Signature=abc&X-Amz-Date=1":          "https://s3/a.jpg?X-Amz-Signature=•••&X-Amz-Date=1",
		"https://s3/a.jpg?X-Amz-Credential=AK%2F1&x=1":               "https://s3/a.jpg?X-Amz-Credential=•••&x=1",
		"wss://e.com/ws?device_id=1&access_key=abc&ticket=def":       "wss://e.com/ws?device_id=1&access_key=•••&ticket=•••",
		`{"tenant_access_token":"t-123","expire":7200}`:              `{"tenant_access_token":"•••","expire":7200}`,
		`{"app_secret": "abc"}`:                                      `{"app_secret": "•••"}`,
		"Authorization: Bearer t-abc.def":                            "Authorization: Bearer •••",
		"postgres://tusou:pa55word@db/tusou":                         "postgres://tusou:•••@db/tusou",
		"http://127.0.0.1:8080/open-apis/bot":                        "http://127.0.0.1:8080/open-apis/bot",
		"password=hunter2 user=me":                                   "password=••• user=me",
		"design=modern, parse token: unexpected end, signing failed": "design=modern, parse token: unexpected end, signing failed",
		"https://detail.1688.com/offer/1.html?sk=consign":            "https://detail.1688.com/offer/1.html?sk=consign",
		"img_key=img_v3_1 at 10:30":                                  "img_key=img_v3_1 at 10:30",
	} {
		assert.Equal(t, want, r.text(text))
	}
}

func TestAttributesNamedLikeSecretsAreMasked(t *testing.T) {
	var out bytes.Buffer
	NewLogger(&out, "info", "text").Info("m", "sign", "abc1", "Access_Token", "abc2", "designer", "seen", slog.Group("g", slog.Int("password", 12345)))
	assert.NotContains(t, out.String(), "abc")
	assert.NotContains(t, out.String(), "12345")
	assert.Contains(t, out.String(), "designer=seen")
}

func TestHarmlessValuesKeepTheirForm(t *testing.T) {
	var out bytes.Buffer
	NewLogger(&out, "info", "json", secret.New(canary)).Info("m", "n", 7, "list", []string{"a"}, "v", holder{Name: "x"}, "none", nil)
	var record map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &record))
	assert.InDelta(t, 7, record["n"], 0)
	assert.Equal(t, []any{"a"}, record["list"])
	assert.Equal(t, map[string]any{"Name": "x"}, record["v"])
	assert.Nil(t, record["none"])
}

func TestTheLongerOfTwoSecretsIsMaskedWhole(t *testing.T) {
	r := newRedactor([]secret.Text{secret.New("abcd"), secret.New("abcdefgh")})
	assert.Equal(t, "••• •••", r.text("abcd abcdefgh"))
}

func TestAVeryShortSecretDoesNotTearTexts(t *testing.T) {
	assert.Equal(t, "an ordinary text", newRedactor([]secret.Text{secret.New("a")}).text("an ordinary text"))
}

func TestLevels(t *testing.T) {
	for level, want := range map[string]int{"debug": 4, "info": 3, "warn": 2, "error": 1} {
		var out bytes.Buffer
		l := NewLogger(&out, level, "text")
		l.Debug("m")
		l.Info("m")
		l.Warn("m")
		l.Error("m")
		assert.Equal(t, want, bytes.Count(out.Bytes(), []byte("\n")), level)
	}
}

func BenchmarkLog(b *testing.B) {
	l := NewLogger(&bytes.Buffer{}, "info", "json", secret.New(canary), secret.New("another-secret"))
	for b.Loop() {
		l.Info("searched", "chat", "oc_1", "took", 12, "error", errors.New("gateway timeout"))
	}
}
