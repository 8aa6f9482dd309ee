package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"tusou/internal/sandbox/platform"
)

const (
	// statusEvery is how long changes of the counts are gathered before the
	// status is sent once.
	statusEvery = 250 * time.Millisecond
	// aliveEvery is how often an idle stream shows that it is alive.
	aliveEvery = 15 * time.Second
)

// serveStream sends every change as it happens: message events carry a whole
// message, status events the counts, and resync asks the page to load its
// messages anew because changes were lost.
func (p *page) serveStream(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "streaming is not possible", http.StatusInternalServerError)
		return
	}
	changes, cancel := p.platform.Subscribe()
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")

	send := func(event string, value any) bool {
		body, err := json.Marshal(value)
		if err != nil {
			p.log.Error("chat page: encode event", "error", err)
			return true
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, body); err != nil {
			return false
		}
		flusher.Flush()
		return true
	}
	// What changed between the page's loading and this moment was in no event.
	if !send("resync", nil) || !send("status", p.status()) {
		return
	}

	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	stale := false
	for {
		sent := true
		select {
		case <-r.Context().Done():
			return
		case change, open := <-changes:
			if !open {
				return
			}
			stale = true
			switch {
			case len(changes) == cap(changes)-1: // The buffer was full: some were dropped.
				sent = send("resync", nil)
			case change.Kind == platform.ChangeMessage:
				if m, ok := p.platform.Message(change.MessageID); ok {
					sent = send("message", p.messageOf(m))
				}
			}
		case <-tick.C:
			if stale {
				stale = false
				sent = send("status", p.status())
			}
		case <-alive.C:
			sent = send("alive", nil)
		}
		if !sent {
			return
		}
	}
}
