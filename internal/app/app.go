package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"tusou/bot"
	"tusou/internal/command"
	"tusou/internal/config"
	"tusou/internal/gateway"
	"tusou/internal/lang"
	"tusou/internal/lark"
	"tusou/internal/picture"
	"tusou/internal/search"
	"tusou/internal/sourcing"
	"tusou/internal/telemetry"
	"tusou/internal/webfetch"
)

const (
	// softStop is how long running searches may take to end; with the hard
	// stop behind it the process ends within the 25 s it promises.
	softStop   = 15 * time.Second
	serverStop = 3 * time.Second
	sweepEvery = time.Hour
)

// App is the program.
type App struct {
	cfg      config.Config
	log      *slog.Logger
	metrics  *telemetry.Metrics
	public   net.Listener
	admin    net.Listener
	database *database
	images   *Images
	fetcher  *webfetch.Fetcher
	finder   *search.Finder
	lark     *lark.Client
	bot      *bot.Bot
	health   *health
	events   atomic.Pointer[events]  // nil until the bot knows who it is
	webhook  atomic.Pointer[webhook] // nil until then, and over the long connection
	stopping atomic.Bool
	closers  []func() error // in the order of opening
}

// Option changes how New builds the program.
type Option func(*App)

// WithListeners gives the program listeners that are open already, instead of
// its opening those of the settings.
func WithListeners(public, admin net.Listener) Option {
	return func(a *App) { a.public, a.admin = public, admin }
}

// New opens database and listeners and puts the parts together. It calls
// neither platform nor gateway. An App that was built must be Run, which
// closes everything.
func New(ctx context.Context, cfg config.Config, log *slog.Logger, options ...Option) (_ *App, err error) {
	a := &App{cfg: cfg, log: log, metrics: telemetry.NewMetrics()}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
		}
	}()
	for _, option := range options {
		option(a)
	}
	for _, step := range []func(context.Context) error{
		a.openListeners, a.openDatabase, a.openImages, a.openSearch, a.openPlatform, a.openBot,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// PublicAddr is the address of the public listener.
func (a *App) PublicAddr() net.Addr { return a.public.Addr() }

// AdminAddr is the address of the private listener.
func (a *App) AdminAddr() net.Addr { return a.admin.Addr() }

func (a *App) openDatabase(ctx context.Context) (err error) {
	if a.database, err = openDatabase(ctx, a.cfg, a.log); err != nil {
		return err
	}
	a.closers = append(a.closers, a.database.Close)
	return a.metrics.WatchQueue(func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		n, err := a.database.inbox.Waiting(ctx)
		if err != nil {
			return -1
		}
		return float64(n)
	})
}

func (a *App) openImages(context.Context) (err error) {
	if a.images, err = OpenImages(a.cfg); err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { a.images.Close(); return nil })
	return nil
}

func (a *App) openSearch(context.Context) error {
	client, err := gateway.New(gateway.Config{
		BaseURL: a.cfg.Gateway.URL, AppID: a.cfg.Gateway.AppID, AppSecret: a.cfg.Gateway.AppSecret, SellerNick: a.cfg.Gateway.SellerNick,
	}, gateway.Deps{Log: a.log})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { client.Close(); return nil })
	a.finder, err = search.New(search.Config{
		TTL: a.cfg.Cache.TTL, CacheBytes: int64(a.cfg.Cache.Bytes), Rate: rate.Limit(a.cfg.Gateway.Rate),
	}, search.Deps{Gateway: client, Answers: a.database.store, Details: a.database.store, Log: a.log, Metrics: a.metrics})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { a.finder.Close(); return nil })
	return nil
}

func (a *App) openPlatform(context.Context) (err error) {
	a.lark, err = lark.New(a.larkConfig(), a.larkDeps())
	if err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { a.lark.Close(); return nil })
	if err := a.metrics.WatchClock(a.lark.Skew); err != nil {
		return err
	}
	a.health = &health{parts: a.parts, skew: a.lark.Skew, log: a.log}
	a.fetcher, err = webfetch.New(webfetch.Config{
		AllowPrivate: a.cfg.Fetch.AllowPrivate.All, AllowNetworks: a.cfg.Fetch.AllowPrivate.Some,
	})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, func() error { a.fetcher.Close(); return nil })
	return nil
}

func (a *App) larkConfig() lark.Config {
	return lark.Config{AppID: a.cfg.Lark.AppID, AppSecret: a.cfg.Lark.AppSecret, BaseURL: a.cfg.Lark.BaseURL}
}

func (a *App) larkDeps() lark.Deps { return lark.Deps{Log: a.log, Metrics: a.metrics} }

func (a *App) openBot(context.Context) error {
	texts, err := lang.For(a.cfg.Lang.Code)
	if err != nil {
		return err
	}
	filters, err := sourcing.NewTable(a.cfg.Gateway.ExtraFilters)
	if err != nil {
		return fmt.Errorf("TUSOU_EXTRA_FILTERS: %w", err)
	}
	preparer, err := picture.New(picture.Config{})
	if err != nil {
		return err
	}
	store := a.database.store
	a.bot, err = bot.New(bot.Config{
		EveryPicture: a.cfg.Bot.GroupTrigger == config.TriggerImage,
		AllowedChats: a.cfg.Bot.AllowedChats,
		Admins:       a.cfg.Bot.Admins,
		DailyQuota:   a.cfg.Bot.DailyQuota,
	}, bot.Deps{
		Platform: a.lark, Queue: a.database.inbox, Finder: a.finder, Preparer: preparer, Rehoster: a.images, Fetcher: a.fetcher,
		Exporter: exporter{texts: texts, pictures: preparer, now: time.Now},
		Searches: store, Cards: store, Pictures: store, ImageKeys: store, Memory: store, Shortlists: store, Spending: store,
		Parser: command.New(filters), Filters: filters, Texts: texts, Observer: a.metrics, Now: time.Now, Log: a.log,
	})
	return err
}

// Run does the program's work until ctx ends, and then ends it in order. A nil
// error means that everything was finished or handed back.
func (a *App) Run(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	servers := a.serve()
	defer func() {
		err = errors.Join(err, servers.stop())
		if e := a.events.Load(); e != nil {
			(*e).wait()
		}
	}()
	a.log.InfoContext(ctx, "listening", "public", a.public.Addr().String(), "admin", a.admin.Addr().String())
	if err := a.connect(ctx); err != nil {
		return ended(ctx, err)
	}
	if err := a.database.inbox.Start(ctx, a.bot.Work); err != nil {
		return ended(ctx, err)
	}
	receive, stopReceiving := context.WithCancel(ctx)
	defer stopReceiving()
	var background sync.WaitGroup
	background.Go(func() { a.sweep(receive) })
	background.Go(func() { a.health.watch(receive) })
	err = (*a.events.Load()).run(receive)
	a.stopping.Store(true)
	a.log.InfoContext(ctx, "ending: no new event is taken")
	stopReceiving()
	background.Wait()
	soft, cancel := context.WithTimeout(context.WithoutCancel(ctx), softStop)
	defer cancel()
	return errors.Join(err, a.database.inbox.Stop(soft))
}

// ended makes an error that is only the end of ctx none.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// sweep removes what is past its time, once an hour.
func (a *App) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.images.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "old pictures not removed", "err", err)
		}
		if err := a.database.store.Sweep(ctx, a.cfg.Database.Retention); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "old records not removed", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// close closes what was opened, the last first.
func (a *App) close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}
