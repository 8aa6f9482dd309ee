package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxForm bounds a request's body in bytes.
const maxForm = 64 << 10

// jsonType is the content type of every JSON answer.
const jsonType = "application/json;charset=UTF-8"

// clockWindow is how far a request's timestamp may be from the emulator's
// clock. No document names the real window.
const clockWindow = 5 * time.Minute

// The outer codes of refusals. The real table is not published: a client can
// rely on nothing but 0 and not 0.
const (
	codeBadRequest = 40000
	codeBadField   = 40001
	codeNoApp      = 40101
	codeBadClock   = 40102
	codeBadSign    = 40103
	codeNoSeller   = 40301
	codeThrottled  = 42901
)

// fields are the form fields that an endpoint knows. Each may stand at most
// once; all of required must stand, and one of either where it is not empty.
type fields struct {
	required []string
	either   []string
}

func (f fields) known() []string { return slices.Concat(f.required, f.either) }

// envelope is the outer object of every answer. The order of its keys is the
// vendor's.
type envelope struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
	TraceID string `json:"trace_id"`
}

// refusal is an answer with an outer code other than 0.
type refusal struct {
	code    int
	message string
}

func (r *refusal) Error() string { return r.message }

func refuse(code int, format string, args ...any) error {
	return &refusal{code: code, message: fmt.Sprintf(format, args...)}
}

// unsuccess is an answer with outer code 0 whose data says success false.
type unsuccess struct {
	code    string
	message string
}

func (u *unsuccess) Error() string { return u.message }

// failedData is the data of such an answer. Search says code and message,
// detail errorCode and errorMsg.
func failedData(endpoint Endpoint, u *unsuccess) any {
	if endpoint == EndpointDetail {
		return detailData{ErrorCode: &u.code, ErrorMsg: &u.message}
	}
	return searchData{Code: &u.code, Message: &u.message}
}

// work is what an endpoint does with a request whose envelope held. It gives
// the answer's data, or a *refusal or *unsuccess.
type work func(r *http.Request, call *Call) (data any, err error)

// visit is one request under way: its record is complete before the first byte
// of the answer leaves, so that whoever has the answer finds it recorded.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	call   Call
	fault  Fault
	record func(Call)
}

// arrive notes a request and takes its fault.
func (g *Gateway) arrive(w http.ResponseWriter, r *http.Request, endpoint Endpoint) *visit {
	v := &visit{w: w, r: r, call: Call{Time: g.now(), Endpoint: endpoint, Path: r.URL.Path, Referer: r.Referer()}}
	v.record = g.record.begin(v.call)
	v.fault = g.faults.take(endpoint)
	return v
}

// done completes the record; the answer's status must be known.
func (v *visit) done(status int) {
	v.call.Status = status
	v.record(v.call)
}

// endpoint wraps an endpoint's work with the record, the faults and the checks
// of the envelope.
func (g *Gateway) endpoint(name Endpoint, known fields, do work) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := g.arrive(w, r, name)
		// The form is read before the wait: the server notices a caller that
		// goes away only when the body has been read.
		err := v.readForm()
		if g.spoil(v) {
			return
		}
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			v.deny(http.StatusMethodNotAllowed, "请求方法错误")
			return
		}
		if err == nil {
			err = g.checkEnvelope(&v.call, known)
		}
		var data any
		if err == nil {
			data, err = do(r, &v.call)
		}
		g.answer(v, data, err)
	})
}

// deny answers with an HTTP status and a line of text.
func (v *visit) deny(status int, reason string) {
	v.call.Refusal = reason
	v.done(status)
	http.Error(v.w, reason, status)
}

// answer writes the outcome of a call.
func (g *Gateway) answer(v *visit, data any, err error) {
	answer := envelope{Message: "ok", Data: data}
	switch e := err.(type) { //nolint:errorlint // The work gives these two unwrapped.
	case nil:
	case *refusal:
		answer = envelope{Code: e.code, Message: e.message, TraceID: g.traceID()}
		v.call.Refusal = e.message
	case *unsuccess:
		answer.Data, answer.TraceID = failedData(v.call.Endpoint, e), g.traceID()
		v.call.Refusal = e.message
	default:
		answer = envelope{Code: codeBadRequest, Message: "系统繁忙", TraceID: g.traceID()}
		v.call.Refusal = answer.Message
		g.log.Error("gateway emulator failed", "endpoint", v.call.Endpoint, "error", err)
	}
	if v.call.Refusal != "" {
		g.log.Info("gateway emulator refused", "endpoint", v.call.Endpoint, "code", answer.Code, "reason", v.call.Refusal)
	}
	v.call.Code = answer.Code
	v.w.Header().Set("Content-Type", jsonType)
	g.send(v, encode(answer))
}

// readForm reads the form fields into the record.
func (v *visit) readForm() error {
	r := v.r
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, stated := params["charset"]
	if err != nil || media != "application/x-www-form-urlencoded" || stated && !strings.EqualFold(charset, "utf-8") {
		return refuse(codeBadRequest, "请求格式错误,仅支持application/x-www-form-urlencoded")
	}
	if r.URL.RawQuery != "" {
		return refuse(codeBadRequest, "参数必须放在请求体中")
	}
	r.Body = http.MaxBytesReader(v.w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return refuse(codeBadRequest, "请求体无法解析")
	}
	v.call.Form = r.PostForm
	return nil
}

// checkEnvelope checks everything that both endpoints have in common.
func (g *Gateway) checkEnvelope(call *Call, known fields) error {
	form := call.Form
	if err := checkFields(form, known); err != nil {
		return err
	}
	if form.Get("appid") != g.appID {
		return refuse(codeNoApp, "应用不存在或已停用")
	}
	if err := g.checkClock(form.Get("timestamp")); err != nil {
		return err
	}
	if !signed(g.appSecret, form) {
		return refuse(codeBadSign, "签名错误")
	}
	call.SignatureValid = true
	if form.Get("seller_nick") != g.sellerNick {
		return refuse(codeNoSeller, "1688账号未授权")
	}
	if !g.limiter.allow(g.now()) {
		return refuse(codeThrottled, "调用频率超限")
	}
	return nil
}

func checkFields(form url.Values, known fields) error {
	for key, values := range form {
		switch {
		case !slices.Contains(known.known(), key):
			return refuse(codeBadField, "未知参数:%s", key)
		case len(values) > 1:
			return refuse(codeBadField, "参数重复:%s", key)
		case !utf8.ValidString(values[0]):
			return refuse(codeBadField, "参数不是UTF-8编码:%s", key)
		}
	}
	for _, key := range known.required {
		if form.Get(key) == "" {
			return refuse(codeBadField, "缺少参数:%s", key)
		}
	}
	if len(known.either) > 0 && !slices.ContainsFunc(known.either, func(key string) bool { return form.Get(key) != "" }) {
		return refuse(codeBadField, "缺少参数:%s", strings.Join(known.either, "或"))
	}
	return nil
}

// checkClock wants Unix seconds in ten digits, near the emulator's clock.
func (g *Gateway) checkClock(timestamp string) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || len(timestamp) != 10 {
		return refuse(codeBadClock, "时间戳格式错误,应为10位秒")
	}
	if off := g.now().Sub(time.Unix(seconds, 0)); off > clockWindow || off < -clockWindow {
		return refuse(codeBadClock, "时间戳已过期")
	}
	return nil
}

// encode writes JSON as the gateway does: characters of HTML unescaped.
func encode(answer envelope) []byte {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		// Every answer is built of plain structs: this is a mistake in them.
		panic(fmt.Sprintf("gateway emulator: encode answer: %v", err))
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n"))
}

// traceID gives a fresh id. As in the vendor's sample, good answers carry none.
func (g *Gateway) traceID() string {
	return fmt.Sprintf("sbx%013d", g.traces.Add(1))
}
