package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tusou/bot"
	"tusou/internal/config"
	"tusou/internal/lang"
	"tusou/internal/lark"
)

const (
	firstIdentify = time.Second
	lastIdentify  = 30 * time.Second
)

// events is the way events come in.
type events interface {
	// run takes events until ctx ends.
	run(ctx context.Context) error
	// connected says whether events can arrive.
	connected() bool
	// wait waits for handlers that are still running, after the listeners are
	// closed.
	wait()
}

// connect asks the platform who the bot is, which a group message is read
// with, and prepares the way events come in.
func (a *App) connect(ctx context.Context) error {
	id, name, err := a.identify(ctx)
	if err != nil {
		return fmt.Errorf("ask the platform who the bot is: %w", err)
	}
	a.log.InfoContext(ctx, "the bot is", "name", name, "open_id", id)
	texts, err := lang.For(a.cfg.Lang.Code)
	if err != nil {
		return err
	}
	dispatcher, err := lark.NewDispatcher(lark.DispatcherConfig{
		BotOpenID: id,
		Fallback:  bot.Toast{Type: "info", Text: texts.Toast.TakesLonger},
	}, lark.DispatcherDeps{Handler: a.bot, Log: a.log, Heard: a.lark.Heard})
	if err != nil {
		return err
	}
	if a.cfg.Lark.Events == config.EventsWebhook {
		hook, err := lark.NewWebhook(lark.WebhookConfig{
			AppID: a.cfg.Lark.AppID, EncryptKey: a.cfg.Lark.EncryptKey, VerificationToken: a.cfg.Lark.VerificationToken,
		}, dispatcher, a.larkDeps())
		if err != nil {
			return err
		}
		w := &webhook{handler: hook, dispatcher: dispatcher}
		a.webhook.Store(w)
		a.receive(w)
		return nil
	}
	socket, err := lark.NewWebsocket(a.larkConfig(), dispatcher, a.larkDeps())
	if err != nil {
		return err
	}
	a.receive(websocket{socket})
	return nil
}

func (a *App) receive(e events) { a.events.Store(&e) }

// identify asks until the platform answers; it gives up only when the
// platform refuses.
func (a *App) identify(ctx context.Context) (openID, name string, err error) {
	pause := firstIdentify
	for {
		openID, name, err = a.lark.BotInfo(ctx)
		if err == nil || ctx.Err() != nil || bot.ActionOf(err) != bot.PlatformRetry {
			return openID, name, err
		}
		a.log.WarnContext(ctx, "the platform cannot be reached, trying again", "err", err, "after", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return "", "", ctx.Err()
		}
		pause = min(2*pause, lastIdentify)
	}
}

type websocket struct{ socket *lark.Websocket }

func (w websocket) run(ctx context.Context) error { return w.socket.Run(ctx) }

func (w websocket) connected() bool { return w.socket.Connected() }

func (w websocket) wait() {} // run has waited

// webhook takes events on the public listener while it runs.
type webhook struct {
	handler    http.Handler
	dispatcher *lark.Dispatcher
}

func (w *webhook) run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (w *webhook) connected() bool { return true }

func (w *webhook) wait() { w.dispatcher.Wait() }
