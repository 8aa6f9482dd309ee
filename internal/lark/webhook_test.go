package lark

import (
	"bytes"
	"context"
	"crypto/aes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"
	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/secret"
)

const (
	testKey   = "encrypt-key-for-tests"
	testToken = "verification-token-for-tests"
)

var testNow = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func newTestWebhook(t testing.TB, h Handler, deps Deps) *Webhook {
	t.Helper()
	if deps.Now == nil {
		deps.Now = func() time.Time { return testNow }
	}
	w, err := NewWebhook(
		WebhookConfig{AppID: testApp, EncryptKey: secret.New(testKey), VerificationToken: secret.New(testToken)},
		newTestDispatcher(t, h, DispatcherDeps{}), deps)
	require.NoError(t, err)
	return w
}

// seal encrypts as the platform does.
func seal(t testing.TB, body []byte, key string) []byte {
	t.Helper()
	sealed, err := larkcore.EncryptedEventMsg(context.Background(), body, key)
	require.NoError(t, err)
	out, err := json.Marshal(map[string]string{"encrypt": sealed})
	require.NoError(t, err)
	return out
}

// signedRequest is what the platform sends.
func signedRequest(raw []byte, at time.Time, nonce, key string) *http.Request {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/lark/webhook", bytes.NewReader(raw))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(larkevent.EventRequestTimestamp, timestamp)
	req.Header.Set(larkevent.EventRequestNonce, nonce)
	req.Header.Set(larkevent.EventSignature, larkevent.Signature(timestamp, nonce, key, string(raw)))
	return req
}

func answerOf(w http.Handler, req *http.Request) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	w.ServeHTTP(out, req)
	return out
}

func TestEachSettingOfTheWebhookIsRequired(t *testing.T) {
	_, err := NewWebhook(WebhookConfig{}, nil, Deps{})
	require.Error(t, err)
	for _, want := range []string{"app id", "encrypt key", "verification token"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestEveryFixtureArrivesByWebhook(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	require.NoError(t, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		t.Run(filepath.Base(file), func(t *testing.T) {
			var h testHandler
			got := answerOf(newTestWebhook(t, &h, Deps{}), signedRequest(seal(t, body, testKey), testNow, "n", testKey))
			assert.Equal(t, http.StatusOK, got.Code)
			assert.JSONEq(t, `{}`, got.Body.String())
			assert.Equal(t, "application/json; charset=utf-8", got.Header().Get("Content-Type"))
			assert.Equal(t, 1, h.count())
		})
	}
}

func TestClicksAreAnsweredInTheResponse(t *testing.T) {
	h := &testHandler{click: func(context.Context, bot.Click) bot.ClickAnswer {
		return bot.ClickAnswer{Toast: &bot.Toast{Type: "info", Text: "第 2 页"}, Card: testCard}
	}}
	got := answerOf(newTestWebhook(t, h, Deps{}), signedRequest(seal(t, fixture(t, "card-button"), testKey), testNow, "n", testKey))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.JSONEq(t, `{"toast":{"type":"info","content":"第 2 页"},"card":{"type":"raw","data":`+string(testCard)+`}}`, got.Body.String())
}

func TestTheAddressCheckIsAnsweredWithoutASignature(t *testing.T) {
	w := newTestWebhook(t, &testHandler{}, Deps{})
	body := []byte(`{"challenge":"c-1","token":"` + testToken + `","type":"url_verification"}`)
	got := answerOf(w, httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/lark/webhook", bytes.NewReader(seal(t, body, testKey))))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.JSONEq(t, `{"challenge":"c-1"}`, got.Body.String())

	got = answerOf(w, signedRequest(seal(t, body, testKey), testNow, "n", testKey))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.JSONEq(t, `{"challenge":"c-1"}`, got.Body.String())
}

func TestWhatDoesNotComeFromThePlatformIsRefused(t *testing.T) {
	event := fixture(t, "message-image-group")
	replace := func(old, with string) []byte { return bytes.ReplaceAll(event, []byte(old), []byte(with)) }
	post := func(body []byte) *http.Request {
		return httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/lark/webhook", bytes.NewReader(body))
	}
	good := seal(t, event, testKey)
	for name, test := range map[string]struct {
		req  func() *http.Request
		want int
	}{
		"no signature": {func() *http.Request { return post(good) }, 401},
		"another key":  {func() *http.Request { return signedRequest(seal(t, event, "other"), testNow, "n", "other") }, 401},
		"another nonce": {func() *http.Request {
			r := signedRequest(good, testNow, "n", testKey)
			r.Header.Set(headerNonce, "m")
			return r
		}, 401},
		"a moved time": {func() *http.Request {
			r := signedRequest(good, testNow, "n", testKey)
			r.Header.Set(headerTimestamp, "1795140000")
			return r
		}, 401},
		"a changed body": {func() *http.Request {
			r := signedRequest(good, testNow, "n", testKey)
			r.Body = post(append([]byte(" "), good...)).Body
			return r
		}, 401},
		"a body cut short": {func() *http.Request {
			r := signedRequest(good, testNow, "n", testKey)
			r.Body = post(good[:len(good)/2]).Body
			return r
		}, 401},
		"half a body, signed as such": {func() *http.Request { return signedRequest(good[:len(good)/2], testNow, "n", testKey) }, 400},
		"half an event, sealed as such": {func() *http.Request {
			return signedRequest(seal(t, event[:len(event)/2], testKey), testNow, "n", testKey)
		}, 400},
		"capitals": {func() *http.Request {
			r := signedRequest(good, testNow, "n", testKey)
			r.Header.Set(headerSignature, strings.ToUpper(r.Header.Get(headerSignature)))
			return r
		}, 401},
		"six minutes old":     {func() *http.Request { return signedRequest(good, testNow.Add(-6*time.Minute), "n", testKey) }, 401},
		"six minutes ahead":   {func() *http.Request { return signedRequest(good, testNow.Add(6*time.Minute), "n", testKey) }, 401},
		"a time of no number": {func() *http.Request { return signedAt(good, "soon", "n", testKey) }, 401},
		"a challenge of another app": {func() *http.Request {
			return post(seal(t, []byte(`{"challenge":"c","token":"other","type":"url_verification"}`), testKey))
		}, 401},
		"a challenge in the clear": {func() *http.Request {
			return post([]byte(`{"challenge":"c","token":"` + testToken + `","type":"url_verification"}`))
		}, 401},
		"another verification token": {func() *http.Request {
			return signedRequest(seal(t, replace(testToken, "other"), testKey), testNow, "n", testKey)
		}, 403},
		"no verification token": {func() *http.Request {
			return signedRequest(seal(t, replace(testToken, ""), testKey), testNow, "n", testKey)
		}, 403},
		"another app": {func() *http.Request {
			return signedRequest(seal(t, replace(testApp, "cli_other"), testKey), testNow, "n", testKey)
		}, 403},
		"an event in the clear": {func() *http.Request { return signedRequest(event, testNow, "n", testKey) }, 400},
		"no JSON":               {func() *http.Request { return signedRequest([]byte("x"), testNow, "n", testKey) }, 400},
		"no base64":             {func() *http.Request { return signedRequest([]byte(`{"encrypt":"§"}`), testNow, "n", testKey) }, 400},
		"half a block":          {func() *http.Request { return signedRequest([]byte(`{"encrypt":"QUJD"}`), testNow, "n", testKey) }, 400},
		"an event of no JSON": {func() *http.Request {
			return signedRequest(seal(t, []byte("hello world"), testKey), testNow, "n", testKey)
		}, 400},
		"nothing":              {func() *http.Request { return post(nil) }, 401},
		"more than a megabyte": {func() *http.Request { return post(make([]byte, maxEvent+1)) }, 413},
		"a body that is cut":   {func() *http.Request { r := post(nil); r.Body = brokenBody{}; return r }, 400},
		"a look by a browser": {func() *http.Request {
			return httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/lark/webhook", nil)
		}, 405},
	} {
		t.Run(name, func(t *testing.T) {
			var h testHandler
			got := answerOf(newTestWebhook(t, &h, Deps{}), test.req())
			assert.Equal(t, test.want, got.Code, got.Body.String())
			assert.True(t, json.Valid(got.Body.Bytes()))
			assert.Zero(t, h.count())
		})
	}
}

func signedAt(raw []byte, timestamp, nonce, key string) *http.Request {
	req := signedRequest(raw, testNow, nonce, key)
	req.Header.Set(headerTimestamp, timestamp)
	req.Header.Set(headerSignature, larkevent.Signature(timestamp, nonce, key, string(raw)))
	return req
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, errors.New("broken") }
func (brokenBody) Close() error             { return nil }

func TestTimesNearOursAreTaken(t *testing.T) {
	raw := seal(t, fixture(t, "message-image-group"), testKey)
	for _, off := range []time.Duration{-5 * time.Minute, 0, 5 * time.Minute} {
		var h testHandler
		got := answerOf(newTestWebhook(t, &h, Deps{}), signedRequest(raw, testNow.Add(off), "n", testKey))
		assert.Equal(t, http.StatusOK, got.Code, off)
	}
}

func TestARefusalForItsTimeIsLoggedWhereOnlyTheClockIsWrong(t *testing.T) {
	raw := seal(t, fixture(t, "message-image-group"), testKey)
	for name, test := range map[string]struct {
		req    *http.Request
		logged bool
	}{
		"a right signature six minutes off": {signedRequest(raw, testNow.Add(-6*time.Minute), "n", testKey), true},
		"a wrong signature six minutes off": {signedRequest(raw, testNow.Add(-6*time.Minute), "n", "other"), false},
	} {
		var out lockedBuffer
		got := answerOf(newTestWebhook(t, &testHandler{}, Deps{Log: logTo(&out)}), test.req)
		assert.Equal(t, http.StatusUnauthorized, got.Code, name)
		assert.Equal(t, test.logged, strings.Contains(out.String(), "refused for its time"), name)
	}
}

func TestWhatWasNotAcceptedIsDeliveredAgain(t *testing.T) {
	h := &testHandler{err: errors.New("queue is full: canary")}
	w := newTestWebhook(t, h, Deps{})
	raw := seal(t, fixture(t, "message-image-group"), testKey)
	got := answerOf(w, signedRequest(raw, testNow, "n", testKey))
	assert.Equal(t, http.StatusServiceUnavailable, got.Code)
	assert.NotContains(t, got.Body.String(), "canary")

	// The platform may send the very same bytes again.
	h.err = nil
	got = answerOf(w, signedRequest(raw, testNow, "n", testKey))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Equal(t, 2, h.count())
}

func TestAReplayIsNotHandled(t *testing.T) {
	now := testNow
	var h testHandler
	w := newTestWebhook(t, &h, Deps{Now: func() time.Time { return now }})
	raw := seal(t, fixture(t, "card-button"), testKey)
	for range 3 {
		got := answerOf(w, signedRequest(raw, testNow, "n", testKey))
		assert.Equal(t, http.StatusOK, got.Code)
		assert.JSONEq(t, `{}`, got.Body.String())
		now = now.Add(2 * time.Minute)
	}
	assert.Equal(t, 1, h.count())

	// Signed anew it is another delivery, for the inbox to tell.
	got := answerOf(w, signedRequest(raw, now, "n2", testKey))
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Equal(t, 2, h.count())
}

func TestOfEqualRequestsAtOnceOneIsHandled(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	h := &testHandler{accept: func(context.Context) { close(entered); <-release }}
	w := newTestWebhook(t, h, Deps{})
	raw := seal(t, fixture(t, "message-image-group"), testKey)
	var first sync.WaitGroup
	first.Go(func() {
		assert.Equal(t, http.StatusOK, answerOf(w, signedRequest(raw, testNow, "n", testKey)).Code)
	})
	<-entered
	assert.Equal(t, http.StatusServiceUnavailable, answerOf(w, signedRequest(raw, testNow, "n", testKey)).Code)
	close(release)
	first.Wait()
	assert.Equal(t, http.StatusOK, answerOf(w, signedRequest(raw, testNow, "n", testKey)).Code)
	assert.Equal(t, 1, h.count())
}

func TestReplaysAreRememberedAsLongAsTheyCouldPassAndNoLonger(t *testing.T) {
	r := newReplays()
	require.Equal(t, replayNew, r.begin("a", testNow))
	r.end("a", true)
	assert.Equal(t, replayDone, r.begin("a", testNow.Add(2*signedFor)))
	require.Equal(t, replayNew, r.begin("b", testNow.Add(2*signedFor+time.Second)))
	assert.Equal(t, replayDone, r.begin("a", testNow.Add(2*signedFor+time.Second)))
	require.Equal(t, replayNew, r.begin("c", testNow.Add(5*signedFor)))
	assert.Equal(t, replayNew, r.begin("a", testNow.Add(5*signedFor)))
	assert.LessOrEqual(t, len(r.young)+len(r.old), 3)
}

func TestReplaysAreBounded(t *testing.T) {
	r := newReplays()
	r.since = testNow
	for i := range maxReplays {
		r.young[strconv.Itoa(i)] = true
	}
	assert.Equal(t, replayBusy, r.begin("one more", testNow))
	assert.Equal(t, replayNew, r.begin("one more", testNow.Add(3*signedFor)))
}

func TestTheDocumentedPairDecrypts(t *testing.T) {
	w, err := NewWebhook(WebhookConfig{AppID: "a", EncryptKey: secret.New("test key"), VerificationToken: secret.New("t")},
		newTestDispatcher(t, &testHandler{}, DispatcherDeps{}), Deps{})
	require.NoError(t, err)
	plain, err := decrypt(w.key, "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=")
	require.NoError(t, err)
	assert.Equal(t, "hello world", string(plain))
}

func FuzzWebhook(f *testing.F) {
	sealed := seal(f, fixture(f, "card-button"), testKey)
	f.Add(sealed, true)
	f.Add(sealed[:len(sealed)/2], true)
	f.Add([]byte(`{"encrypt":"`+base64.StdEncoding.EncodeToString(make([]byte, 3*aes.BlockSize))+`"}`), true)
	f.Add([]byte(`{"encrypt":1}`), false)
	f.Fuzz(func(t *testing.T, raw []byte, sign bool) {
		var h testHandler
		w := newTestWebhook(t, &h, Deps{})
		req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/lark/webhook", bytes.NewReader(raw))
		if sign {
			req = signedRequest(raw, testNow, "n", testKey)
		}
		got := answerOf(w, req)
		assert.True(t, json.Valid(got.Body.Bytes()))
		if !sign {
			assert.NotEqual(t, http.StatusOK, got.Code)
			assert.Zero(t, h.count())
		}
	})
}

func FuzzDecrypt(f *testing.F) {
	f.Add("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=")
	f.Add("")
	f.Add("QUJD")
	f.Fuzz(func(t *testing.T, sealed string) {
		plain, err := decrypt([32]byte{1}, sealed)
		if err == nil {
			assert.Less(t, len(plain), len(sealed))
		}
	})
}
