package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/page"
	"tusou/internal/sandbox/platform"
	"tusou/internal/secret"
)

// gatewayLatency makes the emulated search take about as long as the real one
// is felt to, so that the progress card is seen.
const gatewayLatency = 700 * time.Millisecond

const (
	appID      = "cli_sandbox00000001"
	gatewayID  = "10010001"
	sellerNick = "b2b-1624961122"
	endTime    = 2 * time.Second
)

// Sandbox is the whole arrangement.
type Sandbox struct {
	Platform *platform.Platform
	Gateway  *gateway.Gateway
	App      *app.App

	log     *slog.Logger
	dataDir string // removed at the end: the emulators forget, too
	page    net.Listener
	servers []*http.Server
	done    sync.WaitGroup
}

// New starts the emulators and the page on pageAddr (host:port on loopback; port 0
// for any) and builds the program against them. Of cfg the credentials, the
// addresses and the stores are replaced. A Sandbox that was built must be Run.
func New(ctx context.Context, cfg config.Config, pageAddr string, log *slog.Logger) (_ *Sandbox, err error) {
	s := &Sandbox{log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	// Before anything else: the address may be taken.
	if s.page, err = net.Listen("tcp", pageAddr); err != nil {
		return nil, fmt.Errorf("sandbox page: %w", err)
	}
	appSecret, gatewaySecret := secret.New(rand.Text()), secret.New(rand.Text())
	if s.Platform, err = platform.New(platform.Config{AppID: appID, AppSecret: appSecret.Reveal(), BotName: "图搜", Log: log}); err != nil {
		return nil, err
	}
	if s.Gateway, err = gateway.New(gateway.Config{
		AppID: gatewayID, AppSecret: gatewaySecret.Reveal(), SellerNick: sellerNick, Latency: gatewayLatency, Log: log,
	}); err != nil {
		return nil, err
	}
	platformURL, err := s.serve("127.0.0.1:0", s.Platform.Handler())
	if err != nil {
		return nil, err
	}
	gatewayURL, err := s.serve("127.0.0.1:0", s.Gateway.Handler())
	if err != nil {
		return nil, err
	}
	public, admin, err := loopback()
	if err != nil {
		return nil, err
	}
	if s.dataDir, err = os.MkdirTemp("", "tusou-sandbox-"); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	cfg.Lark = config.Lark{AppID: appID, AppSecret: appSecret, BaseURL: platformURL, Events: config.EventsWebsocket}
	cfg.Gateway.URL, cfg.Gateway.AppID, cfg.Gateway.AppSecret, cfg.Gateway.SellerNick = gatewayURL+"/gateway", gatewayID, gatewaySecret, sellerNick
	cfg.HTTP.PublicURL = "http://" + public.Addr().String()
	cfg.Data.Dir = s.dataDir
	cfg.Database.URL = secret.Text{}
	cfg.Images.Store = config.StoreDisk
	cfg.Fetch.AllowPrivate = config.Networks{All: true} // the emulated offers' pictures are on loopback
	if s.App, err = app.New(ctx, cfg, log, app.WithListeners(public, admin)); err != nil {
		return nil, err
	}
	chat, err := page.New(page.Config{Platform: s.Platform, Gateway: s.Gateway, Lang: cfg.Lang.Code, Log: log})
	if err != nil {
		return nil, err
	}
	s.start(s.page, chat)
	return s, nil
}

// loopback opens the program's two listeners on free ports.
func loopback() (public, admin net.Listener, err error) {
	if public, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, nil, fmt.Errorf("sandbox: %w", err)
	}
	if admin, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("sandbox: %w", err), public.Close())
	}
	return public, admin, nil
}

// URL is the chat page's address.
func (s *Sandbox) URL() string { return "http://" + s.page.Addr().String() + "/" }

// Run runs the program until ctx ends, then ends everything.
func (s *Sandbox) Run(ctx context.Context) error {
	err := s.App.Run(ctx)
	return errors.Join(err, s.close())
}

func (s *Sandbox) serve(addr string, h http.Handler) (url string, err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	s.start(l, h)
	return "http://" + l.Addr().String(), nil
}

func (s *Sandbox) start(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	s.servers = append(s.servers, server)
	s.done.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("sandbox listener failed", "err", err)
		}
	})
}

// close ends the emulators and removes what the program kept.
func (s *Sandbox) close() error {
	var errs []error
	if s.Platform != nil {
		errs = append(errs, s.Platform.Close())
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	for _, server := range s.servers {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, server.Close())
		}
	}
	s.done.Wait()
	if s.dataDir != "" {
		errs = append(errs, os.RemoveAll(s.dataDir))
	}
	return errors.Join(errs...)
}
