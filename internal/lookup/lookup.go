package lookup

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tusou/internal/app"
	"tusou/internal/command"
	"tusou/internal/config"
	"tusou/internal/gateway"
	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/search"
	"tusou/internal/sourcing"
	"tusou/internal/terminal"
	"tusou/internal/webfetch"
)

const (
	// atOnce is how many pictures are on their way at the same time.
	atOnce = 4
	// fetchTime bounds the way of a picture from the web. A person waits for
	// one picture here, and not for a page of thumbnails.
	fetchTime = 30 * time.Second
	// busyWait is after how long a picture is asked for again that had no turn
	// within TUSOU_GATEWAY_RATE.
	busyWait = 2 * time.Second
)

// Deps are what a Lookup works with.
type Deps struct {
	Input io.Reader    // the picture that is called -; nil: there is none
	Log   *slog.Logger // nil: no log
}

// Lookup searches pictures.
type Lookup struct {
	cfg      config.Config
	log      *slog.Logger
	texts    *lang.Texts
	filters  *sourcing.Table
	parser   *command.Parser
	preparer *picture.Preparer
	fetcher  *webfetch.Fetcher
	gateway  *gateway.Client
	finder   *search.Finder
	shelf    *shelf
	input    func() ([]byte, error)
}

// New puts the parts together. It calls nobody; with the disk store it begins
// to serve the pictures, unless another process does. The Lookup must be
// closed.
func New(cfg config.Config, deps Deps) (_ *Lookup, err error) {
	l := &Lookup{cfg: cfg, log: deps.Log}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if l.texts, err = lang.For(cfg.Lang.Code); err != nil {
		return nil, err
	}
	if l.filters, err = sourcing.NewTable(cfg.Gateway.ExtraFilters); err != nil {
		return nil, fmt.Errorf("TUSOU_EXTRA_FILTERS: %w", err)
	}
	l.parser = command.New(l.filters)
	if l.preparer, err = picture.New(picture.Config{}); err != nil {
		return nil, err
	}
	l.fetcher, err = webfetch.New(webfetch.Config{
		AllowPrivate: cfg.Fetch.AllowPrivate.All, AllowNetworks: cfg.Fetch.AllowPrivate.Some,
		MaxBytes: picture.DefaultMaxBytes, Timeout: fetchTime,
	})
	if err != nil {
		return nil, err
	}
	l.gateway, err = gateway.New(gateway.Config{
		BaseURL: cfg.Gateway.URL, AppID: cfg.Gateway.AppID, AppSecret: cfg.Gateway.AppSecret, SellerNick: cfg.Gateway.SellerNick,
	}, gateway.Deps{Log: l.log})
	if err != nil {
		return nil, err
	}
	l.finder, err = search.New(search.Config{
		TTL: cfg.Cache.TTL, CacheBytes: int64(cfg.Cache.Bytes), Rate: rate.Limit(cfg.Gateway.Rate),
	}, search.Deps{Gateway: l.gateway, Answers: forgetful{}, Details: forgetful{}, Log: l.log})
	if err != nil {
		return nil, err
	}
	l.input = sync.OnceValues(func() ([]byte, error) {
		if deps.Input == nil {
			return nil, errors.New("there is no standard input")
		}
		return readPicture(deps.Input)
	})
	return l, l.openShelf()
}

func (l *Lookup) openShelf() error {
	images, err := app.OpenImages(l.cfg)
	if err != nil {
		return err
	}
	l.shelf = &shelf{images: images}
	if l.shelf.serving, err = images.Serve(l.cfg.HTTP.Addr, l.log); err != nil {
		// What is wrong with the pictures themselves is told all the same.
		l.shelf.refused = &storeError{detail: l.texts.Terminal.NoListener.With(l.cfg.HTTP.Addr), err: err}
	}
	return nil
}

// Close ends what is under way, removes the pictures that were stored, and ends
// the serving.
func (l *Lookup) Close() error {
	if l.finder != nil {
		l.finder.Close() // no picture is stored after this
	}
	var err error
	if l.shelf != nil {
		err = l.shelf.clear()
	}
	if l.gateway != nil {
		l.gateway.Close()
	}
	if l.fetcher != nil {
		l.fetcher.Close()
	}
	return err
}

// Texts gives the texts of the settings' language.
func (l *Lookup) Texts() *lang.Texts { return l.texts }

// NotTerms says that a text is a command of the chat and not a list of terms.
type NotTerms struct{ Typed string }

// Error gives the log's text.
func (e *NotTerms) Error() string { return fmt.Sprintf("%q is no list of terms", e.Typed) }

// Terms reads terms as those of a message beside a picture. The error is a
// *NotTerms.
func (l *Lookup) Terms(text string) (command.Terms, error) {
	c := l.parser.Parse(text)
	if c.Name != command.Search && c.Name != command.FilterForm {
		return command.Terms{}, &NotTerms{Typed: text}
	}
	return c.Terms, nil
}

// Search searches pictures with the same terms, a few at a time, and reports
// each in the order in which they were given, as soon as those before it are
// there. When ctx ends, what has no answer yet is left out.
func (l *Lookup) Search(ctx context.Context, pictures []string, terms command.Terms, report func(terminal.Result)) {
	found := make([]chan terminal.Result, len(pictures))
	for i := range found {
		found[i] = make(chan terminal.Result, 1)
	}
	var running sync.WaitGroup
	defer running.Wait()
	turns := make(chan struct{}, atOnce)
	running.Go(func() {
		for i, name := range pictures {
			turns <- struct{}{}
			running.Go(func() {
				defer func() { <-turns }()
				r := l.one(ctx, name, terms)
				r.Number, r.Of = i+1, len(pictures)
				found[i] <- r
			})
		}
	})
	for _, f := range found {
		if r := <-f; ctx.Err() == nil {
			report(r)
		}
	}
}

// one searches one picture.
func (l *Lookup) one(ctx context.Context, name string, terms command.Terms) terminal.Result {
	t := terms.Apply(sourcing.Terms{})
	r := terminal.Result{
		Picture:    name,
		Understood: command.Format(l.filters, l.texts, command.Of(t)),
		Notes:      command.Sentences(l.filters, l.texts, terms.Notes),
		Terms:      t,
	}
	if name == input {
		r.Shown = l.texts.Terminal.Input
	}
	found, err := l.find(ctx, name, t, terms.Fresh)
	if err != nil {
		l.log.DebugContext(ctx, "search failed", "picture", name, "err", err)
		r.Failure = l.failureOf(err)
		return r
	}
	r.Answer, r.Cached = found.Answer, found.Cached
	r.Listing = sourcing.Arrange(found.Answer.Offers, t.Price, t.Sort)
	return r
}

func (l *Lookup) find(ctx context.Context, name string, t sourcing.Terms, fresh bool) (sourcing.Found, error) {
	if err := ctx.Err(); err != nil {
		return sourcing.Found{}, err
	}
	raw, err := l.bytesOf(ctx, name)
	if err != nil {
		return sourcing.Found{}, err
	}
	prepared, err := l.preparer.Prepare(ctx, raw)
	if err != nil {
		return sourcing.Found{}, err
	}
	question := sourcing.Question{
		PictureID: hex.EncodeToString(prepared.Sum[:]),
		Keywords:  t.Keywords, Filters: t.Filters, Fresh: fresh,
		Address: func(ctx context.Context) (string, error) {
			return l.shelf.address(ctx, prepared.JPEG, l.texts.Terminal.Unserved.With(l.cfg.HTTP.Addr))
		},
	}
	return untilTurn(ctx, busyWait, func() (sourcing.Found, error) { return l.finder.Find(ctx, question) })
}

// untilTurn asks again as long as there was no turn within the rate: nobody
// else waits for it here, so it is slow and not full.
func untilTurn(ctx context.Context, wait time.Duration, find func() (sourcing.Found, error)) (sourcing.Found, error) {
	for {
		found, err := find()
		var busy *sourcing.Failure
		if !errors.As(err, &busy) || busy.Kind != sourcing.FailureBusy {
			return found, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return sourcing.Found{}, ctx.Err()
		}
	}
}

// forgetful keeps nothing: each run of the command asks anew.
type forgetful struct{}

var (
	_ search.Answers = forgetful{}
	_ search.Details = forgetful{}
)

func (forgetful) LoadAnswer(context.Context, string) (string, sourcing.Answer, bool, error) {
	return "", sourcing.Answer{}, false, nil
}

func (forgetful) SaveAnswer(context.Context, string, sourcing.Answer) (string, error) { return "", nil }

func (forgetful) LoadDetail(context.Context, string) (sourcing.Detail, bool, error) {
	return sourcing.Detail{}, false, nil
}

func (forgetful) SaveDetail(context.Context, sourcing.Detail) error { return nil }
