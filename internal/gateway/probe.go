package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// A probe is a signed question for the details of an offer that does not
// exist: the ids of 1688 are far longer. Nothing is searched, so it costs
// nothing or next to it.
const probeOffer = "1"

// Verdict is what an answer says of who asked.
type Verdict string

// The verdicts.
const (
	VerdictAccepted  Verdict = "accepted"  // the gateway went on to speak of the offer
	VerdictSignature Verdict = "signature" // the application or its signature is refused
	VerdictClock     Verdict = "clock"     // the timestamp is refused
	VerdictSeller    Verdict = "seller"    // the 1688 account is refused, or not authorised
	VerdictThrottled Verdict = "throttled" // too many calls: nothing was judged
	VerdictUnclear   Verdict = "unclear"   // refused in words that are none of these
)

// ProbeResult is what the gateway said to a probe.
type ProbeResult struct {
	Verdict Verdict
	// Code, Message and TraceID are the gateway's own, untrusted, fit for one
	// line, and without secrets.
	Code, Message, TraceID string
	Status                 int       // HTTP; 0 without an answer
	Date                   time.Time // the gateway's clock by its Date header; zero without one
}

// verdictWords are the words by which a verdict is known, in the order in which
// they are looked for: the gateway documents no codes, and lets words of 1688's
// own gateway through.
func verdictWords() []struct {
	verdict Verdict
	words   []string
} {
	return []struct {
		verdict Verdict
		words   []string
	}{
		{VerdictThrottled, throttleWords()},
		{VerdictClock, []string{"时间戳", "timestamp"}},
		{VerdictSignature, []string{"签名", "验签", "sign", "secret", "密钥", "appid", "app_id", "appkey", "app key", "应用", "application"}},
		{VerdictSeller, []string{"seller", "授权", "账号", "账户", "auth", "acl", "permission", "权限"}},
		{VerdictAccepted, []string{"offer", "商品", "product", "item"}},
	}
}

// Probe asks once whether the gateway takes this client's signature. Its error
// is that of a search that was not answered; what the answer told of the time
// is given beside it.
func (c *Client) Probe(ctx context.Context) (ProbeResult, error) {
	response, err := c.http.R().SetContext(ctx).SetFormData(map[string]string{"offerId": probeOffer}).Post(detailPath)
	if err != nil {
		return ProbeResult{}, transportFailure(ctx, err)
	}
	result := ProbeResult{Status: response.StatusCode()}
	if date, err := http.ParseTime(response.Header().Get("Date")); err == nil {
		result.Date = date
	}
	if response.StatusCode() != http.StatusOK {
		return result, statusFailure(response.StatusCode(), response.Header(), c.now())
	}
	said, err := readProbe(response.Body())
	if err != nil {
		return result, err
	}
	hidden := []string{c.cfg.AppSecret.Reveal(), response.Request.FormData.Get(signField)}
	result.Verdict = said.verdict()
	result.Code, result.Message, result.TraceID = tidy(said.Code, hidden), tidy(said.Message, hidden), tidy(said.TraceID, hidden)
	return result, nil
}

// probed is the answer to a probe: the outer words where the gateway refused,
// else those of 1688 behind it.
type probed struct {
	Code, Message, TraceID string
	outer                  bool
}

func readProbe(body []byte) (probed, error) {
	var e struct {
		Code    text            `json:"code"`
		Message text            `json:"message"`
		TraceID text            `json:"trace_id"`
		Data    json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &e); err != nil {
		return probed{}, garbled(errors.New("no JSON object"))
	}
	if !e.Code.given() {
		return probed{}, garbled(errors.New("no code"))
	}
	if !e.Code.zero() {
		return probed{Code: string(e.Code), Message: string(e.Message), TraceID: string(e.TraceID), outer: true}, nil
	}
	// Either family of names, or neither.
	var inner struct {
		Code      text `json:"code"`
		Message   text `json:"message"`
		ErrorCode text `json:"errorCode"`
		ErrorMsg  text `json:"errorMsg"`
	}
	_ = json.Unmarshal(e.Data, &inner) // data of another form says nothing
	p := probed{Code: string(inner.ErrorCode), Message: string(inner.ErrorMsg), TraceID: string(e.TraceID)}
	if inner.Code.given() {
		p.Code = string(inner.Code)
	}
	if inner.Message.given() {
		p.Message = string(inner.Message)
	}
	return p, nil
}

// verdict goes by the words. What 1688 refuses in unknown words has passed the
// gateway's own checks; what the gateway itself refuses so may have failed any.
func (p probed) verdict() Verdict {
	said := strings.ToLower(p.Code + " " + p.Message)
	for _, v := range verdictWords() {
		for _, word := range v.words {
			if strings.Contains(said, word) {
				return v.verdict
			}
		}
	}
	if p.outer {
		return VerdictUnclear
	}
	return VerdictAccepted
}
