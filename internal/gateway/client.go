package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

// searchPath is the image search's, under the gateway's base address.
const searchPath = "/1688/fenxiao/image/similar/offer/search"

// answerLimit bounds an answer in bytes, unpacked. The documented sample of 20
// offers has 11 KB.
const answerLimit = 4 << 20

// defaultTimeout is what a buyer may be kept waiting by one attempt.
const defaultTimeout = 10 * time.Second

// Config is the gateway's address and the credentials for it.
type Config struct {
	BaseURL    string // https://kf.fw199.com/gateway
	AppID      string
	AppSecret  secret.Text
	SellerNick string        // the authorised 1688 account, b2b-…
	Timeout    time.Duration // bound of one attempt, from dialling to the last byte; 0: 10 s
}

// Deps are what the client works with. Each may be missing.
type Deps struct {
	Now       func() time.Time  // nil: the system's clock
	Transport http.RoundTripper // nil: one of its own, which honours HTTPS_PROXY
	Log       *slog.Logger      // nil: no log
}

// Client asks the gateway. It is safe for concurrent use.
type Client struct {
	cfg  Config
	http *resty.Client
	now  func() time.Time
	log  *slog.Logger
}

// New checks the configuration and gives a client, which must be closed. It
// makes no call.
func New(cfg Config, deps Deps) (*Client, error) {
	base, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "":
		return nil, errors.New("gateway: base address is no http(s) address")
	case cfg.AppID == "" || cfg.AppSecret.IsZero() || cfg.SellerNick == "":
		return nil, errors.New("gateway: app id, app secret and seller nick are required")
	case cfg.Timeout < 0:
		return nil, errors.New("gateway: timeout must not be negative")
	case cfg.Timeout == 0:
		cfg.Timeout = defaultTimeout
	}
	c := &Client{cfg: cfg, now: deps.Now, log: deps.Log}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	transport := deps.Transport
	if transport == nil {
		transport = ownTransport()
	}
	c.http = resty.NewWithClient(&http.Client{
		Transport: transport,
		Timeout:   cfg.Timeout,
		// A redirect would carry the signed form to another address.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	c.http.SetBaseURL(strings.TrimRight(cfg.BaseURL, "/")).
		SetHeader("Accept", "application/json").
		SetHeader("User-Agent", "tusou").
		SetResponseBodyLimit(answerLimit).
		SetLogger(silent{}).
		OnBeforeRequest(c.signAttempt)
	return c, nil
}

// ownTransport is net/http's default one with connections of its own, so that
// Close closes no other package's.
func ownTransport() http.RoundTripper {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return http.DefaultTransport
}

// Close closes the connections that wait for a next call.
func (c *Client) Close() { c.http.GetClient().CloseIdleConnections() }

// Search asks once for the offers that look like the query's picture. Its
// errors are *sourcing.Failure, except that the caller's own cancellation is
// given back as such.
func (c *Client) Search(ctx context.Context, q sourcing.Query) (sourcing.Answer, error) {
	requestData, err := encodeQuery(q)
	if err != nil {
		return sourcing.Answer{}, fmt.Errorf("gateway: encode query: %w", err)
	}
	response, err := c.http.R().
		SetContext(ctx).
		SetFormData(map[string]string{"request_data": requestData}).
		Post(searchPath)
	if err != nil {
		return sourcing.Answer{}, transportFailure(ctx, err)
	}
	if response.StatusCode() != http.StatusOK {
		return sourcing.Answer{}, statusFailure(response.StatusCode(), response.Header(), c.now())
	}
	hidden := []string{c.cfg.AppSecret.Reveal(), response.Request.FormData.Get(signField)}
	answer, left, err := decodeAnswer(response.Body())
	if err != nil {
		return sourcing.Answer{}, presentable(err, hidden)
	}
	if left > 0 {
		c.log.WarnContext(ctx, "the gateway's answer holds offers that cannot be read or come twice",
			"left_out", left, "offers", len(answer.Offers))
	}
	answer.TraceID = tidy(answer.TraceID, hidden)
	answer.FetchedAt = c.now()
	return answer, nil
}

// signAttempt adds the envelope and the signature. It runs before every
// attempt, so that none carries an old timestamp.
func (c *Client) signAttempt(_ *resty.Client, r *resty.Request) error {
	r.SetFormData(map[string]string{
		"appid":       c.cfg.AppID,
		"seller_nick": c.cfg.SellerNick,
		"timestamp":   strconv.FormatInt(c.now().Unix(), 10),
	})
	fields := make(map[string]string, len(r.FormData))
	for key := range r.FormData {
		fields[key] = r.FormData.Get(key)
	}
	r.SetFormData(map[string]string{signField: sign(fields, c.cfg.AppSecret)})
	return nil
}

// encodeQuery gives request_data: JSON without HTML escaping, since the
// picture's address may hold an &, and without the fields that say nothing.
func encodeQuery(q sourcing.Query) (string, error) {
	if q.ImageURL == "" {
		return "", errors.New("no picture address")
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(struct {
		ImageURL string   `json:"imgUrl"`
		Keywords string   `json:"imageKeywords,omitempty"`
		Filter   []string `json:"filter,omitempty"`
	}{q.ImageURL, q.Keywords, q.Filters})
	return strings.TrimSuffix(body.String(), "\n"), err
}

// silent drops what resty would print to standard error; every error it
// prints is returned as well.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
