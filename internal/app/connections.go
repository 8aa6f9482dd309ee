package app

import (
	"container/list"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
)

// crowd is a listener that holds a bounded number of connections. When one more
// comes than fit, the one is closed that has been silent or unfinished for the
// longest: who opens connections and sends requests byte by byte keeps out only
// his like. Where every connection has its whole request worked on, the new one
// is closed at once.
type crowd struct {
	net.Listener
	most int

	mu      sync.Mutex
	all     int
	waiting *list.List // of *guest, the longest waiting first
}

func newCrowd(l net.Listener, most int) *crowd {
	return &crowd{Listener: l, most: most, waiting: list.New()}
}

// Accept implements net.Listener.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		g, fits := c.admit(conn)
		if fits {
			return g, nil
		}
		_ = conn.Close() // it was never used
	}
}

// admit makes room for a connection, if there is any to be made.
func (c *crowd) admit(conn net.Conn) (g *guest, fits bool) {
	c.mu.Lock()
	var oldest *guest
	if c.all >= c.most {
		if first := c.waiting.Front(); first != nil {
			oldest, _ = first.Value.(*guest) // nothing else is in the list
			c.forget(oldest)
		}
	}
	if fits = c.all < c.most; fits {
		g = &guest{Conn: conn, crowd: c}
		g.place = c.waiting.PushBack(g)
		c.all++
	}
	c.mu.Unlock()
	if oldest != nil {
		_ = oldest.Conn.Close() // whoever reads from it learns of it
	}
	return g, fits
}

// forget takes a guest off the books; c.mu is held.
func (c *crowd) forget(g *guest) {
	if g.gone {
		return
	}
	g.gone = true
	c.all--
	c.settle(g, false)
}

// settle puts a guest among those that are waited for, or takes it out; c.mu is
// held.
func (c *crowd) settle(g *guest, waits bool) {
	switch {
	case waits && g.place == nil && !g.gone:
		g.place = c.waiting.PushBack(g)
	case !waits && g.place != nil:
		c.waiting.Remove(g.place)
		g.place = nil
	}
}

// guest is one connection of a crowd.
type guest struct {
	net.Conn
	crowd *crowd
	place *list.Element // among those that are waited for; nil while its request is worked on
	gone  bool
}

// Close implements net.Conn.
func (g *guest) Close() error {
	g.crowd.mu.Lock()
	g.crowd.forget(g)
	g.crowd.mu.Unlock()
	return g.Conn.Close()
}

func (g *guest) waits(waits bool) {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.crowd.settle(g, waits)
}

// guestKey finds the guest in its requests' context.
type guestKey struct{}

// watch makes a server tell the crowd which connections have their request
// worked on.
func (c *crowd) watch(server *http.Server) {
	server.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, guestKey{}, conn)
	}
	next := server.Handler
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g, ok := r.Context().Value(guestKey{}).(*guest); ok {
			defer g.waits(true)
			if r.ContentLength == 0 {
				g.waits(false)
			} else {
				r.Body = &awaitedBody{ReadCloser: r.Body, guest: g}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// awaitedBody is a request's body, whose connection is waited for to its end.
type awaitedBody struct {
	io.ReadCloser
	guest *guest
}

// Read implements io.Reader.
func (b *awaitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.guest.waits(false)
	}
	return n, err
}
