package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/time/rate"

	"tusou/internal/sourcing"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeGateway answers each call with the next of its outcomes, and with an
// answer of one offer, or a detail, when there is none left. Both are numbered
// by the call.
type fakeGateway struct {
	mu       sync.Mutex
	outcomes []error
	takes    time.Duration
	queries  []sourcing.Query
	offers   []string // that details were asked of
	at       []time.Time
}

func (g *fakeGateway) Search(ctx context.Context, q sourcing.Query) (sourcing.Answer, error) {
	n, err := g.called(ctx, func() { g.queries = append(g.queries, q) })
	if err != nil {
		return sourcing.Answer{}, err
	}
	return sourcing.Answer{Offers: []sourcing.Offer{{ID: fmt.Sprint(n)}}, FetchedAt: time.Now()}, nil
}

func (g *fakeGateway) Detail(ctx context.Context, offerID string) (sourcing.Detail, error) {
	n, err := g.called(ctx, func() { g.offers = append(g.offers, offerID) })
	if err != nil {
		return sourcing.Detail{}, err
	}
	return sourcing.Detail{OfferID: offerID, Title: fmt.Sprint(n), FetchedAt: time.Now()}, nil
}

func (g *fakeGateway) called(ctx context.Context, note func()) (n int, err error) {
	g.mu.Lock()
	note()
	g.at = append(g.at, time.Now())
	n = len(g.at)
	if len(g.outcomes) > 0 {
		err, g.outcomes = g.outcomes[0], g.outcomes[1:]
	}
	g.mu.Unlock()
	if sleep(ctx, g.takes) != nil {
		return n, fmt.Errorf("gateway: %w", ctx.Err())
	}
	return n, err
}

func (g *fakeGateway) calls() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.at)
}

func (g *fakeGateway) failNext(times int, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.outcomes = nil
	for range times {
		g.outcomes = append(g.outcomes, err)
	}
}

// fakeAnswers is a store of answers and details in memory that can be told to
// fail.
type fakeAnswers struct {
	mu      sync.Mutex
	newest  map[string]known
	details map[string]sourcing.Detail
	broken  bool
	saves   int
}

var errStore = errors.New("disk is gone")

func (s *fakeAnswers) LoadAnswer(_ context.Context, question string) (string, sourcing.Answer, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return "", sourcing.Answer{}, false, errStore
	}
	e, ok := s.newest[question]
	return e.ID, e.Value, ok, nil
}

func (s *fakeAnswers) SaveAnswer(_ context.Context, question string, a sourcing.Answer) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return "", errStore
	}
	s.saves++
	id := fmt.Sprintf("answer-%d", s.saves)
	if s.newest == nil {
		s.newest = make(map[string]known)
	}
	s.newest[question] = known{ID: id, Value: a}
	return id, nil
}

func (s *fakeAnswers) LoadDetail(_ context.Context, offerID string) (sourcing.Detail, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return sourcing.Detail{}, false, errStore
	}
	d, ok := s.details[offerID]
	return d, ok, nil
}

func (s *fakeAnswers) SaveDetail(_ context.Context, d sourcing.Detail) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return errStore
	}
	s.saves++
	if s.details == nil {
		s.details = make(map[string]sourcing.Detail)
	}
	s.details[d.OfferID] = d
	return nil
}

func (s *fakeAnswers) setBroken(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

// counter is Metrics that remember.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) count(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = make(map[string]int)
	}
	c.n[word]++
}

func (c *counter) SearchServed(source string)                    { c.count("served " + source) }
func (c *counter) SearchFailed(kind string)                      { c.count("failed " + kind) }
func (c *counter) DetailServed(source string)                    { c.count("detail served " + source) }
func (c *counter) DetailFailed(kind string)                      { c.count("detail failed " + kind) }
func (c *counter) GatewayCalled(outcome string, _ time.Duration) { c.count("called " + outcome) }

func (c *counter) counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// setup is a Finder over fakes, with a rate that does not get in the way.
type setup struct {
	*Finder
	gateway *fakeGateway
	answers *fakeAnswers
	metrics *counter
}

func newSetup(t *testing.T, change func(*Config)) setup {
	t.Helper()
	s := setup{gateway: &fakeGateway{takes: 100 * time.Millisecond}, answers: &fakeAnswers{}, metrics: &counter{}}
	s.Finder = s.another(t, change)
	return s
}

// another gives a second Finder over the same fakes, as after a restart.
func (s setup) another(t *testing.T, change func(*Config)) *Finder {
	t.Helper()
	cfg := Config{TTL: 24 * time.Hour, CacheBytes: 1 << 20, Rate: rate.Inf}
	if change != nil {
		change(&cfg)
	}
	f, err := New(cfg, Deps{Gateway: s.gateway, Answers: s.answers, Details: s.answers, Metrics: s.metrics})
	require.NoError(t, err)
	t.Cleanup(f.Close)
	return f
}

func address(context.Context) (string, error) { return "https://example.com/a.jpg", nil }

func fan() sourcing.Question { return sourcing.Question{PictureID: "fan", Address: address} }

func freshFan() sourcing.Question {
	q := fan()
	q.Fresh = true
	return q
}

func timeoutFailure() error {
	return &sourcing.Failure{Kind: sourcing.FailureTimeout, Retry: true}
}

func refusedFailure() error {
	return &sourcing.Failure{Kind: sourcing.FailureRefused, Code: "1001", Message: "签名错误"}
}

func failureOf(t *testing.T, err error) *sourcing.Failure {
	t.Helper()
	var f *sourcing.Failure
	require.ErrorAs(t, err, &f)
	return f
}

func TestNewRefusesWhatIsMissingOrNegative(t *testing.T) {
	good := Config{TTL: time.Hour, CacheBytes: 1, Rate: 1}
	deps := Deps{Gateway: &fakeGateway{}, Answers: &fakeAnswers{}, Details: &fakeAnswers{}}
	for name, bad := range map[string]struct {
		cfg  Config
		deps Deps
	}{
		"no gateway":        {good, Deps{Answers: deps.Answers, Details: deps.Details}},
		"no answers":        {good, Deps{Gateway: deps.Gateway, Details: deps.Details}},
		"no details":        {good, Deps{Gateway: deps.Gateway, Answers: deps.Answers}},
		"no TTL":            {Config{CacheBytes: 1, Rate: 1}, deps},
		"no cache size":     {Config{TTL: 1, Rate: 1}, deps},
		"no rate":           {Config{TTL: 1, CacheBytes: 1}, deps},
		"negative attempts": {Config{TTL: 1, CacheBytes: 1, Rate: 1, Attempts: -1}, deps},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(bad.cfg, bad.deps)
			assert.Error(t, err)
		})
	}
}

func TestASecondSearchIsAnsweredFromMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		first, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, first.Cached)
		assert.Equal(t, "answer-1", first.AnswerID)

		second, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, second.Cached)
		assert.False(t, second.Stale)
		assert.Equal(t, first.AnswerID, second.AnswerID)
		assert.Equal(t, first.Answer.Offers, second.Answer.Offers)
		assert.Equal(t, 1, s.gateway.calls())
		assert.Equal(t, map[string]int{"served gateway": 1, "served memory": 1, "called ok": 1}, s.metrics.counts())
	})
}

func TestASearchAfterARestartIsAnsweredFromTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)

		found, err := s.another(t, nil).Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		assert.Equal(t, "answer-1", found.AnswerID)
		assert.Equal(t, 1, s.gateway.calls())
		assert.Equal(t, 1, s.metrics.counts()["served store"])
	})
}

func TestOnlyTheWholeQuestionHitsTheCache(t *testing.T) {
	base := sourcing.Question{PictureID: "fan", Address: address, Keywords: "小风扇", Filters: []string{"b", "a"}}
	for name, tt := range map[string]struct {
		change func(*sourcing.Question)
		calls  int
	}{
		"the same question":                {func(*sourcing.Question) {}, 1},
		"filters in another order":         {func(q *sourcing.Question) { q.Filters = []string{"a", "b"} }, 1},
		"a filter twice":                   {func(q *sourcing.Question) { q.Filters = []string{"a", "b", "a"} }, 1},
		"white space around the keywords":  {func(q *sourcing.Question) { q.Keywords = " 小风扇 " }, 1},
		"another picture":                  {func(q *sourcing.Question) { q.PictureID = "mug" }, 2},
		"other keywords":                   {func(q *sourcing.Question) { q.Keywords = "风扇" }, 2},
		"one filter less":                  {func(q *sourcing.Question) { q.Filters = []string{"a"} }, 2},
		"a fresh answer":                   {func(q *sourcing.Question) { q.Fresh = true }, 2},
		"the keywords among the filters":   {func(q *sourcing.Question) { q.Keywords, q.Filters = "", []string{"小风扇", "a", "b"} }, 2},
		"the filters as one with a comma":  {func(q *sourcing.Question) { q.Filters = []string{"a,b"} }, 2},
		"the picture with the keywords on": {func(q *sourcing.Question) { q.PictureID, q.Keywords = "fan 小风扇", "" }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSetup(t, nil)
				_, err := s.Find(t.Context(), base)
				require.NoError(t, err)
				q := base
				tt.change(&q)
				_, err = s.Find(t.Context(), q)
				require.NoError(t, err)
				assert.Equal(t, tt.calls, s.gateway.calls())
			})
		})
	}
}

func TestTheGatewayIsAskedWithAddressKeywordsAndSortedFilters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		filters := []string{"b", "a"}
		_, err := s.Find(t.Context(), sourcing.Question{PictureID: "fan", Address: address, Keywords: "小风扇", Filters: filters})
		require.NoError(t, err)
		assert.Equal(t, sourcing.Query{ImageURL: "https://example.com/a.jpg", Keywords: "小风扇", Filters: []string{"a", "b"}}, s.gateway.queries[0])
		assert.Equal(t, []string{"b", "a"}, filters, "the caller's slice is left alone")
	})
}

func TestAnAnswerWithoutOffersIsCachedToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.answers.SaveAnswer(t.Context(), keyOf(fan()), sourcing.Answer{Offers: []sourcing.Offer{}, FetchedAt: time.Now()})
		require.NoError(t, err)
		found, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		assert.Empty(t, found.Answer.Offers)
	})
}

func TestAnAnswerIsFreshUntilItsTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		time.Sleep(24*time.Hour - time.Second)
		found, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		time.Sleep(time.Second)
		found, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, found.Cached)
		assert.Equal(t, 2, s.gateway.calls())
	})
}

func TestAFreshSearchReplacesTheKnownAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		found, err := s.Find(t.Context(), freshFan())
		require.NoError(t, err)
		assert.False(t, found.Cached)
		found, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		assert.Equal(t, "answer-2", found.AnswerID)
		assert.Equal(t, 2, s.gateway.calls())
	})
}

func TestFiftyEqualSearchesCauseOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		var addresses atomic.Int32
		q := fan()
		q.Address = func(ctx context.Context) (string, error) {
			addresses.Add(1)
			return address(ctx)
		}
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				// They come spread over the life of the call and beyond it.
				time.Sleep(time.Duration(i) * 4 * time.Millisecond)
				found, err := s.Find(t.Context(), q)
				assert.NoError(t, err)
				assert.Equal(t, "answer-1", found.AnswerID)
				assert.Equal(t, "1", found.Answer.Offers[0].ID)
			})
		}
		wg.Wait()
		assert.Equal(t, 1, s.gateway.calls())
		assert.EqualValues(t, 1, addresses.Load())
		assert.Equal(t, 1, s.metrics.counts()["served gateway"])
		assert.Positive(t, s.metrics.counts()["served shared"])
		assert.Positive(t, s.metrics.counts()["served memory"])
	})
}

func TestASearchJoinsARefreshUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		var wg sync.WaitGroup
		for _, q := range []sourcing.Question{freshFan(), fan(), freshFan()} {
			wg.Go(func() {
				found, err := s.Find(t.Context(), q)
				assert.NoError(t, err)
				assert.Equal(t, "answer-1", found.AnswerID)
			})
			synctest.Wait()
		}
		wg.Wait()
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestAWaiterWhoGivesUpTakesNothingFromTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		impatient, giveUp := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		// The one who gives up is the one who started the call.
		wg.Go(func() {
			_, err := s.Find(impatient, fan())
			assert.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait()
		wg.Go(func() {
			found, err := s.Find(t.Context(), fan())
			assert.NoError(t, err)
			assert.Equal(t, "answer-1", found.AnswerID)
		})
		synctest.Wait()
		giveUp()
		wg.Wait()
		assert.Equal(t, 1, s.gateway.calls())
		assert.Equal(t, 1, s.metrics.counts()["failed canceled"])
	})
}

func TestAnAbandonedSearchStillFillsTheCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := s.Find(ctx, fan())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		time.Sleep(time.Second)
		found, ok, err := s.Lookup(t.Context(), fan())
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, "answer-1", found.AnswerID)
	})
}

func TestAFailedAddressIsGivenBackAndTheGatewayNotAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		full := errors.New("no space left")
		q := fan()
		q.Address = func(context.Context) (string, error) { return "", full }
		_, err := s.Find(t.Context(), q)
		require.ErrorIs(t, err, full)
		assert.Zero(t, s.gateway.calls())
		assert.False(t, s.asker.open())
	})
}

func TestAnOldAnswerStandsInForAFailedAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		q := freshFan()
		q.Address = func(context.Context) (string, error) { return "", errors.New("no space left") }
		found, err := s.Find(t.Context(), q)
		require.NoError(t, err)
		assert.True(t, found.Stale)
		assert.Nil(t, found.Failure)
	})
}

func TestAnAddressIsNotMadeForAKnownAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		q := fan()
		q.Address = func(context.Context) (string, error) {
			t.Error("address was asked for")
			return "", nil
		}
		_, err = s.Find(t.Context(), q)
		require.NoError(t, err)
		_, err = s.another(t, nil).Find(t.Context(), q)
		require.NoError(t, err)
	})
}

func TestAPanicEndsOneSearchAndNotTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		q := fan()
		q.Address = func(context.Context) (string, error) { panic("unforeseen") }
		_, err := s.Find(t.Context(), q)
		require.ErrorContains(t, err, "unforeseen")
		_, err = s.Find(t.Context(), fan())
		assert.NoError(t, err)
	})
}

func TestCloseEndsSearchesUnderWayAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.gateway.takes = time.Hour
		ended := make(chan error)
		go func() {
			_, err := s.Find(t.Context(), fan())
			ended <- err
		}()
		synctest.Wait()
		s.Close()
		require.ErrorIs(t, <-ended, ErrClosed)
		_, err := s.Find(t.Context(), fan())
		require.ErrorIs(t, err, ErrClosed)
	})
}

func TestLookupGivesOnlyFreshKnownAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		_, ok, err := s.Lookup(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, ok, "unknown")

		_, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		found, ok, err := s.Lookup(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, ok)
		assert.True(t, found.Cached)
		found, ok, err = s.another(t, nil).Lookup(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, ok, "in the store")
		assert.Equal(t, "answer-1", found.AnswerID)

		_, ok, err = s.Lookup(t.Context(), freshFan())
		require.NoError(t, err)
		assert.False(t, ok, "a new answer is wanted")

		time.Sleep(24 * time.Hour)
		_, ok, err = s.Lookup(t.Context(), fan())
		require.NoError(t, err)
		assert.False(t, ok, "too old")

		s.answers.setBroken(true)
		_, _, err = s.Lookup(t.Context(), fan())
		assert.ErrorIs(t, err, errStore)
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestABrokenStoreDoesNotCostTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t, nil)
		s.answers.setBroken(true)
		found, err := s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.Len(t, found.Answer.Offers, 1)
		assert.Empty(t, found.AnswerID)

		found, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.True(t, found.Cached)
		assert.Empty(t, found.AnswerID)

		s.answers.setBroken(false)
		found, err = s.Find(t.Context(), fan())
		require.NoError(t, err)
		assert.Equal(t, "answer-1", found.AnswerID, "it is stored once the store is back")
		assert.Equal(t, 1, s.gateway.calls())
	})
}

func TestAfterAFailureAnOldAnswerIsGiven(t *testing.T) {
	for name, tt := range map[string]struct {
		age     time.Duration
		failure error
		fresh   bool
		stale   bool
	}{
		"a timeout, two days old":            {48 * time.Hour, timeoutFailure(), false, true},
		"a refusal, two days old":            {48 * time.Hour, refusedFailure(), false, true},
		"a timeout, seven days old":          {7 * 24 * time.Hour, timeoutFailure(), false, true},
		"a timeout, over seven days old":     {7*24*time.Hour + time.Minute, timeoutFailure(), false, false},
		"a refresh that fails, an hour old":  {time.Hour, timeoutFailure(), true, true},
		"a refresh that fails, ten days old": {240 * time.Hour, timeoutFailure(), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSetup(t, nil)
				s.gateway.takes = 0
				_, err := s.Find(t.Context(), fan())
				require.NoError(t, err)
				time.Sleep(tt.age - time.Second)
				s.gateway.failNext(2, tt.failure)
				q := fan()
				q.Fresh = tt.fresh
				found, err := s.Find(t.Context(), q)
				if !tt.stale {
					assert.Equal(t, tt.failure, err)
					return
				}
				require.NoError(t, err)
				assert.True(t, found.Stale)
				assert.Equal(t, "answer-1", found.AnswerID)
				assert.Equal(t, tt.failure, found.Failure)
				assert.Equal(t, 1, s.metrics.counts()["served stale"])
			})
		})
	}
}
