package store

import (
	"context"
	"encoding/json"
	"time"

	"tusou/bot"
)

// SaveSearch implements bot.Searches. How a search ended is not written over by
// a repeated note that it begins.
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
		(id, chat_id, person, asked, source, image, label, terms, notes, fresh, picture_id, answer_id, origin, problem, took, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (id) DO UPDATE SET picture_id = excluded.picture_id, answer_id = excluded.answer_id, origin = excluded.origin,
			problem = excluded.problem, took = excluded.took
		WHERE excluded.answer_id <> '' OR excluded.problem <> ''`,
		search.ID, search.ChatID, search.Person, search.Asked, string(source), search.Image, string(label), string(terms), string(notes),
		flag(search.Fresh), search.PictureID, search.AnswerID, search.Origin, string(search.Problem), search.Took.Milliseconds(), millis(search.Created))
	return wrap("save search", err)
}

const selectSearch = `SELECT id, chat_id, person, asked, source, image, label, terms, notes, fresh, picture_id, answer_id, origin, problem, took, created
	FROM searches WHERE `

// LoadSearch implements bot.Searches.
func (s *Store) LoadSearch(ctx context.Context, id string) (bot.Search, bool, error) {
	search, err := scanSearch(s.db.QueryRowContext(ctx, selectSearch+`id = $1`, id))
	ok, err := known(err)
	return search, ok, wrap("load search", err)
}

// whereTheirs selects a person's answered searches in a chat.
const whereTheirs = `chat_id = $1 AND person = $2 AND answer_id <> ''`

// History implements bot.Searches.
func (s *Store) History(ctx context.Context, chatID, person string, from, count int) (found []bot.Search, total int, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM searches WHERE `+whereTheirs, chatID, person).Scan(&total); err != nil {
		return nil, 0, wrap("history", err)
	}
	rows, err := s.db.QueryContext(ctx, selectSearch+whereTheirs+` ORDER BY created DESC, id LIMIT $3 OFFSET $4`, chatID, person, count, from)
	if err != nil {
		return nil, 0, wrap("history", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		search, err := scanSearch(rows)
		if err != nil {
			return nil, 0, wrap("history", err)
		}
		found = append(found, search)
	}
	return found, total, wrap("history", rows.Err())
}

// scanned is a row of a result, or the only one.
type scanned interface{ Scan(into ...any) error }

func scanSearch(row scanned) (search bot.Search, err error) {
	var source, label, terms, notes string
	var fresh, took, created int64
	err = row.Scan(&search.ID, &search.ChatID, &search.Person, &search.Asked, &source, &search.Image, &label, &terms, &notes,
		&fresh, &search.PictureID, &search.AnswerID, &search.Origin, &search.Problem, &took, &created)
	if err != nil {
		return bot.Search{}, err
	}
	for into, text := range map[any]string{&search.Source: source, &search.Label: label, &search.Terms: terms, &search.Notes: notes} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return bot.Search{}, err
		}
	}
	search.Fresh, search.Took, search.Created = fresh != 0, time.Duration(took)*time.Millisecond, fromMillis(created)
	return search, nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
