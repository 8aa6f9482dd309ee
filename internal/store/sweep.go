package store

import (
	"context"
	"fmt"
	"time"
)

// Sweep removes searches, answers, details, cards, pictures' looks and image keys that
// are older than keep.
func (s *Store) Sweep(ctx context.Context, keep time.Duration) error {
	before := millis(s.now().Add(-keep))
	for _, statement := range []string{
		`DELETE FROM answers WHERE fetched < $1`,
		`DELETE FROM details WHERE fetched < $1`,
		`DELETE FROM searches WHERE created < $1`,
		`DELETE FROM cards WHERE created < $1`,
		`DELETE FROM picture_sums WHERE created < $1`,
		`DELETE FROM pictures WHERE created < $1`,
		`DELETE FROM seen_pictures WHERE sent < $1`,
		`DELETE FROM last_searches WHERE asked < $1`,
		`DELETE FROM waiting_terms WHERE sent < $1`,
		`DELETE FROM recalled WHERE at < $1`,
		`DELETE FROM spends WHERE at < $1`,
		`DELETE FROM clicks WHERE at < $1`,
	} {
		if _, err := s.db.ExecContext(ctx, statement, before); err != nil {
			return fmt.Errorf("store: sweep: %w", err)
		}
	}
	// Image keys have a life of their own.
	before = millis(s.now().Add(-min(keep, imageKeyLife)))
	if _, err := s.db.ExecContext(ctx, `DELETE FROM image_keys WHERE created < $1`, before); err != nil {
		return fmt.Errorf("store: sweep: %w", err)
	}
	return nil
}
