package app_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestAFullQueueRefusesAndEverythingIsAnsweredInTheEnd(t *testing.T) {
	t.Parallel()
	w := startWorld(t, "TUSOU_WORKERS=1", "TUSOU_QUEUE=4")
	w.gateway.SetLatency(200 * time.Millisecond)
	var ids []string
	for range 10 {
		ids = append(ids, w.sendFresh())
	}
	w.redeliver(ids...)
	for _, id := range ids {
		w.result(id)
	}
	refused := slices.ContainsFunc(w.platform.Deliveries(), func(d platform.Delivery) bool { return d.Code == http.StatusInternalServerError })
	assert.True(t, refused, "with an answer, not by letting the time run out")
	_, metrics := get(t, "http://"+w.admin+"/metrics")
	assert.Regexp(t, `tusou_messages_total{outcome="refused",reason="queue"} [1-9]`, string(metrics))
}

func TestNoMoreSearchesAreUnderWayThanThereAreWorkers(t *testing.T) {
	t.Parallel()
	w := startWorld(t, "TUSOU_WORKERS=3")
	w.gateway.SetLatency(200 * time.Millisecond)
	var ids []string
	for n := range 8 {
		ids = append(ids, w.sendSample(n))
	}
	most := 0
	w.eventually("every search has been seen, and how many were under way", func() bool {
		calls := w.searches()
		underWay := 0
		for _, c := range calls {
			if !c.Done {
				underWay++
			}
		}
		most = max(most, underWay)
		return len(calls) == len(ids) && underWay == 0
	})
	assert.Positive(t, most)
	assert.LessOrEqual(t, most, 3)
}

// TestTheFloodOfOneChatDoesNotHoldUpAnotherChatsOnePicture counts how many
// pictures of the flood are answered while the other chat waits. Each post of it
// has nine; TUSOU_TEST_FLOOD=34 makes more than three hundred of them.
func TestTheFloodOfOneChatDoesNotHoldUpAnotherChatsOnePicture(t *testing.T) {
	t.Parallel()
	const each = 9
	posts := 10
	if n := os.Getenv("TUSOU_TEST_FLOOD"); n != "" {
		var err error
		posts, err = strconv.Atoi(n)
		require.NoError(t, err)
	}
	w := startWorld(t, "TUSOU_WORKERS=4")
	w.gateway.SetLatency(time.Second)
	var pictures [][]byte
	for n := range each {
		pictures = append(pictures, w.sample(n))
	}
	for range posts {
		w.post(platform.Outgoing{Chat: w.direct, Text: "刷新", Images: pictures})
	}
	w.eventually("all of the flood is in the queue", func() bool {
		all := 0
		for _, n := range w.jobs() {
			all += n
		}
		return all >= posts*(1+each)
	})
	answered := func() int {
		n := 0
		for _, m := range w.platform.Messages(w.direct.ID) {
			if m.FromBot {
				n++
			}
		}
		return n
	}
	before := answered()
	id := w.sendSample(0)
	w.result(id)
	meanwhile := answered() - before
	assert.Less(t, meanwhile, posts*each/5, "%d were answered before", before)
	assert.Less(t, before+meanwhile, posts*each, "the flood goes on")
}

func TestWhoSendsByteByByteKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	w := startWorld(t, overWebhook()...)
	w.useWebhook()
	// More than the public listener holds, each with a request that does not end.
	const crowd = 600
	for n := range crowd {
		conn, err := net.Dial("tcp", w.public)
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		text := "POST /lark/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
		if n%2 == 0 {
			text = "GET /images/ HTTP/1.1\r\nHost: x\r\nX-Slow: "
		}
		_, _ = io.WriteString(conn, text) // it may be closed already
	}
	w.result(w.sendPicture(w.sample(0))) // event, and the gateway's look at the picture
	for _, d := range w.platform.Deliveries() {
		assert.Empty(t, d.Failure)
	}
}

func TestRequestsThatDoNotEndAreEnded(t *testing.T) {
	t.Parallel()
	w := startWorld(t, overWebhook()...)
	for name, text := range map[string]string{
		"a header": "GET /images/ HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body":   "POST /lark/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
	} {
		conn, err := net.Dial("tcp", w.public)
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		_, err = io.WriteString(conn, text)
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
		_, err = io.Copy(io.Discard, conn)
		assert.NoError(t, err, "%s: the program has closed the connection", name)
	}
}

func TestALargeHeaderIsRefused(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	for _, addr := range []string{w.public, w.admin} {
		conn, err := net.Dial("tcp", addr)
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		_, err = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: "+strings.Repeat("x", 64<<10))
		require.NoError(t, err)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode)
		require.NoError(t, res.Body.Close())
	}
}
