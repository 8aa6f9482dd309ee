package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"

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
		if id, err = nearest(ctx, tx, &p.Look); err != nil {
			return err
		}
		if id == "" {
			if id, err = s.newPicture(ctx, tx, sum[:32], p.Look); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO picture_sums (sum, picture_id, created) VALUES ($1, $2, $3) ON CONFLICT (sum) DO NOTHING`,
			sum, id, millis(s.now()))
		return err
	})
	if err != nil {
		return "", wrap("resolve picture", err)
	}
	return id, nil
}

// newPicture stores a picture that was not found, and gives its id: that of a
// copy, if one came in the meantime. SQLite lets one transaction write at a
// time, so that there it cannot.
func (s *Store) newPicture(ctx context.Context, tx *sql.Tx, id string, look picture.Look) (string, error) {
	if s.postgres {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, pictureLock); err != nil {
			return "", err
		}
		if copied, err := nearest(ctx, tx, &look); err != nil || copied != "" {
			return copied, err
		}
	}
	return id, s.addPicture(ctx, tx, id, look)
}

// addPicture stores a look with its mark.
func (s *Store) addPicture(ctx context.Context, tx *sql.Tx, id string, look picture.Look) error {
	text, err := look.MarshalText()
	if err != nil {
		return err
	}
	mark := look.Mark()
	columns, args := []string{"id", "look", "created", "cell"}, []any{id, string(text), millis(s.now()), mark.Cell}
	for i, v := range mark.Terms {
		columns, args = append(columns, fmt.Sprintf("term%d", i)), append(args, v)
	}
	marks, _ := list(columns)
	_, err = tx.ExecContext(ctx, `INSERT INTO pictures (`+strings.Join(columns, ", ")+`) VALUES (`+marks+`) ON CONFLICT (id) DO NOTHING`, args...)
	return err
}

// nearest gives the id of the stored picture that looks most like this one
// and counts as the same; "" for none.
func nearest(ctx context.Context, tx *sql.Tx, look *picture.Look) (id string, err error) {
	near := look.Near()
	marks, args := list(near.Cells)
	where := `cell IN (` + marks + `)`
	for i := range near.Low {
		args = append(args, near.Low[i], near.High[i])
		where += fmt.Sprintf(" AND term%d BETWEEN $%d AND $%d", i, len(args)-1, len(args))
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, look FROM pictures WHERE `+where, args...)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	var (
		matcher   = picture.NewMatcher(look)
		other     picture.Look
		candidate string
		text      sql.RawBytes
		least     = 1.0 // what still counts as the same
	)
	for rows.Next() {
		if err := rows.Scan(&candidate, &text); err != nil {
			return "", err
		}
		if err := other.UnmarshalText(text); err != nil {
			continue // of another version of the program: not comparable
		}
		if d := matcher.Distance(&other); d <= least {
			id, least = candidate, d
		}
	}
	return id, rows.Err()
}
