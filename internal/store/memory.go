package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"tusou/bot"
	"tusou/internal/sourcing"
)

// NotePictures implements bot.Memory.
func (s *Store) NotePictures(ctx context.Context, m bot.Message) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		for n, p := range m.Pictures {
			_, err := tx.ExecContext(ctx, `INSERT INTO seen_pictures (message_id, n, chat_id, person, image_key, is_file, sent)
				VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (message_id, n) DO NOTHING`,
				m.ID, n, m.ChatID, m.Sender.OpenID, p.Key, flag(p.File), millis(m.Created))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("note pictures", err)
}

// MarkAnswered implements bot.Memory.
func (s *Store) MarkAnswered(ctx context.Context, messageID string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE seen_pictures SET answered = 1 WHERE message_id = $1`, messageID)
	return wrap("mark answered", err)
}

// LastPicture implements bot.Memory.
func (s *Store) LastPicture(ctx context.Context, chatID, person string, from, to time.Time) (p bot.SeenPicture, ok bool, err error) {
	var isFile, answered int64
	row := s.db.QueryRowContext(ctx, `SELECT message_id, image_key, is_file, answered FROM seen_pictures
		WHERE chat_id = $1 AND person = $2 AND sent BETWEEN $3 AND $4
			AND NOT EXISTS (SELECT 1 FROM recalled WHERE recalled.message_id = seen_pictures.message_id)
		ORDER BY sent DESC, message_id DESC, n DESC LIMIT 1`, chatID, person, millis(from), millis(to))
	if ok, err = known(row.Scan(&p.Picture.MessageID, &p.Picture.Key, &isFile, &answered)); !ok {
		return bot.SeenPicture{}, false, wrap("last picture", err)
	}
	p.Picture.File, p.Answered = isFile != 0, answered != 0
	return p, true, nil
}

// PicturesOf implements bot.Memory.
func (s *Store) PicturesOf(ctx context.Context, messageID string) ([]bot.Picture, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT image_key, is_file FROM seen_pictures WHERE message_id = $1 ORDER BY n`, messageID)
	if err != nil {
		return nil, wrap("pictures of a message", err)
	}
	defer func() { _ = rows.Close() }()
	var pictures []bot.Picture
	for rows.Next() {
		p := bot.Picture{MessageID: messageID}
		var isFile int64
		if err := rows.Scan(&p.Key, &isFile); err != nil {
			return nil, wrap("pictures of a message", err)
		}
		p.File = isFile != 0
		pictures = append(pictures, p)
	}
	return pictures, wrap("pictures of a message", rows.Err())
}

// NoteLastSearch implements bot.Memory.
func (s *Store) NoteLastSearch(ctx context.Context, search bot.Search) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO last_searches (chat_id, person, search_id, asked) VALUES ($1, $2, $3, $4)
		ON CONFLICT (chat_id, person) DO UPDATE SET search_id = excluded.search_id, asked = excluded.asked
		WHERE excluded.asked >= last_searches.asked`,
		search.ChatID, search.Person, search.ID, millis(search.Created))
	return wrap("note last search", err)
}

// LastSearch implements bot.Memory.
func (s *Store) LastSearch(ctx context.Context, chatID, person string) (search bot.Search, ok bool, err error) {
	var id string
	row := s.db.QueryRowContext(ctx, `SELECT search_id FROM last_searches WHERE chat_id = $1 AND person = $2`, chatID, person)
	if ok, err = known(row.Scan(&id)); !ok {
		return bot.Search{}, false, wrap("last search", err)
	}
	return s.LoadSearch(ctx, id)
}

// WaitForPicture implements bot.Memory.
func (s *Store) WaitForPicture(ctx context.Context, w bot.WaitingTerms) (since time.Time, err error) {
	_, err = s.db.ExecContext(ctx, `INSERT INTO waiting_terms (message_id, chat_id, person, text, sent, noted) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (message_id) DO NOTHING`, w.MessageID, w.ChatID, w.Person, w.Text, millis(w.Sent), millis(s.now()))
	if err != nil {
		return time.Time{}, wrap("wait for picture", err)
	}
	var noted int64
	err = s.db.QueryRowContext(ctx, `SELECT noted FROM waiting_terms WHERE message_id = $1`, w.MessageID).Scan(&noted)
	return fromMillis(noted), wrap("wait for picture", err)
}

// whereWaiting selects the terms that a picture's message may take: $1 chat,
// $2 person, $3 the message, $4 and $5 the times between which they were sent.
const whereWaiting = ` WHERE chat_id = $1 AND person = $2 AND taken_by IN ('', $3) AND message_id <> $3 AND sent BETWEEN $4 AND $5
	AND NOT EXISTS (SELECT 1 FROM recalled WHERE recalled.message_id = waiting_terms.message_id)`

// TakeTerms implements bot.Memory. The same message takes the same terms again.
func (s *Store) TakeTerms(ctx context.Context, m bot.Message, within time.Duration) (texts []string, err error) {
	rows, err := s.db.QueryContext(ctx, `UPDATE waiting_terms SET taken_by = $3`+whereWaiting+` RETURNING sent, text`,
		m.ChatID, m.Sender.OpenID, m.ID, millis(m.Created.Add(-within)), millis(m.Created))
	if err != nil {
		return nil, wrap("take terms", err)
	}
	defer func() { _ = rows.Close() }()
	type waiting struct {
		sent int64
		text string
	}
	var taken []waiting
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.sent, &w.text); err != nil {
			return nil, wrap("take terms", err)
		}
		taken = append(taken, w)
	}
	// What a statement returns has no order of its own.
	slices.SortStableFunc(taken, func(a, b waiting) int { return cmp.Compare(a.sent, b.sent) })
	for _, w := range taken {
		texts = append(texts, w.text)
	}
	return texts, wrap("take terms", rows.Err())
}

// TermsTaken implements bot.Memory.
func (s *Store) TermsTaken(ctx context.Context, messageID string) (bool, error) {
	return s.any(ctx, "terms taken", `SELECT count(*) FROM waiting_terms WHERE message_id = $1 AND taken_by NOT IN ('', message_id)`, messageID)
}

// KeepTerms implements bot.Memory. Who takes terms first has them.
func (s *Store) KeepTerms(ctx context.Context, messageID string) (kept bool, err error) {
	if _, err := s.db.ExecContext(ctx, `UPDATE waiting_terms SET taken_by = message_id WHERE message_id = $1 AND taken_by = ''`, messageID); err != nil {
		return false, wrap("keep terms", err)
	}
	taken, err := s.TermsTaken(ctx, messageID)
	return !taken, err
}

// AwaitsPicture implements bot.Memory.
func (s *Store) AwaitsPicture(ctx context.Context, m bot.Message, within time.Duration) (bool, error) {
	return s.any(ctx, "awaits picture", `SELECT count(*) FROM waiting_terms`+whereWaiting,
		m.ChatID, m.Sender.OpenID, m.ID, millis(m.Created.Add(-within)), millis(m.Created))
}

// Forget implements bot.Memory.
func (s *Store) Forget(ctx context.Context, chatID, person string) (had bool, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		for _, forget := range []struct {
			statement string
			counts    bool
		}{
			{`DELETE FROM seen_pictures WHERE chat_id = $1 AND person = $2`, true},
			{`DELETE FROM last_searches WHERE chat_id = $1 AND person = $2`, true},
			{`DELETE FROM waiting_terms WHERE chat_id = $1 AND person = $2`, false},
		} {
			res, err := tx.ExecContext(ctx, forget.statement, chatID, person)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			had = had || forget.counts && n > 0
		}
		return nil
	})
	return had, wrap("forget", err)
}

// Defaults implements bot.Memory.
func (s *Store) Defaults(ctx context.Context, chatID string) (t sourcing.Terms, err error) {
	var text string
	ok, err := known(s.db.QueryRowContext(ctx, `SELECT terms FROM defaults WHERE chat_id = $1`, chatID).Scan(&text))
	if ok {
		err = json.Unmarshal([]byte(text), &t)
	}
	return t, wrap("defaults", err)
}

// SetDefaults implements bot.Memory.
func (s *Store) SetDefaults(ctx context.Context, chatID string, t sourcing.Terms) error {
	text, err := json.Marshal(t)
	if err != nil {
		return wrap("set defaults", err)
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO defaults (chat_id, terms) VALUES ($1, $2) ON CONFLICT (chat_id) DO UPDATE SET terms = excluded.terms`,
		chatID, string(text))
	return wrap("set defaults", err)
}

// Greeted implements bot.Memory.
func (s *Store) Greeted(ctx context.Context, chatID string) (bool, error) {
	return s.any(ctx, "greeted", `SELECT count(*) FROM greeted WHERE chat_id = $1`, chatID)
}

// NoteGreeted implements bot.Memory.
func (s *Store) NoteGreeted(ctx context.Context, chatID string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO greeted (chat_id, at) VALUES ($1, $2) ON CONFLICT (chat_id) DO NOTHING`, chatID, millis(s.now()))
	return wrap("note greeted", err)
}

// NoteRecall implements bot.Memory.
func (s *Store) NoteRecall(ctx context.Context, messageID string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO recalled (message_id, at) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING`, messageID, millis(s.now()))
	return wrap("note recall", err)
}

// RecalledAt implements bot.Memory.
func (s *Store) RecalledAt(ctx context.Context, messageID string) (at time.Time, ok bool, err error) {
	var noted int64
	if ok, err = known(s.db.QueryRowContext(ctx, `SELECT at FROM recalled WHERE message_id = $1`, messageID).Scan(&noted)); !ok {
		return time.Time{}, false, wrap("recalled", err)
	}
	return fromMillis(noted), true, nil
}

// Once implements bot.Memory.
func (s *Store) Once(ctx context.Context, id string, within time.Duration) (bool, error) {
	now := s.now()
	res, err := s.db.ExecContext(ctx, `INSERT INTO clicks (id, at) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at WHERE clicks.at <= $3`, id, millis(now), millis(now.Add(-within)))
	if err != nil {
		return false, wrap("once", err)
	}
	n, err := res.RowsAffected()
	return n > 0, wrap("once", err)
}

// NoteDirectChat implements bot.Memory.
func (s *Store) NoteDirectChat(ctx context.Context, person, chatID string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO direct_chats (person, chat_id) VALUES ($1, $2)
		ON CONFLICT (person) DO UPDATE SET chat_id = excluded.chat_id WHERE direct_chats.chat_id <> excluded.chat_id`, person, chatID)
	return wrap("note direct chat", err)
}

// DirectChat implements bot.Memory.
func (s *Store) DirectChat(ctx context.Context, person string) (chatID string, ok bool, err error) {
	ok, err = known(s.db.QueryRowContext(ctx, `SELECT chat_id FROM direct_chats WHERE person = $1`, person).Scan(&chatID))
	return chatID, ok, wrap("direct chat", err)
}

// any says whether a statement counts anything.
func (s *Store) any(ctx context.Context, op, statement string, args ...any) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, statement, args...).Scan(&n)
	return n > 0, wrap(op, err)
}
