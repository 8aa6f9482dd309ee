package store

import (
	"context"
	"encoding/json"

	"tusou/internal/sourcing"
)

// SaveDetail keeps what the gateway said of an offer, for package search: the
// newest alone, whatever the order in which details are saved.
func (s *Store) SaveDetail(ctx context.Context, d sourcing.Detail) error {
	body, err := json.Marshal(d)
	if err != nil {
		return wrap("save detail", err)
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO details (offer_id, body, fetched) VALUES ($1, $2, $3)
		ON CONFLICT (offer_id) DO UPDATE SET body = excluded.body, fetched = excluded.fetched WHERE excluded.fetched >= details.fetched`,
		d.OfferID, string(body), millis(d.FetchedAt))
	return wrap("save detail", err)
}

// LoadDetail gives, for package search, the newest detail of the offer.
func (s *Store) LoadDetail(ctx context.Context, offerID string) (d sourcing.Detail, ok bool, err error) {
	var body string
	if ok, err = known(s.db.QueryRowContext(ctx, `SELECT body FROM details WHERE offer_id = $1`, offerID).Scan(&body)); !ok {
		return d, false, wrap("load detail", err)
	}
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		return sourcing.Detail{}, false, wrap("load detail", err)
	}
	return d, true, nil
}
