package store

import (
	"context"
	"encoding/json"

	"tusou/bot"
)

// SaveSearch implements bot.Searches.
func (s *Store) SaveSearch(ctx context.Context, search bot.Search) error {
	source, err := json.Marshal(search.Source)
	if err != nil {
		return wrap("save search", err)
	}
	label, err := json.Marshal(search.Label)
	if err != nil {
		return wrap("save search", err)
	}
	terms, err := json.Marshal(search.Terms)
	if err != nil {
		return wrap("save search", err)
	}
	notes, err := json.Marshal(search.Notes)
	if err != nil {
		return wrap("save search", err)
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO searches
		(id, chat_id, person, asked, source, label, terms, notes, fresh, picture_id, answer_id, origin, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET picture_id = excluded.picture_id, answer_id = excluded.answer_id, origin = excluded.origin`,
		search.ID, search.ChatID, search.Person, search.Asked, string(source), string(label), string(terms), string(notes),
		flag(search.Fresh), search.PictureID, search.AnswerID, search.Origin, millis(search.Created))
	return wrap("save search", err)
}

// LoadSearch implements bot.Searches.
func (s *Store) LoadSearch(ctx context.Context, id string) (search bot.Search, ok bool, err error) {
	var source, label, terms, notes string
	var fresh, created int64
	row := s.db.QueryRowContext(ctx, `SELECT id, chat_id, person, asked, source, label, terms, notes, fresh, picture_id, answer_id, origin, created
		FROM searches WHERE id = $1`, id)
	err = row.Scan(&search.ID, &search.ChatID, &search.Person, &search.Asked, &source, &label, &terms, &notes,
		&fresh, &search.PictureID, &search.AnswerID, &search.Origin, &created)
	if ok, err = known(err); !ok {
		return bot.Search{}, false, wrap("load search", err)
	}
	for into, text := range map[any]string{&search.Source: source, &search.Label: label, &search.Terms: terms, &search.Notes: notes} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return bot.Search{}, false, wrap("load search", err)
		}
	}
	search.Fresh, search.Created = fresh != 0, fromMillis(created)
	return search, true, nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
