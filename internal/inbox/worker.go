package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tusou/bot"
)

// task is the one kind of River job; its unique part is what it does.
type task struct {
	What    string          `json:"what" river:"unique"`
	Key     string          `json:"key" river:"unique"`
	Chat    string          `json:"chat"`
	Timeout time.Duration   `json:"timeout,omitempty"`
	Body    json.RawMessage `json:"body"`
}

// Kind names the job to River.
func (task) Kind() string { return "tusou" }

// worker executes tasks.
type worker struct {
	river.WorkerDefaults[task]
	work     func(context.Context, bot.Attempt) error
	handBack atomic.Bool // the process is ending: what is cancelled now is not a failure
	log      *slog.Logger
}

// Timeout implements river.Worker; 0 is the queue's own bound.
func (w *worker) Timeout(job *river.Job[task]) time.Duration { return job.Args.Timeout }

// Work runs one attempt. A panic ends the attempt, not the process.
func (w *worker) Work(ctx context.Context, job *river.Job[task]) (err error) {
	a := bot.Attempt{
		Job:    bot.Job{Kind: job.Args.What, Key: job.Args.Key, Chat: job.Args.Chat, Body: job.Args.Body},
		Number: job.Attempt,
		Last:   job.Attempt >= attempts,
		Spent:  job.Attempt > attempts,
		Again:  job.Attempt > 1 || snoozed(job.JobRow),
	}
	log := w.log.With("job", a.Kind, "key", a.Key, "attempt", a.Number)
	defer func() {
		if r := recover(); r != nil {
			log.ErrorContext(ctx, "job panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	err = w.work(ctx, a)
	if err == nil {
		return nil
	}
	var wait *bot.Postpone
	if errors.As(err, &wait) {
		return river.JobSnooze(wait.For)
	}
	if w.handBack.Load() && ctx.Err() != nil {
		log.InfoContext(ctx, "job handed back for the next start")
		return river.JobSnooze(0)
	}
	if after, ok := askedToWait(err); ok && ctx.Err() == nil {
		log.WarnContext(ctx, "job waits as long as the platform asks", "after", after, "err", err)
		return river.JobSnooze(after)
	}
	log.WarnContext(ctx, "attempt failed", "err", err)
	return err
}

// snoozed says that an attempt of the job was handed back, which River does
// not count as one.
func snoozed(job *rivertype.JobRow) bool {
	var noted struct {
		Snoozes int `json:"snoozes"`
	}
	return json.Unmarshal(job.Metadata, &noted) == nil && noted.Snoozes > 0
}

// askedToWait gives the platform's waiting time where that is longer than the
// waits between attempts. Such a refusal is no failed attempt.
func askedToWait(err error) (after time.Duration, ok bool) {
	var refused *bot.PlatformError
	if !errors.As(err, &refused) || refused.Action != bot.PlatformRetry || refused.After < longWait {
		return 0, false
	}
	return refused.After, true
}

// backoff waits 1 s, 2 s, 4 s … up to 30 s between attempts.
type backoff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backoff) NextRetry(job *rivertype.JobRow) time.Time {
	const most = 30 * time.Second
	wait := most
	if job.Attempt < 6 {
		wait = min(most, time.Second<<(job.Attempt-1))
	}
	return time.Now().Add(wait)
}
