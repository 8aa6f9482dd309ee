package lark

import (
	"sync"
	"time"
)

// maxReplays bounds the requests remembered of one window. Only requests with a
// right signature are, so that this is the platform's own traffic.
const maxReplays = 1 << 16

// The states of a request that is to be handled.
type replayState int

const (
	replayNew  replayState = iota // handle it, then call end
	replayBusy                    // being handled, or too many are remembered: try later
	replayDone                    // handled
)

// replays remembers the signatures of requests for as long as their time would
// let them pass again: two windows, the older of which is forgotten as a whole.
type replays struct {
	mu         sync.Mutex
	since      time.Time // when young was begun
	young, old map[string]bool
}

func newReplays() *replays { return &replays{young: make(map[string]bool)} }

// begin claims a request. Of several with one signature only one is new.
func (r *replays) begin(signature string, now time.Time) replayState {
	r.mu.Lock()
	defer r.mu.Unlock()
	// A time may be signedFor ahead and stays good for signedFor after it.
	if now.Sub(r.since) > 2*signedFor {
		r.old, r.young, r.since = r.young, make(map[string]bool), now
	}
	for _, window := range []map[string]bool{r.young, r.old} {
		if done, known := window[signature]; known {
			if done {
				return replayDone
			}
			return replayBusy
		}
	}
	if len(r.young) >= maxReplays {
		return replayBusy
	}
	r.young[signature] = false
	return replayNew
}

// end says how it went: a request that was not accepted may come again.
func (r *replays) end(signature string, accepted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if accepted {
		r.young[signature] = true
		return
	}
	delete(r.young, signature)
	delete(r.old, signature)
}
