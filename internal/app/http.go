package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"
)

const (
	maxConnections = 512      // of the public listener at once
	maxHeader      = 16 << 10 // bytes of a request's header
)

func (a *App) openListeners(context.Context) (err error) {
	if a.public == nil {
		if a.public, err = net.Listen("tcp", a.cfg.HTTP.Addr); err != nil {
			return fmt.Errorf("TUSOU_HTTP_ADDR: %w", err)
		}
	}
	a.closers = append(a.closers, closing(a.public))
	if a.admin == nil {
		if a.admin, err = net.Listen("tcp", a.cfg.Admin.Addr); err != nil {
			return fmt.Errorf("TUSOU_ADMIN_ADDR: %w", err)
		}
	}
	a.closers = append(a.closers, closing(a.admin))
	return nil
}

// closing closes a listener that its server may have closed already.
func closing(l net.Listener) func() error {
	return func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// publicHandler serves what the internet may ask for, and nothing else.
func (a *App) publicHandler() http.Handler {
	mux := http.NewServeMux()
	if a.images.OnDisk() {
		mux.Handle(imagesPath, a.images.disk.Handler())
	}
	if hook, ok := a.hook(); ok {
		mux.Handle("/lark/webhook", hook)
	}
	return mux
}

// hook gives the webhook's handler where events come by HTTP: it refuses, so
// that the platform delivers again, before the bot knows who it is and while
// the program ends.
func (a *App) hook() (http.Handler, bool) {
	if a.cfg.Lark.Events != "webhook" {
		return nil, false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hook := a.webhook.Load()
		if hook == nil || a.stopping.Load() {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		hook.handler.ServeHTTP(w, r)
	}), true
}

// adminHandler serves the administrator and the container's health checks.
func (a *App) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, "ok\n") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", a.metrics.Handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// readyz says line by line what keeps the program from taking events.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	if err := a.health.look(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	say(w, "ready\n")
}

func say(w io.Writer, text string) {
	// The client that went away is nobody to report to.
	_, _ = io.WriteString(w, text)
}

// servers are the two HTTP servers under way.
type servers struct {
	all  []*http.Server
	done sync.WaitGroup
	log  *slog.Logger
}

// serve starts to serve both listeners.
func (a *App) serve() *servers {
	s := &servers{log: a.log}
	public := publicServer(a.publicHandler())
	visitors := newCrowd(a.public, maxConnections)
	visitors.watch(public)
	s.start(visitors, public)
	s.start(a.admin, &http.Server{
		Handler:           a.adminHandler(),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    maxHeader,
	})
	return s
}

// publicServer gives the server of the public listener, which strangers use.
func publicServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    maxHeader,
	}
}

func (s *servers) start(l net.Listener, server *http.Server) {
	server.ErrorLog = slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)
	s.all = append(s.all, server)
	s.done.Go(func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("listener failed", "addr", l.Addr().String(), "err", err)
		}
	})
}

// stop lets requests under way end, for a moment.
func (s *servers) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), serverStop)
	defer cancel()
	var errs []error
	for _, server := range s.all {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, server.Close())
		}
	}
	s.done.Wait()
	return errors.Join(errs...)
}
