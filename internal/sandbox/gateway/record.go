package gateway

import (
	"net/url"
	"slices"
	"sync"
	"time"
)

// maxCalls bounds the record; the oldest calls are forgotten first, the counts
// are not.
const maxCalls = 20_000

// Endpoint names what a call was made to.
type Endpoint string

// The endpoints.
const (
	EndpointSearch  Endpoint = "search"
	EndpointDetail  Endpoint = "detail"
	EndpointPicture Endpoint = "picture"
)

// Call is one request to the emulator and what became of it.
type Call struct {
	Time     time.Time // arrival, by the emulator's clock
	Endpoint Endpoint
	Path     string
	Referer  string
	Form     url.Values    // the form fields of the two endpoints
	Request  *SearchParams // the decoded request_data of a search; nil if it could not be read
	// SignatureValid says that the signature held. A request that was refused
	// before its signature was checked says false.
	SignatureValid bool

	Done     bool   // the answer is decided; false while the call is under way
	Fault    bool   // an injected fault decided the answer
	Status   int    // HTTP status; 0 when the connection was closed instead
	Code     int    // the answer's outer code
	Refusal  string // why the call was refused, as the answer says it; empty if it was not
	OfferIDs []int64

	Picture  *FetchedPicture // the query picture as it was fetched; nil if it was not
	Warnings []string        // what the real gateway might not like, though it was answered
}

// FetchedPicture is what the emulator got under a search's imgUrl.
type FetchedPicture struct {
	Bytes         int
	Format        string // jpeg or png
	Width, Height int    // pixels
}

// record holds the calls. Its zero value is empty and ready.
type record struct {
	mu     sync.Mutex
	calls  []*Call
	counts map[Endpoint]int
}

// begin notes an arrival; the returned function stores what became of the call.
func (r *record) begin(call Call) (finish func(Call)) {
	entry := &call
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = make(map[Endpoint]int)
	}
	r.counts[call.Endpoint]++
	r.calls = append(r.calls, entry)
	if len(r.calls) > maxCalls {
		r.calls = slices.Delete(r.calls, 0, maxCalls/2)
	}
	return func(finished Call) {
		finished.Done = true
		r.mu.Lock()
		defer r.mu.Unlock()
		*entry = finished
	}
}

// Calls gives the recorded calls in the order of their arrival, those under
// way included. The caller may not change what the calls refer to.
func (g *Gateway) Calls() []Call {
	g.record.mu.Lock()
	defer g.record.mu.Unlock()
	calls := make([]Call, 0, len(g.record.calls))
	for _, call := range g.record.calls {
		calls = append(calls, *call)
	}
	return calls
}

// CallsTo gives the recorded calls to one endpoint.
func (g *Gateway) CallsTo(endpoint Endpoint) []Call {
	return slices.DeleteFunc(g.Calls(), func(c Call) bool { return c.Endpoint != endpoint })
}

// Counts gives how many calls each endpoint had since the start or the last
// ForgetCalls.
func (g *Gateway) Counts() map[Endpoint]int {
	g.record.mu.Lock()
	defer g.record.mu.Unlock()
	counts := make(map[Endpoint]int, len(g.record.counts))
	for endpoint, n := range g.record.counts {
		counts[endpoint] = n
	}
	return counts
}

// ForgetCalls empties the record.
func (g *Gateway) ForgetCalls() {
	g.record.mu.Lock()
	defer g.record.mu.Unlock()
	g.record.calls, g.record.counts = nil, nil
}
