package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"tusou/internal/config"
	"tusou/internal/picture"
)

const (
	fetchMost = 8 << 20 // bytes of a picture over its public address
	drawnSide = 320     // pixels
)

// draw makes a picture in the way of every picture that is stored.
func draw(ctx context.Context) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, drawnSide, drawnSide))
	for y := range drawnSide {
		for x := range drawnSide {
			img.Set(x, y, color.RGBA{R: uint8(x * 255 / drawnSide), G: uint8(y * 255 / drawnSide), B: 160, A: 255})
		}
	}
	var raw bytes.Buffer
	if err := png.Encode(&raw, img); err != nil {
		return nil, err
	}
	preparer, err := picture.New(picture.Config{})
	if err != nil {
		return nil, err
	}
	p, err := preparer.Prepare(ctx, raw.Bytes())
	if err != nil {
		return nil, err
	}
	return p.JPEG, nil
}

// imageStore puts a picture, reads it back and removes it.
func (e *examination) imageStore(ctx context.Context) Finding {
	t := e.texts.Images
	store, mend := e.storeName(), e.storeMend()
	if e.imagesErr != nil {
		return wrong(t.Open.With(store, e.cause(e.imagesErr)), mend)
	}
	jpeg, err := e.drawn()
	if err != nil {
		return unknown(e.cause(err))
	}
	address, err := e.images.Put(ctx, jpeg)
	if err != nil {
		return wrong(t.Put.With(store, e.cause(err)), mend)
	}
	back, readErr := e.images.Read(ctx, address)
	// What was put goes whatever came of it, even when the time is over.
	removeErr := e.images.Remove(context.WithoutCancel(ctx), address)
	switch {
	case readErr != nil:
		return wrong(t.Read.With(store, e.cause(readErr)), mend)
	case !bytes.Equal(back, jpeg):
		return wrong(t.Other.With(store), mend)
	case removeErr != nil:
		return wrong(t.Remove.With(store, e.cause(removeErr)), mend)
	}
	return good(t.Good.With(store))
}

func (e *examination) storeName() string {
	if s := e.cfg.Images.S3; !e.onDisk() {
		return e.texts.Images.S3.With(s.Bucket, s.Endpoint)
	}
	return e.texts.Images.Disk.With(e.cfg.Data.Dir)
}

func (e *examination) storeMend() string {
	if !e.onDisk() {
		return e.texts.Images.S3Mend
	}
	return e.texts.Images.DiskMend
}

// publicURL stores a picture and fetches it over its public address, as the
// gateway would.
func (e *examination) publicURL(ctx context.Context) Finding {
	t := e.texts.PublicURL
	if e.imagesErr != nil {
		return unknown(t.NoStore)
	}
	if e.serveErr != nil {
		return wrong(t.NoListener.With(e.cfg.HTTP.Addr, e.cause(e.serveErr)), t.NoListenerMend)
	}
	jpeg, err := e.drawn()
	if err != nil {
		return unknown(e.cause(err))
	}
	address, err := e.images.Put(ctx, jpeg)
	if err != nil {
		return unknown(t.NoStore)
	}
	defer func() { _ = e.images.Remove(context.WithoutCancel(ctx), address) }() // imageStore tells of one that cannot
	f := e.fetched(ctx, address, jpeg)
	if f.Mark == Wrong && f.Mend == "" {
		return e.whoServes(ctx, f, address, jpeg)
	}
	return f
}

// fetched is the finding of a fetch over the public address. Where it says
// nothing on how to mend it, that depends on who serves.
func (e *examination) fetched(ctx context.Context, address string, want []byte) Finding {
	t := e.texts.PublicURL
	host := hostOf(address)
	got, kind, status, err := fetch(ctx, address)
	switch {
	case err != nil:
		return wrong(t.Down.With(host, e.cause(err)), "")
	case status >= 300 && status < 400:
		return wrong(t.Redirect.With(host, status), t.RedirectMend)
	case status != http.StatusOK:
		return wrong(t.Status.With(host, status), "")
	case !bytes.Equal(got, want):
		return wrong(t.Other.With(host), "")
	case !strings.HasPrefix(kind, "image/jpeg"):
		return wrong(t.Kind.With(host, e.shown(kind)), t.KindMend)
	case private(address) && !private(e.cfg.Gateway.URL):
		return wrong(t.Private.With(host), t.PrivateMend)
	}
	return good(t.Good.With(host))
}

// whoServes adds to a fetch that failed whether what listens on this machine
// serves the picture.
func (e *examination) whoServes(ctx context.Context, f Finding, address string, want []byte) Finding {
	t := e.texts.PublicURL
	addr := e.cfg.HTTP.Addr
	if !e.onDisk() {
		f.Mend = t.StoreMend
		return f
	}
	got, err := e.serving.Fetch(ctx, address)
	switch {
	case err != nil:
		return wrong(e.and(f.Found, t.LocalBad.With(addr, e.cause(err))), t.LocalMend)
	case !bytes.Equal(got, want):
		return wrong(e.and(f.Found, t.LocalOther.With(addr)), t.LocalMend)
	}
	return wrong(e.and(f.Found, t.LocalGood.With(addr)), t.ForwardMend.With(addr))
}

func (e *examination) onDisk() bool { return e.cfg.Images.Store == config.StoreDisk }

// fetch gets a picture as the gateway does: without following redirects, which
// no document of its promises.
func fetch(ctx context.Context, address string) (data []byte, kind string, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", 0, errors.New("no address")
	}
	client := &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // the address may hold a signature
	}
	if err != nil {
		return nil, "", 0, err
	}
	defer func() { _ = res.Body.Close() }() // read whole, or given up
	data, err = io.ReadAll(io.LimitReader(res.Body, fetchMost))
	if err != nil {
		return nil, "", 0, fmt.Errorf("read body: %w", err)
	}
	return data, res.Header.Get("Content-Type"), res.StatusCode, nil
}

// private says that an address is written so that it can be meant for one
// network only. A name that leads there is not resolved: it may lead elsewhere
// from elsewhere.
func private(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	addr = addr.Unmap()
	return addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsUnspecified()
}
