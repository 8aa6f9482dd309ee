package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"tusou/internal/config"
	"tusou/internal/store"
)

// DatabaseState is what InspectDatabase found.
type DatabaseState struct {
	store.State
	// InUse says that a running tusou holds the data directory; nothing else
	// was looked at then.
	InUse bool
}

// InspectDatabase says how the database of the settings is, changing nothing in
// it and taking it from nobody. It makes the data directory if that is missing.
func InspectDatabase(ctx context.Context, cfg config.Config) (DatabaseState, error) {
	if !cfg.Database.URL.IsZero() {
		return inspectPostgres(ctx, cfg)
	}
	if err := os.MkdirAll(cfg.Data.Dir, 0o700); err != nil {
		return DatabaseState{}, fmt.Errorf("data directory: %w", err)
	}
	if inUse, err := dataDirInUse(cfg.Data.Dir); err != nil || inUse {
		return DatabaseState{InUse: inUse}, err
	}
	return inspectSQLite(ctx, cfg.Data.Dir)
}

// dataDirInUse tries the lock of the data directory and lets it go at once. It
// makes no lock file: one of another owner would keep the bot from starting.
func dataDirInUse(dir string) (bool, error) {
	file := filepath.Join(dir, lockFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	lock := flock.New(file)
	free, err := lock.TryLock()
	if err != nil {
		return false, fmt.Errorf("lock data directory: %w", err)
	}
	if !free {
		return true, nil
	}
	return false, lock.Unlock()
}

// inspectSQLite looks at the database file, or tries one beside it where there
// is none yet.
func inspectSQLite(ctx context.Context, dir string) (state DatabaseState, err error) {
	file := filepath.Join(dir, databaseFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		trial, tempErr := os.MkdirTemp(dir, "inspect-")
		if tempErr != nil {
			return state, fmt.Errorf("data directory: %w", tempErr)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(trial)) }()
		file = filepath.Join(trial, databaseFile)
	}
	db, err := sql.Open("sqlite", sqliteAddress(file))
	if err != nil {
		return state, fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	state.State, err = store.Inspect(ctx, store.Config{}, db)
	return state, err
}

func inspectPostgres(ctx context.Context, cfg config.Config) (state DatabaseState, err error) {
	pgcfg, err := pgxpool.ParseConfig(cfg.Database.URL.Reveal())
	if err != nil {
		return state, errUnreadableAddress
	}
	pgcfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(ctx, pgcfg)
	if err != nil {
		return state, fmt.Errorf("open database: %w", err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	state.State, err = store.Inspect(ctx, store.Config{Postgres: true}, db)
	return state, err
}
