package store

import "context"

// LoadImageKeys implements bot.ImageKeys: address → key for those known.
func (s *Store) LoadImageKeys(ctx context.Context, addresses []string) (map[string]string, error) {
	keys := make(map[string]string, len(addresses))
	if len(addresses) == 0 {
		return keys, nil
	}
	marks, args := list(addresses)
	rows, err := s.db.QueryContext(ctx, `SELECT address, image_key FROM image_keys WHERE address IN (`+marks+`)`, args...)
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
