package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tusou/internal/sourcing"
)

// Collect implements bot.Shortlists. Count and insert are one transaction, so
// that the bound holds for clicks at the same time.
func (s *Store) Collect(ctx context.Context, chatID string, c sourcing.Candidate, most int) (n int, added bool, err error) {
	offer, err := json.Marshal(c.Offer)
	if err != nil {
		return 0, false, wrap("collect", err)
	}
	filters, err := json.Marshal(c.Filters)
	if err != nil {
		return 0, false, wrap("collect", err)
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, chatID); err != nil {
			return err
		}
		if n, err = collected(ctx, tx, chatID); err != nil || n >= most {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO shortlist (chat_id, offer_id, offer, person, search_id, keywords, filters, collected)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (chat_id, offer_id) DO NOTHING`,
			chatID, c.Offer.ID, string(offer), c.CollectedBy, c.SearchID, c.Keywords, string(filters), millis(c.CollectedAt))
		if err != nil {
			return err
		}
		rows, err := res.RowsAffected()
		added = rows > 0
		n += int(rows)
		return err
	})
	return n, added, wrap("collect", err)
}

// Drop implements bot.Shortlists.
func (s *Store) Drop(ctx context.Context, chatID, offerID string) (n int, had bool, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM shortlist WHERE chat_id = $1 AND offer_id = $2`, chatID, offerID)
		if err != nil {
			return err
		}
		rows, err := res.RowsAffected()
		if err != nil {
			return err
		}
		had = rows > 0
		n, err = collected(ctx, tx, chatID)
		return err
	})
	return n, had, wrap("drop", err)
}

// Clear implements bot.Shortlists.
func (s *Store) Clear(ctx context.Context, chatID string) (n int, err error) {
	res, err := s.db.ExecContext(ctx, `DELETE FROM shortlist WHERE chat_id = $1`, chatID)
	if err != nil {
		return 0, wrap("clear shortlist", err)
	}
	rows, err := res.RowsAffected()
	return int(rows), wrap("clear shortlist", err)
}

// Collected implements bot.Shortlists.
func (s *Store) Collected(ctx context.Context, chatID string, offerIDs []string) (map[string]bool, error) {
	on := make(map[string]bool, len(offerIDs))
	if len(offerIDs) == 0 {
		return on, nil
	}
	marks, args := list(append([]string{chatID}, offerIDs...))
	rows, err := s.db.QueryContext(ctx, `SELECT offer_id FROM shortlist WHERE chat_id = $1 AND offer_id IN (`+marks+`)`, args...)
	if err != nil {
		return nil, wrap("collected", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, wrap("collected", err)
		}
		on[id] = true
	}
	return on, wrap("collected", rows.Err())
}

// Candidates implements bot.Shortlists: those collected first stand first.
func (s *Store) Candidates(ctx context.Context, chatID string, from, count int) (found []sourcing.Candidate, total int, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM shortlist WHERE chat_id = $1`, chatID).Scan(&total); err != nil {
		return nil, 0, wrap("candidates", err)
	}
	rows, err := s.db.QueryContext(ctx, selectCandidate+`chat_id = $1 ORDER BY collected, offer_id LIMIT $2 OFFSET $3`, chatID, count, from)
	if err != nil {
		return nil, 0, wrap("candidates", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		c, err := scanCandidate(rows)
		if err != nil {
			return nil, 0, wrap("candidates", err)
		}
		found = append(found, c)
	}
	return found, total, wrap("candidates", rows.Err())
}

// Candidate implements bot.Shortlists.
func (s *Store) Candidate(ctx context.Context, chatID, offerID string) (sourcing.Candidate, bool, error) {
	c, err := scanCandidate(s.db.QueryRowContext(ctx, selectCandidate+`chat_id = $1 AND offer_id = $2`, chatID, offerID))
	ok, err := known(err)
	return c, ok, wrap("candidate", err)
}

const selectCandidate = `SELECT offer, person, search_id, keywords, filters, collected FROM shortlist WHERE `

func scanCandidate(row scanned) (c sourcing.Candidate, err error) {
	var offer, filters string
	var at int64
	if err := row.Scan(&offer, &c.CollectedBy, &c.SearchID, &c.Keywords, &filters, &at); err != nil {
		return sourcing.Candidate{}, err
	}
	if err := json.Unmarshal([]byte(offer), &c.Offer); err != nil {
		return sourcing.Candidate{}, err
	}
	if err := json.Unmarshal([]byte(filters), &c.Filters); err != nil {
		return sourcing.Candidate{}, err
	}
	c.CollectedAt = fromMillis(at)
	return c, nil
}

func collected(ctx context.Context, tx *sql.Tx, chatID string) (n int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM shortlist WHERE chat_id = $1`, chatID).Scan(&n)
	return n, err
}

// lock makes transactions that name the same key follow each other. SQLite has
// one writer and needs none.
func (s *Store) lock(ctx context.Context, tx *sql.Tx, key string) error {
	if !s.postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, key)
	return err
}
