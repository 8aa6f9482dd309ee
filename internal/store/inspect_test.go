package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/store"
)

func TestInspectingSaysHowFarADatabaseIsAndChangesNothing(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) (store.Config, *sql.DB){
		"SQLite":     func(t *testing.T) (store.Config, *sql.DB) { return store.Config{}, sqlite(t) },
		"PostgreSQL": func(t *testing.T) (store.Config, *sql.DB) { return store.Config{Postgres: true}, postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			cfg, db := open(t)
			for range 2 {
				fresh, err := store.Inspect(ctx, cfg, db)
				require.NoError(t, err)
				assert.True(t, fresh.Fresh)
				assert.Positive(t, fresh.Pending)
			}
			_, err := db.ExecContext(ctx, `SELECT word FROM tusou_rehearsal`)
			require.Error(t, err, "what was tried is gone")

			_, err = store.New(ctx, cfg, db, time.Now)
			require.NoError(t, err)
			state, err := store.Inspect(ctx, cfg, db)
			require.NoError(t, err)
			assert.Equal(t, store.State{}, state)

			_, err = db.ExecContext(ctx, `UPDATE tusou_migrations SET name = 'migrations/9999_later.sql' WHERE name LIKE '%0001%'`)
			require.NoError(t, err)
			state, err = store.Inspect(ctx, cfg, db)
			require.NoError(t, err)
			assert.Equal(t, store.State{Pending: 1, Newer: 1}, state)
		})
	}
}

func TestInspectingADatabaseThatCannotBeWrittenFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.db")
	db, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	_, err = store.New(t.Context(), store.Config{}, db, time.Now)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	db, err = sql.Open("sqlite", "file:"+file+"?mode=ro")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = store.Inspect(t.Context(), store.Config{}, db)
	assert.Error(t, err)
}

func sqlite(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "t.db")+"?_txlock=immediate&_pragma=journal_mode(WAL)")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
