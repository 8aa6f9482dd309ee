package lark

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxAnswer bounds a JSON answer of the platform, in bytes. A message
	// look-up of a forwarded bundle is the largest one in use.
	maxAnswer = 4 << 20
	// maxLogLine bounds what the SDK may say in one line, in bytes.
	maxLogLine = 400
)

// errAnswerTooLarge is the reading error of an answer over its cap.
var errAnswerTooLarge = errors.New("answer is too large")

// newHTTPClient gives a client that takes proxies from the environment and
// follows no redirect: the platform sends none, and a token must not travel.
// Deadlines are set a call, because uploads may take longer.
func newHTTPClient(base *http.Client) *http.Client {
	client := &http.Client{}
	if base != nil {
		*client = *base
	}
	if client.Transport == nil {
		client.Transport = newTransport()
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Jar = nil
	return client
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// cappedClient is the SDK's HttpClient: it refuses to read answers over a size,
// because the SDK reads all of whatever comes.
type cappedClient struct {
	client *http.Client
	limit  int64
}

// Do implements larkcore.HttpClient.
func (c cappedClient) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.client.Do(req) //nolint:gosec // G704: the address is the setting's, ids in it are escaped
	if err != nil {
		return nil, err
	}
	resp.Body = &cappedBody{body: resp.Body, left: c.limit}
	return resp, nil
}

type cappedBody struct {
	body io.ReadCloser
	left int64
}

func (b *cappedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errAnswerTooLarge
	}
	// One byte more than allowed tells a full answer from one that goes on.
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, errAnswerTooLarge
	}
	return n, err
}

func (b *cappedBody) Close() error { return b.body.Close() }

// sdkLog sends the SDK's log to slog. Debug lines are dropped at every level:
// they hold whole payloads.
type sdkLog struct{ log *slog.Logger }

func (l sdkLog) Debug(context.Context, ...any) {}

func (l sdkLog) Info(ctx context.Context, args ...any) { l.write(ctx, slog.LevelDebug, args) }

func (l sdkLog) Warn(ctx context.Context, args ...any) { l.write(ctx, slog.LevelWarn, args) }

func (l sdkLog) Error(ctx context.Context, args ...any) { l.write(ctx, slog.LevelWarn, args) }

func (l sdkLog) write(ctx context.Context, level slog.Level, args []any) {
	line := fmt.Sprint(args...)
	if len(line) > maxLogLine {
		line = line[:maxLogLine] + "…"
	}
	l.log.Log(ctx, level, "lark sdk", "line", line)
}

// withoutAddress strips the address from an HTTP error: the long connection's
// holds a ticket.
func withoutAddress(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	return err
}
