package lark

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"tusou/bot"
)

const (
	authPath = "/open-apis/auth/v3/tenant_access_token/internal"
	// tokenMargin is how long before its end a token is no longer used. The
	// platform hands out a new one from 30 min before the end, both valid.
	tokenMargin = 3 * time.Minute
	// tokenFailureShared is how long a failure to get a token is every
	// caller's: those who waited for it do not ask once more each.
	tokenFailureShared = time.Second
)

// tokens keeps the tenant access token. The SDK's own cache is a package
// variable that never recovers from a revoked token, so it is not used.
type tokens struct {
	fetch func(ctx context.Context) (token string, life time.Duration, err error)
	now   func() time.Time
	turn  chan struct{} // one fetch at a time, waiting obeys ctx

	mu       sync.Mutex
	token    string
	ends     time.Time
	failure  error
	failedAt time.Time
}

func newTokens(now func() time.Time, fetch func(context.Context) (string, time.Duration, error)) *tokens {
	return &tokens{fetch: fetch, now: now, turn: make(chan struct{}, 1)}
}

// get gives a valid token, fetching one if there is none.
func (t *tokens) get(ctx context.Context) (string, error) {
	if token, _ := t.known(); token != "" {
		return token, nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if token, failure := t.known(); token != "" || failure != nil {
		return token, failure
	}
	token, life, err := t.fetch(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil {
			t.failure, t.failedAt = err, t.now()
		}
		return "", err
	}
	t.token, t.ends, t.failure = token, t.now().Add(life-min(tokenMargin, life/2)), nil
	return token, nil
}

func (t *tokens) known() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if t.token != "" && now.Before(t.ends) {
		return t.token, nil
	}
	if t.failure != nil && now.Sub(t.failedAt) < tokenFailureShared {
		return "", t.failure
	}
	return "", nil
}

// drop forgets a token that the platform refused, unless it is an older one.
func (t *tokens) drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// fetchToken asks for a tenant access token of a self-built app. Its life is
// 2 h at most; while 30 min of it are left, the same one is handed out.
func (c *Client) fetchToken(ctx context.Context) (token string, life time.Duration, err error) {
	const op = "auth.tenant_access_token"
	ask, err := json.Marshal(map[string]string{"app_id": c.cfg.AppID, "app_secret": c.cfg.AppSecret.Reveal()})
	if err != nil {
		return "", 0, fmt.Errorf("%s: %w", op, err)
	}
	attempt, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	started := time.Now()
	a, err := c.post(attempt, authPath, ask)
	if err != nil {
		c.observe(op, 0, 0, started)
		return "", 0, failed(ctx, op, err)
	}
	c.noteTime(a.header)
	failure, _ := c.judge(op, a.status, a.header, a.body)
	c.observe(op, a.status, codeOf(failure), started)
	if failure != nil {
		return "", 0, failure
	}
	var got struct {
		Token  string `json:"tenant_access_token"`
		Expire int64  `json:"expire"` // seconds
	}
	if err := json.Unmarshal(a.body, &got); err != nil || got.Token == "" {
		return "", 0, &bot.PlatformError{Op: op, Action: bot.PlatformRetry, Status: a.status, Message: "the answer holds no token"}
	}
	return got.Token, time.Duration(got.Expire) * time.Second, nil
}

// post sends JSON without a token.
func (c *Client) post(ctx context.Context, path string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.capped.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }() // read whole, or given up
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: got}, nil
}
