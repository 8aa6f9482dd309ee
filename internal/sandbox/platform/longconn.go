package platform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxConnections = 50
	serviceID      = 33554678
	socketPath     = "/ws/v2"
	// exceedConnLimit is the auth error code that the SDK takes as final.
	exceedConnLimit = "1000040350"
	// authFailed is the handshake status that carries it.
	authFailed   = "514"
	writeTimeout = 10 * time.Second
)

// connection is one long connection of the app.
type connection struct {
	id     string
	socket *websocket.Conn

	writing sync.Mutex
	mu      sync.Mutex
	waiting map[string]chan ack // by the frame's message_id
	closed  bool
	stalled bool // nothing passes in either direction any more
}

// ack is the payload of an answering frame.
type ack struct {
	Code int    `json:"code"`
	Data []byte `json:"data"` // base64 on the wire
}

// serveEndpoint is the bootstrap call of the long connection. Its answer is
// HTTP 200 even where it refuses.
func (p *Platform) serveEndpoint(q *request) (any, *apiError) {
	var body struct{ AppID, AppSecret string }
	if err := json.Unmarshal(q.body, &body); err != nil {
		return refuseEndpoint(9499, "bad request"), nil
	}
	switch {
	case body.AppID != p.cfg.AppID:
		return refuseEndpoint(10003, "invalid app_id"), nil
	case body.AppSecret != p.cfg.AppSecret:
		return refuseEndpoint(10014, "app secret invalid"), nil
	}
	ticket := randomHex(16)
	p.mu.Lock()
	p.tickets[ticket] = true
	p.mu.Unlock()
	scheme := "ws"
	if q.TLS != nil {
		scheme = "wss"
	}
	u := url.URL{Scheme: scheme, Host: q.Host, Path: socketPath, RawQuery: url.Values{
		"fpid": {"493"}, "aid": {"552564"}, "device_id": {strconv.FormatUint(rand.Uint64(), 10)},
		"access_key": {randomHex(16)}, "service_id": {strconv.Itoa(serviceID)}, "ticket": {ticket},
	}.Encode()}
	return topLevel{"code": 0, "msg": "", "data": map[string]any{
		"URL": u.String(), "ClientConfig": p.clientConfig(),
	}}, nil
}

func refuseEndpoint(code int, msg string) topLevel {
	return topLevel{"code": code, "msg": msg, "data": nil}
}

func (p *Platform) clientConfig() map[string]int {
	c := p.cfg.Client
	return map[string]int{
		"ReconnectCount": c.ReconnectCount, "ReconnectInterval": c.ReconnectInterval,
		"ReconnectNonce": c.ReconnectNonce, "PingInterval": c.PingInterval,
	}
}

// serveSocket upgrades to the long connection. A ticket of the bootstrap call
// opens one socket.
func (p *Platform) serveSocket(w http.ResponseWriter, r *http.Request) {
	if f := p.takeFault(APISocket, nil); f != nil {
		if !p.sleep(r.Context(), f.Delay) || f.CloseConnection {
			panic(http.ErrAbortHandler)
		}
		if f.answers() {
			f.answer(newLogID()).write(w)
			return
		}
	}
	if !p.admit(w, r.URL.Query().Get("ticket")) {
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		p.log.Warn("websocket upgrade failed", "error", err)
		return
	}
	c := &connection{id: r.URL.Query().Get("device_id"), socket: socket, waiting: map[string]chan ack{}}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		c.close()
		return
	}
	p.conns = append(p.conns, c)
	p.wg.Add(1)
	p.noteLocked(Change{Kind: ChangeConnection})
	p.mu.Unlock()
	defer p.wg.Done()
	p.read(c)
	c.close()
	p.mu.Lock()
	for i, other := range p.conns {
		if other == c {
			p.conns = append(p.conns[:i:i], p.conns[i+1:]...)
			break
		}
	}
	p.noteLocked(Change{Kind: ChangeConnection})
	p.mu.Unlock()
}

// admit checks ticket and number of connections before the upgrade and writes
// the refusal.
func (p *Platform) admit(w http.ResponseWriter, ticket string) bool {
	p.mu.Lock()
	known, full := p.tickets[ticket], len(p.conns) >= maxConnections
	delete(p.tickets, ticket)
	p.mu.Unlock()
	h := w.Header()
	switch {
	case !known:
		h.Set("Handshake-Status", strconv.Itoa(http.StatusForbidden))
		h.Set("Handshake-Msg", "invalid ticket")
		w.WriteHeader(http.StatusForbidden)
	case full:
		h.Set("Handshake-Status", authFailed)
		h.Set("Handshake-Msg", "the number of connections exceeded the limit")
		h.Set("Handshake-Autherrcode", exceedConnLimit)
		w.WriteHeader(http.StatusForbidden)
	default:
		return true
	}
	return false
}

// read handles the app's frames until the socket ends.
func (p *Platform) read(c *connection) {
	for {
		kind, data, err := c.socket.ReadMessage()
		if err != nil {
			return
		}
		if c.isStalled() {
			continue
		}
		var f frame
		if kind != websocket.BinaryMessage || f.unmarshal(data) != nil {
			p.log.Warn("long connection sent what is no frame", "connection", c.id)
			return
		}
		if f.method == methodData {
			c.settle(&f)
			continue
		}
		if f.method == methodControl && f.head(headType) == "ping" {
			if err := p.pong(c, &f); err != nil {
				return
			}
		}
	}
}

func (p *Platform) pong(c *connection, ping *frame) error {
	config, err := json.Marshal(p.clientConfig())
	if err != nil {
		return fmt.Errorf("encode client config: %w", err)
	}
	return c.write(&frame{service: ping.service, method: methodControl, headers: []header{{headType, "pong"}}, payload: config})
}

// push sends one event over a random connection and waits for its
// acknowledgement.
func (p *Platform) push(ctx context.Context, payload []byte, d *Delivery) ([]byte, int, error) {
	p.mu.Lock()
	quirks := p.quirks
	if len(p.conns) == 0 {
		p.mu.Unlock()
		return nil, 0, errNoReceiver
	}
	c := p.conns[rand.IntN(len(p.conns))]
	p.mu.Unlock()
	d.Connection = c.id
	frameID := randomHex(16)
	answer := c.expect(frameID)
	defer c.forget(frameID)
	parts := split(payload, quirks.FragmentBytes)
	for seq, part := range parts {
		if seq > 0 && !p.sleep(ctx, quirks.FragmentGap) {
			return nil, 0, errDeadline
		}
		err := c.write(&frame{
			seqID: uint64(seq), logID: rand.Uint64(), service: serviceID, method: methodData, payload: part,
			headers: []header{
				{headType, "event"}, {headMessageID, frameID}, {headSum, strconv.Itoa(len(parts))},
				{headSeq, strconv.Itoa(seq)}, {headTraceID, randomHex(16)}, {headTimestamp, millis(p.cfg.Now())},
			},
		})
		if err != nil {
			return nil, 0, fmt.Errorf("write event: %w", err)
		}
	}
	select {
	case a, ok := <-answer:
		if !ok {
			return nil, 0, errors.New("the connection ended before the acknowledgement")
		}
		return a.Data, a.Code, nil
	case <-ctx.Done():
		return nil, 0, errDeadline
	}
}

// split cuts a payload into parts of at most size bytes.
func split(payload []byte, size int) [][]byte {
	if size <= 0 || len(payload) <= size {
		return [][]byte{payload}
	}
	var parts [][]byte
	for len(payload) > size {
		parts = append(parts, payload[:size])
		payload = payload[size:]
	}
	return append(parts, payload)
}

func (c *connection) expect(id string) chan ack {
	ch := make(chan ack, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		close(ch)
		return ch
	}
	c.waiting[id] = ch
	return ch
}

func (c *connection) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, id)
}

// settle hands an answering frame to who waits for it; late ones are dropped.
func (c *connection) settle(f *frame) {
	var a ack
	if json.Unmarshal(f.payload, &a) != nil {
		a = ack{} // no code is no success
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id := f.head(headMessageID)
	if ch, ok := c.waiting[id]; ok {
		delete(c.waiting, id)
		ch <- a
	}
}

func (c *connection) write(f *frame) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.isStalled() {
		return nil // as a network that swallows it does
	}
	if err := c.socket.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return c.socket.WriteMessage(websocket.BinaryMessage, f.marshal())
}

// close ends the socket and fails what waits for an answer on it.
func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.closed = true
	for id, ch := range c.waiting {
		delete(c.waiting, id)
		close(ch)
	}
	_ = c.socket.Close() // nothing can be done about a socket that does not close
}

// Connections returns how many long connections the app holds.
func (p *Platform) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns)
}

// DropConnections cuts every long connection, as a network failure would. The
// app is expected to connect again.
func (p *Platform) DropConnections() {
	p.mu.Lock()
	conns := append([]*connection(nil), p.conns...)
	p.mu.Unlock()
	for _, c := range conns {
		c.close()
	}
}

// StallConnections makes every long connection of now a half-open one, as a
// network does that forgets it: it stays, but nothing passes any more. Events
// are still sent over it until the app has given it up.
func (p *Platform) StallConnections() {
	p.mu.Lock()
	conns := append([]*connection(nil), p.conns...)
	p.mu.Unlock()
	for _, c := range conns {
		c.mu.Lock()
		c.stalled = true
		c.mu.Unlock()
	}
}

func (c *connection) isStalled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stalled
}
