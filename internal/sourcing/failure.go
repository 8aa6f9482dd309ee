package sourcing

import (
	"errors"
	"fmt"
	"time"
)

// ErrNoProduct is the cause of a refusal that names none: the gateway answered
// a request for a detail, but with no product in the answer.
var ErrNoProduct = errors.New("the answer holds no product")

// FailureKind says for machines why a search or a detail could not be had;
// the sentence for people belongs to it in package lang.
type FailureKind string

// The kinds of failure. Which may be tried again is Failure.Retry's to say.
const (
	FailureRefused     FailureKind = "refused"     // the gateway answered with a code other than 0, or success false
	FailureThrottled   FailureKind = "throttled"   // the gateway says too frequent
	FailureTimeout     FailureKind = "timeout"     // no whole answer in time
	FailureUnavailable FailureKind = "unavailable" // no connection, an HTTP status other than 200
	FailureGarbled     FailureKind = "garbled"     // an answer that is none: no JSON, no offers field, no product object, over the size cap
	FailureBusy        FailureKind = "busy"        // this process's own rate had no turn: not asked at all, later it will be
	FailureBreaker     FailureKind = "breaker"     // the breaker is open: not asked at all
)

// Failure is the error of the gateway client and of search. Code, Message and
// TraceID are the gateway's own, shown small for support; they are untrusted.
type Failure struct {
	Kind    FailureKind
	Code    string
	Message string
	TraceID string
	Retry   bool          // another attempt may succeed
	After   time.Duration // wait at least this long before it; 0: not said
	Err     error         // the cause, for the log; nil for a refusal, but for ErrNoProduct
}

// Error gives the log's text. It never holds an address or a secret.
func (f *Failure) Error() string {
	s := "gateway " + string(f.Kind)
	if f.Code != "" || f.Message != "" {
		s += fmt.Sprintf(" (code %s: %s)", f.Code, f.Message)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }
