package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"tusou/bot"
)

const (
	fetchCooldown = 5 * time.Millisecond
	// suspectsInterval is the same for the suspects, of which there are seldom any.
	suspectsInterval = 500 * time.Millisecond
	jobTimeout       = 30 * time.Second
	rescueAfter      = 35 * time.Second // must exceed jobTimeout; the last resort on PostgreSQL, see presence
	keepFinished     = 24 * time.Hour   // the platform's last redelivery comes 7 h 5 min after the first delivery
	attempts         = 3                // a job's own attempts, those that died with the process included
	// endAttempts bounds the attempts to show that a job failed, which come
	// after its own attempts and fail only while the platform does.
	endAttempts = 6
	hardStop    = 3 * time.Second // for jobs to return once cancelled
	longWait    = 5 * time.Second // from which on the platform's waiting time does not use up an attempt
)

// Config bounds the work.
type Config struct {
	Workers int // jobs under way at once
	Queue   int // jobs waiting, beyond which Accept refuses
}

// Inbox is the durable queue. It implements bot.Queue.
type Inbox struct {
	cfg    Config
	engine *Engine
	log    *slog.Logger
	worker *worker
	client client
	// accepting makes the count of those waiting and the insert one step, so that
	// events which come together do not all find the last place free.
	accepting chan struct{}
	// starting is held while River starts: an insert reads what its start writes.
	starting sync.RWMutex
	// presence shows this process to others, where there may be others.
	presence *presence
	absent   func() // ends it
}

var _ bot.Queue = (*Inbox)(nil)

// New migrates River's tables and prepares the queue; nothing runs before
// Start. log gets River's own lines from level warn up.
func New(ctx context.Context, cfg Config, e *Engine, log *slog.Logger) (*Inbox, error) {
	if cfg.Workers < 1 || cfg.Queue < 1 {
		return nil, errors.New("inbox: workers and queue must be positive")
	}
	if err := e.migrate(ctx); err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	w := &worker{log: log}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, w); err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	id, key := newOwner()
	c, err := e.newClient(&river.Config{
		ID:                          id,
		CancelledJobRetentionPeriod: keepFinished,
		CompletedJobRetentionPeriod: keepFinished,
		DiscardedJobRetentionPeriod: keepFinished,
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           e.poll,
		JobTimeout:                  jobTimeout,
		Logger:                      fromWarn(log),
		MaxAttempts:                 attempts + endAttempts,
		PollOnly:                    true,
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: cfg.Workers},
			suspects:           {MaxWorkers: 1, FetchPollInterval: suspectsInterval},
		},
		RescueStuckJobsAfter: rescueAfter,
		RetryPolicy:          backoff{},
		Workers:              workers,
	})
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	i := &Inbox{cfg: cfg, engine: e, log: log, worker: w, client: c, accepting: make(chan struct{}, 1), absent: func() {}}
	if e.presence != nil {
		i.presence = e.presence(key)
	}
	return i, nil
}

// Start begins to execute jobs with work, those that a dead process left
// first. It must be called once.
func (i *Inbox) Start(ctx context.Context, work func(context.Context, bot.Attempt) error) error {
	i.worker.work = work
	if i.engine.resume != nil {
		n, err := i.engine.resume(ctx)
		if err != nil {
			return fmt.Errorf("inbox: resume: %w", err)
		}
		if n > 0 {
			i.log.InfoContext(ctx, "resuming jobs that were under way when the process ended", "jobs", n)
		}
	}
	if err := i.appear(ctx); err != nil {
		return fmt.Errorf("inbox: %w", err)
	}
	// The client outlives ctx: Stop ends it, so that jobs can finish.
	i.starting.Lock()
	defer i.starting.Unlock()
	if err := i.client.Start(context.WithoutCancel(ctx)); err != nil {
		i.absent()
		return fmt.Errorf("inbox: start: %w", err)
	}
	return nil
}

// appear shows this process to others for as long as it has jobs under way.
func (i *Inbox) appear(ctx context.Context) error {
	if i.presence == nil {
		return nil
	}
	if err := i.presence.announce(ctx); err != nil {
		return err
	}
	present, end := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		i.presence.run(present)
	}()
	i.absent = func() {
		end()
		<-done
	}
	return nil
}

// Stop takes no new job, waits for those under way until ctx ends, then
// cancels them; they go back to the queue and run again after the next start.
func (i *Inbox) Stop(ctx context.Context) error {
	defer i.absent()
	err := i.client.Stop(ctx)
	if err == nil || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	i.worker.handBack.Store(true)
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), hardStop)
	defer cancel()
	if err := i.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("inbox: stop: %w", err)
	}
	return nil
}

// Accept implements bot.Queue.
func (i *Inbox) Accept(ctx context.Context, job bot.Job) error {
	select {
	case i.accepting <- struct{}{}:
		defer func() { <-i.accepting }()
	case <-ctx.Done():
		return fmt.Errorf("inbox: wait for other events: %w", ctx.Err())
	}
	all, ofChat, err := i.engine.waiting(ctx, job.Chat)
	if err != nil {
		return fmt.Errorf("inbox: count waiting jobs: %w", err)
	}
	if all >= i.room(ofChat) {
		return bot.ErrQueueFull
	}
	return i.insert(ctx, job, priority(ofChat))
}

// room gives how many jobs may wait for one more of a chat to be taken. The last
// tenth of the queue is kept from chats with a long backlog, or one chat's flood
// would get the others refused.
func (i *Inbox) room(ofChat int) int {
	if priority(ofChat) == lowest {
		return i.cfg.Queue - i.cfg.Queue/10
	}
	return i.cfg.Queue
}

// Follow implements bot.Queue.
func (i *Inbox) Follow(ctx context.Context, jobs ...bot.Job) error {
	for n, job := range jobs {
		_, ofChat, err := i.engine.waiting(ctx, job.Chat)
		if err != nil {
			return fmt.Errorf("inbox: count waiting jobs: %w", err)
		}
		if err := i.insert(ctx, job, priority(ofChat)); err != nil {
			return fmt.Errorf("job %d of %d: %w", n+1, len(jobs), err)
		}
	}
	return nil
}

// Waiting gives how many jobs wait.
func (i *Inbox) Waiting(ctx context.Context) (int, error) {
	all, _, err := i.engine.waiting(ctx, "")
	return all, err
}

func (i *Inbox) insert(ctx context.Context, job bot.Job, priority int) error {
	i.starting.RLock()
	defer i.starting.RUnlock()
	_, err := i.client.Insert(ctx, task{What: job.Kind, Key: job.Key, Chat: job.Chat, Timeout: job.Timeout, Body: job.Body}, &river.InsertOpts{
		Priority: priority,
		UniqueOpts: river.UniqueOpts{
			ByArgs: true,
			// The default leaves out cancelled and discarded jobs, whose
			// redelivered event would then run again.
			ByState: rivertype.JobStates(),
		},
	})
	if err != nil {
		return fmt.Errorf("inbox: insert: %w", err)
	}
	return nil
}

// lowest is River's lowest priority, that of a chat's flood.
const lowest = 4

// priority gives River's priority, 1 the highest, from the chat's backlog.
func priority(waiting int) int {
	switch {
	case waiting < 2:
		return 1
	case waiting < 5:
		return 2
	case waiting < 20:
		return 3
	}
	return lowest
}
