package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// State is how far a database's tables are.
type State struct {
	Fresh   bool // there are none yet: the first start makes them
	Pending int  // migrations that the next start will make
	Newer   int  // migrations that this program does not know: a newer one made them
}

// errRehearsal says that what was written could not be read.
var errRehearsal = errors.New("what was written could not be read again")

// Inspect says how far a database's tables are and, in a transaction that is
// rolled back, whether tables can be made, written and read. It changes
// nothing.
func Inspect(ctx context.Context, cfg Config, db *sql.DB) (State, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return State{}, fmt.Errorf("store: inspect: %w", err)
	}
	err = rehearse(ctx, tx)
	if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
		err = errors.Join(err, rollback)
	}
	if err != nil {
		return State{}, fmt.Errorf("store: inspect: %w", err)
	}
	s, err := migrated(ctx, cfg, db)
	if err != nil {
		return State{}, fmt.Errorf("store: inspect: %w", err)
	}
	return s, nil
}

func rehearse(ctx context.Context, tx *sql.Tx) error {
	const word = "图搜"
	if _, err := tx.ExecContext(ctx, `CREATE TABLE tusou_rehearsal (word TEXT NOT NULL)`); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO tusou_rehearsal (word) VALUES ($1)`, word); err != nil {
		return err
	}
	var read string
	if err := tx.QueryRowContext(ctx, `SELECT word FROM tusou_rehearsal`).Scan(&read); err != nil {
		return err
	}
	if read != word {
		return errRehearsal
	}
	return nil
}

// migrated compares the migrations made with those that are known.
func migrated(ctx context.Context, cfg Config, db *sql.DB) (State, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return State{}, err
	}
	exists := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'tusou_migrations'`
	if cfg.Postgres {
		exists = `SELECT count(to_regclass('tusou_migrations'))`
	}
	var n int
	if err := db.QueryRowContext(ctx, exists).Scan(&n); err != nil {
		return State{}, err
	}
	if n == 0 {
		return State{Fresh: true, Pending: len(names)}, nil
	}
	rows, err := db.QueryContext(ctx, `SELECT name FROM tusou_migrations`)
	if err != nil {
		return State{}, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	s := State{Pending: len(names)}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return State{}, err
		}
		if slices.Contains(names, name) {
			s.Pending--
		} else {
			s.Newer++
		}
	}
	return s, rows.Err()
}
