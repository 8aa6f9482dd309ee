package platform

import (
	"bytes"
	"net/http"
	"time"
)

// Fault is a trouble that a test orders for calls of the app. Exactly one of
// answer (Status, Code or Body), CloseConnection and LoseAnswer is meant; a
// Delay or a Hold alone only slows the call down.
type Fault struct {
	API     string // one of the API… names; empty is any
	Holding string // meets only calls whose body holds this text; empty is any
	Times   int    // how many calls it meets; zero is one, negative is all until ClearFaults
	Delay   time.Duration
	Hold    time.Duration // between its being carried out and the answer

	Status int // default 400 if Code is set
	Code   int
	Msg    string
	Header http.Header
	// Body is an answer that is no JSON, such as a proxy's page; one is made
	// up if there is a Status but neither Code nor Body.
	Body string

	CloseConnection bool // cut before the call is carried out
	LoseAnswer      bool // carried out, then cut
}

func (f *Fault) answers() bool { return f.Status != 0 || f.Code != 0 || f.Body != "" }

func (f *Fault) answer(logID string) httpAnswer {
	status := f.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	if f.Code != 0 && f.Body == "" {
		return (&apiError{status: status, code: f.Code, msg: f.Msg, header: f.Header}).answer(logID)
	}
	body := f.Body
	if body == "" {
		body = "<html><body><h1>" + http.StatusText(status) + "</h1></body></html>"
	}
	header := http.Header{"Content-Type": {"text/html"}}
	for k, v := range f.Header {
		header[http.CanonicalHeaderKey(k)] = v
	}
	return httpAnswer{status: status, code: f.Code, header: header, body: []byte(body)}
}

// Inject orders a fault. Faults are met in the order of their injection, one a
// call.
func (p *Platform) Inject(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, &f)
}

// ClearFaults forgets every fault not yet met.
func (p *Platform) ClearFaults() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// SetLatency makes every call of an API, or of all with an empty name, take at
// least so long.
func (p *Platform) SetLatency(api string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latency[api] = d
}

// takeFault returns the next fault for a call with this body, or nil.
func (p *Platform) takeFault(api string, body []byte) *Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, f := range p.faults {
		if f.API != "" && f.API != api || !bytes.Contains(body, []byte(f.Holding)) {
			continue
		}
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				p.faults = append(p.faults[:i:i], p.faults[i+1:]...)
			}
		}
		met := *f
		return &met
	}
	return nil
}

func (p *Platform) latencyOf(api string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.latency[""], p.latency[api])
}

// RevokeTokens makes every token issued so far invalid, as a reset of the app's
// secret would.
func (p *Platform) RevokeTokens() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens = nil
}
