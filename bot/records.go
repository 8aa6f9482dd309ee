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

// SeenPicture is a picture that somebody sent where the bot sees it.
type SeenPicture struct {
	Picture  Picture
	Answered bool // a search was started for it
	Sent     time.Time
}

// WaitingTerms are terms that were sent before their picture.
type WaitingTerms struct {
	ChatID    string
	Person    string
	MessageID string
	Text      string
	Sent      time.Time // the message's own time
	Noted     time.Time // when they began to wait, by our clock
	TakenBy   string    // the message whose picture they were applied to
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
}

// Memory is what a chat and its people are remembered for.
type Memory interface {
	// NotePictures notes the pictures of a message; again changes nothing.
	NotePictures(ctx context.Context, m Message) error
	// MarkAnswered notes that the pictures of a message were searched.
	MarkAnswered(ctx context.Context, messageID string) error
	// LastPicture gives the picture that somebody sent last, of several in one
	// message the last.
	LastPicture(ctx context.Context, chatID, person string) (p SeenPicture, ok bool, err error)
	// PicturesOf gives the pictures of a message that was seen, in order.
	PicturesOf(ctx context.Context, messageID string) ([]Picture, error)

	// NoteLastSearch notes what somebody searched last; an older one than
	// that which is noted changes nothing.
	NoteLastSearch(ctx context.Context, s Search) error
	LastSearch(ctx context.Context, chatID, person string) (s Search, ok bool, err error)

	// WaitForPicture notes terms; again for the same message gives what was
	// noted first, and how far it got.
	WaitForPicture(ctx context.Context, w WaitingTerms) (WaitingTerms, error)
	// TakeTerms gives the terms that wait for a picture of this person, were
	// sent within the time before it, and were not taken by another message.
	TakeTerms(ctx context.Context, m Message, within time.Duration) (text string, ok bool, err error)
	// AwaitsPicture says whether TakeTerms would give terms.
	AwaitsPicture(ctx context.Context, m Message, within time.Duration) (bool, error)

	// Forget forgets somebody's last picture, last search and waiting terms in
	// a chat; it says whether there was a picture or search.
	Forget(ctx context.Context, chatID, person string) (had bool, err error)

	// Defaults gives the chat's default terms, empty for none; SetDefaults
	// replaces them.
	Defaults(ctx context.Context, chatID string) (sourcing.Terms, error)
	SetDefaults(ctx context.Context, chatID string, t sourcing.Terms) error

	// TermsTaken says whether a message's waiting terms were applied to a
	// picture.
	TermsTaken(ctx context.Context, messageID string) (bool, error)

	// Greeted says whether a chat was greeted; NoteGreeted notes that it was.
	Greeted(ctx context.Context, chatID string) (bool, error)
	NoteGreeted(ctx context.Context, chatID string) error

	// NoteRecall notes that a message was withdrawn; Recalled says whether one
	// of several was.
	NoteRecall(ctx context.Context, messageID string) error
	Recalled(ctx context.Context, messageIDs ...string) (bool, error)
}

// ImageKeys keeps the platform's keys of pictures that were uploaded to it.
type ImageKeys interface {
	// LoadImageKeys gives the keys of the addresses whose pictures were uploaded
	// not too long ago.
	LoadImageKeys(ctx context.Context, addresses []string) (map[string]string, error)
	SaveImageKey(ctx context.Context, address, key string) error
	// ForgetImageKeys takes back keys that the platform no longer knows.
	ForgetImageKeys(ctx context.Context, keys []string) error
}
