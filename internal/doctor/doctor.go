package doctor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tusou/bot"
	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/gateway"
	"tusou/internal/lang"
	"tusou/internal/lark"
)

// checkTime bounds each check.
const checkTime = 20 * time.Second

// Deps are what an examination works with. Each may be missing.
type Deps struct {
	Now func() time.Time // nil: the system's clock
	Log *slog.Logger     // nil: no log
}

// examination is one run of all checks, and what they share. What is asked once
// for several checks is behind a function that remembers.
type examination struct {
	cfg     config.Config
	all     *lang.Texts
	texts   lang.Doctor
	now     func() time.Time
	hide    *strings.Replacer
	lark    *lark.Client
	gateway *gateway.Client

	images    *app.Images
	imagesErr error // why there are none
	serving   *app.Serving
	serveErr  error // why the pictures are not served

	token   func() error                 // whether the credentials hold
	skew    func() (time.Duration, bool) // how far this clock is ahead of the platform's
	console func() (setting, error)      // how the developer console is set
	asked   func() (probe, error)        // what the gateway said
	drawn   func() ([]byte, error)       // a picture to store
}

// probe and setting are what two checks look at.
type (
	probe struct {
		gateway.ProbeResult
		at time.Time // our clock when the answer had come
	}
	setting struct{ events, callbacks lark.Subscription }
)

// Examine runs every check at once and reports their findings in the order of
// lang.AllChecks, each as soon as those before it are there. It gives an error
// only for a configuration that no check can work with.
func Examine(ctx context.Context, cfg config.Config, deps Deps, report func(Finding)) (err error) {
	e, err := newExamination(ctx, cfg, deps)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	checks := e.checks()
	found := make([]chan Finding, len(checks))
	var running sync.WaitGroup
	defer running.Wait()
	for i, c := range checks {
		found[i] = make(chan Finding, 1)
		running.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, checkTime)
			defer cancel()
			f := c.run(ctx)
			f.Check = c.check
			found[i] <- f
		})
	}
	for _, f := range found {
		report(<-f)
	}
	return nil
}

// check is one line and what finds it.
type check struct {
	check lang.Check
	run   func(ctx context.Context) Finding
}

func (e *examination) checks() []check {
	return []check{
		{lang.CheckCredentials, e.credentials},
		{lang.CheckBot, e.identity},
		{lang.CheckScopes, e.scopes},
		{lang.CheckEvents, e.events},
		{lang.CheckCallbacks, e.callbacks},
		{lang.CheckClock, e.clock},
		{lang.CheckGateway, e.signature},
		{lang.CheckPublicURL, e.publicURL},
		{lang.CheckDatabase, e.database},
		{lang.CheckImages, e.imageStore},
	}
}

func newExamination(ctx context.Context, cfg config.Config, deps Deps) (_ *examination, err error) {
	e := &examination{cfg: cfg, now: deps.Now, hide: hider(cfg)}
	if e.now == nil {
		e.now = time.Now
	}
	log := deps.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if e.all, err = lang.For(cfg.Lang.Code); err != nil {
		return nil, err
	}
	e.texts = e.all.Doctor
	e.lark, err = lark.New(lark.Config{
		AppID: cfg.Lark.AppID, AppSecret: cfg.Lark.AppSecret, BaseURL: cfg.Lark.BaseURL,
	}, lark.Deps{Now: e.now, Log: log})
	if err != nil {
		return nil, err
	}
	e.gateway, err = gateway.New(gateway.Config{
		BaseURL: cfg.Gateway.URL, AppID: cfg.Gateway.AppID, AppSecret: cfg.Gateway.AppSecret, SellerNick: cfg.Gateway.SellerNick,
	}, gateway.Deps{Now: e.now, Log: log})
	if err != nil {
		e.lark.Close()
		return nil, err
	}
	if e.images, e.imagesErr = app.OpenImages(cfg); e.imagesErr == nil {
		e.serving, e.serveErr = e.images.Serve(cfg.HTTP.Addr, log)
	}
	e.share(ctx)
	return e, nil
}

// share prepares what several checks ask for together. It is asked within the
// whole examination's context: the time of one check takes nothing from
// another.
func (e *examination) share(ctx context.Context) {
	within := func(do func(ctx context.Context)) {
		ctx, cancel := context.WithTimeout(ctx, checkTime)
		defer cancel()
		do(ctx)
	}
	e.token = sync.OnceValue(func() (err error) {
		within(func(ctx context.Context) { err = e.lark.Credentials(ctx) })
		return err
	})
	e.skew = sync.OnceValues(func() (time.Duration, bool) {
		_ = e.token() // a refusal tells the time as well
		return e.lark.Skew()
	})
	e.console = sync.OnceValues(func() (s setting, err error) {
		within(func(ctx context.Context) { s.events, s.callbacks, err = e.lark.Subscriptions(ctx) })
		return s, err
	})
	e.asked = sync.OnceValues(func() (p probe, err error) {
		within(func(ctx context.Context) { p.ProbeResult, err = e.gateway.Probe(ctx) })
		p.at = e.now()
		return p, err
	})
	e.drawn = sync.OnceValues(func() (jpeg []byte, err error) {
		within(func(ctx context.Context) { jpeg, err = draw(ctx) })
		return jpeg, err
	})
}

func (e *examination) close() (err error) {
	e.lark.Close()
	e.gateway.Close()
	if e.serving != nil {
		err = e.serving.Stop()
	}
	if e.images != nil {
		e.images.Close()
	}
	if err != nil {
		return fmt.Errorf("doctor: %w", err)
	}
	return nil
}

// refusal gives the platform's error in err.
func refusal(err error) *bot.PlatformError {
	var said *bot.PlatformError
	if errors.As(err, &said) {
		return said
	}
	return &bot.PlatformError{Err: err}
}
