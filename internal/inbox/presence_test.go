package inbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/inbox"
)

// sharedDatabase gives a schema of its own that several processes can open.
func sharedDatabase(t *testing.T) func() *pgxpool.Pool {
	t.Helper()
	url := os.Getenv("TUSOU_TEST_POSTGRES")
	if url == "" {
		t.Skip("needs PostgreSQL: set TUSOU_TEST_POSTGRES=postgres://… to an empty database (see .ci/run)")
	}
	ctx := context.Background()
	admin, err := pgxpool.New(ctx, url)
	require.NoError(t, err)
	t.Cleanup(admin.Close)
	schema := fmt.Sprintf("presence_%d", time.Now().UnixNano())
	_, err = admin.Exec(ctx, "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = admin.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE") })
	return func() *pgxpool.Pool {
		cfg, err := pgxpool.ParseConfig(url)
		require.NoError(t, err)
		cfg.ConnConfig.RuntimeParams["search_path"] = schema
		pool, err := pgxpool.NewWithConfig(ctx, cfg)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		return pool
	}
}

func replica(t *testing.T, pool *pgxpool.Pool) *inbox.Inbox {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	engine, err := inbox.Postgres(pool, log)
	require.NoError(t, err)
	i, err := inbox.New(context.Background(), inbox.Config{Workers: 2, Queue: 10}, engine, log)
	require.NoError(t, err)
	return i
}

func TestJobsOfADeadReplicaAreResumedWithinSeconds(t *testing.T) {
	openPool := sharedDatabase(t)
	pool := openPool()
	i := replica(t, pool)
	ctx := context.Background()
	require.NoError(t, i.Accept(ctx, job("om_1", "oc_1")))
	// What a killed replica leaves behind.
	_, err := pool.Exec(ctx, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{tusou-1}'`)
	require.NoError(t, err)
	var r record
	require.NoError(t, i.Start(ctx, func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
	defer stop(t, i)
	require.Eventually(t, func() bool { return len(r.all()) == 1 }, 12*time.Second, 10*time.Millisecond)
	assert.Equal(t, 2, r.all()[0].Number, "the death counts")
}

func TestReplicasThatStartTogetherMigrateOneAfterTheOther(t *testing.T) {
	openPool := sharedDatabase(t)
	log := slog.New(slog.DiscardHandler)
	var all sync.WaitGroup
	for range 8 {
		pool := openPool()
		all.Go(func() {
			engine, err := inbox.Postgres(pool, log)
			if assert.NoError(t, err) {
				_, err = inbox.New(context.Background(), inbox.Config{Workers: 1, Queue: 1}, engine, log)
				assert.NoError(t, err)
			}
		})
	}
	all.Wait()
}

func TestJobsOfALivingReplicaAreLeftAloneEvenIfItsConnectionBreaks(t *testing.T) {
	openPool := sharedDatabase(t)
	pool := openPool()
	ctx := context.Background()
	busy := replica(t, pool)
	started, end := make(chan struct{}), make(chan struct{})
	var r record
	require.NoError(t, busy.Start(ctx, func(_ context.Context, a bot.Attempt) error {
		r.add(a)
		close(started)
		<-end
		return nil
	}))
	defer stop(t, busy)
	require.NoError(t, busy.Accept(ctx, job("om_1", "oc_1")))
	<-started
	other := replica(t, openPool())
	require.NoError(t, other.Start(ctx, func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
	defer stop(t, other)

	var broken int
	require.NoError(t, pool.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_locks
		WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = 1953854319`).Scan(&broken))
	assert.GreaterOrEqual(t, broken, 2, "every replica holds a lock")
	// Two looks of both, which are 3 s apart.
	time.Sleep(8 * time.Second)
	assert.Len(t, r.all(), 1, "executed by one replica only")
	close(end)
}
