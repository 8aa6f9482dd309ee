package store

import (
	"context"
	"fmt"
	"time"
)

// imageKeyLife is how long the key of an uploaded picture counts as known. The
// platform names no end of a key's life; a month later hardly any card with
// that picture is asked for, and its seller may have changed the picture.
const imageKeyLife = 30 * 24 * time.Hour

// LoadImageKeys implements bot.ImageKeys: address → key for those known.
func (s *Store) LoadImageKeys(ctx context.Context, addresses []string) (map[string]string, error) {
	keys := make(map[string]string, len(addresses))
	if len(addresses) == 0 {
		return keys, nil
	}
	marks, args := list(addresses)
	args = append(args, millis(s.now().Add(-imageKeyLife)))
	rows, err := s.db.QueryContext(ctx, `SELECT address, image_key FROM image_keys
		WHERE address IN (`+marks+fmt.Sprintf(`) AND created > $%d`, len(args)), args...)
	if err != nil {
		return nil, wrap("load image keys", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var address, key string
		if err := rows.Scan(&address, &key); err != nil {
			return nil, wrap("load image keys", err)
		}
		keys[address] = key
	}
	return keys, wrap("load image keys", rows.Err())
}

// SaveImageKey implements bot.ImageKeys.
func (s *Store) SaveImageKey(ctx context.Context, address, key string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO image_keys (address, image_key, created) VALUES ($1, $2, $3)
		ON CONFLICT (address) DO UPDATE SET image_key = excluded.image_key, created = excluded.created`,
		address, key, millis(s.now()))
	return wrap("save image key", err)
}

// ForgetImageKeys implements bot.ImageKeys.
func (s *Store) ForgetImageKeys(ctx context.Context, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	marks, args := list(keys)
	_, err := s.db.ExecContext(ctx, `DELETE FROM image_keys WHERE image_key IN (`+marks+`)`, args...)
	return wrap("forget image keys", err)
}
