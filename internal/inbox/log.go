package inbox

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// sameEvery is how often one line of River's may come: while the database is
// away it tells of every look for jobs, some fifty a second.
const sameEvery = 10 * time.Second

// fromWarn gives a log that drops what is below level warn, and what repeats
// itself: River tells of its jobs and maintenance at info every few seconds.
func fromWarn(log *slog.Logger) *slog.Logger {
	return slog.New(warnings{Handler: log.Handler(), lines: &lines{said: make(map[string]*saying)}})
}

type warnings struct {
	slog.Handler
	lines *lines
}

// Enabled implements slog.Handler.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h warnings) Handle(ctx context.Context, r slog.Record) error {
	left, ok := h.lines.pass(r.Message, r.Time)
	if !ok {
		return nil
	}
	if left > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("repeated", left))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{Handler: h.Handler.WithAttrs(attrs), lines: h.lines}
}

// WithGroup implements slog.Handler.
func (h warnings) WithGroup(name string) slog.Handler {
	return warnings{Handler: h.Handler.WithGroup(name), lines: h.lines}
}

// lines remembers what was said when. River's messages are a fixed set: what
// differs is in their attributes.
type lines struct {
	mu   sync.Mutex
	said map[string]*saying
}

type saying struct {
	at   time.Time
	left int // how often it was left out since
}

// pass says whether a message may be said again, and how often it was not since
// the last time.
func (l *lines) pass(message string, now time.Time) (left int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, known := l.said[message]
	if known && now.Sub(s.at) < sameEvery {
		s.left++
		return 0, false
	}
	if known {
		left = s.left
	}
	l.said[message] = &saying{at: now}
	return left, true
}
