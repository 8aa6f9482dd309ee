package lark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"

	"tusou/bot"
)

// The platform waits 3 s for the answer to an event or a click.
const (
	acceptTime = 2800 * time.Millisecond // an event's acceptance
	clickTime  = 2300 * time.Millisecond // the deadline that a click's handler is given
	clickLimit = 2500 * time.Millisecond // after it the click is answered without the handler
)

// Handler is who events are handed to. Its methods are called concurrently and
// in no order, and more than once for one event: the platform delivers again
// what it thinks was lost.
type Handler interface {
	// Message returns after the message is durably accepted. An error is not
	// acknowledged: the platform delivers again, after 15 s, 5 min, 1 h, 6 h.
	Message(ctx context.Context, m bot.Message) error
	// Click answers a click. Its ctx ends after 2.3 s; the platform never
	// delivers a click again.
	Click(ctx context.Context, c bot.Click) bot.ClickAnswer
	// Recalled, Greet and Menu are as Message.
	Recalled(ctx context.Context, r bot.Recall) error
	Greet(ctx context.Context, g bot.Greeting) error
	Menu(ctx context.Context, p bot.MenuPress) error
}

// DispatcherConfig is what events are read with.
type DispatcherConfig struct {
	// BotOpenID (ou_…) tells the bot's mention from a person's of its name.
	BotOpenID string
	// Fallback is shown to who clicked when the handler is late or fails.
	Fallback bot.Toast
}

// DispatcherDeps are what Dispatcher works with.
type DispatcherDeps struct {
	Handler Handler
	Log     *slog.Logger                   // silent by default
	Heard   func(messageID, chatID string) // told of each message; optional, see Client.Heard
}

// Dispatcher reads events and hands them to the Handler; both ways in share it.
type Dispatcher struct {
	cfg     DispatcherConfig
	handler Handler
	log     *slog.Logger
	heard   func(messageID, chatID string)
	clicks  sync.WaitGroup
}

// NewDispatcher fails without a handler, the bot's open id or the fallback.
func NewDispatcher(cfg DispatcherConfig, deps DispatcherDeps) (*Dispatcher, error) {
	if deps.Handler == nil {
		return nil, errors.New("lark: dispatcher needs a handler")
	}
	if cfg.BotOpenID == "" {
		return nil, errors.New("lark: dispatcher needs the bot's open id")
	}
	if cfg.Fallback.Text == "" {
		return nil, errors.New("lark: dispatcher needs a fallback for clicks")
	}
	d := &Dispatcher{cfg: cfg, handler: deps.Handler, log: deps.Log, heard: deps.Heard}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.heard == nil {
		d.heard = func(string, string) {}
	}
	return d, nil
}

// Wait waits for click handlers that were too late to answer. It is to be
// called when no more events can come.
func (d *Dispatcher) Wait() { d.clicks.Wait() }

// dispatch handles one event and gives what it is answered with: nil for an
// event, an answer for a click. An error means that it was not accepted.
func (d *Dispatcher) dispatch(ctx context.Context, body []byte) (*callback.CardActionTriggerResponse, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		d.skip(ctx, e.undecodable("", err))
		return nil, nil
	}
	// Acceptance has its own deadline and does not end with the connection, which
	// may break while the event is being written.
	ctx = context.WithoutCancel(ctx)
	if e.Header.EventType == eventClick {
		return d.click(ctx, e), nil
	}
	ctx, cancel := context.WithTimeout(ctx, acceptTime)
	defer cancel()
	err := d.accept(ctx, e)
	var undecodable *UndecodableError
	if errors.As(err, &undecodable) {
		d.skip(ctx, undecodable)
		return nil, nil
	}
	if err != nil {
		// Whoever gets the error can only pass on to the platform that there was one.
		d.log.WarnContext(ctx, "event refused, to be delivered again", "event_type", clip(e.Header.EventType), "event_id", e.Header.EventID, "error", err)
		return nil, fmt.Errorf("event %s (%s) was not accepted: %w", e.Header.EventID, e.Header.EventType, err)
	}
	return nil, nil
}

// skip drops an event that cannot be read: acknowledged, or it would come again
// and again.
func (d *Dispatcher) skip(ctx context.Context, e *UndecodableError) {
	d.log.WarnContext(ctx, "undecodable event dropped",
		"event_type", e.EventType, "event_id", e.EventID, "message_id", e.MessageID, "error", e.Err)
}

func (d *Dispatcher) accept(ctx context.Context, e envelope) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.panicked(ctx, e, p)
			err = errors.New("handler panicked")
		}
	}()
	switch e.Header.EventType {
	case eventMessage:
		m, err := parseMessage(e, d.cfg.BotOpenID)
		if err != nil {
			return err
		}
		d.heard(m.ID, m.ChatID)
		return d.handler.Message(ctx, m)
	case eventRecalled:
		r, err := parseRecall(e)
		if err != nil {
			return err
		}
		return d.handler.Recalled(ctx, r)
	case eventAdded, eventEntered:
		g, err := parseGreeting(e)
		if err != nil {
			return err
		}
		return d.handler.Greet(ctx, g)
	case eventMenu:
		p, err := parseMenu(e)
		if err != nil {
			return err
		}
		return d.handler.Menu(ctx, p)
	}
	d.log.DebugContext(ctx, "event of no use acknowledged", "event_type", clip(e.Header.EventType))
	return nil
}

// click asks the handler and answers in time even if it does not.
func (d *Dispatcher) click(ctx context.Context, e envelope) *callback.CardActionTriggerResponse {
	c, err := parseClick(e)
	if err != nil {
		var undecodable *UndecodableError
		if errors.As(err, &undecodable) {
			d.skip(ctx, undecodable)
		}
		return callbackAnswer(bot.ClickAnswer{Toast: &d.cfg.Fallback})
	}
	answered := make(chan bot.ClickAnswer, 1)
	d.clicks.Go(func() { answered <- d.askClick(ctx, e, c) })
	late := time.NewTimer(clickLimit)
	defer late.Stop()
	select {
	case a := <-answered:
		return callbackAnswer(a)
	case <-late.C:
		d.log.WarnContext(ctx, "click answered without its handler, which is late", "event_id", c.EventID, "message_id", c.MessageID)
		return callbackAnswer(bot.ClickAnswer{Toast: &d.cfg.Fallback})
	}
}

func (d *Dispatcher) askClick(ctx context.Context, e envelope, c bot.Click) (a bot.ClickAnswer) {
	ctx, cancel := context.WithTimeout(ctx, clickTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			d.panicked(ctx, e, p)
			a = bot.ClickAnswer{Toast: &d.cfg.Fallback}
		}
	}()
	return d.handler.Click(ctx, c)
}

func (d *Dispatcher) panicked(ctx context.Context, e envelope, p any) {
	d.log.ErrorContext(ctx, "handler panicked", "event_type", e.Header.EventType, "event_id", e.Header.EventID,
		"panic", fmt.Sprint(p), "stack", string(debug.Stack()))
}
