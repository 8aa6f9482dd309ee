package bot

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// The kinds of durable work. Their bodies are in the files named after them.
const (
	jobMessage = "message" // body Message: read it and find the pictures that are meant
	jobSearch  = "search"  // body searchWork: one picture from download to card
	jobThumbs  = "thumbs"  // body thumbsWork: the pictures of a page somebody turned to
	jobDetail  = "detail"  // body detailWork: an offer's details
	jobOpen    = "open"    // body openWork: a search of the history, shown again
	jobCompare = "compare" // body compareWork
	jobExport  = "export"  // body exportWork: the shortlist as a file
	jobGreet   = "greet"   // body Greeting
	jobMenu    = "menu"    // body MenuPress
)

// Job is a piece of work that survives the process. Kind and Key together are
// its identity: a job that was ever accepted within the last day is not
// accepted again.
type Job struct {
	Kind string
	Key  string
	Chat string // whose backlog decides the job's place in the queue
	// Timeout bounds one attempt; 0: what the queue gives every job, 30 s.
	Timeout time.Duration
	Body    json.RawMessage
}

// Attempt is one execution of a job. The process may die in any attempt, so
// whatever a job does must bear being done again.
type Attempt struct {
	Job
	Number int  // 1 for the first; attempts that died with the process count
	Last   bool // there will be no other: end visibly
	Spent  bool // all attempts are used up (the process died in the last one): only end visibly
	// Again says that the job may have been begun before, by an earlier attempt
	// or by one that was handed back and is not counted in Number.
	Again bool
}

// Queue takes work durably.
type Queue interface {
	// Accept takes a job from outside, returning after it is on disk. It
	// returns ErrQueueFull when too many wait, and nil for one it has already.
	Accept(ctx context.Context, job Job) error
	// Follow takes the jobs that an accepted one leads to; it is never full.
	Follow(ctx context.Context, jobs ...Job) error
}

// Postpone is what a job returns that has to wait: it runs again after a while,
// and this attempt does not count.
type Postpone struct{ For time.Duration }

// Error says how long.
func (p *Postpone) Error() string { return "postponed for " + p.For.String() }

// ErrQueueFull refuses work; the platform delivers the event again.
var ErrQueueFull = errors.New("queue is full")
