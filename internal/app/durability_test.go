package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
	"tusou/internal/telemetry"
)

// databaseFile is the embedded database's.
func (w *world) databaseFile() string {
	return filepath.Join(w.settings["TUSOU_DATA_DIR"], "tusou.db")
}

// openDatabase opens the program's embedded database beside it.
func (w *world) openDatabase() *sql.DB {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.databaseFile()+"?_pragma=busy_timeout(10000)")
	require.NoError(w.t, err)
	db.SetMaxOpenConns(1)
	w.t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestAKilledProcessGoesOnWhereverItWas kills it at each call that a search
// makes, before the call is carried out and after, and wants one answer, in the
// message that was there if there was one.
func TestAKilledProcessGoesOnWhereverItWas(t *testing.T) {
	const forever = time.Hour
	for _, stage := range []struct {
		name  string
		api   string // of the platform; "": the gateway's search
		fault platform.Fault
		slow  bool // the gateway takes its time, so that progress is shown
	}{
		{name: "the picture is being downloaded", api: platform.APIResource, fault: platform.Fault{Delay: forever}},
		{name: "the gateway is being asked"},
		{name: "the progress is about to be shown", api: platform.APIReply, fault: platform.Fault{Delay: forever}, slow: true},
		{name: "the progress is shown, which it does not know", api: platform.APIReply, fault: platform.Fault{Hold: forever}, slow: true},
		{name: "the result is about to be shown", api: platform.APIReply, fault: platform.Fault{Delay: forever}},
		{name: "the result is shown, which it does not know", api: platform.APIReply, fault: platform.Fault{Hold: forever}},
		{name: "the progress is about to become the result", api: platform.APIPatch, fault: platform.Fault{Delay: forever}, slow: true},
		{name: "the progress has become the result, which it does not know", api: platform.APIPatch, fault: platform.Fault{Hold: forever}, slow: true},
		{name: "thumbnails are about to be uploaded", api: platform.APIImageUpload, fault: platform.Fault{Delay: forever, Times: -1}},
		{name: "thumbnails are uploaded, which it does not know", api: platform.APIImageUpload, fault: platform.Fault{Hold: forever, Times: -1}},
	} {
		t.Run(stage.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			process := w.startProcess()
			if stage.slow {
				w.gateway.SetLatency(500 * time.Millisecond)
			}
			if stage.api == "" {
				w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Delay: forever})
			} else {
				stage.fault.API = stage.api
				w.platform.Inject(stage.fault)
			}
			id := w.sendPicture(w.sample(0))
			w.eventually("it is where it is killed", func() bool {
				if stage.api == "" {
					return len(w.repliesTo(id)) == 1 // the progress
				}
				return w.platform.UnderWay(stage.api) > 0
			})
			w.eventually("what is carried out is", func() bool {
				return stage.api != platform.APIReply || stage.fault.Hold == 0 || len(w.repliesTo(id)) == 1
			})
			before := w.repliesTo(id)
			kill(t, process)
			w.platform.ClearFaults()
			w.gateway.ClearFaults()
			last := w.startProcess()
			card := w.result(id)
			if len(before) == 1 {
				assert.Equal(t, before[0].ID, card.message.ID, "the same message")
			}
			require.NoError(t, last.Process.Signal(syscall.SIGTERM))
			require.NoError(t, last.Wait())
			assert.Len(t, w.repliesTo(id), 1)
			assert.Equal(t, []string{"completed"}, slices.Sorted(maps.Keys(w.jobs())), "no job is left")
		})
	}
}

// TestARedeliveredMessageIsKnownHoweverLateAndThroughRestarts goes through the
// platform's redeliveries, with a restart before each.
func TestARedeliveredMessageIsKnownHoweverLateAndThroughRestarts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	process := w.startProcess()
	id := w.sendPicture(w.sample(0))
	card := w.result(id)
	w.eventually("its jobs are done", func() bool { return w.jobs()["completed"] == 2 })
	card = w.now(card)
	for n, wait := range []time.Duration{15 * time.Second, 5 * time.Minute, time.Hour, 6 * time.Hour} {
		if n%2 == 0 {
			kill(t, process)
		} else {
			require.NoError(t, process.Process.Signal(syscall.SIGTERM))
			require.NoError(t, process.Wait())
		}
		w.age(wait)
		process = w.startProcess()
		require.NoError(t, w.platform.Redeliver(t.Context(), id), "it is acknowledged after %v", wait)
		// What comes later has been answered: then a second answer would have been.
		w.result(w.sendSample(n + 1))
	}
	require.NoError(t, process.Process.Signal(syscall.SIGTERM))
	require.NoError(t, process.Wait())
	assert.Len(t, w.repliesTo(id), 1)
	m, _ := w.platform.Message(card.message.ID)
	assert.Len(t, m.History, len(card.message.History), "the card was not touched either")
}

// age makes every job of the stopped program's so much older.
func (w *world) age(by time.Duration) {
	w.t.Helper()
	db := w.openDatabase()
	_, err := db.Exec(`UPDATE river_job SET
		created_at = strftime('%Y-%m-%d %H:%M:%f', created_at, $1), scheduled_at = strftime('%Y-%m-%d %H:%M:%f', scheduled_at, $1),
		attempted_at = strftime('%Y-%m-%d %H:%M:%f', attempted_at, $1), finalized_at = strftime('%Y-%m-%d %H:%M:%f', finalized_at, $1)`,
		fmt.Sprintf("-%d seconds", int(by.Seconds())))
	require.NoError(w.t, err)
	var finished time.Duration
	require.NoError(w.t, db.QueryRow("SELECT cast((julianday('now') - julianday(min(finalized_at))) * 86400e9 AS INTEGER) FROM river_job").Scan(&finished))
	require.GreaterOrEqual(w.t, finished, by-time.Second)
	require.NoError(w.t, db.Close())
}

// assertRefuses checks what the program does while its database is of no use,
// with a card of before: nothing is acknowledged, readiness is gone, both are
// logged, and a click is answered all the same. It gives the refused message.
func (w *world) assertRefuses(card shownCard, why string) (id string) {
	w.t.Helper()
	id = w.sendPicture(w.sample(1))
	refused := func() bool {
		for _, d := range w.platform.Deliveries() {
			if d.MessageID == id && d.Failure != "" {
				return true
			}
		}
		return false
	}
	w.eventually("the event is refused", refused)
	answer := w.click(card, w.li, platform.Click{Text: "下一页"})
	require.NotNil(w.t, answer.Toast, "a click is answered in time")
	w.eventually("readiness is gone", func() bool { return !w.ready() })
	_, body := get(w.t, "http://"+w.admin+"/readyz")
	assert.Contains(w.t, string(body), "database: ")
	w.eventually("the log says so", func() bool {
		return w.logged("level=ERROR", `msg="not ready`, why) && w.logged("level=WARN", `msg="event refused`, why)
	})
	assert.Empty(w.t, w.repliesTo(id))
	return id
}

// logged says whether a line of the log holds all of the texts.
func (w *world) logged(texts ...string) bool {
lines:
	for line := range strings.Lines(w.log.String()) {
		for _, text := range texts {
			if !strings.Contains(line, text) {
				continue lines
			}
		}
		return true
	}
	return false
}

func TestALockedDatabaseRefusesEventsUntilItIsFree(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	db := w.openDatabase()
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	require.NoError(t, err)

	id := w.assertRefuses(card, "")
	_, err = conn.ExecContext(t.Context(), "ROLLBACK")
	require.NoError(t, err)
	w.eventually("the program is ready again", w.ready)
	w.eventually("the log says so, too", func() bool { return w.logged(`msg="ready again"`) })
	w.redeliver(id)
	w.result(id)
}

// cable is the way to a server, which can be cut.
type cable struct {
	net.Listener
	to string

	mu   sync.Mutex
	dead bool
	ends []net.Conn
	done sync.WaitGroup
}

func newCable(t testing.TB, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{Listener: l, to: to}
	c.done.Go(c.run)
	t.Cleanup(func() {
		_ = l.Close()
		c.cut(true)
		c.done.Wait()
	})
	return c
}

func (c *cable) run() {
	for {
		near, err := c.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.to)
		if err != nil || !c.plug(near, far) {
			_ = near.Close()
			continue
		}
		for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
			c.done.Go(func() {
				_, _ = io.Copy(way[0], way[1])
				_ = way[0].Close()
				_ = way[1].Close()
			})
		}
	}
}

func (c *cable) plug(near, far net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		_ = far.Close()
		return false
	}
	c.ends = append(c.ends, near, far)
	return true
}

// cut ends every connection, and lets new ones pass or not.
func (c *cable) cut(dead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = dead
	for _, end := range c.ends {
		_ = end.Close()
	}
	c.ends = nil
}

func TestADatabaseServerThatIsAwayRefusesEventsUntilItIsBack(t *testing.T) {
	t.Parallel()
	settings := shared(t)
	address, err := url.Parse(strings.TrimPrefix(settings[0], "TUSOU_DATABASE_URL="))
	require.NoError(t, err)
	way := newCable(t, address.Host)
	address.Host = way.Addr().String()
	w := startWorld(t, append(settings, "TUSOU_DATABASE_URL="+address.String())...)
	card := w.result(w.sendPicture(w.sample(0)))
	w.gateway.SetLatency(time.Second)
	running := w.sendSample(2)
	w.eventually("a progress card", func() bool { return len(w.repliesTo(running)) == 1 })
	way.cut(true)
	id := w.assertRefuses(card, "")
	way.cut(false)
	w.eventually("the program is ready again", w.ready)
	w.redeliver(id)
	w.result(id)
	w.result(running)
	said := strings.Count(w.log.String(), "Error fetching jobs")
	assert.Less(t, said, 5, "the log is not flooded")
}

func TestADiskThatTakesNothingMoreRefusesEventsUntilItDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	process := w.startProcess()
	card := w.result(w.sendPicture(w.sample(0)))
	// No file of the process may be written any more, as on a full disk.
	var before unix.Rlimit
	require.NoError(t, unix.Prlimit(process.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 0, Max: unix.RLIM_INFINITY}, &before))

	id := w.assertRefuses(card, "disk")
	_, body := get(t, "http://"+w.admin+"/readyz")
	assert.Contains(t, string(body), "image store: ")
	require.NoError(t, unix.Prlimit(process.Process.Pid, unix.RLIMIT_FSIZE, &before, nil))
	w.eventually("the process is ready again", w.ready)
	w.redeliver(id)
	w.result(id)
	require.NoError(t, process.Process.Signal(syscall.SIGTERM))
	require.NoError(t, process.Wait(), "it has survived")
}

func TestADamagedDatabaseRefusesEventsAndTheNextStart(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	good, bad := w.damage()
	id := w.assertRefuses(card, "malformed")

	_ = w.stopProgr() // what it says of such an end is not the point
	require.NoError(t, os.WriteFile(w.databaseFile(), bad, 0o600))
	cfg, err := config.Load(w.environ(), "", config.NeedServe)
	require.NoError(t, err)
	_, err = app.New(context.Background(), cfg, telemetry.NewLogger(w.log, "info", "text"))
	require.ErrorContains(t, err, w.databaseFile(), "the error names the file")

	// The administrator takes the backup.
	require.NoError(t, os.WriteFile(w.databaseFile(), good, 0o600))
	w.start()
	w.redeliver(id)
	w.result(id)
}

// damage overwrites the database of the running program, but for its first
// page, and makes the program read it anew. It gives the file as it was, and as
// it is.
func (w *world) damage() (good, bad []byte) {
	w.t.Helper()
	db := w.openDatabase()
	_, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(w.t, err)
	good, err = os.ReadFile(w.databaseFile())
	require.NoError(w.t, err)
	var page int
	require.NoError(w.t, db.QueryRow("PRAGMA page_size").Scan(&page))
	bad = append([]byte(nil), good...)
	for i := page; i < len(bad); i++ {
		bad[i] = 0xA5
	}
	f, err := os.OpenFile(w.databaseFile(), os.O_WRONLY, 0)
	require.NoError(w.t, err)
	_, err = f.WriteAt(bad[page:], int64(page))
	require.NoError(w.t, err)
	require.NoError(w.t, f.Close())
	// A change by another connection makes SQLite drop the pages that it holds.
	_, err = db.Exec("PRAGMA user_version = 1")
	require.NoError(w.t, err)
	require.NoError(w.t, db.Close())
	return good, bad
}
