package lark

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

// wantActions says once more, from the platform's pages, what each code asks
// for. A code is added here and in codeRules, or the test fails.
var wantActions = map[bot.PlatformAction][]int{
	bot.PlatformRetry: {99991400, 230020, 11232, 2200, 230049, 1, 1000040343, 99991663, 99991664, 99991671},
	bot.PlatformSpent: {99991403},
	bot.PlatformForbidden: {99991672, 230002, 230006, 230013, 230018, 230027, 230035, 230050, 230075, 231002,
		234004, 234007, 234009, 234038, 234040},
	bot.PlatformGone:   {230011, 230019, 230110, 231003, 232009, 99992354},
	bot.PlatformTooOld: {230031},
	bot.PlatformTooBig: {230022, 230025, 230028, 230099, 300305, 11310, 200860, 234037},
	bot.PlatformGiveUp: {10003, 10014, 10015, 99991661, 99991662, 99991673, 99991401, 234001, 234003, 234006, 234010,
		234011, 234039, 234043, 230001, 230054, 230055, 230071, 230072, 231001},
}

func TestEveryCodeAsksForWhatTheTableSays(t *testing.T) {
	rules := codeRules()
	seen := 0
	for action, codes := range wantActions {
		for _, code := range codes {
			r, known := rules[code]
			assert.True(t, known, "code %d", code)
			assert.Equal(t, action, r.action, "code %d", code)
			seen++
		}
	}
	assert.Len(t, rules, seen, "each rule is tested")
}

func TestOnlyTokenCodesDropTheToken(t *testing.T) {
	var dropping []int
	for code, r := range codeRules() {
		if r.token {
			dropping = append(dropping, code)
		}
	}
	assert.ElementsMatch(t, []int{99991663, 99991664, 99991671}, dropping)
}

func TestAnswersAreJudged(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", Deps{})
	reset := http.Header{"X-Ogw-Ratelimit-Reset": []string{"7"}}
	for name, test := range map[string]struct {
		status int
		header http.Header
		body   string
		want   bot.PlatformError
		token  bool
	}{
		"a limit with its waiting time": {
			status: 429, header: reset, body: `{"code":99991400,"msg":"request trigger frequency limit"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 429, Code: 99991400, Message: "request trigger frequency limit", After: 7 * time.Second},
		},
		"an old API's limit with status 400": {
			status: 400, header: reset, body: `{"code":99991400,"msg":"limit"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 400, Code: 99991400, Message: "limit", After: 7 * time.Second},
		},
		"a limit without a waiting time": {
			status: 429, body: `{"code":99991400,"msg":"limit"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 429, Code: 99991400, Message: "limit", After: busyPause},
		},
		"a limit with a waiting time that is no number": {
			status: 429, header: http.Header{"X-Ogw-Ratelimit-Reset": []string{"soon"}}, body: `{"code":99991400,"msg":"limit"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 429, Code: 99991400, Message: "limit", After: busyPause},
		},
		"a limit with an endless waiting time": {
			status: 429, header: http.Header{"X-Ogw-Ratelimit-Reset": []string{"2000000000"}}, body: `{"code":99991400,"msg":"limit"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 429, Code: 99991400, Message: "limit", After: longestAfter},
		},
		"the month is used up": {
			status: 429, header: reset, body: `{"code":99991403,"msg":"quota"}`,
			want: bot.PlatformError{Action: bot.PlatformSpent, Status: 429, Code: 99991403, Message: "quota"},
		},
		"a refused token with status 400": {
			status: 400, body: `{"code":99991663,"msg":"Invalid access token"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 400, Code: 99991663, Message: "Invalid access token"}, token: true,
		},
		"a refused token with status 200": {
			status: 200, body: `{"code":99991663,"msg":"Invalid access token"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 200, Code: 99991663, Message: "Invalid access token"}, token: true,
		},
		"missing scopes, any of which would do": {
			status: 400,
			body: `{"code":99991672,"msg":"Access denied","error":{"log_id":"L1","permission_violations":[` +
				`{"type":"action_scope_required","subject":"im:message"},{"subject":"im:message.group_msg"}]}}`,
			want: bot.PlatformError{Action: bot.PlatformForbidden, Status: 400, Code: 99991672, Message: "Access denied", LogID: "L1", Scope: "im:message, im:message.group_msg"},
		},
		"the log id in the header": {
			status: 400, header: http.Header{"X-Tt-Logid": []string{"L2"}}, body: `{"code":230011,"msg":"recalled"}`,
			want: bot.PlatformError{Action: bot.PlatformGone, Status: 400, Code: 230011, Message: "recalled", LogID: "L2"},
		},
		"a card that names a picture which is gone": {
			status: 400, body: `{"code":230099,"msg":"Failed to create card content, ext=ErrCode: 200570; ErrMsg: card contains invalid image keys; "}`,
			want: bot.PlatformError{Action: bot.PlatformTooBig, Status: 400, Code: 230099, NoImage: true,
				Message: "Failed to create card content, ext=ErrCode: 200570; ErrMsg: card contains invalid image keys; "},
		},
		"a card that is refused for something else": {
			status: 400, body: `{"code":230099,"msg":"Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit 200570; "}`,
			want: bot.PlatformError{Action: bot.PlatformTooBig, Status: 400, Code: 230099,
				Message: "Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit 200570; "},
		},
		"a card that is refused without a reason": {
			status: 400, body: `{"code":230099,"msg":"ErrCode: ;"}`,
			want: bot.PlatformError{Action: bot.PlatformTooBig, Status: 400, Code: 230099, Message: "ErrCode: ;"},
		},
		"a code that is not known": {
			status: 400, body: `{"code":424242,"msg":"?"}`,
			want: bot.PlatformError{Action: bot.PlatformGiveUp, Status: 400, Code: 424242, Message: "?"},
		},
		"a code that is not known with status 200": {
			status: 200, body: `{"code":424242,"msg":"?"}`,
			want: bot.PlatformError{Action: bot.PlatformGiveUp, Status: 200, Code: 424242, Message: "?"},
		},
		"a code that is not known with status 500": {
			status: 500, body: `{"code":424242,"msg":"?"}`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 500, Code: 424242, Message: "?"},
		},
		"a proxy's page": {
			status: 502, body: `<html>Bad Gateway</html>`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 502, Message: "the answer is no JSON"},
		},
		"a page in place of the answer": {
			status: 200, body: `<html>Sign in</html>`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 200, Message: "the answer is no JSON"},
		},
		"too many, said by status alone": {
			status: 429, body: `slow down`,
			want: bot.PlatformError{Action: bot.PlatformRetry, Status: 429, Message: "the answer is no JSON", After: busyPause},
		},
		"forbidden, said by status alone": {
			status: 403, body: ``,
			want: bot.PlatformError{Action: bot.PlatformForbidden, Status: 403, Message: "the answer is no JSON"},
		},
		"not found, said by status alone": {
			status: 404, body: `404 page not found`,
			want: bot.PlatformError{Action: bot.PlatformGiveUp, Status: 404, Message: "the answer is no JSON"},
		},
		"a redirect is not followed and not understood": {
			status: 302, body: ``,
			want: bot.PlatformError{Action: bot.PlatformGiveUp, Status: 302, Message: "the answer is no JSON"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			header := test.header
			if header == nil {
				header = http.Header{}
			}
			got, token := c.judge("op", test.status, header, []byte(test.body))
			require.NotNil(t, got)
			test.want.Op = "op"
			assert.Equal(t, test.want, *got)
			assert.Equal(t, test.token, token)
		})
	}
}

func TestASuccessIsNoError(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", Deps{})
	got, token := c.judge("op", 200, http.Header{}, []byte(`{"code":0,"msg":"success","data":{}}`))
	assert.Nil(t, got)
	assert.False(t, token)
}

func TestLongWordsOfThePlatformAreCut(t *testing.T) {
	long := clip(string(make([]byte, 499)) + "图图")
	assert.LessOrEqual(t, len(long), 503)
	assert.NotContains(t, long, "\ufffd")
}
