package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// party is a server with room for three connections. Requests for /work stay in
// their handler until they are let go.
type party struct {
	t       *testing.T
	addr    string
	crowd   *crowd
	working chan struct{}
	letGo   chan struct{}
}

func newParty(t *testing.T) *party {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &party{t: t, addr: l.Addr().String(), crowd: newCrowd(l, 3), working: make(chan struct{}), letGo: make(chan struct{})}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // what was cut off is cut off
		if r.URL.Path == "/work" {
			p.working <- struct{}{}
			<-p.letGo
		}
		_, _ = io.WriteString(w, "ok")
	})}
	p.crowd.watch(server)
	var done sync.WaitGroup
	done.Go(func() { assert.ErrorIs(t, server.Serve(p.crowd), http.ErrServerClosed) })
	t.Cleanup(func() {
		close(p.letGo)
		require.NoError(t, server.Close())
		done.Wait()
	})
	return p
}

// open opens a connection and sends something. Connections are let in in the
// order of their opening.
func (p *party) open(text string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	require.NoError(p.t, err)
	p.t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(p.t, err)
	require.NoError(p.t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
	return conn
}

// holds waits until so many connections are let in.
func (p *party) holds(n int) {
	p.t.Helper()
	require.Eventually(p.t, func() bool { return p.admitted() == n }, 10*time.Second, time.Millisecond)
}

func (p *party) admitted() int {
	p.crowd.mu.Lock()
	defer p.crowd.mu.Unlock()
	return p.crowd.all
}

// assertClosed waits until the server has closed a connection.
func (p *party) assertClosed(conn net.Conn) {
	p.t.Helper()
	_, err := conn.Read(make([]byte, 1))
	var late net.Error
	assert.False(p.t, errors.As(err, &late) && late.Timeout(), "still open")
	assert.Error(p.t, err)
}

func (p *party) assertAnswered(conn net.Conn) {
	p.t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if assert.NoError(p.t, err) {
		assert.Equal(p.t, http.StatusOK, res.StatusCode)
		assert.NoError(p.t, res.Body.Close())
	}
}

const (
	slowHeader = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
	slowBody   = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
	request    = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	work       = "GET /work HTTP/1.1\r\nHost: x\r\n\r\n"
)

func TestOfTooManyConnectionsTheOneIsClosedThatWasWaitedForTheLongest(t *testing.T) {
	for name, unfinished := range map[string]string{"a header that does not end": slowHeader, "a body that does not end": slowBody, "silence": ""} {
		t.Run(name, func(t *testing.T) {
			p := newParty(t)
			slow := []net.Conn{p.open(unfinished), p.open(unfinished), p.open(unfinished)}
			p.assertAnswered(p.open(request))
			p.assertClosed(slow[0])
			p.assertAnswered(p.open(request))
			p.assertClosed(slow[1])
			assert.Equal(t, 3, p.admitted())
		})
	}
}

func TestAConnectionThatHasAnsweredWaitsBehindThoseThatHaveNot(t *testing.T) {
	p := newParty(t)
	kept := p.open(request)
	slow := p.open(slowHeader)
	p.assertAnswered(kept)
	p.holds(2)
	_, err := io.WriteString(kept, request)
	require.NoError(t, err)
	p.assertAnswered(kept)
	p.open(slowHeader)
	p.assertAnswered(p.open(request))
	p.assertClosed(slow)
	_, err = io.WriteString(kept, request)
	require.NoError(t, err)
	p.assertAnswered(kept)
}

func TestWhoseRequestIsWorkedOnIsNotClosedAndTheNewOneIsRefused(t *testing.T) {
	p := newParty(t)
	var busy []net.Conn
	for range 3 {
		busy = append(busy, p.open(work))
		<-p.working
	}
	refused, err := net.Dial("tcp", p.addr)
	require.NoError(t, err)
	defer func() { _ = refused.Close() }()
	require.NoError(t, refused.SetReadDeadline(time.Now().Add(20*time.Second)))
	p.assertClosed(refused)
	for range busy {
		p.letGo <- struct{}{}
	}
	for _, conn := range busy {
		p.assertAnswered(conn)
	}
	p.assertAnswered(p.open(request))
}

func TestConnectionsThatEndMakeRoom(t *testing.T) {
	p := newParty(t)
	for n := range 10 {
		conn := p.open(request)
		p.assertAnswered(conn)
		require.NoError(t, conn.Close(), fmt.Sprint(n))
	}
	p.holds(0)
}
