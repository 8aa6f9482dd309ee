package store

import (
	"context"
	"database/sql"
	"time"
)

// Spend implements bot.Spending.
func (s *Store) Spend(ctx context.Context, id, person string, since time.Time, most int) (ok bool, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, "spend "+person); err != nil {
			return err
		}
		var spent, before int
		row := tx.QueryRowContext(ctx, `SELECT coalesce(sum(CASE WHEN id = $1 THEN 0 ELSE 1 END), 0), coalesce(sum(CASE WHEN id = $1 THEN 1 ELSE 0 END), 0)
			FROM spends WHERE person = $2 AND at >= $3 AND refunded = 0`, id, person, millis(since))
		if err := row.Scan(&spent, &before); err != nil {
			return err
		}
		if ok = before > 0 || most <= 0 || spent < most; !ok || before > 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO spends (id, person, at) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET at = excluded.at, refunded = 0`, id, person, millis(s.now()))
		return err
	})
	return ok, wrap("spend", err)
}

// Refund implements bot.Spending.
func (s *Store) Refund(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE spends SET refunded = 1 WHERE id = $1`, id)
	return wrap("refund", err)
}

// Spent implements bot.Spending.
func (s *Store) Spent(ctx context.Context, person string, since time.Time) (n int, err error) {
	row := s.db.QueryRowContext(ctx, `SELECT count(*) FROM spends WHERE person = $1 AND at >= $2 AND refunded = 0`, person, millis(since))
	err = row.Scan(&n)
	return n, wrap("spent", err)
}
