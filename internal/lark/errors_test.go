package lark

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

// asked is what an answer of the platform asks for.
type asked struct {
	action bot.PlatformAction
	wait   time.Duration // without a word from the platform
	drop   bool          // the access token
}

// wantOfCodes says once more, from the platform's pages, what each code asks
// for. A code is added here and in codeRules, or the test fails.
func wantOfCodes() map[asked][]int {
	return map[asked][]int{
		// Too much at once: again after the time that is named, or a second.
		{action: bot.PlatformRetry, wait: time.Second}: {99991400, 230020, 11232, 230049},
		// Trouble of the platform, after a send ambiguous: again with the same uuid.
		{action: bot.PlatformRetry}: {2200, 1, 1000040343},
		// Token refused: again with a new one.
		{action: bot.PlatformRetry, drop: true}: {99991663, 99991664, 99991671},
		// The month's calls are used up.
		{action: bot.PlatformSpent}: {99991403},
		// A permission or a membership is missing: said to the person.
		{action: bot.PlatformForbidden}: {99991672, 230002, 230006, 230013, 230018, 230027, 230035, 230050, 230075, 231002,
			234004, 234007, 234009, 234038, 234040},
		// Nobody is left to answer: the work ends.
		{action: bot.PlatformGone}: {230011, 230019, 230110, 231003, 232009, 99992354},
		// The message can no longer be changed: a new one is sent.
		{action: bot.PlatformTooOld}: {230031},
		// Size or content: a smaller card.
		{action: bot.PlatformTooBig}: {230022, 230025, 230028, 230099, 300305, 11310, 200860, 234037},
		// Mistakes of ours, of the settings, or of the picture itself: no repetition helps.
		{action: bot.PlatformGiveUp}: {10003, 10014, 10015, 99991661, 99991662, 99991673, 99991401, 234001, 234003, 234006, 234010,
			234011, 234039, 234043, 230001, 230054, 230055, 230071, 230072, 231001},
	}
}

// wantOfStatuses says what an answer asks for whose code says nothing.
func wantOfStatuses() map[asked][]int {
	return map[asked][]int{
		{action: bot.PlatformRetry, wait: time.Second}: {429},
		// Carried out or not, nobody knows.
		{action: bot.PlatformRetry}:     {200, 201, 204, 408, 500, 501, 502, 503, 504, 520, 599},
		{action: bot.PlatformForbidden}: {403},
		{action: bot.PlatformGiveUp}:    {301, 302, 304, 307, 400, 401, 404, 405, 409, 410, 411, 413, 414, 415, 422, 431, 451},
	}
}

// assertAsks judges an answer, with the platform's own waiting time and without.
func assertAsks(t *testing.T, c *Client, want asked, status int, body string) {
	t.Helper()
	for _, reset := range []time.Duration{0, 7 * time.Second} {
		header, wait := http.Header{}, want.wait
		if reset > 0 {
			header.Set("x-ogw-ratelimit-reset", "7")
			wait = 0
			if want.action == bot.PlatformRetry {
				wait = reset
			}
		}
		got, drop := c.judge("op", status, header, []byte(body))
		if assert.NotNil(t, got, "HTTP %d %s", status, body) {
			assert.Equal(t, asked{want.action, wait, want.drop}, asked{got.Action, got.After, drop}, "HTTP %d %s, reset %v", status, body, reset)
		}
	}
}

func TestEveryCodeAsksForTheSameWhateverItsStatus(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", Deps{})
	tested := make(map[int]bool)
	for want, codes := range wantOfCodes() {
		for _, code := range codes {
			tested[code] = true
			for _, status := range []int{200, 400, 401, 403, 404, 429, 500, 502, 503, 504} {
				assertAsks(t, c, want, status, fmt.Sprintf(`{"code":%d,"msg":"m"}`, code))
			}
		}
	}
	for code := range codeRules() {
		assert.True(t, tested[code], "code %d is in the table and not tested", code)
	}
	assert.Len(t, codeRules(), len(tested))
}

func TestEveryStatusAsksForSomethingWhereTheCodeSaysNothing(t *testing.T) {
	c := newTestClient(t, "http://127.0.0.1:1", Deps{})
	for want, statuses := range wantOfStatuses() {
		for _, status := range statuses {
			for _, body := range []string{"", "<html>Bad Gateway</html>", `{"code":`, "null is no answer"} {
				assertAsks(t, c, want, status, body)
			}
			if status >= 300 {
				assertAsks(t, c, want, status, `{"code":0,"msg":"success"}`)
				assertAsks(t, c, want, status, `{"code":424242,"msg":"not in the table"}`)
			}
		}
	}
	// An answer that is whole and names a code nobody knows is a refusal.
	assertAsks(t, c, asked{action: bot.PlatformGiveUp}, 200, `{"code":424242,"msg":"not in the table"}`)
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
