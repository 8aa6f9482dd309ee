package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"tusou/bot"
	"tusou/internal/config"
	"tusou/internal/rehost"
)

// imagesPath is where the public listener serves pictures.
const imagesPath = "/images/"

const (
	localTime = 5 * time.Second // for a picture to come over this machine's own listener
	localMost = 8 << 20         // bytes of it
)

// imageStore is what both image stores can do.
type imageStore interface {
	bot.Rehoster
	Usable(ctx context.Context) error
	Sweep(ctx context.Context) error
	Read(ctx context.Context, address string) ([]byte, error)
	Remove(ctx context.Context, address string) error
}

// Images is the image store of the settings.
type Images struct {
	imageStore
	disk  *rehost.Disk // nil with another store
	close func()
}

// OpenImages gives the image store; with a directory it makes that, and it
// calls nobody.
func OpenImages(cfg config.Config) (*Images, error) {
	if cfg.Images.Store == config.StoreS3 {
		s := cfg.Images.S3
		store, err := rehost.NewS3(rehost.S3Config{
			Endpoint: s.Endpoint, Bucket: s.Bucket, Region: s.Region, AccessKey: s.AccessKey, SecretKey: s.SecretKey,
			Lookup: s.Lookup, PublicURL: s.PublicURL, TTL: cfg.Images.TTL,
		})
		if err != nil {
			return nil, err
		}
		return &Images{imageStore: store, close: store.Close}, nil
	}
	store, err := rehost.NewDisk(rehost.DiskConfig{
		Dir: filepath.Join(cfg.Data.Dir, "images"), PublicURL: cfg.HTTP.PublicURL, TTL: cfg.Images.TTL,
	})
	if err != nil {
		return nil, err
	}
	return &Images{imageStore: store, disk: store, close: func() {}}, nil
}

// Close lets go of what the store holds open.
func (i *Images) Close() { i.close() }

// OnDisk says whether the pictures lie in the data directory and are served
// from it.
func (i *Images) OnDisk() bool { return i.disk != nil }

// Serving is the pictures of a directory on the public listener, for a process
// that is not the running bot.
type Serving struct {
	addr    string
	servers *servers // nil where another process listens, or nobody has to
}

// Serve serves the pictures on the address of the public listener, unless
// another process listens there: a running tusou serves the same directory.
// With a store that serves by itself nothing is done.
func (i *Images) Serve(addr string, log *slog.Logger) (*Serving, error) {
	s := &Serving{addr: addr}
	if i.disk == nil {
		return s, nil
	}
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("TUSOU_HTTP_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle(imagesPath, i.disk.Handler())
	s.servers = &servers{log: log}
	s.servers.start(netutil.LimitListener(l, maxConnections), publicServer(mux))
	return s, nil
}

// Own says that this process serves the pictures.
func (s *Serving) Own() bool { return s.servers != nil }

// Fetch gets a picture over the listener, by the loopback interface. It tells
// whether what listens there serves this directory, however the public address
// leads to it.
func (s *Serving) Fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("no address")
	}
	// The public address may have a path of its own, which the proxy in front
	// of the listener takes off.
	at := strings.LastIndex(u.Path, imagesPath)
	if at < 0 {
		return nil, errors.New("no address of a picture")
	}
	ctx, cancel := context.WithTimeout(ctx, localTime)
	defer cancel()
	local := &url.URL{Scheme: "http", Host: Reachable(s.addr), Path: u.Path[at:]}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, local.String(), nil)
	if err != nil {
		return nil, err
	}
	// Without the proxies of the environment: the listener is this machine's.
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read whole, or given up
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP status %d", res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, localMost))
}

// Stop ends the serving.
func (s *Serving) Stop() error {
	if s.servers == nil {
		return nil
	}
	return s.servers.stop()
}

// Reachable gives an address to dial for one that was listened on: no host
// means every address, loopback among them.
func Reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
