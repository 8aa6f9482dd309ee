package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/picture"
)

func TestPicturesOfAnOlderProgramKeepTheirIdsByTheirBytes(t *testing.T) {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "t.db")+"?_txlock=immediate")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s := &Store{db: db, now: time.Now}
	require.NoError(t, s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE tusou_migrations (name TEXT PRIMARY KEY, applied BIGINT NOT NULL)`); err != nil {
			return err
		}
		for _, name := range []string{"migrations/0001_begin.sql", "migrations/0002_conversation.sql"} {
			if err := s.apply(ctx, tx, name); err != nil {
				return err
			}
		}
		return nil
	}))
	p := &picture.Picture{Sum: [32]byte{1, 2, 3}}
	_, err = db.ExecContext(ctx, `INSERT INTO pictures (id, look, coarse, created) VALUES ('old', 'AQ', 17, 1)`)
	require.NoError(t, err)
	_, err = db.ExecContext(ctx, `INSERT INTO picture_sums (sum, picture_id, created) VALUES ($1, 'old', 1)`, hex.EncodeToString(p.Sum[:]))
	require.NoError(t, err)

	s, err = New(ctx, Config{}, db, time.Now)
	require.NoError(t, err)
	id, err := s.ResolvePicture(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "old", id)
	p.Sum[0] = 9
	id, err = s.ResolvePicture(ctx, p)
	require.NoError(t, err)
	assert.NotEqual(t, "old", id, "its look is of another form")
}
