package store

import (
	"context"
	"time"

	"tusou/bot"
)

// Stats implements bot.Searches.
func (s *Store) Stats(ctx context.Context, since time.Time) (st bot.Stats, err error) {
	row := s.db.QueryRowContext(ctx, `SELECT count(*),
			coalesce(sum(CASE WHEN origin = 'cached' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN origin = 'stale' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN problem <> '' THEN 1 ELSE 0 END), 0),
			count(DISTINCT person)
		FROM searches WHERE created >= $1 AND (answer_id <> '' OR problem <> '')`, millis(since))
	if err := row.Scan(&st.Searches, &st.Cached, &st.Stale, &st.Failed, &st.People); err != nil {
		return bot.Stats{}, wrap("stats", err)
	}
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM spends WHERE at >= $1`, millis(since)).Scan(&st.GatewayCalls); err != nil {
		return bot.Stats{}, wrap("stats", err)
	}
	var timed int
	const measured = ` FROM searches WHERE created >= $1 AND answer_id <> '' AND took > 0`
	if err := s.db.QueryRowContext(ctx, `SELECT count(*)`+measured, millis(since)).Scan(&timed); err != nil || timed == 0 {
		return st, wrap("stats", err)
	}
	for _, quantile := range []struct {
		at   int
		into *time.Duration
	}{
		{(timed - 1) / 2, &st.Median},
		{(timed*95+99)/100 - 1, &st.P95},
	} {
		var took int64
		row := s.db.QueryRowContext(ctx, `SELECT took`+measured+` ORDER BY took LIMIT 1 OFFSET $2`, millis(since), quantile.at)
		if err := row.Scan(&took); err != nil {
			return bot.Stats{}, wrap("stats", err)
		}
		*quantile.into = time.Duration(took) * time.Millisecond
	}
	return st, nil
}
