package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/inbox"
)

// workAt makes the test binary a process that works on the database of this
// path, and dies of one of the jobs.
const workAt = "TUSOU_TEST_WORK_AT"

// deadly is the key of the job that the process dies of, and diedOf the exit
// status of that.
const (
	deadly = "om_deadly"
	diedOf = 9
)

// workAndDie executes jobs until none is left. Each takes longer than the deadly
// one lives, so that it is under way whenever that one is. How each ended first
// is noted in a file beside the database: a job that was done when the process
// died, but not yet in the database, runs once more and shows what it did.
func workAndDie(t testing.TB, dir string) {
	i := newInbox(t, open(t, filepath.Join(dir, "t.db")), inbox.Config{Workers: 8, Queue: 100})
	note := func(a bot.Attempt) error {
		f, err := os.OpenFile(filepath.Join(dir, a.Key), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(f, a.Spent)
		return errors.Join(err, f.Close())
	}
	require.NoError(t, i.Start(context.Background(), func(_ context.Context, a bot.Attempt) error {
		switch {
		case a.Spent:
		case a.Key == deadly:
			time.Sleep(100 * time.Millisecond)
			os.Exit(diedOf)
		default:
			time.Sleep(300 * time.Millisecond)
		}
		return note(a)
	}))
	ended := func() bool {
		files, err := filepath.Glob(filepath.Join(dir, "om_*"))
		return err == nil && len(files) == 7
	}
	require.Eventually(t, ended, 30*time.Second, 10*time.Millisecond)
	stop(t, i)
}

func TestOnlyTheJobThatTheProcessDiesOfIsGivenUp(t *testing.T) {
	if dir := os.Getenv(workAt); dir != "" {
		workAndDie(t, dir)
		return
	}
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "t.db"))
	i := newInbox(t, db, inbox.Config{Workers: 1, Queue: 100})
	keys := []string{"om_1", "om_2", "om_3", deadly, "om_4", "om_5", "om_6"}
	for _, key := range keys {
		require.NoError(t, i.Accept(t.Context(), job(key, "oc_1")))
	}
	require.NoError(t, db.Close())

	self, err := os.Executable()
	require.NoError(t, err)
	deaths := 0
	for ; ; deaths++ {
		require.LessOrEqual(t, deaths, 10, "it ends")
		process := exec.Command(self, "-test.run", "^"+t.Name()+"$") //nolint:gosec // this test binary
		process.Env = append(os.Environ(), workAt+"="+dir)
		out, err := process.CombinedOutput()
		if err == nil {
			break
		}
		require.Equal(t, diedOf, process.ProcessState.ExitCode(), string(out))
	}
	assert.Equal(t, 3, deaths)
	var given []string
	for _, key := range keys {
		spent, err := os.ReadFile(filepath.Join(dir, key))
		require.NoError(t, err)
		if string(spent) == "true" {
			given = append(given, key)
		}
	}
	assert.Equal(t, []string{deadly}, given)
}
