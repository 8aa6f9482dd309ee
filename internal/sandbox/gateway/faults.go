package gateway

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Fault makes the emulator misbehave. What its fields ask for happens in the
// order in which they stand here; the first that ends the answer wins.
type Fault struct {
	Endpoint Endpoint // empty: every endpoint
	Times    int      // how many calls it spoils; 0: all until ClearFaults

	Delay     time.Duration // wait before anything else
	Hangup    bool          // close the connection without an answer
	Status    int           // answer with this HTTP status, Header and Body
	Header    http.Header   // beside Status
	Body      string        // the raw body beside Status
	Code      int           // refuse with this outer code and Message
	Message   string        // of Code, or of Failed
	Failed    bool          // code 0, but data.success false with Message
	Truncated bool          // half of the good answer, then close the connection
	SlowBody  time.Duration // the good answer, but spread over this long
}

// decides says that the good answer is never worked out.
func (f Fault) decides() bool { return f.Hangup || f.Status != 0 || f.Code != 0 || f.Failed }

// faults holds what is injected. Its zero value injects nothing.
type faults struct {
	mu      sync.Mutex
	queue   []Fault
	latency time.Duration
}

// Inject queues a fault. Of several that fit a call the oldest is used.
func (g *Gateway) Inject(fault Fault) {
	g.faults.mu.Lock()
	defer g.faults.mu.Unlock()
	g.faults.queue = append(g.faults.queue, fault)
}

// ClearFaults takes every fault back.
func (g *Gateway) ClearFaults() {
	g.faults.mu.Lock()
	defer g.faults.mu.Unlock()
	g.faults.queue = nil
}

// SetLatency holds every later answer of search and detail back this long.
func (g *Gateway) SetLatency(latency time.Duration) {
	g.faults.mu.Lock()
	defer g.faults.mu.Unlock()
	g.faults.latency = latency
}

// take gives the fault of the next call to the endpoint, its zero value if
// there is none.
func (f *faults) take(endpoint Endpoint) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.queue, func(q Fault) bool { return q.Endpoint == "" || q.Endpoint == endpoint })
	var fault Fault
	if i >= 0 {
		fault = f.queue[i]
		switch fault.Times {
		case 0: // Stays until it is cleared.
		case 1:
			f.queue = slices.Delete(f.queue, i, i+1)
		default:
			f.queue[i].Times--
		}
	}
	if endpoint != EndpointPicture {
		fault.Delay += f.latency
	}
	return fault
}

// spoil waits as the visit's fault says and, if the fault decides the answer,
// gives it. It says whether the visit is over.
func (g *Gateway) spoil(v *visit) bool {
	fault := v.fault
	if !pause(v.r.Context(), fault.Delay) {
		v.done(0)
		return true
	}
	if !fault.decides() {
		return false
	}
	v.call.Fault = true
	switch {
	case fault.Hangup:
		v.done(0)
		hangUp()
	case fault.Status != 0:
		for key, values := range fault.Header {
			v.w.Header()[http.CanonicalHeaderKey(key)] = values
		}
		v.done(fault.Status)
		v.w.WriteHeader(fault.Status)
		g.write(v.w, []byte(fault.Body))
	default:
		answer := envelope{Code: fault.Code, Message: fault.Message, TraceID: g.traceID()}
		if fault.Code == 0 {
			answer.Message = "ok"
			answer.Data = failedData(v.call.Endpoint, &unsuccess{code: "FAIL", message: fault.Message})
		}
		v.call.Code, v.call.Refusal = fault.Code, fault.Message
		v.done(http.StatusOK)
		v.w.Header().Set("Content-Type", jsonType)
		g.write(v.w, encode(answer))
	}
	return true
}

// send writes a good answer, in the way that the visit's fault says.
func (g *Gateway) send(v *visit, body []byte) {
	v.call.Fault = v.fault.Truncated || v.fault.SlowBody > 0
	v.done(http.StatusOK)
	v.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	switch {
	case v.fault.Truncated:
		g.write(v.w, body[:len(body)/2])
		hangUp()
	case v.fault.SlowBody > 0:
		if err := slowly(v.r.Context(), v.w, body, v.fault.SlowBody); err != nil {
			g.log.Debug("gateway emulator's caller left", "error", err)
		}
	default:
		g.write(v.w, body)
	}
}

// write sends a body; a caller that has gone is only worth a debug line.
func (g *Gateway) write(w http.ResponseWriter, body []byte) {
	if _, err := w.Write(body); err != nil {
		g.log.Debug("gateway emulator's caller left", "error", err)
	}
}

// pause waits, or stops early with false when the caller has gone.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp closes the connection without an answer.
func hangUp() { panic(http.ErrAbortHandler) }

// slowly writes the body in ten parts over the whole time.
func slowly(ctx context.Context, w http.ResponseWriter, body []byte, whole time.Duration) error {
	const parts = 10
	part := len(body)/parts + 1
	for chunk := range slices.Chunk(body, part) {
		if !pause(ctx, whole/parts) {
			return ctx.Err()
		}
		if _, err := w.Write(chunk); err != nil {
			return err
		}
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
	}
	return nil
}

// limiter counts the calls of the second under way.
type limiter struct {
	mu        sync.Mutex
	perSecond int // 0: no limit
	second    int64
	used      int
}

// SetRateLimit changes how many calls a second are let through; 0: any number.
func (g *Gateway) SetRateLimit(perSecond int) {
	g.limiter.mu.Lock()
	defer g.limiter.mu.Unlock()
	g.limiter.perSecond = perSecond
}

// allow says whether one more call fits into the second of now.
func (l *limiter) allow(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := now.Unix(); second != l.second {
		l.second, l.used = second, 0
	}
	l.used++
	return l.perSecond == 0 || l.used <= l.perSecond
}
