package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"tusou/internal/sourcing"
)

// SaveAnswer keeps what the gateway said, for package search. The id follows from question and time,
// so that saving one answer twice leaves one row.
func (s *Store) SaveAnswer(ctx context.Context, question string, a sourcing.Answer) (id string, err error) {
	body, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("store: save answer: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", question, a.FetchedAt.UnixNano()))
	id = hex.EncodeToString(sum[:16])
	_, err = s.db.ExecContext(ctx, `INSERT INTO answers (id, question, body, fetched) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
		id, question, string(body), millis(a.FetchedAt))
	if err != nil {
		return "", fmt.Errorf("store: save answer: %w", err)
	}
	return id, nil
}

// LoadAnswer gives, for package search, the newest answer to the question.
func (s *Store) LoadAnswer(ctx context.Context, question string) (id string, a sourcing.Answer, ok bool, err error) {
	var body string
	row := s.db.QueryRowContext(ctx, `SELECT id, body FROM answers WHERE question = $1 ORDER BY fetched DESC LIMIT 1`, question)
	if ok, err = known(row.Scan(&id, &body)); !ok {
		return "", a, false, wrap("load answer", err)
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		return "", a, false, wrap("load answer", err)
	}
	return id, a, true, nil
}

// LoadAnswerByID implements bot.Searches.
func (s *Store) LoadAnswerByID(ctx context.Context, id string) (a sourcing.Answer, ok bool, err error) {
	var body string
	if ok, err = known(s.db.QueryRowContext(ctx, `SELECT body FROM answers WHERE id = $1`, id).Scan(&body)); !ok {
		return a, false, wrap("load answer by id", err)
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		return a, false, wrap("load answer by id", err)
	}
	return a, true, nil
}

// wrap names the operation of an error; nil stays nil.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", op, err)
}
