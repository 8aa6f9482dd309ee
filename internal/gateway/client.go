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

// The interfaces' paths, under the gateway's base address.
const (
	searchPath = "/1688/fenxiao/image/similar/offer/search"
	detailPath = "/1688/fenxiao/item/detail"
)

// answerLimit bounds an answer in bytes, unpacked. The documented sample of 20
// offers has 11 KB; a detail holds the seller's whole page as HTML.
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
	said, err := c.ask(ctx, searchPath, map[string]string{"request_data": requestData})
	if err != nil {
		return sourcing.Answer{}, err
	}
	answer, left, err := decodeAnswer(said.body)
	if err != nil {
		return sourcing.Answer{}, presentable(err, said.hidden)
	}
	if left > 0 {
		c.log.WarnContext(ctx, "the gateway's answer holds offers that cannot be read or come twice",
			"left_out", left, "offers", len(answer.Offers))
	}
	answer.TraceID = tidy(answer.TraceID, said.hidden)
	answer.FetchedAt = c.now()
	return answer, nil
}

// Detail asks once for what the gateway knows of an offer, given by its id in
// decimal digits. Its errors are those of Search; when the gateway answers
// that it has no such product, the failure wraps sourcing.ErrNoProduct.
func (c *Client) Detail(ctx context.Context, offerID string) (sourcing.Detail, error) {
	if id := text(offerID).id(); id == "" || id != offerID {
		return sourcing.Detail{}, errors.New("gateway: the offer's id is no decimal number")
	}
	said, err := c.ask(ctx, detailPath, map[string]string{"offerId": offerID})
	if err != nil {
		return sourcing.Detail{}, err
	}
	detail, named, err := decodeDetail(said.body)
	if err != nil {
		return sourcing.Detail{}, presentable(err, said.hidden)
	}
	if named != "" && named != offerID {
		// It was asked for by a documented field: the number in the answer may be
		// of another kind, and the product is still the one that was asked for.
		c.log.WarnContext(ctx, "the gateway's detail names another offer than the one asked for", "asked", offerID, "named", named)
	}
	detail.OfferID = offerID
	detail.TraceID = tidy(detail.TraceID, said.hidden)
	detail.FetchedAt = c.now()
	return detail, nil
}

// reply is the body of an answer with status 200, and the texts that nothing
// taken from it may show.
type reply struct {
	body   []byte
	hidden []string
}

// ask makes one attempt with the fields of one interface.
func (c *Client) ask(ctx context.Context, path string, fields map[string]string) (reply, error) {
	response, err := c.http.R().SetContext(ctx).SetFormData(fields).Post(path)
	if err != nil {
		return reply{}, transportFailure(ctx, err)
	}
	if response.StatusCode() != http.StatusOK {
		return reply{}, statusFailure(response.StatusCode(), response.Header(), c.now())
	}
	return reply{
		body:   response.Body(),
		hidden: []string{c.cfg.AppSecret.Reveal(), response.Request.FormData.Get(signField)},
	}, nil
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
