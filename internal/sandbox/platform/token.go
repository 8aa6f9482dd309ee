package platform

import (
	"cmp"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// A token lives two hours; while half an hour of it remains the same one is
// given again, then a new one, and both live.
const (
	tokenLife  = 2 * time.Hour
	tokenRenew = 30 * time.Minute
)

type token struct {
	value   string
	expires time.Time
}

func (p *Platform) serveToken(q *request) (any, *apiError) {
	var body struct {
		AppID     string `json:"app_id"`
		AppSecret string `json:"app_secret"`
	}
	if refusal := q.decode(&body); refusal != nil {
		return nil, refusal
	}
	if body.AppID != p.cfg.AppID {
		return nil, badRequest(10003, "invalid param")
	}
	if subtle.ConstantTimeCompare([]byte(body.AppSecret), []byte(p.cfg.AppSecret)) != 1 {
		return nil, badRequest(10014, "app secret invalid")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.currentTokenLocked()
	return topLevel{
		"code": 0, "msg": "ok", "tenant_access_token": t.value,
		"expire": int(t.expires.Sub(p.cfg.Now()) / time.Second),
	}, nil
}

func (p *Platform) currentTokenLocked() token {
	now := p.cfg.Now()
	if n := len(p.tokens); n > 0 && p.tokens[n-1].expires.Sub(now) >= tokenRenew {
		return p.tokens[n-1]
	}
	t := token{value: "t-g104" + randomHex(18), expires: now.Add(tokenLife)}
	p.tokens = append(p.tokens, t)
	return t
}

// checkTokenLocked refuses a call without a living token. The status of these
// refusals is not documented; 400 is what was reported.
func (p *Platform) checkTokenLocked(authorization string) *apiError {
	value, ok := strings.CutPrefix(authorization, "Bearer ")
	if !ok || value == "" {
		return &apiError{status: http.StatusBadRequest, code: 99991661, msg: "Missing access token for authorization. Please make a request with token attached."}
	}
	if !strings.HasPrefix(value, "t-") {
		return badRequest(99991671, "Invalid access token for authorization. Please make a request with token attached. The token must start with t- or u-.")
	}
	now := p.cfg.Now()
	for _, t := range p.tokens {
		if t.value == value && now.Before(t.expires) {
			return nil
		}
	}
	return badRequest(99991663, "Invalid access token for authorization. Please make a request with token attached.")
}

func (p *Platform) serveBotInfo(*request) (any, *apiError) {
	const enabled = 2
	return topLevel{"code": 0, "msg": "ok", "bot": map[string]any{
		"activate_status": cmp.Or(p.Console().BotStatus, enabled), "app_name": p.bot.Name, "avatar_url": "https://s1-imfile.feishucdn.com/static-resource/v1/bot.png",
		"ip_white_list": []string{}, "open_id": p.bot.OpenID,
	}}, nil
}
