package lark

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tusou/bot"
)

// The platform's rates are 5 messages a second a chat or person, 5 patches a
// second a message, 50 calls a second and 1000 a minute an API. What left here
// evenly may arrive bunched. Of messages and patches therefore one is under way
// at a time: it arrives before the next one leaves, so that of six in a row the
// last arrives at least four gaps after the first, whatever their ways take.
const (
	sendGap      = 250 * time.Millisecond
	callsSecond  = 40 // and a burst of 5
	callsMinute  = 15 // a second, and a burst of 100
	lanesKept    = 4096
	longestPause = time.Minute
)

// pacer makes calls wait for the platform's rates. Waits obey ctx. Its maps are
// bounded; a forgotten lane costs a refusal by the platform at worst, which the
// error table repeats.
type pacer struct {
	mu    sync.Mutex
	apis  map[string]*apiPace // by the call's name: a handful
	lanes *recent[string, *lane]
}

type apiPace struct {
	second, minute *rate.Limiter
	pausedUntil    time.Time
}

// lane is one chat, person or card.
type lane struct {
	spacing *rate.Limiter
	turn    chan struct{} // held while a message or a change is under way
}

func newPacer() *pacer {
	return &pacer{apis: make(map[string]*apiPace), lanes: newRecent[string, *lane](lanesKept)}
}

// enter waits until a call may be made, and gives the function that says that
// it ended.
func (p *pacer) enter(ctx context.Context, what call) (leave func(), err error) {
	var taken []chan struct{}
	leave = func() {
		for _, turn := range taken {
			<-turn
		}
	}
	for _, key := range what.lanes() {
		turn := p.lane(key).turn
		select {
		case turn <- struct{}{}:
			taken = append(taken, turn)
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
	if err := p.wait(ctx, what); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// lanes gives the lanes of a call: a message's chat or a change's card.
func (c call) lanes() []string {
	var lanes []string
	for _, key := range []string{c.chat, c.card} {
		if key != "" {
			lanes = append(lanes, key)
		}
	}
	return lanes
}

// wait lets a call pass when the rates of its chat, card and API and the pause
// that the platform asked for allow.
func (p *pacer) wait(ctx context.Context, what call) error {
	limits := make([]*rate.Limiter, 0, 4)
	for _, key := range what.lanes() {
		limits = append(limits, p.lane(key).spacing)
	}
	p.mu.Lock()
	a := p.api(what.api)
	pause := time.Until(a.pausedUntil)
	p.mu.Unlock()
	if err := sleep(ctx, pause); err != nil {
		return &bot.PlatformError{Op: what.api, Action: bot.PlatformRetry, After: pause, Err: fmt.Errorf("pause asked for by the platform: %w", err)}
	}
	for _, l := range append(limits, a.minute, a.second) {
		if err := l.Wait(ctx); err != nil {
			return fmt.Errorf("rate of the platform: %w", err)
		}
	}
	return nil
}

func (p *pacer) lane(key string) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, ok := p.lanes.get(key); ok {
		return l
	}
	l := &lane{spacing: rate.NewLimiter(rate.Every(sendGap), 1), turn: make(chan struct{}, 1)}
	p.lanes.put(key, l)
	return l
}

func (p *pacer) api(name string) *apiPace {
	a, ok := p.apis[name]
	if !ok {
		a = &apiPace{second: rate.NewLimiter(callsSecond, 5), minute: rate.NewLimiter(callsMinute, 100)}
		p.apis[name] = a
	}
	return a
}

// hold makes the next calls of an API wait, as the platform asked.
func (p *pacer) hold(api string, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	until := time.Now().Add(min(pause, longestPause))
	if a := p.api(api); until.After(a.pausedUntil) {
		a.pausedUntil = until
	}
}

// sleep waits, or fails at once when ctx would end before.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return fmt.Errorf("%v would outlast the deadline", d.Round(time.Millisecond))
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// recent is a map that holds at least the last limit keys that were touched and
// at most twice as many. It is not safe for concurrent use.
type recent[K comparable, V any] struct {
	limit      int
	young, old map[K]V
}

func newRecent[K comparable, V any](limit int) *recent[K, V] {
	return &recent[K, V]{limit: limit, young: make(map[K]V)}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	if v, ok := r.young[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	if ok {
		r.put(key, v)
	}
	return v, ok
}

func (r *recent[K, V]) put(key K, value V) {
	if _, ok := r.young[key]; !ok && len(r.young) >= r.limit {
		r.old, r.young = r.young, make(map[K]V)
	}
	r.young[key] = value
}
