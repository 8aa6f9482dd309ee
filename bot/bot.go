package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"tusou/internal/command"
	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
)

const (
	// maxAge is how old a message may be when it is first accepted.
	maxAge = 30 * time.Minute
	// maxPictures is how many pictures of one message are searched.
	maxPictures = 9
	// maxDownload bounds the bytes of a query picture (the platform takes
	// pictures up to 10 MB, and files up to 100 MB).
	maxDownload = 30 << 20
	// pictureMeant is how long the last picture of a person is meant by text
	// that names none.
	pictureMeant = 10 * time.Minute
	// searchMeant is the same for the last search.
	searchMeant = 24 * time.Hour
	// hintAfter is how long terms wait for their picture silently, and
	// termsWait how long they apply to one that comes later.
	hintAfter = 3 * time.Second
	termsWait = 30 * time.Second
)

// Config is how the bot serves.
type Config struct {
	EveryPicture bool     // in groups, answer every picture, not only messages that mention the bot
	AllowedChats []string // chat ids, and open ids for direct chats; empty: all
	Admins       []string // open ids of those who see statistics and have no quota
	DailyQuota   int      // searches and details that a person may put to the gateway in a day; 0: no bound
}

// Finder answers questions from the cache or the gateway. A question that
// cannot be answered fails with *sourcing.Failure, or with what Address gave.
type Finder interface {
	// Lookup gives a fresh answer that is already known; it calls nobody.
	Lookup(ctx context.Context, q sourcing.Question) (found sourcing.Found, ok bool, err error)
	Find(ctx context.Context, q sourcing.Question) (sourcing.Found, error)
	// LookupDetail and Detail are the same for an offer's details.
	LookupDetail(ctx context.Context, offerID string) (found sourcing.FoundDetail, ok bool, err error)
	Detail(ctx context.Context, q sourcing.DetailQuestion) (sourcing.FoundDetail, error)
}

// Preparer turns foreign bytes into the picture that is rehosted.
type Preparer interface {
	Prepare(ctx context.Context, raw []byte) (*picture.Picture, error)
	// Thumbnail gives a picture small enough to be looked at in a file.
	Thumbnail(ctx context.Context, raw []byte, maxSide, maxBytes int) (*picture.Thumbnail, error)
}

// Rehoster stores a picture and gives its public address.
type Rehoster interface {
	Put(ctx context.Context, jpeg []byte) (address string, err error)
}

// Fetcher fetches a small form of an offer's picture.
type Fetcher interface {
	Thumbnail(ctx context.Context, address string) ([]byte, error)
}

// Observer counts what happens.
type Observer interface {
	MessageAccepted()
	MessageRefused(reason string)
	MessageIgnored(reason string)
	ObserveJob(kind, outcome string, took time.Duration)
	CardSent()
	CardPatched()
}

// Deps are the parts that the bot speaks to.
type Deps struct {
	Platform   Platform
	Queue      Queue
	Finder     Finder
	Preparer   Preparer
	Rehoster   Rehoster
	Fetcher    Fetcher
	Exporter   Exporter
	Searches   Searches
	Cards      CardStates
	Pictures   Pictures
	ImageKeys  ImageKeys
	Memory     Memory
	Shortlists Shortlists
	Spending   Spending
	Parser     *command.Parser
	Filters    *sourcing.Table
	Texts      *lang.Texts
	Observer   Observer
	Now        func() time.Time
	Log        *slog.Logger
}

// Bot is the conversation. It is safe for concurrent use.
type Bot struct {
	cfg     Config
	deps    Deps
	writer  *cardWriter
	thrift  *thrift
	thumbs  *thumbnails
	recall  *recalls
	clicks  *serial       // of two people's clicks at once the last answer shows what was decided last
	writes  *serial       // no write of what was before a click arrives after its answer
	exports chan struct{} // a place for each file that is written at the same time
	log     *slog.Logger
}

// New checks that every part is there.
func New(cfg Config, deps Deps) (*Bot, error) {
	for name, missing := range map[string]bool{
		"platform": deps.Platform == nil, "queue": deps.Queue == nil, "finder": deps.Finder == nil,
		"preparer": deps.Preparer == nil, "rehoster": deps.Rehoster == nil, "fetcher": deps.Fetcher == nil,
		"searches": deps.Searches == nil, "cards": deps.Cards == nil, "pictures": deps.Pictures == nil,
		"image keys": deps.ImageKeys == nil, "memory": deps.Memory == nil,
		"shortlists": deps.Shortlists == nil, "spending": deps.Spending == nil, "exporter": deps.Exporter == nil,
		"parser": deps.Parser == nil, "filters": deps.Filters == nil,
		"texts": deps.Texts == nil, "observer": deps.Observer == nil, "clock": deps.Now == nil, "log": deps.Log == nil,
	} {
		if missing {
			return nil, errors.New("bot: no " + name)
		}
	}
	thrift := &thrift{Platform: deps.Platform, log: deps.Log}
	deps.Platform = thrift
	return &Bot{
		cfg:     cfg,
		deps:    deps,
		thrift:  thrift,
		writer:  &cardWriter{platform: deps.Platform, states: deps.Cards, observe: deps.Observer, log: deps.Log},
		thumbs:  newThumbnails(deps.Fetcher, deps.Platform, deps.ImageKeys, deps.Log),
		recall:  newRecalls(),
		clicks:  newSerial(),
		writes:  newSerial(),
		exports: make(chan struct{}, exportsAtOnce),
		log:     deps.Log,
	}, nil
}

// allowed says whether the bot serves a chat. A direct chat may be allowed by
// the person's open id as well.
func (b *Bot) allowed(chatID, person string, direct bool) bool {
	return len(b.cfg.AllowedChats) == 0 ||
		slices.Contains(b.cfg.AllowedChats, chatID) ||
		direct && slices.Contains(b.cfg.AllowedChats, person)
}

// isDirect says whether a message is in a direct chat with the bot.
func (m Message) isDirect() bool { return m.ChatType == ChatDirect }
