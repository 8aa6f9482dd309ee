package platform

import (
	"net/http"
	"strconv"
	"time"
)

// The platform's limits (reference D): of an API at level 4, of sends to one
// chat or person, of patches of one message.
const (
	apiPerSecond   = 50
	apiPerMinute   = 1000
	sendsPerSecond = 5
	patchPerSecond = 5
)

// window counts what happened in a sliding span of time.
type window struct{ hits []time.Time }

// take says whether one more is within the limit, and if not how long to wait.
func (w *window) take(now time.Time, limit int, span time.Duration) (wait time.Duration, ok bool) {
	kept := w.hits[:0]
	for _, t := range w.hits {
		if now.Sub(t) < span {
			kept = append(kept, t)
		}
	}
	w.hits = kept
	if len(w.hits) >= limit {
		return span - now.Sub(w.hits[0]), false
	}
	w.hits = append(w.hits, now)
	return 0, true
}

func (p *Platform) windowLocked(key string) *window {
	w, ok := p.windows[key]
	if !ok {
		w = &window{}
		p.windows[key] = w
	}
	return w
}

// limitAPILocked refuses a call beyond the API's own rate with HTTP 429 and
// the headers that say when to come back.
func (p *Platform) limitAPILocked(api string) *apiError {
	now := p.cfg.Now()
	wait, ok := p.windowLocked("minute "+api).take(now, apiPerMinute, time.Minute)
	limit := apiPerMinute
	if ok {
		wait, ok = p.windowLocked("second "+api).take(now, apiPerSecond, time.Second)
		limit = apiPerSecond
	}
	if ok {
		return nil
	}
	return tooManyRequests(limit, wait)
}

func tooManyRequests(limit int, wait time.Duration) *apiError {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	return &apiError{status: http.StatusTooManyRequests, code: 99991400, msg: "request trigger frequency limit", header: http.Header{
		"X-Ogw-Ratelimit-Limit": {strconv.Itoa(limit)},
		"X-Ogw-Ratelimit-Reset": {strconv.Itoa(seconds)},
	}}
}

// limitSendLocked refuses a send beyond the chat's rate; in a direct chat it is
// the person's.
func (p *Platform) limitSendLocked(c *chat) *apiError {
	if _, ok := p.windowLocked("send "+c.ID).take(p.cfg.Now(), sendsPerSecond, time.Second); !ok {
		return errFrequency()
	}
	return nil
}

func (p *Platform) limitPatchLocked(m *message) *apiError {
	if _, ok := p.windowLocked("patch "+m.id).take(p.cfg.Now(), patchPerSecond, time.Second); !ok {
		return errFrequency()
	}
	return nil
}

func errFrequency() *apiError {
	return badRequest(230020, "This operation triggers the frequency limit.")
}
