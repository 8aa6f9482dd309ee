package store

import (
	"context"
	"database/sql"
	"encoding/hex"

	"tusou/bot"
	"tusou/internal/picture"
)

// ResolvePicture implements bot.Pictures: the same bytes first, then the
// nearest look, all in one transaction. A new picture is named after its bytes.
func (s *Store) ResolvePicture(ctx context.Context, p *picture.Picture) (id string, err error) {
	sum := hex.EncodeToString(p.Sum[:])
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		ok, err := known(tx.QueryRowContext(ctx, `SELECT picture_id FROM picture_sums WHERE sum = $1`, sum).Scan(&id))
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

// NoteLastPicture implements bot.Pictures. A picture that was sent earlier
// than the one noted changes nothing: events come in no order.
func (s *Store) NoteLastPicture(ctx context.Context, p bot.LastPicture) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO last_pictures (chat_id, person, message_id, image_key, is_file, sent)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (chat_id, person) DO UPDATE SET
			message_id = excluded.message_id, image_key = excluded.image_key, is_file = excluded.is_file, sent = excluded.sent
		WHERE excluded.sent >= last_pictures.sent`,
		p.ChatID, p.Person, p.Picture.MessageID, p.Picture.Key, flag(p.Picture.File), millis(p.Sent))
	return wrap("note last picture", err)
}

// LastPictureOf implements bot.Pictures.
func (s *Store) LastPictureOf(ctx context.Context, chatID, person string) (p bot.LastPicture, ok bool, err error) {
	p.ChatID, p.Person = chatID, person
	var isFile, sent int64
	row := s.db.QueryRowContext(ctx, `SELECT message_id, image_key, is_file, sent FROM last_pictures WHERE chat_id = $1 AND person = $2`, chatID, person)
	if ok, err = known(row.Scan(&p.Picture.MessageID, &p.Picture.Key, &isFile, &sent)); !ok {
		return bot.LastPicture{}, false, wrap("last picture", err)
	}
	p.Picture.File, p.Sent = isFile != 0, fromMillis(sent)
	return p, true, nil
}
