package lark

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"

	"tusou/bot"
	"tusou/internal/secret"
)

const (
	callTimeout     = 10 * time.Second // one attempt of an ordinary call
	transferTimeout = 30 * time.Second // one attempt of an upload or a download
	chatsKept       = 8192             // messages whose chat is remembered
)

// Config is the app and where its platform is.
type Config struct {
	AppID     string // cli_…
	AppSecret secret.Text
	BaseURL   string // https://open.feishu.cn or https://open.larksuite.com, without a path
}

// Validate gives every mistake at once.
func (c Config) Validate() error {
	var mistakes []error
	if c.AppID == "" {
		mistakes = append(mistakes, errors.New("app id is missing"))
	}
	if c.AppSecret.IsZero() {
		mistakes = append(mistakes, errors.New("app secret is missing"))
	}
	if u, err := url.Parse(c.BaseURL); err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		mistakes = append(mistakes, errors.New("base address is no http(s) address"))
	}
	return errors.Join(mistakes...)
}

// Metrics counts calls of the platform.
type Metrics interface {
	// ObserveCall is told of every attempt: the API's name, the HTTP status (0
	// without an answer), the platform's code (0 for a success) and the time.
	ObserveCall(api string, status, code int, took time.Duration)
}

// Deps are what Client, Websocket and Webhook work with. All are optional.
type Deps struct {
	HTTPClient *http.Client     // its transport is used; redirects and cookies are not
	Now        func() time.Time // time.Now by default
	Log        *slog.Logger     // silent by default
	Metrics    Metrics
}

// Client calls the platform. It makes one attempt a call, and one more if the
// access token was refused; errors are *bot.PlatformError unless ctx ended. It
// is safe for concurrent use.
type Client struct {
	cfg     Config
	now     func() time.Time
	log     *slog.Logger
	metrics Metrics
	http    *http.Client
	capped  cappedClient
	sdk     *larkcore.Config // of the SDK's requests; its Client writes a package variable
	tokens  *tokens
	pace    *pacer
	rules   map[int]rule

	botID atomic.Pointer[string]
	skew  atomic.Pointer[time.Duration]

	mu    sync.Mutex
	chats *recent[string, string] // message id → chat id
}

var _ bot.Platform = (*Client)(nil)

// New gives a client; it calls nothing yet.
func New(cfg Config, deps Deps) (*Client, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("lark: %w", err)
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	c := &Client{
		cfg:     cfg,
		now:     deps.Now,
		log:     deps.Log,
		metrics: deps.Metrics,
		http:    newHTTPClient(deps.HTTPClient),
		pace:    newPacer(),
		rules:   codeRules(),
		chats:   newRecent[string, string](chatsKept),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.capped = cappedClient{client: c.http, limit: maxAnswer}
	c.tokens = newTokens(c.now, c.fetchToken)
	c.sdk = &larkcore.Config{
		BaseUrl:      cfg.BaseURL,
		AppId:        cfg.AppID,
		AppSecret:    cfg.AppSecret.Reveal(),
		AppType:      larkcore.AppTypeSelfBuilt,
		HttpClient:   c.capped,
		Logger:       sdkLog{log: c.log},
		Serializable: &larkcore.DefaultSerialization{},
	}
	return c, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Skew says how far this machine's clock is ahead of the platform's, by the
// Date header of the last answer (whole seconds); false before the first.
func (c *Client) Skew() (time.Duration, bool) {
	if d := c.skew.Load(); d != nil {
		return *d, true
	}
	return 0, false
}

// Heard notes which chat a message belongs to, so that replies to it keep the
// chat's rate. A message that was not heard of is replied to without waiting.
func (c *Client) Heard(messageID, chatID string) {
	if messageID == "" || chatID == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chats.put(messageID, chatID)
}

func (c *Client) chatOf(messageID string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	chat, _ := c.chats.get(messageID)
	return chat
}

// call is one call of an API.
type call struct {
	api     string // its name, for log, rate and metrics
	chat    string // chat or person that it sends to; "" if none or not known
	card    string // message that it changes: one change at a time; "" if none
	timeout time.Duration
	// send makes one attempt with an access token.
	send func(ctx context.Context, token string) (answer, error)
}

// answer is what came back. File says that body is the file that was asked
// for, not JSON.
type answer struct {
	status int
	header http.Header
	body   []byte
	file   bool
}

// do makes a call and gives the body of its success.
func (c *Client) do(ctx context.Context, what call) ([]byte, error) {
	leave, err := c.pace.enter(ctx, what)
	if err != nil {
		return nil, failed(ctx, what.api, err)
	}
	defer leave()
	body, token, err := c.attempt(ctx, what)
	if token == "" {
		return body, err
	}
	c.tokens.drop(token)
	c.log.WarnContext(ctx, "access token refused, asking for a new one", "api", what.api)
	body, token, err = c.attempt(ctx, what)
	if token != "" {
		c.tokens.drop(token)
	}
	return body, err
}

// attempt is one attempt. It gives the access token if that was refused.
func (c *Client) attempt(ctx context.Context, what call) (body []byte, refused string, err error) {
	token, err := c.tokens.get(ctx)
	if err != nil {
		return nil, "", failed(ctx, what.api, err)
	}
	attempt, cancel := context.WithTimeout(ctx, what.timeout)
	defer cancel()
	started := time.Now()
	a, err := what.send(attempt, token)
	if err != nil {
		c.observe(what.api, 0, 0, started)
		return nil, "", failed(ctx, what.api, err)
	}
	c.noteTime(a.header)
	if a.file {
		c.observe(what.api, a.status, 0, started)
		return a.body, "", nil
	}
	failure, tokenRefused := c.judge(what.api, a.status, a.header, a.body)
	c.observe(what.api, a.status, codeOf(failure), started)
	if failure == nil {
		return a.body, "", nil
	}
	if failure.After > 0 && (failure.Status == http.StatusTooManyRequests || failure.Code == codeRateLimited) {
		c.pace.hold(what.api, failure.After)
	}
	if tokenRefused {
		refused = token
	}
	return nil, refused, failure
}

// failed turns the failure of a call that got no answer into the platform's
// error: it is not known whether the platform did it, so it may be repeated
// with the same uuid. If ctx ended, that is the error.
func failed(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", op, ctx.Err())
	}
	var known *bot.PlatformError
	if errors.As(err, &known) {
		return err
	}
	return &bot.PlatformError{Op: op, Action: bot.PlatformRetry, Err: err}
}

// bySDK makes attempts of a JSON call or an upload through the SDK. The request
// is built anew each time: the SDK drains readers, and would send nothing the
// second time.
func (c *Client) bySDK(build func() *larkcore.ApiReq) func(context.Context, string) (answer, error) {
	return func(ctx context.Context, token string) (answer, error) {
		req := build()
		req.SupportedAccessTokenTypes = []larkcore.AccessTokenType{larkcore.AccessTokenTypeTenant}
		resp, err := larkcore.Request(ctx, req, c.sdk, larkcore.WithTenantAccessToken(token))
		if err != nil {
			return answer{}, err
		}
		return answer{status: resp.StatusCode, header: resp.Header, body: resp.RawBody}, nil
	}
}

func (c *Client) observe(api string, status, code int, started time.Time) {
	if c.metrics != nil {
		c.metrics.ObserveCall(api, status, code, time.Since(started))
	}
}

func (c *Client) noteTime(header http.Header) {
	if theirs, err := http.ParseTime(header.Get("Date")); err == nil {
		d := c.now().Sub(theirs).Truncate(time.Second)
		c.skew.Store(&d)
	}
}

func codeOf(e *bot.PlatformError) int {
	if e == nil {
		return 0
	}
	return e.Code
}
