package store

import (
	"context"
	"database/sql"
	"encoding/hex"

	"tusou/internal/picture"
)

// KnownPicture implements bot.Pictures.
func (s *Store) KnownPicture(ctx context.Context, sum [32]byte) (id string, ok bool, err error) {
	ok, err = known(s.db.QueryRowContext(ctx, selectBySum, hex.EncodeToString(sum[:])).Scan(&id))
	return id, ok, wrap("known picture", err)
}

const selectBySum = `SELECT picture_id FROM picture_sums WHERE sum = $1`

// ResolvePicture implements bot.Pictures: the same bytes first, then the
// nearest look, all in one transaction. A new picture is named after its bytes.
func (s *Store) ResolvePicture(ctx context.Context, p *picture.Picture) (id string, err error) {
	sum := hex.EncodeToString(p.Sum[:])
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		ok, err := known(tx.QueryRowContext(ctx, selectBySum, sum).Scan(&id))
		if ok || err != nil {
			return err
		}
		if id, err = nearest(ctx, tx, p.Look); err != nil {
			return err
		}
		now := millis(s.now())
		if id == "" {
			id = sum[:32]
			look, err := p.Look.MarshalText()
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO pictures (id, look, coarse, created) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
				id, string(look), p.Look.Coarse(), now); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO picture_sums (sum, picture_id, created) VALUES ($1, $2, $3) ON CONFLICT (sum) DO NOTHING`, sum, id, now)
		return err
	})
	if err != nil {
		return "", wrap("resolve picture", err)
	}
	return id, nil
}

// nearest gives the id of the stored picture that looks most like this one
// and counts as the same; "" for none.
func nearest(ctx context.Context, tx *sql.Tx, look picture.Look) (id string, err error) {
	marks, args := list(look.Near())
	rows, err := tx.QueryContext(ctx, `SELECT id, look FROM pictures WHERE coarse IN (`+marks+`)`, args...)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	least := 0.0
	for rows.Next() {
		var candidate, text string
		if err := rows.Scan(&candidate, &text); err != nil {
			return "", err
		}
		var other picture.Look
		if err := other.UnmarshalText([]byte(text)); err != nil {
			continue // of an older version of the program: no longer comparable
		}
		if d := picture.Distance(look, other); picture.Same(look, other) && (id == "" || d < least) {
			id, least = candidate, d
		}
	}
	return id, rows.Err()
}
