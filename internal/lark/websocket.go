package lark

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"
	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"
)

const (
	firstRestart = time.Second
	lastRestart  = 2 * time.Minute
	// steadyAfter is how long a client must have run to start the waiting
	// times anew.
	steadyAfter = 5 * time.Minute
	// codeHandshakeRefused comes with the 51st connection of an app: another
	// process may end, so it is no reason to give up.
	codeHandshakeRefused = larkws.AuthFailed
)

// Websocket receives events over the platform's long connection. The SDK's
// client reconnects at the pace that the platform tells it; Run starts it again
// when it gives up.
type Websocket struct {
	cfg       Config
	events    *Dispatcher
	log       *slog.Logger
	http      *http.Client
	sdk       *dispatcher.EventDispatcher
	connected atomic.Bool
	first     time.Duration // waiting time before the first restart
}

// NewWebsocket gives a receiver; Run connects it.
func NewWebsocket(cfg Config, events *Dispatcher, deps Deps) (*Websocket, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("lark websocket: %w", err)
	}
	if events == nil {
		return nil, errors.New("lark websocket: dispatcher is missing")
	}
	w := &Websocket{cfg: cfg, events: events, log: deps.Log, http: newHTTPClient(deps.HTTPClient), first: firstRestart}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	w.http.Timeout = callTimeout
	w.sdk = w.subscribe()
	return w, nil
}

// Connected says whether events can arrive.
func (w *Websocket) Connected() bool { return w.connected.Load() }

// Run receives events until ctx ends, which is no error, and reconnects as often
// as needed. It returns an error only when connecting again is of no use: wrong
// credentials, or an app that may not connect. When it returns no handler is
// running any more.
func (w *Websocket) Run(ctx context.Context) error {
	defer w.http.CloseIdleConnections()
	defer w.events.Wait()
	pause := w.first
	// A client that was connected cannot be started again; one that never was
	// can, and is, because each leaves a goroutine of its cache behind.
	var used atomic.Bool
	client := w.newClient(ctx, &used)
	for {
		started := time.Now()
		err := client.Start(ctx)
		w.connected.Store(false)
		if ctx.Err() != nil {
			return nil
		}
		if terminal(err) {
			return fmt.Errorf("lark websocket: %w", withoutAddress(err))
		}
		if used.Swap(false) {
			client = w.newClient(ctx, &used)
		}
		if time.Since(started) >= steadyAfter {
			pause = w.first
		}
		// Half of the pause is random, so that the processes of an app do not
		// come back all at once.
		wait := pause/2 + rand.N(pause/2+1)
		w.log.WarnContext(ctx, "long connection ended, starting again", "error", withoutAddress(err), "after", wait)
		if err := sleep(ctx, wait); err != nil {
			return nil
		}
		pause = min(2*pause, lastRestart)
	}
}

func (w *Websocket) newClient(ctx context.Context, used *atomic.Bool) *larkws.Client {
	up := func() {
		used.Store(true)
		w.connected.Store(true)
		w.log.InfoContext(ctx, "long connection is up")
	}
	return larkws.NewClient(w.cfg.AppID, w.cfg.AppSecret.Reveal(),
		larkws.WithDomain(w.cfg.BaseURL),
		larkws.WithEventHandler(w.sdk),
		larkws.WithHttpClient(cappedClient{client: w.http, limit: maxAnswer}),
		larkws.WithLogger(sdkLog{log: w.log}),
		larkws.WithOnReady(up),
		larkws.WithOnReconnected(up),
		larkws.WithOnDisconnected(func() { w.connected.Store(false) }),
		larkws.WithOnError(func(err error) {
			w.log.WarnContext(ctx, "long connection failed", "error", withoutAddress(err))
		}),
	)
}

// terminal says that connecting again cannot help.
func terminal(err error) bool {
	var refused *larkws.ClientError
	return errors.As(err, &refused) && refused.Code != codeHandshakeRefused && refused.Code != larkws.ExceedConnLimit
}

// subscribe registers one handler for everything: the raw body goes to the
// Dispatcher. Clicks are the exception that the SDK makes: it decodes them
// first, and answers those whose value is no object with an error by itself. So
// no card of the bot carries one.
func (w *Websocket) subscribe() *dispatcher.EventDispatcher {
	sdk := dispatcher.NewEventDispatcher("", "")
	sdk.InitConfig(larkevent.WithLogger(sdkLog{log: w.log}))
	for _, kind := range append([]string{eventMessage, eventRecalled, eventAdded, eventEntered, eventMenu}, eventsOfNoUse()...) {
		sdk.OnCustomizedEvent(kind, func(ctx context.Context, req *larkevent.EventReq) error {
			_, err := w.events.dispatch(ctx, req.Body)
			return err
		})
	}
	sdk.OnP2CardActionTrigger(func(ctx context.Context, event *callback.CardActionTriggerEvent) (*callback.CardActionTriggerResponse, error) {
		return w.events.dispatch(ctx, event.Body)
	})
	return sdk
}

// eventsOfNoUse are what an app may be subscribed to besides. The SDK answers
// an event that nobody registered for with an error, and the platform delivers
// it again, four times.
func eventsOfNoUse() []string {
	return []string{
		"im.message.message_read_v1",
		"im.message.reaction.created_v1",
		"im.message.reaction.deleted_v1",
		"im.chat.member.bot.deleted_v1",
		"im.chat.member.user.added_v1",
		"im.chat.member.user.deleted_v1",
		"im.chat.member.user.withdrawn_v1",
		"im.chat.updated_v1",
		"im.chat.disbanded_v1",
		"application.application.created_v6",
		"application.application.app_version.audit_v6",
		"application.application.app_version.publish_apply_v6",
		"application.application.app_version.publish_revoke_v6",
		"application.application.feedback.created_v6",
		"application.application.feedback.updated_v6",
		"application.application.visibility.added_v6",
		"contact.scope.updated_v3",
		"contact.user.created_v3",
		"contact.user.deleted_v3",
		"contact.user.updated_v3",
		"contact.department.created_v3",
		"contact.department.deleted_v3",
		"contact.department.updated_v3",
	}
}
