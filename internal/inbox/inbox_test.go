package inbox_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"tusou/bot"
	"tusou/internal/inbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func newInbox(t testing.TB, db *sql.DB, cfg inbox.Config) *inbox.Inbox {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	engine, err := inbox.SQLite(db, log)
	require.NoError(t, err)
	i, err := inbox.New(context.Background(), cfg, engine, log)
	require.NoError(t, err)
	return i
}

func job(key, chat string) bot.Job {
	return bot.Job{Kind: "message", Key: key, Chat: chat, Body: json.RawMessage(`{"text":"包邮 <b>"}`)}
}

// record collects the attempts that were made.
type record struct {
	mu       sync.Mutex
	attempts []bot.Attempt
}

func (r *record) add(a bot.Attempt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts = append(r.attempts, a)
}

func (r *record) all() []bot.Attempt {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]bot.Attempt(nil), r.attempts...)
}

func stop(t testing.TB, i *inbox.Inbox) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(t, i.Stop(ctx))
}

// engines runs a test on SQLite and, where TUSOU_TEST_POSTGRES names a
// database, on PostgreSQL.
func engines(t *testing.T, cfg inbox.Config, test func(t *testing.T, i *inbox.Inbox)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, newInbox(t, open(t, filepath.Join(t.TempDir(), "t.db")), cfg))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := os.Getenv("TUSOU_TEST_POSTGRES")
		if url == "" {
			t.Skip("needs PostgreSQL: set TUSOU_TEST_POSTGRES=postgres://… to an empty database (see .ci/run)")
		}
		ctx := context.Background()
		admin, err := pgxpool.New(ctx, url)
		require.NoError(t, err)
		t.Cleanup(admin.Close)
		schema := fmt.Sprintf("inbox_%d", time.Now().UnixNano())
		_, err = admin.Exec(ctx, "CREATE SCHEMA "+schema)
		require.NoError(t, err)
		t.Cleanup(func() { _, _ = admin.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE") })
		address, err := pgxpool.ParseConfig(url)
		require.NoError(t, err)
		address.ConnConfig.RuntimeParams["search_path"] = schema
		pool, err := pgxpool.NewWithConfig(ctx, address)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		log := slog.New(slog.DiscardHandler)
		engine, err := inbox.Postgres(pool, log)
		require.NoError(t, err)
		i, err := inbox.New(ctx, cfg, engine, log)
		require.NoError(t, err)
		test(t, i)
	})
}

func TestAnAcceptedJobIsExecutedWithItsBody(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 10}, func(t *testing.T, i *inbox.Inbox) {
		var r record
		require.NoError(t, i.Start(context.Background(), func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
		defer stop(t, i)
		require.NoError(t, i.Accept(context.Background(), job("om_1", "oc_1")))
		require.Eventually(t, func() bool { return len(r.all()) == 1 }, 5*time.Second, 5*time.Millisecond)
		a := r.all()[0]
		assert.Equal(t, "message", a.Kind)
		assert.Equal(t, "om_1", a.Key)
		assert.Equal(t, "oc_1", a.Chat)
		assert.JSONEq(t, `{"text":"包邮 <b>"}`, string(a.Body))
		assert.Equal(t, 1, a.Number)
		assert.False(t, a.Last)
	})
}

func TestAJobThatWasEverAcceptedIsNotExecutedAgain(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 10}, func(t *testing.T, i *inbox.Inbox) {
		ctx := context.Background()
		var r record
		require.NoError(t, i.Start(ctx, func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
		defer stop(t, i)
		for range 3 {
			require.NoError(t, i.Accept(ctx, job("om_1", "oc_1")))
		}
		require.Eventually(t, func() bool { return len(r.all()) == 1 }, 5*time.Second, 5*time.Millisecond)
		require.NoError(t, i.Accept(ctx, job("om_1", "oc_1")), "after it has finished")
		require.NoError(t, i.Accept(ctx, job("om_2", "oc_1")))
		require.Eventually(t, func() bool { return len(r.all()) == 2 }, 5*time.Second, 5*time.Millisecond)
		assert.Equal(t, "om_2", r.all()[1].Key)
	})
}

func TestAFullQueueRefusesButFollowsUp(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 10}, func(t *testing.T, i *inbox.Inbox) {
		ctx := context.Background()
		for n := range 10 {
			require.NoError(t, i.Accept(ctx, job(fmt.Sprint("om_", n), "oc_1")))
		}
		require.ErrorIs(t, i.Accept(ctx, job("om_more", "oc_2")), bot.ErrQueueFull)
		require.NoError(t, i.Follow(ctx, job("om_1#1", "oc_1"), job("om_1#2", "oc_1")))
		n, err := i.Waiting(ctx)
		require.NoError(t, err)
		assert.Equal(t, 12, n)
	})
}

func TestTheQueueTakesNoMoreThanItsBoundWhenEventsComeTogether(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 10}, func(t *testing.T, i *inbox.Inbox) {
		var refused atomic.Int32
		var all sync.WaitGroup
		for n := range 30 {
			all.Go(func() {
				err := i.Accept(context.Background(), job(fmt.Sprint("om_", n), fmt.Sprint("oc_", n)))
				if errors.Is(err, bot.ErrQueueFull) {
					refused.Add(1)
					return
				}
				assert.NoError(t, err)
			})
		}
		all.Wait()
		assert.EqualValues(t, 20, refused.Load())
		waiting, err := i.Waiting(context.Background())
		require.NoError(t, err)
		assert.Equal(t, 10, waiting)
	})
}

func TestAFloodLeavesTheLastTenthOfTheQueueToOtherChats(t *testing.T) {
	i := newInbox(t, open(t, filepath.Join(t.TempDir(), "t.db")), inbox.Config{Workers: 1, Queue: 50})
	ctx := context.Background()
	for n := range 45 {
		require.NoError(t, i.Accept(ctx, job(fmt.Sprint("om_", n), "oc_flood")))
	}
	require.ErrorIs(t, i.Accept(ctx, job("om_more", "oc_flood")), bot.ErrQueueFull)
	for n := range 5 {
		require.NoError(t, i.Accept(ctx, job(fmt.Sprint("om_single_", n), fmt.Sprint("oc_", n))))
	}
	require.ErrorIs(t, i.Accept(ctx, job("om_last", "oc_last")), bot.ErrQueueFull)
}

func TestThreeHundredJobsOfOneChatDoNotHoldUpAnotherChatsOne(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 1000}, func(t *testing.T, i *inbox.Inbox) {
		ctx := context.Background()
		for n := range 300 {
			require.NoError(t, i.Accept(ctx, job(fmt.Sprint("om_", n), "oc_flood")))
		}
		require.NoError(t, i.Accept(ctx, job("om_single", "oc_other")))
		var r record
		require.NoError(t, i.Start(ctx, func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
		defer stop(t, i)
		place := func() int {
			return slices.IndexFunc(r.all(), func(a bot.Attempt) bool { return a.Key == "om_single" })
		}
		require.Eventually(t, func() bool { return place() >= 0 }, 10*time.Second, 5*time.Millisecond)
		assert.Less(t, place(), 10, "the other chat's job is among the first, not the last")
	})
}

func TestAFailingJobIsTriedAgainAndToldWhichAttemptIsTheLast(t *testing.T) {
	i := newInbox(t, open(t, filepath.Join(t.TempDir(), "t.db")), inbox.Config{Workers: 4, Queue: 10})
	var r record
	require.NoError(t, i.Start(context.Background(), func(_ context.Context, a bot.Attempt) error {
		r.add(a)
		switch {
		case a.Number == 1:
			panic("first attempt")
		case !a.Last:
			return errors.New("second attempt")
		}
		return nil
	}))
	defer stop(t, i)
	require.NoError(t, i.Accept(context.Background(), job("om_1", "oc_1")))
	require.Eventually(t, func() bool { return len(r.all()) == 3 }, 20*time.Second, 20*time.Millisecond)
	assert.True(t, r.all()[2].Last)
	assert.False(t, r.all()[2].Spent)
}

func TestAfterADeathTheRunningJobsResumeAtOnceAndTheDeathCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	ctx := context.Background()
	db := open(t, path)
	first := newInbox(t, db, inbox.Config{Workers: 1, Queue: 10})
	require.NoError(t, first.Accept(ctx, job("om_1", "oc_1")))
	// What a killed process leaves behind.
	_, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = 3, attempted_at = datetime('now', 'subsec')`)
	require.NoError(t, err)
	require.NoError(t, db.Close())

	second := newInbox(t, open(t, path), inbox.Config{Workers: 1, Queue: 10})
	var r record
	require.NoError(t, second.Start(ctx, func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
	defer stop(t, second)
	require.Eventually(t, func() bool { return len(r.all()) == 1 }, 2*time.Second, 5*time.Millisecond)
	assert.True(t, r.all()[0].Spent, "three attempts died: what is left is to end visibly")
}

func TestAfterTwoDeathsTheSuspectsRunOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	ctx := context.Background()
	db := open(t, path)
	first := newInbox(t, db, inbox.Config{Workers: 4, Queue: 10})
	for n := range 5 {
		require.NoError(t, first.Accept(ctx, job(fmt.Sprint("om_", n), "oc_1")))
	}
	// What a process leaves behind that was killed for the second time, and the
	// first time for one of its jobs.
	_, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = CASE WHEN json_extract(args, '$.key') = 'om_4' THEN 1 ELSE 2 END,
		attempted_at = datetime('now', 'subsec')`)
	require.NoError(t, err)
	require.NoError(t, db.Close())

	second := newInbox(t, open(t, path), inbox.Config{Workers: 4, Queue: 10})
	entered, goOn := make(chan string), make(chan struct{})
	require.NoError(t, second.Start(ctx, func(_ context.Context, a bot.Attempt) error {
		entered <- a.Key
		<-goOn
		return nil
	}))
	defer stop(t, second)
	assert.ElementsMatch(t, []string{"om_0", "om_4"}, []string{<-entered, <-entered}, "one suspect, and who is none")
	for _, next := range []string{"om_1", "om_2", "om_3"} {
		select {
		case key := <-entered:
			assert.Fail(t, "runs beside another suspect", key)
		case goOn <- struct{}{}: // one of the two ends
		}
		if next == "om_1" {
			goOn <- struct{}{} // and the other
		}
		assert.Equal(t, next, <-entered)
	}
	goOn <- struct{}{}
}

func TestAStopHandsUnfinishedJobsBackWithoutCountingTheAttempt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	db := open(t, path)
	first := newInbox(t, db, inbox.Config{Workers: 1, Queue: 10})
	started := make(chan struct{})
	require.NoError(t, first.Start(context.Background(), func(ctx context.Context, _ bot.Attempt) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	}))
	require.NoError(t, first.Accept(context.Background(), job("om_1", "oc_1")))
	<-started
	soft, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	require.NoError(t, first.Stop(soft))
	require.NoError(t, db.Close())

	second := newInbox(t, open(t, path), inbox.Config{Workers: 1, Queue: 10})
	var r record
	require.NoError(t, second.Start(context.Background(), func(_ context.Context, a bot.Attempt) error { r.add(a); return nil }))
	defer stop(t, second)
	require.Eventually(t, func() bool { return len(r.all()) == 1 }, 2*time.Second, 5*time.Millisecond)
	assert.Equal(t, 1, r.all()[0].Number)
	assert.True(t, r.all()[0].Again, "what was handed back may have left something behind")
}

func TestAWaitThatThePlatformAsksForUsesUpNoAttempt(t *testing.T) {
	i := newInbox(t, open(t, filepath.Join(t.TempDir(), "t.db")), inbox.Config{Workers: 1, Queue: 10})
	var r record
	require.NoError(t, i.Start(context.Background(), func(_ context.Context, a bot.Attempt) error {
		r.add(a)
		if a.Again {
			return nil
		}
		return fmt.Errorf("reply: %w", &bot.PlatformError{Action: bot.PlatformRetry, After: 6 * time.Second})
	}))
	defer stop(t, i)
	accepted := time.Now()
	require.NoError(t, i.Accept(context.Background(), job("om_1", "oc_1")))
	require.Eventually(t, func() bool { return len(r.all()) == 2 }, 20*time.Second, 20*time.Millisecond)
	assert.GreaterOrEqual(t, time.Since(accepted), 6*time.Second)
	assert.Equal(t, 1, r.all()[1].Number)
}

// BenchmarkInsertToStart measures how long an accepted job waits for a free
// worker: what the durable queue costs a message.
func BenchmarkInsertToStart(b *testing.B) {
	i := newInbox(b, open(b, filepath.Join(b.TempDir(), "b.db")), inbox.Config{Workers: 4, Queue: 10})
	started := make(chan time.Time, 1)
	require.NoError(b, i.Start(context.Background(), func(context.Context, bot.Attempt) error {
		started <- time.Now()
		return nil
	}))
	defer stop(b, i)
	var inserting, waiting time.Duration
	n := 0
	for b.Loop() {
		begin := time.Now()
		require.NoError(b, i.Accept(context.Background(), job(fmt.Sprint("om_", n), "oc_1")))
		inserted := time.Now()
		inserting += inserted.Sub(begin)
		if at := <-started; at.After(inserted) {
			waiting += at.Sub(inserted)
		}
		n++
	}
	b.ReportMetric(float64(inserting.Microseconds())/float64(n)/1000, "ms-insert/op")
	b.ReportMetric(float64(waiting.Microseconds())/float64(n)/1000, "ms-to-start/op")
}

// TestWhatIsAcceptedWhileTheQueueStartsIsExecuted is for webhooks, which arrive
// before the queue has started: River's insert and its start are not safe beside
// each other.
func TestWhatIsAcceptedWhileTheQueueStartsIsExecuted(t *testing.T) {
	engines(t, inbox.Config{Workers: 4, Queue: 10_000}, func(t *testing.T, i *inbox.Inbox) {
		var seen record
		var all sync.WaitGroup
		started, accepted := make(chan struct{}), make(chan int, 4)
		for worker := range cap(accepted) {
			all.Go(func() {
				n := 0
				for ; n < 200; n++ {
					assert.NoError(t, i.Accept(context.Background(), job(fmt.Sprint("om_", worker, "_", n), fmt.Sprint("oc_", worker))))
					select {
					case <-started:
						accepted <- n + 1
						return
					default:
					}
				}
				accepted <- n
			})
		}
		require.NoError(t, i.Start(context.Background(), func(_ context.Context, a bot.Attempt) error {
			seen.add(a)
			return nil
		}))
		close(started)
		all.Wait()
		total := 0
		for range cap(accepted) {
			total += <-accepted
		}
		require.Eventually(t, func() bool { return len(seen.all()) == total }, time.Minute, 5*time.Millisecond)
		stop(t, i)
	})
}
