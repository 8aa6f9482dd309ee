package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"tusou/bot"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the key of PostgreSQL's advisory lock under which replicas
// that start together migrate one after the other.
const migrationLock = 0x7475736f75 // "tusou"

// pictureLock is the key of the advisory lock under which pictures are added
// one after the other, so that copies which come at once are one picture.
const pictureLock = migrationLock + 1

// Config says which engine the database is.
type Config struct {
	Postgres bool // else SQLite
}

// Store is the database. All methods are safe for concurrent use.
type Store struct {
	db       *sql.DB
	postgres bool
	now      func() time.Time
}

// The parts that other packages ask for.
var (
	_ bot.Searches   = (*Store)(nil)
	_ bot.CardStates = (*Store)(nil)
	_ bot.Pictures   = (*Store)(nil)
	_ bot.ImageKeys  = (*Store)(nil)
	_ bot.Memory     = (*Store)(nil)
	_ bot.Shortlists = (*Store)(nil)
	_ bot.Spending   = (*Store)(nil)
)

// New migrates the database and gives the store on it. The caller closes db.
func New(ctx context.Context, cfg Config, db *sql.DB, now func() time.Time) (*Store, error) {
	if db == nil || now == nil {
		return nil, errors.New("store: no database or clock")
	}
	s := &Store{db: db, postgres: cfg.Postgres, now: now}
	if err := s.migrate(ctx); err != nil {
		return nil, fmt.Errorf("store: migrate: %w", err)
	}
	return s, nil
}

// Ping says whether the database takes writes, by one that changes nothing
// that anybody reads: a full disk or a lock is not seen by reading.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO probes (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at`, millis(s.now()))
	return wrap("probe", err)
}

// migrate applies the files of migrations/ that the database has not seen, in
// the order of their names, all in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if s.postgres {
			if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS tusou_migrations (name TEXT PRIMARY KEY, applied BIGINT NOT NULL)`); err != nil {
			return err
		}
		names, err := fs.Glob(migrations, "migrations/*.sql")
		if err != nil {
			return err
		}
		slices.Sort(names)
		for _, name := range names {
			if err := s.apply(ctx, tx, name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	})
}

func (s *Store) apply(ctx context.Context, tx *sql.Tx, name string) error {
	var seen int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM tusou_migrations WHERE name = $1`, name).Scan(&seen); err != nil || seen > 0 {
		return err
	}
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO tusou_migrations (name, applied) VALUES ($1, $2)`, name, s.now().UnixMilli())
	return err
}

// inTx runs do in one transaction, which is rolled back if do fails.
func (s *Store) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			return errors.Join(err, rollback)
		}
		return err
	}
	return tx.Commit()
}

// list gives the placeholders and arguments of an IN (…).
func list[T any](values []T) (marks string, args []any) {
	for i, value := range values {
		marks += fmt.Sprintf("$%d,", i+1)
		args = append(args, value)
	}
	return strings.TrimSuffix(marks, ","), args
}

// known maps a row that is not there to ok false.
func known(err error) (ok bool, _ error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms) }
