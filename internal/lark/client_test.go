package lark

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

const sentBody = `{"code":0,"msg":"success","data":{"message_id":"om_new","chat_id":"oc_1"}}`

var testCard = json.RawMessage(`{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[]}}`)

func TestEachMistakeOfTheSettingsIsNamed(t *testing.T) {
	_, err := New(Config{BaseURL: "open.feishu.cn"}, Deps{})
	require.Error(t, err)
	for _, want := range []string{"app id", "app secret", "base address"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestCallsAreWhatThePlatformTakes(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(ctx context.Context, c *Client) (string, error)
		body string // of the answer
		want request
		json string
		id   string
	}{
		"reply": {
			do: func(ctx context.Context, c *Client) (string, error) {
				return c.Reply(ctx, "om_1", "u-1", testCard, false)
			},
			body: sentBody, id: "om_new",
			want: request{method: http.MethodPost, path: "/open-apis/im/v1/messages/om_1/reply"},
			json: `{"msg_type":"interactive","uuid":"u-1","content":` + quoted(testCard) + `}`,
		},
		"reply in the thread": {
			do: func(ctx context.Context, c *Client) (string, error) {
				return c.Reply(ctx, "om_1", "u-1", testCard, true)
			},
			body: sentBody, id: "om_new",
			want: request{method: http.MethodPost, path: "/open-apis/im/v1/messages/om_1/reply"},
			json: `{"msg_type":"interactive","uuid":"u-1","reply_in_thread":true,"content":` + quoted(testCard) + `}`,
		},
		"reply with a file": {
			do: func(ctx context.Context, c *Client) (string, error) {
				return c.ReplyFile(ctx, "om_1", "u-1", "file_1")
			},
			body: sentBody, id: "om_new",
			want: request{method: http.MethodPost, path: "/open-apis/im/v1/messages/om_1/reply"},
			json: `{"msg_type":"file","uuid":"u-1","content":"{\"file_key\":\"file_1\"}"}`,
		},
		"send to a chat": {
			do:   func(ctx context.Context, c *Client) (string, error) { return c.Send(ctx, "oc_1", "u-1", testCard) },
			body: sentBody, id: "om_new",
			want: request{method: http.MethodPost, path: "/open-apis/im/v1/messages", query: "receive_id_type=chat_id"},
			json: `{"receive_id":"oc_1","msg_type":"interactive","uuid":"u-1","content":` + quoted(testCard) + `}`,
		},
		"send to a person": {
			do:   func(ctx context.Context, c *Client) (string, error) { return c.Send(ctx, "ou_1", "", testCard) },
			body: sentBody, id: "om_new",
			want: request{method: http.MethodPost, path: "/open-apis/im/v1/messages", query: "receive_id_type=open_id"},
			json: `{"receive_id":"ou_1","msg_type":"interactive","content":` + quoted(testCard) + `}`,
		},
		"patch": {
			do:   func(ctx context.Context, c *Client) (string, error) { return "", c.Patch(ctx, "om_1", testCard) },
			body: `{"code":0,"data":{},"msg":"ok"}`,
			want: request{method: http.MethodPatch, path: "/open-apis/im/v1/messages/om_1"},
			json: `{"content":` + quoted(testCard) + `}`,
		},
		"delete": {
			do:   func(ctx context.Context, c *Client) (string, error) { return "", c.Delete(ctx, "om_1") },
			body: `{"code":0,"data":{},"msg":"ok"}`,
			want: request{method: http.MethodDelete, path: "/open-apis/im/v1/messages/om_1"},
		},
		"an id that would leave its place": {
			do:   func(ctx context.Context, c *Client) (string, error) { return "", c.Delete(ctx, "../chats/oc_1?x=") },
			body: `{"code":0,"data":{},"msg":"ok"}`,
			want: request{method: http.MethodDelete, path: "/open-apis/im/v1/messages/..%2Fchats%2Foc_1%3Fx="},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newFakeAPI(t, always(200, test.body))
			id, err := test.do(t.Context(), newTestClient(t, p.URL, Deps{}))
			require.NoError(t, err)
			assert.Equal(t, test.id, id)
			asked := p.requests()
			require.Len(t, asked, 1)
			got := asked[0]
			assert.Equal(t, "t-1", got.token)
			if test.json == "" {
				assert.Empty(t, got.body)
			} else {
				assert.JSONEq(t, test.json, string(got.body))
			}
			assert.Equal(t, test.want, request{method: got.method, path: got.path, query: got.query})
		})
	}
}

func quoted(b []byte) string {
	out, _ := json.Marshal(string(b))
	return string(out)
}

func TestARefusedTokenIsReplacedAndTheCallRepeatedOnce(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, _ int) {
		if r.token == "t-1" {
			writeJSON(w, 400, `{"code":99991663,"msg":"Invalid access token for authorization"}`)
			return
		}
		writeJSON(w, 200, sentBody)
	})
	c := newTestClient(t, p.URL, Deps{})
	id, err := c.Reply(t.Context(), "om_1", "u-1", testCard, false)
	require.NoError(t, err)
	assert.Equal(t, "om_new", id)
	require.Len(t, p.requests(), 2)
	assert.Equal(t, p.requests()[0].body, p.requests()[1].body)
	assert.Equal(t, 2, p.tokens)
}

func TestATokenThatIsAlwaysRefusedEndsAfterTwoAttempts(t *testing.T) {
	p := newFakeAPI(t, always(400, `{"code":99991663,"msg":"Invalid access token"}`))
	_, err := newTestClient(t, p.URL, Deps{}).Reply(t.Context(), "om_1", "u-1", testCard, false)
	assert.Equal(t, bot.PlatformRetry, bot.ActionOf(err))
	assert.Len(t, p.requests(), 2)
	assert.Equal(t, 2, p.tokens)
}

func TestOtherFailuresAreNotRepeated(t *testing.T) {
	for name, test := range map[string]struct {
		answer func(w http.ResponseWriter, r request, n int)
		want   bot.PlatformAction
	}{
		"a limit":                {always(429, `{"code":99991400,"msg":"limit"}`), bot.PlatformRetry},
		"an internal error":      {always(500, `{"code":2200,"msg":"internal"}`), bot.PlatformRetry},
		"a proxy's page":         {func(w http.ResponseWriter, _ request, _ int) { http.Error(w, "<html>", http.StatusBadGateway) }, bot.PlatformRetry},
		"a gateway's timeout":    {func(w http.ResponseWriter, _ request, _ int) { http.Error(w, "", http.StatusGatewayTimeout) }, bot.PlatformRetry},
		"JSON that is cut short": {always(200, `{"code":0,"da`), bot.PlatformRetry},
		"an answer without id":   {always(200, `{"code":0,"data":{}}`), bot.PlatformRetry},
		"a broken connection": {func(w http.ResponseWriter, _ request, _ int) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}, bot.PlatformRetry},
		"a redirect": {func(w http.ResponseWriter, _ request, _ int) {
			w.Header().Set("Location", "/open-apis/elsewhere")
			w.WriteHeader(302)
		}, bot.PlatformGiveUp},
		"an answer over the cap": {func(w http.ResponseWriter, _ request, _ int) {
			writeJSON(w, 200, `{"code":0,"msg":"`+strings.Repeat("x", maxAnswer)+`"}`)
		}, bot.PlatformRetry},
		"a message that is gone": {always(400, `{"code":230011,"msg":"recalled"}`), bot.PlatformGone},
	} {
		t.Run(name, func(t *testing.T) {
			p := newFakeAPI(t, test.answer)
			_, err := newTestClient(t, p.URL, Deps{}).Reply(t.Context(), "om_1", "u-1", testCard, false)
			var e *bot.PlatformError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, test.want, e.Action)
			assert.Equal(t, "im.message.reply", e.Op)
			assert.Len(t, p.requests(), 1)
		})
	}
}

func TestAPlatformThatCannotBeReachedMayBeTriedAgain(t *testing.T) {
	p := newFakeAPI(t, nil)
	p.Close()
	_, err := newTestClient(t, p.URL, Deps{}).Reply(t.Context(), "om_1", "u-1", testCard, false)
	assert.Equal(t, bot.PlatformRetry, bot.ActionOf(err))
}

func TestWrongCredentialsGiveUp(t *testing.T) {
	server := newFakeAPI(t, always(200, sentBody))
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 200, `{"code":10014,"msg":"app secret invalid"}`)
	})
	_, err := newTestClient(t, server.URL, Deps{}).Reply(t.Context(), "om_1", "u-1", testCard, false)
	var e *bot.PlatformError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, bot.PlatformGiveUp, e.Action)
	assert.Equal(t, 10014, e.Code)
}

func TestTheEndOfTheContextIsNoErrorOfThePlatform(t *testing.T) {
	release := make(chan struct{})
	p := newFakeAPI(t, func(w http.ResponseWriter, _ request, _ int) { <-release })
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := newTestClient(t, p.URL, Deps{}).Reply(ctx, "om_1", "u-1", testCard, false)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var e *bot.PlatformError
	assert.False(t, errors.As(err, &e))
}

func TestAChatWithoutThreadsGetsAnOrdinaryReply(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, _ int) {
		if bytes.Contains(r.body, []byte("reply_in_thread")) {
			writeJSON(w, 400, `{"code":230071,"msg":"no thread reply"}`)
			return
		}
		writeJSON(w, 200, sentBody)
	})
	id, err := newTestClient(t, p.URL, Deps{}).Reply(t.Context(), "om_1", "u-1", testCard, true)
	require.NoError(t, err)
	assert.Equal(t, "om_new", id)
	require.Len(t, p.requests(), 2)
	assert.Contains(t, string(p.requests()[1].body), `"uuid":"u-1"`)
}

func TestWhoIsNeitherChatNorPersonIsNotWrittenTo(t *testing.T) {
	p := newFakeAPI(t, always(200, sentBody))
	_, err := newTestClient(t, p.URL, Deps{}).Send(t.Context(), "li.ran@example.com", "", testCard)
	assert.Equal(t, bot.PlatformGiveUp, bot.ActionOf(err))
	assert.Empty(t, p.requests())
}

func TestALimitHoldsTheNextCallOfTheAPI(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, _ int) {
		w.Header().Set("X-Ogw-Ratelimit-Reset", "30")
		writeJSON(w, 429, `{"code":99991400,"msg":"limit"}`)
	})
	c := newTestClient(t, p.URL, Deps{})
	err := c.Patch(t.Context(), "om_1", testCard)
	var e *bot.PlatformError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 30*time.Second, e.After)

	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err = c.Patch(ctx, "om_2", testCard)
	require.ErrorAs(t, err, &e)
	assert.Equal(t, bot.PlatformRetry, e.Action)
	assert.Greater(t, e.After, 20*time.Second)
	assert.Len(t, p.requests(), 1, "the second one did not leave")
}

func TestUploadsSendTheWholePictureAgainAfterARefusedToken(t *testing.T) {
	picture := bytes.Repeat([]byte("jpeg"), 5000)
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, n int) {
		if n == 0 {
			writeJSON(w, 400, `{"code":99991663,"msg":"Invalid access token"}`)
			return
		}
		writeJSON(w, 200, `{"code":0,"data":{"image_key":"img_1"}}`)
	})
	key, err := newTestClient(t, p.URL, Deps{}).UploadImage(t.Context(), picture)
	require.NoError(t, err)
	assert.Equal(t, "img_1", key)
	require.Len(t, p.requests(), 2)
	for _, r := range p.requests() {
		fields := formOf(t, r)
		assert.Equal(t, "message", fields["image_type"])
		assert.Equal(t, string(picture), fields["image"])
	}
}

func formOf(t *testing.T, r request) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	require.NoError(t, err)
	fields := make(map[string]string)
	parts := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields
		}
		require.NoError(t, err)
		content, err := io.ReadAll(part)
		require.NoError(t, err)
		fields[part.FormName()] = string(content)
	}
}

func TestPicturesAreDownloaded(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, _ request, _ int) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = io.WriteString(w, "0123456789")
	})
	c := newTestClient(t, p.URL, Deps{})
	got, err := c.Resource(t.Context(), bot.Picture{MessageID: "om_1", Key: "img_v3_1"}, 10)
	require.NoError(t, err)
	assert.Equal(t, "0123456789", string(got))
	_, err = c.Resource(t.Context(), bot.Picture{MessageID: "om_1", Key: "file_1", File: true}, 10)
	require.NoError(t, err)
	assert.Equal(t, "/open-apis/im/v1/messages/om_1/resources/img_v3_1", p.requests()[0].path)
	assert.Equal(t, "type=image", p.requests()[0].query)
	assert.Equal(t, "type=file", p.requests()[1].query)
	assert.Equal(t, "t-1", p.requests()[0].token)
}

func TestDownloadsThatFailSayWhatToDo(t *testing.T) {
	for name, test := range map[string]struct {
		answer func(w http.ResponseWriter, r request, n int)
		want   bot.PlatformAction
		code   int
	}{
		"larger than the limit": {func(w http.ResponseWriter, _ request, _ int) {
			w.Header().Set("Content-Type", "image/jpeg")
			_, _ = w.Write(make([]byte, 101))
		}, bot.PlatformTooBig, 0},
		"cut short": {func(w http.ResponseWriter, _ request, _ int) {
			w.Header().Set("Content-Type", "image/jpeg")
			w.Header().Set("Content-Length", "90")
			_, _ = w.Write(make([]byte, 10))
		}, bot.PlatformRetry, 0},
		"not of this message":      {always(400, `{"code":234003,"msg":"File not in msg."}`), bot.PlatformGiveUp, 234003},
		"bot outside the chat":     {always(400, `{"code":234004,"msg":"Not in chat"}`), bot.PlatformForbidden, 234004},
		"over the platform's size": {always(400, `{"code":234037,"msg":"too large"}`), bot.PlatformTooBig, 234037},
		"in a forwarded bundle":    {always(400, `{"code":234043,"msg":"unsupported"}`), bot.PlatformGiveUp, 234043},
		"an error with status 200": {always(200, `{"code":234004,"msg":"Not in chat"}`), bot.PlatformForbidden, 234004},
		"an error without JSON":    {func(w http.ResponseWriter, _ request, _ int) { http.Error(w, "x", http.StatusServiceUnavailable) }, bot.PlatformRetry, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newFakeAPI(t, test.answer)
			_, err := newTestClient(t, p.URL, Deps{}).Resource(t.Context(), bot.Picture{MessageID: "om_1", Key: "img_1"}, 100)
			var e *bot.PlatformError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, test.want, e.Action)
			assert.Equal(t, test.code, e.Code)
			assert.Len(t, p.requests(), 1)
		})
	}
}

func TestDownloadsReplaceARefusedToken(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, n int) {
		if n == 0 {
			writeJSON(w, 400, `{"code":99991663,"msg":"Invalid access token"}`)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = io.WriteString(w, "png")
	})
	got, err := newTestClient(t, p.URL, Deps{}).Resource(t.Context(), bot.Picture{MessageID: "om_1", Key: "img_1"}, 100)
	require.NoError(t, err)
	assert.Equal(t, "png", string(got))
}

func TestTheBotKnowsItself(t *testing.T) {
	p := newFakeAPI(t, always(200, `{"code":0,"msg":"ok","bot":{"activate_status":2,"app_name":"图搜","open_id":"`+testBot+`"}}`))
	c := newTestClient(t, p.URL, Deps{})
	id, name, err := c.BotInfo(t.Context())
	require.NoError(t, err)
	assert.Equal(t, testBot, id)
	assert.Equal(t, "图搜", name)
	assert.Equal(t, testBot, c.knownBot())
}

func TestAnAppWithoutABotIsSaidToHaveNone(t *testing.T) {
	p := newFakeAPI(t, always(200, `{"code":0,"msg":"ok","bot":{}}`))
	_, _, err := newTestClient(t, p.URL, Deps{}).BotInfo(t.Context())
	assert.ErrorContains(t, err, "no bot")
}

func TestSkewIsReadFromTheAnswers(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, _ request, _ int) {
		w.Header().Set("Date", "Fri, 20 Nov 2026 08:00:00 GMT")
		writeJSON(w, 200, `{"code":0}`)
	})
	c := newTestClient(t, p.URL, Deps{Now: func() time.Time { return time.Date(2026, 11, 20, 8, 10, 0, 0, time.UTC) }})
	_, known := c.Skew()
	assert.False(t, known)
	require.NoError(t, c.Delete(t.Context(), "om_1"))
	skew, known := c.Skew()
	assert.True(t, known)
	assert.Equal(t, 10*time.Minute, skew)
}

func TestCallsAreCounted(t *testing.T) {
	p := newFakeAPI(t, func(w http.ResponseWriter, _ request, n int) {
		if n == 0 {
			writeJSON(w, 400, `{"code":230011,"msg":"recalled"}`)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = io.WriteString(w, "png")
	})
	var metrics testMetrics
	c := newTestClient(t, p.URL, Deps{Metrics: &metrics})
	require.Error(t, c.Patch(t.Context(), "om_1", testCard))
	_, err := c.Resource(t.Context(), bot.Picture{MessageID: "om_1", Key: "img_1"}, 100)
	require.NoError(t, err)
	assert.Equal(t, []observed{
		{"auth.tenant_access_token", 200, 0}, {"im.message.patch", 400, 230011}, {"im.resource.get", 200, 0},
	}, metrics.calls)
}

func TestRepliesKeepTheRateOfAChatThatWasHeardOf(t *testing.T) {
	p := newFakeAPI(t, always(200, sentBody))
	c := newTestClient(t, p.URL, Deps{})
	assert.Empty(t, c.chatOf("om_1"))
	c.Heard("om_0", "oc_1")
	assert.Equal(t, "oc_1", c.chatOf("om_0"))
	_, err := c.Reply(t.Context(), "om_1", "u-1", testCard, false)
	require.NoError(t, err)
	assert.Equal(t, "oc_1", c.chatOf("om_1"), "the answer names the chat of both")
	assert.Equal(t, "oc_1", c.chatOf("om_new"))
}

func TestNothingSecretIsLogged(t *testing.T) {
	var out lockedBuffer
	p := newFakeAPI(t, func(w http.ResponseWriter, r request, n int) {
		switch n {
		case 0:
			writeJSON(w, 400, `{"code":99991663,"msg":"Invalid access token"}`)
		case 1:
			http.Error(w, "canary-payload", http.StatusBadGateway)
		default:
			writeJSON(w, 200, `{"code":0,"canary`)
		}
	})
	c := newTestClient(t, p.URL, Deps{Log: logTo(&out)})
	for range 3 {
		_, err := c.Reply(t.Context(), "om_1", "u-1", json.RawMessage(`{"canary":"payload"}`), false)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "canary")
		assert.NotContains(t, err.Error(), "t-1")
	}
	assert.NotContains(t, out.String(), "canary")
	assert.NotContains(t, out.String(), "t-1")
	assert.NotEmpty(t, out.String())
}

func TestTheSDKsDebugLinesAreDropped(t *testing.T) {
	var out lockedBuffer
	l := sdkLog{log: logTo(&out)}
	l.Debug(t.Context(), "payload: canary")
	assert.Empty(t, out.String())
	l.Info(t.Context(), "connected", "[conn_id=1]")
	l.Warn(t.Context(), strings.Repeat("x", 1000))
	l.Error(t.Context(), "failed")
	assert.Contains(t, out.String(), "connected")
	assert.NotContains(t, out.String(), strings.Repeat("x", maxLogLine+1))
}

func TestAddressesAreTakenOutOfErrors(t *testing.T) {
	err := fmt.Errorf("dial: %w", &url.Error{Op: "parse", URL: "wss://host/?ticket=canary", Err: errors.New("invalid port")})
	assert.NotContains(t, withoutAddress(err).Error(), "canary")
	assert.EqualError(t, withoutAddress(errors.New("plain")), "plain")
}
