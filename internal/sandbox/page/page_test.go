package page_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/page"
	"tusou/internal/sandbox/platform"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	appID     = "cli_page00000000001"
	appSecret = "a-page-test-secret"
)

// desk is the page on a listener, with the platform and the gateway behind it.
type desk struct {
	t        *testing.T
	platform *platform.Platform
	gateway  *gateway.Gateway
	rest     string // the platform's address
	address  string // the page's address
	client   *http.Client
	state    state
}

type state struct {
	Bot    struct{ ID, Name string }
	People []struct{ ID, Name, Direct string }
	Groups []struct {
		Key, ID, Name string
		Size          int
	}
	Samples []struct{ Name, Address string }
	Words   map[string]string
}

type shown struct {
	ID, Chat, Kind, Content, Parent string
	Sender                          struct{ ID, Name string }
	Mentions                        []string
	Recalled                        bool
	Version                         int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	p, err := platform.New(platform.Config{AppID: appID, AppSecret: appSecret})
	require.NoError(t, err)
	g, err := gateway.New(gateway.Config{AppID: "1", AppSecret: "2", SellerNick: "3"})
	require.NoError(t, err)
	handler, err := page.New(page.Config{Platform: p, Gateway: g})
	require.NoError(t, err)
	rest, server := httptest.NewServer(p.Handler()), httptest.NewServer(handler)
	t.Cleanup(func() {
		require.NoError(t, p.Close())
		server.Close()
		rest.Close()
	})
	d := &desk{
		t: t, platform: p, gateway: g, rest: rest.URL, address: server.URL,
		client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	}
	d.into(&d.state, http.MethodGet, "/api/state", "", nil)
	return d
}

// answer is an answer read to its end.
type answer struct {
	status int
	header http.Header
}

// do sends a request and gives the answer and its body.
func (d *desk) do(request *http.Request) (answer, string) {
	d.t.Helper()
	response, err := d.client.Do(request)
	require.NoError(d.t, err)
	defer func() { require.NoError(d.t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(d.t, err)
	return answer{response.StatusCode, response.Header}, string(body)
}

func (d *desk) request(method, path, contentType string, body io.Reader) *http.Request {
	d.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = d.address + path
	}
	request, err := http.NewRequestWithContext(d.t.Context(), method, address, body)
	require.NoError(d.t, err)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	return request
}

func (d *desk) into(value any, method, path, contentType string, body io.Reader) {
	d.t.Helper()
	response, text := d.do(d.request(method, path, contentType, body))
	require.Equal(d.t, http.StatusOK, response.status, text)
	require.NoError(d.t, json.Unmarshal([]byte(text), value))
}

// post sends JSON and gives status and body.
func (d *desk) post(path string, value any) (int, string) {
	d.t.Helper()
	body, err := json.Marshal(value)
	require.NoError(d.t, err)
	response, text := d.do(d.request(http.MethodPost, path, "application/json", bytes.NewReader(body)))
	return response.status, text
}

type upload struct {
	field, name string
	data        []byte
}

// write sends the composer's form and gives status and body.
func (d *desk) write(fields map[string]string, uploads ...upload) (int, string) {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		require.NoError(d.t, form.WriteField(name, value))
	}
	for _, u := range uploads {
		part, err := form.CreateFormFile(u.field, u.name)
		require.NoError(d.t, err)
		_, err = part.Write(u.data)
		require.NoError(d.t, err)
	}
	require.NoError(d.t, form.Close())
	response, text := d.do(d.request(http.MethodPost, "/api/post", form.FormDataContentType(), &body))
	return response.status, text
}

func (d *desk) messages(chat string) []shown {
	d.t.Helper()
	var messages []shown
	d.into(&messages, http.MethodGet, "/api/messages?chat="+url.QueryEscape(chat), "", nil)
	return messages
}

// sendCard lets the bot reply to a message with a card, over the platform's API.
func (d *desk) sendCard(messageID, card string) {
	d.t.Helper()
	var token struct {
		Token string `json:"tenant_access_token"`
	}
	d.into(&token, http.MethodPost, d.rest+"/open-apis/auth/v3/tenant_access_token/internal", "application/json",
		strings.NewReader(`{"app_id":"`+appID+`","app_secret":"`+appSecret+`"}`))
	body, err := json.Marshal(map[string]string{"msg_type": "interactive", "content": card})
	require.NoError(d.t, err)
	request := d.request(http.MethodPost, d.rest+"/open-apis/im/v1/messages/"+messageID+"/reply", "application/json", bytes.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token.Token)
	response, text := d.do(request)
	require.Equal(d.t, http.StatusOK, response.status, text)
}

func TestNewWantsItsParts(t *testing.T) {
	_, err := page.New(page.Config{})
	require.Error(t, err)
}

func TestPageIsWholeAndKeptToItself(t *testing.T) {
	d := newDesk(t)
	response, body := d.do(d.request(http.MethodGet, "/", "", nil))
	assert.Equal(t, http.StatusOK, response.status)
	policy := response.header.Get("Content-Security-Policy")
	assert.Contains(t, policy, "default-src 'none'")
	assert.NotContains(t, policy, "unsafe")
	for _, mark := range []string{`id="text"`, `id="file"`, `id="send"`, `id="messages"`, `data-chat="direct"`, `data-chat="group"`, `data-chat="group2"`} {
		assert.Contains(t, body, mark)
	}
	assert.NotContains(t, body, "https://", "the page uses no outside resource")
	for path, kind := range map[string]string{
		"/app.js": "javascript", "/card.js": "javascript", "/markdown.js": "javascript", "/style.css": "css", "/card.css": "css", "/icon.svg": "svg",
	} {
		response, _ := d.do(d.request(http.MethodGet, path, "", nil))
		assert.Equal(t, http.StatusOK, response.status, path)
		assert.Contains(t, response.header.Get("Content-Type"), kind, path)
	}
}

func TestPageIsOnlyForThisMachine(t *testing.T) {
	d := newDesk(t)
	for host, status := range map[string]int{
		"localhost:8788": http.StatusOK, "127.0.0.1": http.StatusOK, "[::1]:80": http.StatusOK,
		"evil.example": http.StatusForbidden, "127.0.0.1.evil.example:80": http.StatusForbidden, "192.168.1.4:80": http.StatusForbidden,
	} {
		request := d.request(http.MethodGet, "/", "", nil)
		request.Host = host
		response, _ := d.do(request)
		assert.Equal(t, status, response.status, host)
	}
	request := d.request(http.MethodPost, "/api/menu", "application/json", strings.NewReader(`{}`))
	request.Header.Set("Origin", "https://evil.example")
	response, _ := d.do(request)
	assert.Equal(t, http.StatusForbidden, response.status, "another site's request")
}

func TestStateNamesPeopleGroupAndSamples(t *testing.T) {
	d := newDesk(t)
	require.Len(t, d.state.People, 2)
	assert.Equal(t, "李然", d.state.People[0].Name)
	assert.Equal(t, "王琳", d.state.People[1].Name)
	assert.Equal(t, "图搜", d.state.Bot.Name)
	assert.NotEqual(t, d.state.People[0].Direct, d.state.People[1].Direct)
	require.NotEmpty(t, d.state.Samples)
	response, body := d.do(d.request(http.MethodGet, d.state.Samples[0].Address, "", nil))
	assert.Equal(t, "image/jpeg", response.header.Get("Content-Type"))
	assert.Equal(t, string(d.gateway.Samples()[0].JPEG()), body)
	for _, number := range []string{"-1", "999", "x"} {
		response, _ := d.do(d.request(http.MethodGet, "/sample/"+number, "", nil))
		assert.Equal(t, http.StatusNotFound, response.status, number)
	}
}

func TestAPictureWithWordsAndAMentionReachesTheGroup(t *testing.T) {
	d := newDesk(t)
	picture := d.gateway.Samples()[0].JPEG()
	status, body := d.write(map[string]string{"user": d.state.People[1].ID, "chat": "group", "text": "包邮\n20以内", "mention": "1"},
		upload{"image", "风扇.jpg", picture})
	require.Equal(t, http.StatusOK, status, body)
	messages := d.messages(d.state.Groups[0].ID)
	require.Len(t, messages, 1)
	assert.Equal(t, "post", messages[0].Kind)
	assert.Equal(t, "王琳", messages[0].Sender.Name)
	assert.Equal(t, []string{"图搜"}, messages[0].Mentions)

	var post struct{ Content [][]map[string]any }
	require.NoError(t, json.Unmarshal([]byte(messages[0].Content), &post))
	last := post.Content[len(post.Content)-1]
	response, served := d.do(d.request(http.MethodGet, "/image/"+last[0]["image_key"].(string), "", nil))
	assert.Equal(t, "image/jpeg", response.header.Get("Content-Type"))
	assert.Equal(t, string(picture), served)
	assert.Empty(t, d.messages(d.state.People[1].Direct))
}

func TestTheGroupsAreApart(t *testing.T) {
	d := newDesk(t)
	require.Len(t, d.state.Groups, 2)
	status, _ := d.write(map[string]string{"user": d.state.People[0].ID, "chat": "group2", "text": "你好"})
	require.Equal(t, http.StatusOK, status)
	assert.Empty(t, d.messages(d.state.Groups[0].ID))
	assert.Len(t, d.messages(d.state.Groups[1].ID), 1)
	assert.Equal(t, 3, d.state.Groups[1].Size, "two people and the bot")
}

func TestDirectMessagesCarryNoMention(t *testing.T) {
	d := newDesk(t)
	status, body := d.write(map[string]string{"user": d.state.People[0].ID, "chat": "direct", "text": "帮助", "mention": "1"})
	require.Equal(t, http.StatusOK, status, body)
	messages := d.messages(d.state.People[0].Direct)
	require.Len(t, messages, 1)
	assert.Equal(t, "text", messages[0].Kind)
	assert.Empty(t, messages[0].Mentions)
}

func TestFilesAreSentAndDownloaded(t *testing.T) {
	d := newDesk(t)
	status, body := d.write(map[string]string{"user": d.state.People[0].ID, "chat": "direct"}, upload{"file", "选品 表.xlsx", []byte("PK")})
	require.Equal(t, http.StatusOK, status, body)
	message := d.messages(d.state.People[0].Direct)[0]
	assert.Equal(t, "file", message.Kind)
	var file struct {
		Key string `json:"file_key"`
	}
	require.NoError(t, json.Unmarshal([]byte(message.Content), &file))
	response, served := d.do(d.request(http.MethodGet, "/file/"+file.Key, "", nil))
	assert.Equal(t, "PK", served)
	assert.True(t, strings.HasPrefix(response.header.Get("Content-Disposition"), "attachment;"))
	assert.Contains(t, response.header.Get("Content-Disposition"), "filename*=utf-8''")
}

func TestMessagesThatCannotBeSentAreRefusedInWords(t *testing.T) {
	d := newDesk(t)
	li := d.state.People[0].ID
	for name, fields := range map[string]map[string]string{
		"an unknown person":         {"user": "ou_x", "chat": "direct", "text": "x"},
		"an unknown chat":           {"user": li, "chat": "elsewhere", "text": "x"},
		"nothing to say":            {"user": li, "chat": "direct"},
		"a quote from nowhere":      {"user": li, "chat": "direct", "text": "x", "quote": "om_x"},
		"the bot as its own writer": {"user": d.state.Bot.ID, "chat": "direct", "text": "x"},
	} {
		status, body := d.write(fields)
		assert.GreaterOrEqual(t, status, 400, name)
		assert.Contains(t, body, `"error":"`, name)
	}
	response, _ := d.do(d.request(http.MethodGet, "/api/messages?chat=oc_x", "", nil))
	assert.Equal(t, http.StatusNotFound, response.status)
}

func TestOnlyOnesOwnMessagesCanBeRecalled(t *testing.T) {
	d := newDesk(t)
	li, wang := d.state.People[0].ID, d.state.People[1].ID
	status, _ := d.write(map[string]string{"user": li, "chat": "group", "text": "写错了"})
	require.Equal(t, http.StatusOK, status)
	id := d.messages(d.state.Groups[0].ID)[0].ID

	status, _ = d.post("/api/recall", map[string]string{"user": wang, "message": id})
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	status, _ = d.post("/api/recall", map[string]string{"user": li, "message": id})
	assert.Equal(t, http.StatusOK, status)
	recalled := d.messages(d.state.Groups[0].ID)[0]
	assert.True(t, recalled.Recalled)
	assert.Empty(t, recalled.Content, "what was withdrawn is not shown")
}

func TestMenuAndOpeningTakeOnlyWhatExists(t *testing.T) {
	d := newDesk(t)
	li := d.state.People[0].ID
	status, _ := d.post("/api/menu", map[string]string{"user": li, "key": "tusou_help"})
	assert.Equal(t, http.StatusOK, status)
	status, _ = d.post("/api/menu", map[string]string{"user": li, "key": "other"})
	assert.Equal(t, http.StatusBadRequest, status)
	status, _ = d.post("/api/open", map[string]string{"user": li})
	assert.Equal(t, http.StatusOK, status)
	status, _ = d.post("/api/open", map[string]string{"user": "ou_x"})
	assert.Equal(t, http.StatusBadRequest, status)
	status, _ = d.post("/api/open", map[string]string{"who": li})
	assert.Equal(t, http.StatusBadRequest, status)
}

const hostileCard = `{"schema":"2.0","config":{"update_multi":true},
	"header":{"title":{"tag":"plain_text","content":"<script>alert(1)</script>"}},
	"body":{"elements":[
		{"tag":"markdown","content":"<img src=x onerror=alert(1)> [x](javascript:alert(1))"},
		{"tag":"button","text":{"tag":"plain_text","content":"按"},"behaviors":[{"type":"callback","value":{"a":1}}]}]}}`

func TestAClickWithoutABotIsToldAsTheClientTellsIt(t *testing.T) {
	d := newDesk(t)
	li := d.state.People[0]
	status, _ := d.write(map[string]string{"user": li.ID, "chat": "direct", "text": "你好"})
	require.Equal(t, http.StatusOK, status)
	d.sendCard(d.messages(li.Direct)[0].ID, hostileCard)
	card := d.messages(li.Direct)[1]

	status, body := d.post("/api/click", map[string]any{"user": li.ID, "message": card.ID, "path": "body.elements[1]"})
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	assert.Contains(t, body, `"code":200340`)
	status, body = d.post("/api/click", map[string]any{"user": li.ID, "message": card.ID, "path": "body.elements[7]"})
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	assert.Contains(t, body, "这个操作现在不可用")
	assert.NotContains(t, body, "component", "the platform's own words are for the log")
}

func TestHostileTextTravelsAsText(t *testing.T) {
	d := newDesk(t)
	li := d.state.People[0]
	const words = `<script>alert(1)</script><img src=x onerror="alert(1)">`
	status, _ := d.write(map[string]string{"user": li.ID, "chat": "direct", "text": words})
	require.Equal(t, http.StatusOK, status)
	d.sendCard(d.messages(li.Direct)[0].ID, hostileCard)

	response, body := d.do(d.request(http.MethodGet, "/api/messages?chat="+li.Direct, "", nil))
	assert.Equal(t, "application/json", response.header.Get("Content-Type"))
	assert.Equal(t, "nosniff", response.header.Get("X-Content-Type-Options"))
	assert.NotContains(t, body, "<", "JSON escapes what could be markup")
	messages := d.messages(li.Direct)
	var text struct{ Text string }
	require.NoError(t, json.Unmarshal([]byte(messages[0].Content), &text))
	assert.Equal(t, words, text.Text)
}

func TestStreamCarriesChangesAndEndsWithThePlatform(t *testing.T) {
	d := newDesk(t)
	response, err := d.client.Do(d.request(http.MethodGet, "/api/stream", "", nil))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	assert.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	lines := bufio.NewScanner(response.Body)
	next := func(event string) string {
		for lines.Scan() {
			if lines.Text() == "event: "+event {
				require.True(t, lines.Scan())
				return strings.TrimPrefix(lines.Text(), "data: ")
			}
		}
		require.FailNow(t, "the stream ended before "+event)
		return ""
	}
	next("resync")
	assert.Contains(t, next("status"), `"billed":0`)
	status, _ := d.write(map[string]string{"user": d.state.People[0].ID, "chat": "direct", "text": "你好"})
	require.Equal(t, http.StatusOK, status)
	var message shown
	require.NoError(t, json.Unmarshal([]byte(next("message")), &message))
	assert.Equal(t, d.state.People[0].Direct, message.Chat)

	d.sendCard(message.ID, hostileCard)
	assert.Contains(t, next("message"), `"kind":"interactive"`)
	assert.Contains(t, next("status"), `"messages.reply":1`)
	require.NoError(t, d.platform.Close())
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err, "the stream ends in good order")
}

// scripts gives the page's own code and document, by file.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("static/*")
	require.NoError(t, err)
	all := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		all[filepath.Base(file)] = string(source)
	}
	require.Contains(t, all, "app.js")
	return all
}

func TestScriptsNeverWriteMarkup(t *testing.T) {
	for file, source := range scripts(t) {
		for _, forbidden := range []string{
			"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", "DOMParser", "setHTML",
			"createContextualFragment", "javascript:", " onclick", " style=",
		} {
			assert.NotContains(t, source, forbidden, file)
		}
	}
}

func TestEveryLanguageHasTheWordsThatThePageUses(t *testing.T) {
	asked := regexp.MustCompile(`word\('(\w+)'|data-word(?:-[a-z]+)?="(\w+)"|word\(\w+ \? '(\w+)' : '(\w+)'`)
	used := map[string]bool{"lang": true, "title": true, "group": true, "group2": true}
	for _, source := range scripts(t) {
		for _, found := range asked.FindAllStringSubmatch(source, -1) {
			for _, key := range found[1:] {
				if key != "" {
					used[key] = true
				}
			}
		}
	}
	words := map[string]map[string]string{}
	for _, lang := range []string{page.Chinese, page.English} {
		p, err := platform.New(platform.Config{AppID: appID, AppSecret: appSecret})
		require.NoError(t, err)
		g, err := gateway.New(gateway.Config{AppID: "1", AppSecret: "2", SellerNick: "3"})
		require.NoError(t, err)
		handler, err := page.New(page.Config{Platform: p, Gateway: g, Lang: lang})
		require.NoError(t, err)
		request := httptest.NewRequest(http.MethodGet, "http://localhost/api/state", nil)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		var got state
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &got))
		words[lang] = got.Words
		assert.Equal(t, got.Words["group"], got.Groups[0].Name)
		require.NoError(t, p.Close())
	}
	places := regexp.MustCompile(`\{\d\}`)
	for key, said := range words[page.Chinese] {
		assert.NotEmpty(t, said, key)
		if assert.NotEmpty(t, words[page.English][key], key) {
			assert.ElementsMatch(t, places.FindAllString(said, -1), places.FindAllString(words[page.English][key], -1), key)
		}
		if !strings.HasPrefix(key, "err") && !strings.HasPrefix(key, "click") {
			assert.True(t, used[key], "nobody says %q", key)
		}
	}
	for key := range used {
		assert.Contains(t, words[page.Chinese], key)
	}
	assert.Len(t, words[page.English], len(words[page.Chinese]))
}
