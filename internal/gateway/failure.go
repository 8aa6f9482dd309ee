package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-resty/resty/v2"

	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

// textLimit bounds the gateway's own words that are kept, in characters.
const textLimit = 300

// throttleWords returns the words by which a refusal is known to be one of
// frequency. The gateway documents no codes, and lets words of 1688's own
// gateway through.
func throttleWords() []string {
	return []string{"频繁", "频率", "限流", "流控", "qps", "too many", "too frequent", "frequency", "rate limit", "throttl"}
}

// refusal is an answer with a code other than 0, or with success false.
func refusal(code, message, traceID string) *sourcing.Failure {
	f := &sourcing.Failure{Kind: sourcing.FailureRefused, Code: code, Message: message, TraceID: traceID}
	words := strings.ToLower(code + " " + message)
	for _, word := range throttleWords() {
		if strings.Contains(words, word) {
			f.Kind, f.Retry = sourcing.FailureThrottled, true
		}
	}
	return f
}

// garbled is an answer that is none. Another attempt may bring a whole one.
func garbled(err error) *sourcing.Failure {
	return &sourcing.Failure{Kind: sourcing.FailureGarbled, Retry: true, Err: err}
}

// statusFailure is an HTTP status other than 200; its body says nothing that
// any source documents.
func statusFailure(status int, header http.Header, now time.Time) *sourcing.Failure {
	f := &sourcing.Failure{
		Kind:  sourcing.FailureUnavailable,
		Retry: status >= 500 || status == http.StatusRequestTimeout,
		After: retryAfter(header.Get("Retry-After"), now),
		Err:   fmt.Errorf("HTTP status %d", status),
	}
	if status == http.StatusTooManyRequests {
		f.Kind, f.Retry = sourcing.FailureThrottled, true
	}
	return f
}

// retryAfter reads the header's seconds or date; 0 for anything else.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}

// transportFailure is a call without a whole answer.
func transportFailure(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("gateway: %w", context.Canceled)
	}
	if errors.Is(err, resty.ErrResponseBodyTooLarge) {
		return &sourcing.Failure{Kind: sourcing.FailureGarbled, Err: errors.New("answer exceeds the size limit")}
	}
	f := &sourcing.Failure{Kind: sourcing.FailureUnavailable, Retry: true, Err: withoutAddress(err)}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout()) {
		f.Kind = sourcing.FailureTimeout
	}
	return f
}

// withoutAddress takes the request's address off an error of net/http.
func withoutAddress(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// presentable makes the gateway's own words in a failure fit to be shown.
func presentable(err error, hidden []string) error {
	var f *sourcing.Failure
	if errors.As(err, &f) {
		f.Code, f.Message, f.TraceID = tidy(f.Code, hidden), tidy(f.Message, hidden), tidy(f.TraceID, hidden)
	}
	return err
}

// tidy makes the gateway's words fit for one line of a card or a log. What is
// hidden goes before the text is cut, for a refusal of the signature may
// repeat what was signed, and a cut secret would no longer be found.
func tidy(text string, hidden []string) string {
	for _, h := range hidden {
		text = strings.ReplaceAll(text, h, secret.Text{}.String())
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > textLimit {
		return string(runes[:textLimit]) + "…"
	}
	return text
}
