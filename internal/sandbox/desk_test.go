package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/page"
	"tusou/internal/sandbox/platform"
)

const (
	deskID     = "cli_desk00000000001"
	deskSecret = "a-desk-test-secret"
)

// desk is the chat page over the emulated platform, without the bot: tests send
// in its place.
type desk struct {
	t        *testing.T
	platform *platform.Platform
	gateway  *gateway.Gateway
	rest     string // the platform's address
	url      string // the page's address
	token    string
	buyer    platform.User // who the page begins with
}

func newDesk(t *testing.T) *desk { return newDeskIn(t, page.Chinese) }

func newDeskIn(t *testing.T, lang string) *desk {
	t.Helper()
	d := &desk{t: t}
	// A second passes with every look at the clock, so that no rate is exceeded.
	var seconds atomic.Int64
	begin := time.Now().Add(-time.Hour)
	now := func() time.Time { return begin.Add(time.Duration(seconds.Add(1)) * time.Second) }
	var err error
	d.platform, err = platform.New(platform.Config{AppID: deskID, AppSecret: deskSecret, Now: now})
	require.NoError(t, err)
	d.gateway, err = gateway.New(gateway.Config{AppID: "1", AppSecret: "2", SellerNick: "3"})
	require.NoError(t, err)
	handler, err := page.New(page.Config{Platform: d.platform, Gateway: d.gateway, Lang: lang})
	require.NoError(t, err)
	rest, chat := httptest.NewServer(d.platform.Handler()), httptest.NewServer(handler)
	t.Cleanup(func() {
		require.NoError(t, d.platform.Close())
		chat.Close()
		rest.Close()
	})
	d.rest, d.url = rest.URL, chat.URL
	for _, user := range d.platform.Users() {
		if !user.Bot && d.buyer.OpenID == "" {
			d.buyer = user
		}
	}
	var answer struct {
		Token string `json:"tenant_access_token"`
	}
	d.call("/open-apis/auth/v3/tenant_access_token/internal", "application/json",
		strings.NewReader(`{"app_id":"`+deskID+`","app_secret":"`+deskSecret+`"}`), &answer)
	d.token = answer.Token
	return d
}

// call posts to the platform as the app does.
func (d *desk) call(path, contentType string, body io.Reader, into any) {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.rest+path, body)
	require.NoError(d.t, err)
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Authorization", "Bearer "+d.token)
	response, err := http.DefaultClient.Do(request)
	require.NoError(d.t, err)
	defer func() { require.NoError(d.t, response.Body.Close()) }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(d.t, err)
	require.Equal(d.t, http.StatusOK, response.StatusCode, string(answer))
	require.NoError(d.t, json.Unmarshal(answer, into))
}

// upload gives the key of one of the sample pictures.
func (d *desk) upload() string {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(d.t, form.WriteField("image_type", "message"))
	part, err := form.CreateFormFile("image", "sample.jpg")
	require.NoError(d.t, err)
	_, err = part.Write(d.gateway.Samples()[2].JPEG())
	require.NoError(d.t, err)
	require.NoError(d.t, form.Close())
	var answer struct {
		Data struct {
			Key string `json:"image_key"`
		}
	}
	d.call("/open-apis/im/v1/images", form.FormDataContentType(), &body, &answer)
	return answer.Data.Key
}

// post lets the buyer write into the direct chat and gives the message's id.
func (d *desk) post(o platform.Outgoing) string {
	d.t.Helper()
	o.Chat, o.Sender = d.platform.DirectChat(d.buyer), d.buyer
	id, err := d.platform.Post(o)
	require.NoError(d.t, err)
	return id
}

// reply answers a message with a card and gives the card's message id.
func (d *desk) reply(messageID, card string, inThread bool) string {
	d.t.Helper()
	body, err := json.Marshal(map[string]any{"msg_type": "interactive", "content": card, "reply_in_thread": inThread})
	require.NoError(d.t, err)
	var answer struct {
		Data struct {
			ID string `json:"message_id"`
		}
	}
	d.call("/open-apis/im/v1/messages/"+messageID+"/reply", "application/json", bytes.NewReader(body), &answer)
	return answer.Data.ID
}
