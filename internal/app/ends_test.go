package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// terminate ends a process as its supervisor does, and wants exit status 0.
func terminate(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait(), "SIGTERM ends with exit status 0")
}

func TestTheEndOfTheProcessWaitsForTheSearchesUnderWayAndTakesNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	process := w.startProcess()
	w.gateway.SetLatency(2 * time.Second)
	id := w.sendPicture(w.sample(0))
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	require.NoError(t, process.Process.Signal(syscall.SIGTERM))
	w.eventually("readiness is gone while the process is there", func() bool {
		status, body := get(t, "http://"+w.admin+"/readyz")
		return status == 503 && strings.Contains(string(body), "program: ending")
	})
	w.eventually("no event can come in", func() bool { return w.platform.Connections() == 0 })
	card := readCard(t, w.repliesTo(id)[0])
	require.False(t, card.isResult(), "the search is still under way")
	late := w.sendSample(1)
	require.NoError(t, process.Wait(), "SIGTERM ends with exit status 0")
	assert.Len(t, w.repliesTo(id), 1)
	w.result(id)
	assert.Empty(t, w.repliesTo(late))

	w.gateway.SetLatency(0)
	process = w.startProcess()
	w.redeliver(late)
	w.result(late)
	terminate(t, process)
}

func TestASearchThatOutlastsTheEndIsHandedBackAndFinishedInTheSameMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	process := w.startProcess()
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Delay: time.Hour})
	id := w.sendPicture(w.sample(0))
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	signalled := time.Now()
	terminate(t, process)
	assert.Less(t, time.Since(signalled), 25*time.Second, "as promised")
	assert.Equal(t, map[string]int{"completed": 1, "available": 1}, w.jobs(), "the search waits for the next start")

	w.gateway.ClearFaults()
	before := w.repliesTo(id)
	require.Len(t, before, 1)
	process = w.startProcess()
	assert.Equal(t, before[0].ID, w.result(id).message.ID)
	terminate(t, process)
}

func TestReadinessNamesThePartThatIsMissing(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	images := filepath.Join(w.settings["TUSOU_DATA_DIR"], "images")
	for _, part := range []struct {
		name       string
		lose, find func()
	}{
		{"platform", func() {
			w.platform.Inject(platform.Fault{API: platform.APIEndpoint, Status: 503, Times: -1})
			w.platform.DropConnections()
		}, w.platform.ClearFaults},
		{"image store", func() {
			require.NoError(t, os.Rename(images, images+".away"))
		}, func() {
			require.NoError(t, os.Rename(images+".away", images))
		}},
	} {
		part.lose()
		w.eventually(part.name+" is missing", func() bool {
			status, body := get(t, "http://"+w.admin+"/readyz")
			return status == 503 && strings.HasPrefix(string(body), part.name+": ")
		})
		assert.True(t, w.logged("level=ERROR", `msg="not ready`, part.name))
		status, _ := get(t, "http://"+w.admin+"/healthz")
		assert.Equal(t, 200, status, "it lives")
		part.find()
		w.eventually(part.name+" is back", w.ready)
	}
	w.result(w.sendPicture(w.sample(0)))
}

func TestAStormOfReconnectionsLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	var ids []string
	for n := range 8 {
		if n%3 == 1 {
			w.platform.Inject(platform.Fault{API: platform.APIEndpoint, Status: 503})
			w.platform.Inject(platform.Fault{API: platform.APISocket, CloseConnection: true})
		}
		ids = append(ids, w.sendSample(n))
		w.platform.DropConnections()
		ids = append(ids, w.sendSample(n)) // there is nobody to take it
		w.eventually("a connection", func() bool { return w.platform.Connections() > 0 })
	}
	w.redeliver(ids...) // those that were taken, too
	for _, id := range ids {
		w.result(id)
	}
	assert.Equal(t, 1, w.platform.Connections(), "none is left over")
	assert.True(t, w.ready())
}

func TestAHalfOpenConnectionIsNoticedAndReplaced(t *testing.T) {
	t.Parallel()
	// The SDK gives a silent connection up after 2 × PingInterval + 5 s.
	w := newWorldOn(t, func(c *platform.Config) { c.Client.PingInterval = 1 })
	w.start()
	w.platform.StallConnections()
	id := w.sendPicture(w.sample(0))
	w.eventually("readiness is gone", func() bool { return !w.ready() })
	w.eventually("the program is connected again", w.ready)
	w.redeliver(id)
	w.result(id)
}

func TestAClockThatIsWrongIsNoticed(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, func(c *platform.Config) {
		c.Now = func() time.Time { return time.Now().Add(-10 * time.Minute) }
	})
	w.start()
	w.eventually("the log says so", func() bool { return w.ready() && w.logged("level=WARN", "clock", "ahead=10m") })
	_, metrics := get(t, "http://"+w.admin+"/metrics")
	assert.Regexp(t, `\ntusou_clock_skew_seconds 60\d\n`, string(metrics))
	w.result(w.sendPicture(w.sample(0)))
}
