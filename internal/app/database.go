package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"

	"tusou/internal/config"
	"tusou/internal/inbox"
	"tusou/internal/store"
)

// ErrDataDirInUse says that another process works on the data directory.
var ErrDataDirInUse = errors.New("another tusou is using the data directory")

// errUnreadableAddress stands for pgx's own error, which quotes the address,
// password and all.
var errUnreadableAddress = errors.New("TUSOU_DATABASE_URL cannot be read")

// The files of the embedded database in the data directory.
const (
	lockFile     = "lock"
	databaseFile = "tusou.db"
)

// postgresConnections bounds the pool of one process.
const postgresConnections = 20

// database is the opened database of either engine, with both its users on it.
type database struct {
	store *store.Store
	inbox *inbox.Inbox
	close []func() error // in the order of opening
}

// openDatabase opens SQLite in the data directory, or PostgreSQL where an
// address is given, and brings its tables up to date.
func openDatabase(ctx context.Context, cfg config.Config, log *slog.Logger) (_ *database, err error) {
	d := &database{}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if err := os.MkdirAll(cfg.Data.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	open := d.openSQLite
	if !cfg.Database.URL.IsZero() {
		open = d.openPostgres
	}
	return d, open(ctx, cfg, log)
}

// Close closes what was opened, the last first.
func (d *database) Close() error {
	var errs []error
	for i := len(d.close) - 1; i >= 0; i-- {
		errs = append(errs, d.close[i]())
	}
	d.close = nil
	return errors.Join(errs...)
}

func (d *database) openSQLite(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	lock := flock.New(filepath.Join(cfg.Data.Dir, lockFile))
	locked, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock data directory: %w", err)
	}
	if !locked {
		return ErrDataDirInUse
	}
	d.close = append(d.close, lock.Unlock)
	file := filepath.Join(cfg.Data.Dir, databaseFile)
	db, err := sql.Open("sqlite", sqliteAddress(file))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	d.close = append(d.close, db.Close)
	// One connection: SQLite has one writer, and a second connection would
	// only wait for it in a busier way.
	db.SetMaxOpenConns(1)
	engine, err := inbox.SQLite(db, log)
	if err != nil {
		return err
	}
	if err := d.use(ctx, cfg, store.Config{}, db, engine, log); err != nil {
		return fmt.Errorf("database %s: %w", file, err)
	}
	return nil
}

// sqliteAddress names the file with the pragmas that make a commit durable.
func sqliteAddress(file string) string {
	pragmas := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)"},
		"_txlock": {"immediate"},
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + pragmas.Encode()
}

func (d *database) openPostgres(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	pgcfg, err := pgxpool.ParseConfig(cfg.Database.URL.Reveal())
	if err != nil {
		return errUnreadableAddress
	}
	pgcfg.MaxConns = postgresConnections
	pool, err := pgxpool.NewWithConfig(ctx, pgcfg)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	d.close = append(d.close, func() error { pool.Close(); return nil })
	db := stdlib.OpenDBFromPool(pool)
	d.close = append(d.close, db.Close)
	engine, err := inbox.Postgres(pool, log)
	if err != nil {
		return err
	}
	return d.use(ctx, cfg, store.Config{Postgres: true}, db, engine, log)
}

func (d *database) use(ctx context.Context, cfg config.Config, kind store.Config, db *sql.DB, engine *inbox.Engine, log *slog.Logger) (err error) {
	if d.store, err = store.New(ctx, kind, db, time.Now); err != nil {
		return err
	}
	d.inbox, err = inbox.New(ctx, inbox.Config{Workers: cfg.Bot.Workers, Queue: cfg.Bot.Queue}, engine, log)
	return err
}
