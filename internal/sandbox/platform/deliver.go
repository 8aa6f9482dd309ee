package platform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// redeliveries returns how long the platform waits before each repeated
// delivery of an event; after the last it gives the event up.
func redeliveries() []time.Duration {
	return []time.Duration{15 * time.Second, 5 * time.Minute, time.Hour, 6 * time.Hour}
}

// Quirks are what the platform sometimes does on delivery.
type Quirks struct {
	// FragmentBytes splits longer payloads on the long connection; zero never
	// splits.
	FragmentBytes int
	// FragmentGap is the time between two fragments; zero means 20 ms. The
	// SDK joins fragments without a lock, so that those arriving together race.
	FragmentGap time.Duration
	// Duplicates delivers each event so many more times after a success.
	Duplicates int
	// FreshEventIDs gives every redelivery and duplicate an event id of its
	// own: only the message's id then tells that it is the same.
	FreshEventIDs bool
}

// SetQuirks replaces the quirks for the deliveries from now on.
func (p *Platform) SetQuirks(q Quirks) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if q.FragmentGap == 0 {
		q.FragmentGap = 20 * time.Millisecond
	}
	p.quirks = q
}

// event is what is delivered, at least once.
type event struct {
	id        string
	kind      string
	messageID string // om_…, of the message that it is about, if any
	at        time.Time
	body      any
}

// emitLocked delivers an event on a goroutine of its own: the platform keeps no
// order between events.
func (p *Platform) emitLocked(kind, messageID string, body any) {
	e := event{id: randomHex(16), kind: kind, messageID: messageID, at: p.cfg.Now(), body: body}
	if kind == eventReceive {
		p.received[messageID] = e
	}
	quirks := p.quirks
	p.goLocked(func() { p.deliver(e, quirks) })
}

// deliver sends an event until it is acknowledged or given up.
func (p *Platform) deliver(e event, quirks Quirks) {
	waits := redeliveries()
	for attempt := 1; ; attempt++ {
		_, err := p.attempt(p.ctx, e, attempt)
		if err == nil {
			break
		}
		if attempt > len(waits) {
			p.log.Warn("event given up", "type", e.kind, "event_id", e.id)
			return
		}
		wait := time.Duration(float64(waits[attempt-1]) / p.cfg.TimeScale)
		if !p.sleep(p.ctx, wait) {
			return
		}
		if quirks.FreshEventIDs {
			e.id = randomHex(16)
		}
	}
	for range quirks.Duplicates {
		if quirks.FreshEventIDs {
			e.id = randomHex(16)
		}
		if _, err := p.attempt(p.ctx, e, 1); err != nil && p.ctx.Err() != nil {
			return
		}
	}
}

// Redeliver delivers a message's event once more, under an event id of its own,
// as the platform does after an acknowledgement that got lost. It fails if this
// delivery is not acknowledged; no other follows it.
func (p *Platform) Redeliver(ctx context.Context, messageID string) error {
	p.mu.Lock()
	e, ok := p.received[messageID]
	if !ok || p.closed {
		p.mu.Unlock()
		return fmt.Errorf("redeliver: no event of message %q", messageID)
	}
	p.wg.Add(1)
	p.mu.Unlock()
	defer p.wg.Done()
	e.id = randomHex(16)
	_, err := p.attempt(ctx, e, 2)
	return err
}

// errNoReceiver says that no connection was there to take the event.
var errNoReceiver = errors.New("no long connection and no webhook")

// attempt delivers once and returns the app's answer: for callbacks its JSON.
// What happened is recorded as a Delivery.
func (p *Platform) attempt(ctx context.Context, e event, number int) ([]byte, error) {
	raw, err := p.envelopeBytes(e.id, e.kind, e.at, e.body)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	url := p.webhook
	p.mu.Unlock()
	d := Delivery{EventID: e.id, EventType: e.kind, MessageID: e.messageID, Attempt: number, Sent: p.cfg.Now()}
	ctx, cancel := context.WithTimeout(ctx, p.cfg.AckDeadline)
	defer cancel()
	started := time.Now()
	var answer []byte
	if url != "" {
		d.Via = "webhook"
		answer, d.Code, err = p.postHook(ctx, url, raw)
	} else {
		d.Via = "websocket"
		answer, d.Code, err = p.push(ctx, raw, &d)
	}
	d.Latency = time.Since(started)
	if err == nil && d.Code != http.StatusOK {
		err = errStatus{d.Code}
	}
	if err != nil {
		d.Failure = err.Error()
	}
	if p.ctx.Err() == nil {
		p.mu.Lock()
		p.deliveries = append(p.deliveries, d)
		p.noteLocked(Change{Kind: ChangeDelivery, MessageID: e.messageID})
		p.mu.Unlock()
	}
	return answer, err
}
