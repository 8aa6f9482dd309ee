package platform

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// ClientConfig is what the platform tells a long connection about itself, in
// seconds. All four fields are always sent: the SDK takes a missing
// PingInterval for zero and floods the server.
type ClientConfig struct {
	ReconnectCount    int // -1 is endless
	ReconnectInterval int
	ReconnectNonce    int // the first reconnect waits a random time up to this
	PingInterval      int
}

// Config describes the one app that the emulated platform knows.
type Config struct {
	AppID, AppSecret  string // required
	VerificationToken string
	EncryptKey        string // webhooks are encrypted and signed if it is set
	BotName           string // default 图搜
	// Scopes are the permissions granted to the app; nil grants all.
	Scopes []string
	// TimeScale says how many times faster the waits before a redelivery
	// pass: 1000 turns 15 s into 15 ms. Zero means 1. An event without any
	// connection fails at once, so that at a great scale one is given up
	// before an app has connected: wait for Connections first.
	TimeScale float64
	// AckDeadline is how long the app has to acknowledge an event or to
	// answer a callback; zero means the platform's 3 s.
	AckDeadline time.Duration
	// MonthlyQuota is the tenant's number of successful calls; zero is none.
	MonthlyQuota int
	// Client is what long connections are told; the zero value means the
	// SDK's own defaults (-1, 120 s, 30 s, 120 s).
	Client ClientConfig
	Now    func() time.Time // default time.Now; decides tokens, limits and message times
	Log    *slog.Logger     // default discards
}

// Platform is one tenant of the emulated platform with one app in it.
type Platform struct {
	cfg    Config
	log    *slog.Logger
	scopes map[string]bool // nil grants all
	tenant string
	bot    User
	mux    *http.ServeMux
	hooks  *http.Client

	ctx    context.Context // ends at Close; it belongs to the Platform's goroutines
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu          sync.Mutex
	closed      bool
	users       map[string]User // by open id
	people      []string        // open ids in the order of coming
	chats       map[string]*chat
	rooms       []string // chat ids in the order of coming
	messages    map[string]*message
	timeline    []*message
	images      map[string]*upload
	files       map[string]*upload
	reactions   map[string]reaction
	tokens      []token
	uuids       map[string]sentOnce
	windows     map[string]*window
	faults      []*Fault
	latency     map[string]time.Duration
	calls       []Call
	underWay    map[string]int // by API
	billed      int
	deliveries  []Delivery
	received    map[string]event // of messages, by message id
	tickets     map[string]bool
	conns       []*connection
	webhook     string
	quirks      Quirks
	console     Console
	changed     chan struct{}
	subscribers map[chan Change]struct{}
}

// New returns a platform with the app of cfg. It starts nothing: the caller
// serves Handler on a listener of its own and calls Close in the end.
func New(cfg Config) (*Platform, error) {
	if cfg.AppID == "" || cfg.AppSecret == "" {
		return nil, errors.New("platform: app id and app secret are required")
	}
	if cfg.TimeScale < 0 || cfg.AckDeadline < 0 || cfg.MonthlyQuota < 0 {
		return nil, errors.New("platform: time scale, deadline and quota must not be negative")
	}
	if cfg.TimeScale == 0 {
		cfg.TimeScale = 1
	}
	if cfg.AckDeadline == 0 {
		cfg.AckDeadline = 3 * time.Second
	}
	if cfg.BotName == "" {
		cfg.BotName = "图搜"
	}
	if cfg.Client == (ClientConfig{}) {
		cfg.Client = ClientConfig{ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120}
	}
	if cfg.Client.PingInterval <= 0 {
		return nil, errors.New("platform: the ping interval must be positive")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Platform{
		cfg:         cfg,
		log:         cfg.Log,
		tenant:      randomHex(8),
		hooks:       newHookClient(),
		ctx:         ctx,
		cancel:      cancel,
		users:       map[string]User{},
		chats:       map[string]*chat{},
		messages:    map[string]*message{},
		images:      map[string]*upload{},
		files:       map[string]*upload{},
		reactions:   map[string]reaction{},
		uuids:       map[string]sentOnce{},
		windows:     map[string]*window{},
		latency:     map[string]time.Duration{},
		received:    map[string]event{},
		underWay:    map[string]int{},
		tickets:     map[string]bool{},
		console:     defaultConsole(),
		changed:     make(chan struct{}),
		subscribers: map[chan Change]struct{}{},
	}
	if cfg.Scopes != nil {
		p.scopes = make(map[string]bool, len(cfg.Scopes))
		for _, s := range cfg.Scopes {
			p.scopes[s] = true
		}
	}
	p.bot = User{OpenID: "ou_" + randomHex(16), UnionID: "on_" + randomHex(16), Name: cfg.BotName, Bot: true}
	p.users[p.bot.OpenID] = p.bot
	p.people = append(p.people, p.bot.OpenID)
	p.mux = p.routes()
	return p, nil
}

// Handler serves the REST API under /open-apis, the long connection's
// /callback/ws/endpoint and its WebSocket. The WebSocket's address is derived
// from the request's Host.
func (p *Platform) Handler() http.Handler { return p.mux }

// Close drops the long connections, gives up waiting redeliveries and returns
// when no goroutine of the platform is left. It does not close the listener.
func (p *Platform) Close() error {
	p.mu.Lock()
	already := p.closed
	p.closed = true
	conns := p.conns
	p.conns = nil
	for ch := range p.subscribers {
		delete(p.subscribers, ch)
		close(ch)
	}
	p.mu.Unlock()
	if already {
		return nil
	}
	p.cancel()
	for _, c := range conns {
		c.close()
	}
	p.wg.Wait()
	p.hooks.CloseIdleConnections()
	return nil
}

// BotOpenID returns the open id under which people mention the bot.
func (p *Platform) BotOpenID() string { return p.bot.OpenID }

// Tenant returns the tenant key that every event carries.
func (p *Platform) Tenant() string { return p.tenant }

// granted says whether the app holds at least one of the scopes.
func (p *Platform) granted(anyOf ...string) bool {
	if p.scopes == nil || len(anyOf) == 0 {
		return true
	}
	for _, s := range anyOf {
		if p.scopes[s] {
			return true
		}
	}
	return false
}

// goLocked runs f in a goroutine that Close waits for. The mutex is held, so
// that none starts once Close has begun to wait.
func (p *Platform) goLocked(f func()) {
	if p.closed {
		return
	}
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		f()
	}()
}

// sleep waits and says whether it may go on; it returns early at Close or when
// ctx ends.
func (p *Platform) sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil && p.ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	case <-p.ctx.Done():
		return false
	}
}
