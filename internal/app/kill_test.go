package app_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/telemetry"
)

// asProcess makes the test binary be the program itself, so that a test can
// kill it.
const asProcess = "TUSOU_TEST_AS_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		if err := serveAsProcess(); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m,
		// The SDK's websocket client starts one for its cache of fragments and
		// never ends it.
		goleak.IgnoreTopFunction("github.com/larksuite/oapi-sdk-go/v3/cache.(*cron).start"),
		// http.Get of the tests themselves keeps its connections.
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"))
}

func serveAsProcess() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg, err := config.Load(os.Environ(), "", config.NeedServe)
	if err != nil {
		return err
	}
	program, err := app.New(ctx, cfg, telemetry.NewLogger(os.Stderr, cfg.Log.Level, cfg.Log.Format))
	if err != nil {
		return err
	}
	return program.Run(ctx)
}

// startProcess runs the program as a process of its own.
func (w *world) startProcess() *exec.Cmd {
	w.t.Helper()
	cmd := w.launch()
	w.eventually("the process is ready", w.ready)
	return cmd
}

func TestAKilledProcessFinishesItsSearchesAfterTheRestartInTheSameMessages(t *testing.T) {
	w := newWorld(t)
	w.gateway.SetLatency(time.Second)
	process := w.startProcess()
	var ids []string
	for _, s := range w.gateway.Samples()[:3] {
		ids = append(ids, w.sendPicture(s.JPEG()))
	}
	w.eventually("progress cards", func() bool {
		shown := 0
		for _, id := range ids {
			shown += len(w.repliesTo(id))
		}
		return shown == len(ids)
	})
	require.NoError(t, process.Process.Kill())
	_ = process.Wait() // says that it was killed
	before := make(map[string]string)
	for _, id := range ids {
		before[id] = w.repliesTo(id)[0].ID
	}

	again := w.startProcess()
	for _, id := range ids {
		assert.Equal(t, before[id], w.result(id).message.ID, "the same message becomes the result")
	}
	require.NoError(t, again.Process.Signal(syscall.SIGTERM))
	require.NoError(t, again.Wait(), "SIGTERM ends with exit status 0")
}

func TestASecondProcessOnTheSameDataDirectoryIsRefused(t *testing.T) {
	w := startWorld(t)
	cfg, err := config.Load(w.environ(), "", config.NeedServe)
	require.NoError(t, err)
	cfg.HTTP.Addr, cfg.Admin.Addr = "127.0.0.1:0", "127.0.0.1:0"
	_, err = app.New(context.Background(), cfg, telemetry.NewLogger(w.log, "info", "text"))
	require.ErrorIs(t, err, app.ErrDataDirInUse)
}
