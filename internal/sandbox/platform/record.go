package platform

import (
	"maps"
	"time"
)

// Call is one HTTP request of the app and its answer.
type Call struct {
	API       string // one of the API… names; empty for unknown paths
	Method    string
	Path      string
	MessageID string // of the path or of the answer, where there is one
	ChatID    string
	Status    int // zero if no answer was given
	Code      int // the platform's code
	LogID     string
	Start     time.Time
	Latency   time.Duration
	Bytes     int  // of the request's body
	Injected  bool // a Fault answered
	Lost      bool // it succeeded, but its answer was lost
	Repeated  bool // its uuid was known, nothing was sent
}

// OK says whether the call took effect.
func (c Call) OK() bool { return c.Code == 0 && (c.Status == 200 || c.Lost) }

// Delivery is one attempt to deliver an event or a callback.
type Delivery struct {
	EventID    string
	EventType  string
	MessageID  string // of the message that the event is about, or the card
	Attempt    int    // from 1
	Sent       time.Time
	Latency    time.Duration // until the acknowledgement or the failure
	Code       int           // of the acknowledgement; zero without one
	Failure    string        // empty if the app acknowledged
	Via        string        // "websocket" or "webhook"
	Connection string        // of the long connection
}

// Upload is an image that the app uploaded.
type Upload struct {
	Key         string
	Data        []byte
	ContentType string
	At          time.Time
}

// upload is a stored image or file.
type upload struct {
	data        []byte
	name        string
	contentType string
	fileType    string // as stated on upload
	ours        bool   // uploaded by the app, not part of somebody's message
	at          time.Time
}

// Calls returns every call so far, in the order of their ends.
func (p *Platform) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Call(nil), p.calls...)
}

// Counts returns how many calls of each API took effect.
func (p *Platform) Counts() map[string]int {
	out := map[string]int{}
	for _, c := range p.Calls() {
		if c.OK() {
			out[c.API]++
		}
	}
	return out
}

// Billed returns how many calls count towards the tenant's monthly quota:
// successful ones, without tokens and the long connection's bootstrap.
func (p *Platform) Billed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.billed
}

// UnderWay returns how many calls of an API have begun and not ended.
func (p *Platform) UnderWay(api string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.underWay[api]
}

func (p *Platform) underWayNow(api string, more int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.underWay[api] += more
}

// Deliveries returns every attempt at delivery so far, in the order of their
// ends.
func (p *Platform) Deliveries() []Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Delivery(nil), p.deliveries...)
}

// Image returns the bytes of an image, uploaded by the app or posted by a
// person.
func (p *Platform) Image(key string) (data []byte, contentType string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.images[key]
	if !ok {
		return nil, "", false
	}
	return u.data, u.contentType, true
}

// ForgetImages makes the platform forget every image that the app uploaded, so
// that cards which name one are refused. Messages that show one keep it.
func (p *Platform) ForgetImages() {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.images, func(_ string, u *upload) bool { return u.ours })
}

// File returns the bytes and the name of a file.
func (p *Platform) File(key string) (data []byte, name string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, ok := p.files[key]
	if !ok {
		return nil, "", false
	}
	return u.data, u.name, true
}

// Uploads returns the images that the app uploaded, in no order.
func (p *Platform) Uploads() []Upload {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Upload
	for key, u := range p.images {
		if u.ours {
			out = append(out, Upload{Key: key, Data: u.data, ContentType: u.contentType, At: u.at})
		}
	}
	return out
}
