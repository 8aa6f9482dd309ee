package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tusou/bot"
)

const selectCard = `SELECT id, coalesce(message_id, ''), chat_id, kind, person, offer, search_id, view, version, created FROM cards WHERE `

// OpenCard implements bot.CardStates.
func (s *Store) OpenCard(ctx context.Context, c bot.CardState) (bot.CardState, error) {
	view, err := json.Marshal(c.View)
	if err != nil {
		return bot.CardState{}, wrap("open card", err)
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO cards (id, chat_id, kind, person, offer, search_id, view, version, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT (id) DO NOTHING`,
		c.ID, c.ChatID, string(c.Kind), c.Person, c.Offer, c.SearchID, string(view), millis(c.Created))
	if err != nil {
		return bot.CardState{}, wrap("open card", err)
	}
	stands, _, err := s.LoadCard(ctx, c.ID)
	return stands, err
}

// LoadCard implements bot.CardStates.
func (s *Store) LoadCard(ctx context.Context, id string) (c bot.CardState, ok bool, err error) {
	c, ok, err = scanCard(s.db.QueryRowContext(ctx, selectCard+`id = $1`, id))
	return c, ok, wrap("load card", err)
}

// LoadCardByMessage implements bot.CardStates.
func (s *Store) LoadCardByMessage(ctx context.Context, messageID string) (c bot.CardState, ok bool, err error) {
	c, ok, err = scanCard(s.db.QueryRowContext(ctx, selectCard+`message_id = $1`, messageID))
	return c, ok, wrap("load card by message", err)
}

// NoteCardMessage implements bot.CardStates.
func (s *Store) NoteCardMessage(ctx context.Context, id, messageID string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE cards SET message_id = $2 WHERE id = $1`, id, messageID)
	return wrap("note card message", err)
}

// ChangeCard implements bot.CardStates. The read and the write are one
// transaction, so that two clicks at once end in one of their states.
func (s *Store) ChangeCard(ctx context.Context, id string, change func(*bot.CardState)) (c bot.CardState, ok bool, err error) {
	lock := ""
	if s.postgres {
		lock = ` FOR UPDATE`
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		c, ok, err = scanCard(tx.QueryRowContext(ctx, selectCard+`id = $1`+lock, id))
		if err != nil || !ok {
			return err
		}
		change(&c)
		c.Version++
		view, err := json.Marshal(c.View)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE cards SET search_id = $2, view = $3, version = $4 WHERE id = $1`,
			id, c.SearchID, string(view), c.Version)
		return err
	})
	if err != nil {
		return bot.CardState{}, false, wrap("change card", err)
	}
	return c, ok, nil
}

func scanCard(row *sql.Row) (c bot.CardState, ok bool, err error) {
	var view string
	var created int64
	if ok, err = known(row.Scan(&c.ID, &c.MessageID, &c.ChatID, &c.Kind, &c.Person, &c.Offer, &c.SearchID, &view, &c.Version, &created)); !ok {
		return bot.CardState{}, false, err
	}
	if err := json.Unmarshal([]byte(view), &c.View); err != nil {
		return bot.CardState{}, false, err
	}
	c.Created = fromMillis(created)
	return c, true, nil
}
