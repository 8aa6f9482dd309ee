package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// The APIs by which calls are recorded, limited and troubled.
const (
	APIToken          = "token"
	APIEndpoint       = "ws.endpoint"
	APISocket         = "ws.connect" // faults only
	APIBotInfo        = "bot.info"
	APISend           = "messages.send"
	APIReply          = "messages.reply"
	APIGet            = "messages.get"
	APIPatch          = "messages.patch"
	APIDelete         = "messages.delete"
	APIResource       = "messages.resource"
	APIReactionAdd    = "reactions.create"
	APIReactionDelete = "reactions.delete"
	APIImageUpload    = "images.create"
	APIFileUpload     = "files.create"
	APIChat           = "chats.get"
)

// maxJSONBody bounds the body of a JSON call: a text of 150 KB and its quoting
// fit.
const maxJSONBody = 1 << 20

// route is one API.
type route struct {
	pattern string
	api     string
	open    bool     // needs no token, has no rate limit and is not billed
	scopes  []string // one of these is needed
	maxBody int64
	handle  func(*request) (any, *apiError)
}

func (p *Platform) table() []route {
	send := []string{"im:message", "im:message:send_as_bot", "im:message:send"}
	read := []string{"im:message", "im:message:readonly", "im:message.history:readonly"}
	upload := []string{"im:resource", "im:resource:upload"}
	react := []string{"im:message", "im:message.reactions:write_only"}
	self := []string{scopeSelfManage, scopeAppInfo}
	const base = "/open-apis"
	return []route{
		{"POST " + base + "/auth/v3/tenant_access_token/internal", APIToken, true, nil, maxJSONBody, p.serveToken},
		{"POST /callback/ws/endpoint", APIEndpoint, true, nil, maxJSONBody, p.serveEndpoint},
		{"GET " + base + "/bot/v3/info", APIBotInfo, false, nil, maxJSONBody, p.serveBotInfo},
		{"POST " + base + "/im/v1/messages", APISend, false, send, maxJSONBody, p.serveSend},
		{"POST " + base + "/im/v1/messages/{message}/reply", APIReply, false, send, maxJSONBody, p.serveReply},
		{"GET " + base + "/im/v1/messages/{message}", APIGet, false, read, maxJSONBody, p.serveGet},
		{"PATCH " + base + "/im/v1/messages/{message}", APIPatch, false, []string{"im:message", "im:message:send_as_bot", "im:message:update"}, maxJSONBody, p.servePatch},
		{"DELETE " + base + "/im/v1/messages/{message}", APIDelete, false, []string{"im:message", "im:message:send_as_bot", "im:message:recall"}, maxJSONBody, p.serveDelete},
		{"GET " + base + "/im/v1/messages/{message}/resources/{key}", APIResource, false, read, maxJSONBody, p.serveResource},
		{"POST " + base + "/im/v1/messages/{message}/reactions", APIReactionAdd, false, react, maxJSONBody, p.serveReactionAdd},
		{"DELETE " + base + "/im/v1/messages/{message}/reactions/{reaction}", APIReactionDelete, false, react, maxJSONBody, p.serveReactionDelete},
		{"POST " + base + "/im/v1/images", APIImageUpload, false, upload, maxImageBytes + multipartRoom, p.serveImageUpload},
		{"POST " + base + "/im/v1/files", APIFileUpload, false, upload, maxFileBytes + multipartRoom, p.serveFileUpload},
		{"GET " + base + "/application/v6/scopes", APIScopes, false, nil, maxJSONBody, p.serveScopes},
		{"GET " + base + "/application/v6/applications/{app}", APIApplication, false, self, maxJSONBody, p.serveApplication},
		{"GET " + base + "/application/v6/applications/{app}/app_versions/{version}", APIVersion, false, self, maxJSONBody, p.serveVersion},
		{"GET " + base + "/im/v1/chats/{chat}", APIChat, false, []string{"im:chat", "im:chat:readonly", "im:chat:read"}, maxJSONBody, p.serveChat},
	}
}

func (p *Platform) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, rt := range p.table() {
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { p.serve(rt, w, r) })
	}
	mux.HandleFunc("GET "+socketPath, p.serveSocket)
	mux.HandleFunc("/", p.serveUnknown)
	return mux
}

// apiError is a refusal in the platform's form.
type apiError struct {
	status int
	code   int
	msg    string
	scopes []string // that are missing
	header http.Header
}

func badRequest(code int, msg string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: code, msg: msg}
}

func invalidParam(ext string) *apiError {
	return badRequest(230001, "Your request contains an invalid request parameter, ext="+ext)
}

// errUnknownMessage is the answer to a message id that the tenant does not
// know.
func errUnknownMessage() *apiError {
	return badRequest(99992354, "The request you send is not a valid {open_message_id} or not exists, pls check.")
}

// topLevel is an answer whose fields stand beside code and msg.
type topLevel map[string]any

// blob is a binary answer.
type blob struct {
	data        []byte
	contentType string
	name        string
}

// request is one call under way.
type request struct {
	*http.Request
	body []byte
	call *Call
}

// decode reads the JSON body into v.
func (q *request) decode(v any) *apiError {
	if err := json.Unmarshal(q.body, v); err != nil {
		return badRequest(9499, "Bad Request")
	}
	return nil
}

// serve carries one call through fault, token, limits and handler and records
// it.
func (p *Platform) serve(rt route, w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	call := &Call{API: rt.api, Method: r.Method, Path: r.URL.Path, MessageID: r.PathValue("message"), LogID: newLogID(), Start: p.cfg.Now()}
	body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, rt.maxBody))
	fault := p.takeFault(rt.api, body)
	if fault == nil {
		fault = &Fault{}
	}
	call.Bytes = len(body)
	p.underWayNow(rt.api, 1)
	finish := func() {
		call.Latency = time.Since(started)
		p.underWayNow(rt.api, -1)
		p.record(*call, !rt.open)
	}
	if !p.sleep(r.Context(), p.latencyOf(rt.api)+fault.Delay) || fault.CloseConnection {
		finish()
		panic(http.ErrAbortHandler)
	}
	var a httpAnswer
	if fault.answers() {
		call.Injected = true
		a = fault.answer(call.LogID)
	} else {
		answer, refusal := p.carryOut(rt, &request{Request: r, body: body, call: call}, readErr)
		if a = p.encodeAnswer(answer, call.LogID); refusal != nil {
			a = refusal.answer(call.LogID)
		}
	}
	call.Code = a.code
	p.sleep(r.Context(), fault.Hold) // who left meanwhile misses the answer
	if fault.LoseAnswer {
		call.Lost = true
		finish()
		panic(http.ErrAbortHandler)
	}
	call.Status = a.status
	// The call is on record before the app can see its answer.
	finish()
	w.Header().Set("Date", p.cfg.Now().UTC().Format(http.TimeFormat))
	a.write(w)
}

func (p *Platform) carryOut(rt route, q *request, readErr error) (any, *apiError) {
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(readErr, &tooBig) && rt.maxBody > maxJSONBody:
		return nil, badRequest(234006, "The file size exceed the max value.")
	case errors.As(readErr, &tooBig):
		return nil, badRequest(230025, "The length of the message content reaches its limit.")
	case readErr != nil:
		return nil, badRequest(9499, "Bad Request")
	}
	if !rt.open {
		if refusal := p.gate(rt, q); refusal != nil {
			return nil, refusal
		}
	}
	return rt.handle(q)
}

// gate checks token, rate, quota and scopes in the order of the platform's
// gateway.
func (p *Platform) gate(rt route, q *request) *apiError {
	p.mu.Lock()
	defer p.mu.Unlock()
	if refusal := p.checkTokenLocked(q.Header.Get("Authorization")); refusal != nil {
		return refusal
	}
	if refusal := p.limitAPILocked(rt.api); refusal != nil {
		return refusal
	}
	if p.cfg.MonthlyQuota > 0 && p.billed >= p.cfg.MonthlyQuota {
		return &apiError{status: http.StatusTooManyRequests, code: 99991403, msg: "This month's API call quota has been exceeded"}
	}
	if !p.granted(rt.scopes...) {
		return &apiError{
			status: http.StatusBadRequest, code: 99991672, scopes: rt.scopes,
			msg: fmt.Sprintf("Access denied. One of the following scopes is required: [%s].", strings.Join(rt.scopes, ", ")),
		}
	}
	return nil
}

func (p *Platform) record(c Call, billable bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, c)
	if billable && c.OK() {
		p.billed++
	}
	p.noteLocked(Change{Kind: ChangeCall, ChatID: c.ChatID, MessageID: c.MessageID})
}

func newLogID() string { return "2026" + randomHex(14) }

// httpAnswer is an answer ready to be written.
type httpAnswer struct {
	status int
	code   int
	header http.Header
	body   []byte
}

func (a httpAnswer) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[http.CanonicalHeaderKey(k)] = v
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that has left needs no answer
}

func jsonAnswer(status, code int, logID string, body any) httpAnswer {
	raw, err := encode(body)
	if err != nil {
		return httpAnswer{status: http.StatusInternalServerError}
	}
	return httpAnswer{status: status, code: code, body: raw, header: http.Header{
		"X-Tt-Logid": {logID}, "Content-Type": {"application/json; charset=utf-8"},
	}}
}

func (p *Platform) encodeAnswer(answer any, logID string) httpAnswer {
	switch answer := answer.(type) {
	case blob:
		return httpAnswer{status: http.StatusOK, body: answer.data, header: http.Header{
			"X-Tt-Logid": {logID}, "Content-Type": {answer.contentType},
			"Content-Disposition": {fmt.Sprintf("attachment; filename=%q", answer.name)},
		}}
	case topLevel:
		code, _ := answer["code"].(int)
		return jsonAnswer(http.StatusOK, code, logID, answer)
	}
	return jsonAnswer(http.StatusOK, 0, logID, topLevel{"code": 0, "msg": "success", "data": answer})
}

// violation names one scope that the app lacks.
type violation struct {
	Type    string `json:"type"`
	Subject string `json:"subject"`
}

type errorBody struct {
	Code  int    `json:"code"`
	Msg   string `json:"msg"`
	Error struct {
		LogID        string      `json:"log_id"`
		Troubleshoot string      `json:"troubleshooter,omitempty"`
		Permission   []violation `json:"permission_violations,omitempty"`
	} `json:"error"`
}

func (e *apiError) answer(logID string) httpAnswer {
	body := errorBody{Code: e.code, Msg: e.msg}
	body.Error.LogID = logID
	body.Error.Troubleshoot = "排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi&log_id=" + logID
	for _, s := range e.scopes {
		body.Error.Permission = append(body.Error.Permission, violation{"action_scope_required", s})
	}
	a := jsonAnswer(e.status, e.code, logID, body)
	for k, v := range e.header {
		a.header[http.CanonicalHeaderKey(k)] = v
	}
	return a
}

// serveUnknown answers what is no API of this platform as the real one does.
func (p *Platform) serveUnknown(w http.ResponseWriter, r *http.Request) {
	p.record(Call{Method: r.Method, Path: r.URL.Path, Status: http.StatusNotFound, Start: p.cfg.Now()}, false)
	http.Error(w, "404 page not found", http.StatusNotFound)
}
