package bot

import (
	"context"
	"time"

	"tusou/cards"
	"tusou/internal/lang"
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
	Image     string         // or its public address: an offer's picture, whose like is searched
	Label     cards.Label    // which of the message's pictures
	Terms     sourcing.Terms // as understood, the chat's defaults included
	Fresh     bool           // ask the gateway although a fresh answer is known
	PictureID string         // canonical picture; "" until it was looked at
	AnswerID  string         // "" until answered
	Notes     []string       // sentences about how the text was understood
	Origin    string         // of the answer: one of the origin… words
	Problem   lang.Problem   // why it has no answer; "" if it has one or is under way
	Took      time.Duration  // from the asking to the answer's card
	Created   time.Time
}

// View is how a card shows its search's answer; the last click decides it.
type View struct {
	Page  int                 `json:"page"` // from 1
	Sort  sourcing.Sort       `json:"sort,omitempty"`
	Price sourcing.PriceRange `json:"price,omitzero"`
	// Reopened says that the card was opened from the history, so that its
	// answer was not fetched for it.
	Reopened bool `json:"reopened,omitempty"`
}

// CardKind says what a card shows.
type CardKind string

// The kinds of cards whose clicks need to know what they show.
const (
	CardResult    CardKind = ""          // a search's offers
	CardDetail    CardKind = "detail"    // one offer
	CardShortlist CardKind = "shortlist" // what the chat collected
	CardHistory   CardKind = "history"   // a person's searches
	CardForm      CardKind = "form"      // the filter form of /filter
)

// CardState is what is known of one card that the bot shows.
type CardState struct {
	ID        string // stable over repeated executions; carried by the card's buttons
	MessageID string // of the card; "" until the platform took it
	ChatID    string
	Kind      CardKind
	Person    string // open id of whose searches or form it shows
	Offer     string // of a detail: the offer's id
	SearchID  string // the search it shows now, or comes from; "" for none
	View      View
	Version   int64 // grows with each change of SearchID or View
	Created   time.Time
}

// SeenPicture is a picture that somebody sent where the bot sees it.
type SeenPicture struct {
	Picture  Picture
	Answered bool // a search was started for it
}

// WaitingTerms are terms that were sent before their picture.
type WaitingTerms struct {
	ChatID    string
	Person    string
	MessageID string
	Text      string
	Sent      time.Time // the message's own time
}

// Searches keeps who asked for what.
type Searches interface {
	// SaveSearch writes a search that begins, or how it ended; that it begins is
	// written once.
	SaveSearch(ctx context.Context, s Search) error
	// LoadSearch gives ok false for one that is unknown or was forgotten.
	LoadSearch(ctx context.Context, id string) (s Search, ok bool, err error)
	// LoadAnswerByID gives the immutable answer a search was given.
	LoadAnswerByID(ctx context.Context, id string) (a sourcing.Answer, ok bool, err error)
	// LoadDetail gives what was last said of an offer, however old.
	LoadDetail(ctx context.Context, offerID string) (d sourcing.Detail, ok bool, err error)
	// History gives somebody's answered searches in a chat, the latest first:
	// count of them after the first from, and how many there are.
	History(ctx context.Context, chatID, person string, from, count int) (found []Search, total int, err error)
	// Stats counts the finished searches since a time, over all chats.
	Stats(ctx context.Context, since time.Time) (Stats, error)
}

// Stats are counts of finished searches.
type Stats struct {
	Searches     int
	Cached       int // answered from the cache
	Stale        int // answered with an old answer, because the gateway failed
	Failed       int
	GatewayCalls int // searches and details that the gateway was asked for; a second attempt is not counted
	People       int
	Median, P95  time.Duration // from the asking to the answer's card; 0 without answers
}

// Shortlists keep what each chat collected.
type Shortlists interface {
	// Collect puts an offer on the chat's list unless it is there or the list
	// holds most offers; n is how many it holds then.
	Collect(ctx context.Context, chatID string, c sourcing.Candidate, most int) (n int, added bool, err error)
	// Drop takes an offer off; n is how many are left.
	Drop(ctx context.Context, chatID, offerID string) (n int, had bool, err error)
	// Clear takes all off and says how many they were.
	Clear(ctx context.Context, chatID string) (n int, err error)
	// Collected says which of some offers are on the list.
	Collected(ctx context.Context, chatID string, offerIDs []string) (map[string]bool, error)
	// Candidate gives one offer of the list.
	Candidate(ctx context.Context, chatID, offerID string) (c sourcing.Candidate, ok bool, err error)
	// Candidates gives count offers after the first from, in the order of their
	// collection, and how many there are.
	Candidates(ctx context.Context, chatID string, from, count int) (found []sourcing.Candidate, total int, err error)
}

// Spending keeps who made the gateway be asked.
type Spending interface {
	// Spend notes that a search or a detail of this person is put to the
	// gateway; the same one again costs nothing. It is refused (ok false) when
	// the person has spent most since the time given; 0 is no bound.
	Spend(ctx context.Context, id, person string, since time.Time, most int) (ok bool, err error)
	// Refund gives back what a failed one cost.
	Refund(ctx context.Context, id string) error
	// Spent says how much a person has spent since a time.
	Spent(ctx context.Context, person string, since time.Time) (n int, err error)
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
	// KnownPicture gives the canonical id of a picture whose very bytes were
	// resolved before, by their SHA-256.
	KnownPicture(ctx context.Context, sum [32]byte) (id string, ok bool, err error)
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
	// LastPicture gives the picture that somebody sent last between two times,
	// both included, of several in one message the last. A withdrawn one is none.
	LastPicture(ctx context.Context, chatID, person string, from, to time.Time) (p SeenPicture, ok bool, err error)
	// PicturesOf gives the pictures of a message that was seen, in order.
	PicturesOf(ctx context.Context, messageID string) ([]Picture, error)

	// NoteLastSearch notes what somebody searched last; an older one than
	// that which is noted changes nothing.
	NoteLastSearch(ctx context.Context, s Search) error
	LastSearch(ctx context.Context, chatID, person string) (s Search, ok bool, err error)

	// WaitForPicture notes that terms wait and gives since when, by our clock.
	WaitForPicture(ctx context.Context, w WaitingTerms) (since time.Time, err error)
	// TakeTerms gives the terms that wait for a picture of this person, were
	// sent within the time before it, were not withdrawn, and not taken by
	// another message; in the order in which they were sent.
	TakeTerms(ctx context.Context, m Message, within time.Duration) (texts []string, err error)
	// TermsTaken says whether another message took those of this one, and
	// KeepTerms sees to it that none will, unless one has: then it is false.
	TermsTaken(ctx context.Context, messageID string) (bool, error)
	KeepTerms(ctx context.Context, messageID string) (kept bool, err error)
	// AwaitsPicture says whether TakeTerms would give any.
	AwaitsPicture(ctx context.Context, m Message, within time.Duration) (bool, error)

	// Forget forgets somebody's last picture, last search and waiting terms in
	// a chat; it says whether there was a picture or search.
	Forget(ctx context.Context, chatID, person string) (had bool, err error)

	// Defaults gives the chat's default terms, empty for none; SetDefaults
	// replaces them.
	Defaults(ctx context.Context, chatID string) (sourcing.Terms, error)
	SetDefaults(ctx context.Context, chatID string, t sourcing.Terms) error

	// Greeted says whether a chat was greeted; NoteGreeted notes that it was.
	Greeted(ctx context.Context, chatID string) (bool, error)
	NoteGreeted(ctx context.Context, chatID string) error

	// Once says whether something is done for the first time within a while,
	// and notes that it is.
	Once(ctx context.Context, id string, within time.Duration) (bool, error)

	// NoteDirectChat notes a person's direct chat with the bot, which the
	// events of the bot's menu do not name.
	NoteDirectChat(ctx context.Context, person, chatID string) error
	DirectChat(ctx context.Context, person string) (chatID string, ok bool, err error)

	// NoteRecall notes that a message was withdrawn; RecalledAt says when that
	// was noted, by our clock.
	NoteRecall(ctx context.Context, messageID string) error
	RecalledAt(ctx context.Context, messageID string) (at time.Time, ok bool, err error)
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
