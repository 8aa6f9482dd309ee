package lark

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tusou/bot"
)

// rule is what one code of the platform asks for.
type rule struct {
	action bot.PlatformAction
	after  time.Duration // where the platform names no waiting time
	token  bool          // the access token is refused: drop it
}

// busyPause is waited after a refusal for a rate that came without a time.
const busyPause = time.Second

// longestAfter bounds the waiting time that an answer may ask for.
const longestAfter = time.Hour

// The codes that the client itself looks at.
const (
	codeRateLimited   = 99991400
	codeNoThreadReply = 230071 // the chat has no threads
	codeNoThreadTopic = 230072 // this message cannot have a thread
	codeCardRefused   = 230099
	cardNoImage       = 200570 // in the message of codeCardRefused: an image key is unknown
)

// codeRules is the error table: the platform's codes and what they ask for.
// Codes and meanings are those of the platform's pages of the message, image,
// file and card APIs, its general error page, and of reports where those are
// silent. A code that is missing here is judged by its HTTP status.
func codeRules() map[int]rule {
	return map[int]rule{
		// Rates.
		codeRateLimited: {action: bot.PlatformRetry, after: busyPause},
		230020:          {action: bot.PlatformRetry, after: busyPause}, // chat or person
		11232:           {action: bot.PlatformRetry, after: busyPause}, // tenant
		99991403:        {action: bot.PlatformSpent},                   // monthly calls

		// Transient.
		2200:       {action: bot.PlatformRetry},                   // internal error, after a send ambiguous
		230049:     {action: bot.PlatformRetry, after: busyPause}, // message is still being sent
		1:          {action: bot.PlatformRetry},                   // system busy
		1000040343: {action: bot.PlatformRetry},                   // internal error

		// Access token refused.
		99991663: {action: bot.PlatformRetry, token: true},
		99991664: {action: bot.PlatformRetry, token: true},
		99991671: {action: bot.PlatformRetry, token: true},

		// Credentials and the app's own state: nobody in the chat can mend it.
		10003:    {action: bot.PlatformGiveUp}, // app id
		10014:    {action: bot.PlatformGiveUp}, // app secret
		10015:    {action: bot.PlatformGiveUp}, // app id and secret do not fit
		99991661: {action: bot.PlatformGiveUp}, // no token was sent
		99991662: {action: bot.PlatformGiveUp}, // app disabled
		99991673: {action: bot.PlatformGiveUp}, // app disabled
		99991401: {action: bot.PlatformGiveUp}, // address not on the app's list

		// Permission or membership.
		99991672: {action: bot.PlatformForbidden}, // scope
		230002:   {action: bot.PlatformForbidden}, // bot is not in the chat
		230006:   {action: bot.PlatformForbidden}, // bot ability is off
		230013:   {action: bot.PlatformForbidden}, // person outside the app's availability
		230018:   {action: bot.PlatformForbidden}, // the group's settings
		230027:   {action: bot.PlatformForbidden}, // permission
		230035:   {action: bot.PlatformForbidden}, // no permission to send
		230050:   {action: bot.PlatformForbidden}, // message is invisible to the bot
		230075:   {action: bot.PlatformForbidden}, // encrypted chat
		231002:   {action: bot.PlatformForbidden}, // bot is not in the message's chat
		234004:   {action: bot.PlatformForbidden}, // bot is not in the resource's chat
		234007:   {action: bot.PlatformForbidden}, // app has no bot
		234009:   {action: bot.PlatformForbidden}, // external group
		234038:   {action: bot.PlatformForbidden}, // download restricted
		234040:   {action: bot.PlatformForbidden}, // resource is invisible

		// The message, topic or chat is no more.
		230011:   {action: bot.PlatformGone}, // recalled
		230019:   {action: bot.PlatformGone}, // topic
		230110:   {action: bot.PlatformGone}, // deleted
		231003:   {action: bot.PlatformGone}, // deleted
		232009:   {action: bot.PlatformGone}, // chat dissolved
		99992354: {action: bot.PlatformGone}, // message id unknown

		230031: {action: bot.PlatformTooOld}, // sent more than 14 days ago

		// Size or content of a card.
		230022:          {action: bot.PlatformTooBig}, // sensitive words
		230025:          {action: bot.PlatformTooBig}, // too long
		230028:          {action: bot.PlatformTooBig}, // refused by the tenant's content audit
		codeCardRefused: {action: bot.PlatformTooBig}, // the message says why
		300305:          {action: bot.PlatformTooBig}, // more than 200 elements
		11310:           {action: bot.PlatformTooBig}, // too many tables
		200860:          {action: bot.PlatformTooBig}, // over 30 KB

		// A resource: its own fault.
		234001: {action: bot.PlatformGiveUp}, // parameters
		234003: {action: bot.PlatformGiveUp}, // not of this message
		234006: {action: bot.PlatformGiveUp}, // upload too large
		234010: {action: bot.PlatformGiveUp}, // upload empty
		234011: {action: bot.PlatformGiveUp}, // format
		234037: {action: bot.PlatformTooBig}, // download over 100 MB
		234039: {action: bot.PlatformGiveUp}, // resolution
		234043: {action: bot.PlatformGiveUp}, // kind of message whose resources cannot be had

		// Mistakes of ours.
		230001:            {action: bot.PlatformGiveUp}, // parameters
		230054:            {action: bot.PlatformGiveUp}, // message type
		230055:            {action: bot.PlatformGiveUp}, // file type
		codeNoThreadReply: {action: bot.PlatformGiveUp}, // Reply asks again without a thread
		codeNoThreadTopic: {action: bot.PlatformGiveUp},
		231001:            {action: bot.PlatformGiveUp}, // reaction
	}
}

// statusRule judges an answer whose code says nothing. What may have been done
// although the answer was lost is to be repeated with the same uuid.
func statusRule(status int) rule {
	switch {
	case status == http.StatusTooManyRequests:
		return rule{action: bot.PlatformRetry, after: busyPause}
	case status >= 500, status == http.StatusRequestTimeout, status < 300:
		return rule{action: bot.PlatformRetry}
	case status == http.StatusForbidden:
		return rule{action: bot.PlatformForbidden}
	}
	return rule{action: bot.PlatformGiveUp}
}

// envelopeError is the part of an answer that says how it went.
type envelopeError struct {
	Code  int    `json:"code"`
	Msg   string `json:"msg"`
	Error struct {
		LogID      string `json:"log_id"`
		Violations []struct {
			Subject string `json:"subject"`
		} `json:"permission_violations"`
	} `json:"error"`
}

// judge turns an answer into an error, nil for a success. refused says that the
// access token must be dropped.
func (c *Client) judge(op string, status int, header http.Header, body []byte) (failure *bot.PlatformError, refused bool) {
	var answer envelopeError
	err := json.Unmarshal(body, &answer)
	if err == nil && answer.Code == 0 && status < 300 {
		return nil, false
	}
	e := &bot.PlatformError{Op: op, Status: status, Code: answer.Code, Message: clip(answer.Msg), LogID: answer.Error.LogID}
	if e.LogID == "" {
		e.LogID = header.Get("X-Tt-Logid")
	}
	if err != nil {
		e.Message = "the answer is no JSON"
	}
	r, known := c.rules[answer.Code]
	switch {
	case known:
	case err == nil && answer.Code != 0 && status < 300:
		r = rule{action: bot.PlatformGiveUp}
	default:
		r = statusRule(status)
	}
	e.Action, e.After = r.action, r.after
	e.NoImage = answer.Code == codeCardRefused && cardCode(answer.Msg) == cardNoImage
	if e.Action == bot.PlatformRetry {
		if after := resetAfter(header); after > 0 {
			e.After = after
		}
	}
	if e.Action == bot.PlatformForbidden {
		e.Scope = scopes(answer)
	}
	return e, r.token
}

// cardCode reads the card's own code out of the message of a refusal, which
// says "ext=ErrCode: N; ErrMsg: …"; 0 where there is none.
func cardCode(message string) int {
	_, rest, found := strings.Cut(message, "ErrCode:")
	if !found {
		return 0
	}
	rest = strings.TrimLeft(rest, " ")
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	code, err := strconv.Atoi(rest[:end])
	if err != nil {
		return 0
	}
	return code
}

// resetAfter reads x-ogw-ratelimit-reset, the seconds to wait; 0 without one.
func resetAfter(header http.Header) time.Duration {
	seconds, err := strconv.ParseInt(strings.TrimSpace(header.Get("X-Ogw-Ratelimit-Reset")), 10, 32)
	if err != nil || seconds <= 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestAfter)
}

// scopes names the scopes that would have allowed the call: any of them does.
func scopes(answer envelopeError) string {
	names := make([]string, 0, len(answer.Error.Violations))
	for _, v := range answer.Error.Violations {
		if v.Subject != "" {
			names = append(names, v.Subject)
		}
	}
	return clip(strings.Join(names, ", "))
}

// clip bounds what the platform says before it is logged or shown.
func clip(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
