package bot

import (
	"context"
	"time"

	"tusou/cards"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
)

// Search is one search that somebody asked for: the history's row, and what
// every card about it refers to.
type Search struct {
	ID        string // stable over repeated executions of the same request
	ChatID    string
	Person    string         // open id of who asked
	Asked     string         // the message that asked, om_…
	Source    Picture        // where the query picture comes from
	Label     cards.Label    // which of the message's pictures
	Terms     sourcing.Terms // as understood, the chat's defaults included
	Fresh     bool           // ask the gateway although a fresh answer is known
	PictureID string         // canonical picture; "" until it was looked at
	AnswerID  string         // "" until answered
	Notes     []string       // sentences about how the text was understood
	Origin    string         // of the answer: one of the origin… words
	Created   time.Time
}

// View is how a card shows its search's answer; the last click decides it.
type View struct {
	Page  int                 `json:"page"` // from 1
	Sort  sourcing.Sort       `json:"sort,omitempty"`
	Price sourcing.PriceRange `json:"price,omitzero"`
}

// CardState is what is known of one card that the bot shows.
type CardState struct {
	ID        string // stable over repeated executions; carried by the card's buttons
	MessageID string // of the card; "" until the platform took it
	ChatID    string
	SearchID  string // the search it shows now
	View      View
	Version   int64 // grows with each change of SearchID or View
	Created   time.Time
}

// LastPicture is the picture that a person sent last in a chat.
type LastPicture struct {
	ChatID  string
	Person  string
	Picture Picture
	Sent    time.Time
}

// Searches keeps who asked for what.
type Searches interface {
	// SaveSearch writes a search, over an earlier one with the same id.
	SaveSearch(ctx context.Context, s Search) error
	// LoadSearch gives ok false for one that is unknown or was forgotten.
	LoadSearch(ctx context.Context, id string) (s Search, ok bool, err error)
	// LoadAnswerByID gives the immutable answer a search was given.
	LoadAnswerByID(ctx context.Context, id string) (a sourcing.Answer, ok bool, err error)
}

// CardStates keeps what every card shows.
type CardStates interface {
	// OpenCard writes the card's state if there is none with its id and gives
	// the state that stands.
	OpenCard(ctx context.Context, c CardState) (CardState, error)
	LoadCard(ctx context.Context, id string) (c CardState, ok bool, err error)
	// LoadCardByMessage finds the card that a message shows.
	LoadCardByMessage(ctx context.Context, messageID string) (c CardState, ok bool, err error)
	// NoteCardMessage notes the message that the platform gave a card.
	NoteCardMessage(ctx context.Context, id, messageID string) error
	// ChangeCard sets what the card shows and gives the new state; ok is false
	// for an unknown card.
	ChangeCard(ctx context.Context, id string, change func(*CardState)) (c CardState, ok bool, err error)
}

// Pictures keeps which pictures are the same, and who sent which last.
type Pictures interface {
	// ResolvePicture gives the canonical id of a picture: that of the same
	// bytes, else that of the nearest look which counts as the same, else a new
	// one.
	ResolvePicture(ctx context.Context, p *picture.Picture) (id string, err error)
	NoteLastPicture(ctx context.Context, p LastPicture) error
	LastPictureOf(ctx context.Context, chatID, person string) (p LastPicture, ok bool, err error)
}

// ImageKeys keeps the platform's keys of pictures that were uploaded to it.
type ImageKeys interface {
	LoadImageKeys(ctx context.Context, addresses []string) (map[string]string, error)
	SaveImageKey(ctx context.Context, address, key string) error
}
