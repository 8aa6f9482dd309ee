package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// migrationLock is the key of the advisory lock under which processes that
// start together migrate one after the other.
const migrationLock = 0x74757372 // "tusr"

// waitingStates are the states of jobs that are accepted and not yet under way.
const waitingStates = `('available','pending','retryable','scheduled')`

// client is the part of river.Client that is the same for both engines.
type client interface {
	Insert(ctx context.Context, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// Engine is a database with River's tables in it.
type Engine struct {
	migrate   func(ctx context.Context) error
	newClient func(cfg *river.Config) (client, error)
	// poll is the time between looks for jobs that nobody told of: those of
	// other processes, and those whose waiting time is over.
	poll time.Duration
	// resume makes jobs of a dead process available at once; nil where other
	// processes may be at work, whose running jobs are not this one's.
	resume func(ctx context.Context) (int64, error)
	// presence tells which processes live; nil where this is the only one.
	presence func(key int32) *presence
	// waiting counts the jobs that wait, and those of one chat among them.
	waiting func(ctx context.Context, chat string) (all, ofChat int, err error)
}

// soleProcess is River's driver for a database that no other process uses. It
// has no listener to wait for, so that River tells its own workers of an
// insert at once, instead of their finding it by looking again and again.
type soleProcess struct{ *riversqlite.Driver }

// SupportsListener implements riverdriver.Driver.
func (soleProcess) SupportsListener() bool { return false }

// SupportsListenNotify implements riverdriver.Driver.
func (soleProcess) SupportsListenNotify() bool { return false }

// SQLite gives the engine on an embedded database that only this process uses.
func SQLite(db *sql.DB, log *slog.Logger) (*Engine, error) {
	if db == nil {
		return nil, errors.New("inbox: no database")
	}
	driver := soleProcess{riversqlite.New(db)}
	return &Engine{
		migrate:   func(ctx context.Context) error { return migrate(ctx, driver, log) },
		newClient: func(cfg *river.Config) (client, error) { return river.NewClient(driver, cfg) },
		// Each look costs SQLite the parsing of a long statement.
		poll: 100 * time.Millisecond,
		resume: func(ctx context.Context) (int64, error) {
			// River would rescue these jobs itself, but only after their time
			// limit; here it is certain that their process is dead.
			// So is the leader, whose term would hold up delayed jobs.
			if _, err := db.ExecContext(ctx, `DELETE FROM river_leader`); err != nil {
				return 0, err
			}
			res, err := db.ExecContext(ctx, resumed()+` WHERE state = 'running'`)
			if err != nil {
				return 0, err
			}
			return res.RowsAffected()
		},
		waiting: func(ctx context.Context, chat string) (all, ofChat int, err error) {
			err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(json_extract(args, '$.chat') = $1), 0)
				FROM river_job WHERE state IN `+waitingStates, chat).Scan(&all, &ofChat)
			return all, ofChat, err
		},
	}, nil
}

// Postgres gives the engine on a database that several processes may share.
func Postgres(pool *pgxpool.Pool, log *slog.Logger) (*Engine, error) {
	if pool == nil {
		return nil, errors.New("inbox: no database")
	}
	driver := riverpgxv5.New(pool)
	return &Engine{
		migrate: func(ctx context.Context) error {
			return alone(ctx, pool, func() error { return migrate(ctx, driver, log) })
		},
		newClient: func(cfg *river.Config) (client, error) { return river.NewClient(driver, cfg) },
		poll:      20 * time.Millisecond,
		presence:  func(key int32) *presence { return &presence{pool: pool, key: key, log: log} },
		waiting: func(ctx context.Context, chat string) (all, ofChat int, err error) {
			err = pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE args->>'chat' = $1)
				FROM river_job WHERE state IN `+waitingStates, chat).Scan(&all, &ofChat)
			return all, ofChat, err
		},
	}, nil
}

// alone runs do while no other process does. River's migrations take no lock of
// their own, and fail where another process is in the middle of them.
func alone(ctx context.Context, pool *pgxpool.Pool, do func() error) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("lock migrations: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it wrote nothing; its end is the lock's
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
		return fmt.Errorf("lock migrations: %w", err)
	}
	return do()
}

func migrate[T any](ctx context.Context, driver riverdriver.Driver[T], log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: fromWarn(log)})
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
