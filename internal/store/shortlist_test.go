package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sourcing"
	"tusou/internal/store"
)

func candidate(n int, at time.Time) sourcing.Candidate {
	return sourcing.Candidate{
		Offer:       sourcing.Offer{ID: fmt.Sprint(n), Title: fmt.Sprint("offer ", n), Price: sourcing.Money(n)},
		CollectedBy: "ou_li", CollectedAt: at, SearchID: "s1", Keywords: "小风扇", Filters: []string{"isOnePsale"},
	}
}

func TestAShortlistKeepsTheOrderOfCollectionForItsChatAlone(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		for n, id := range []int{30, 10, 20} {
			count, added, err := s.Collect(ctx, "oc_a", candidate(id, c.now.Add(time.Duration(n)*time.Second)), 100)
			require.NoError(t, err)
			assert.True(t, added)
			assert.Equal(t, n+1, count)
		}
		count, added, err := s.Collect(ctx, "oc_a", candidate(10, c.now.Add(time.Hour)), 100)
		require.NoError(t, err)
		assert.False(t, added, "it is there")
		assert.Equal(t, 3, count)

		found, total, err := s.Candidates(ctx, "oc_a", 1, 5)
		require.NoError(t, err)
		assert.Equal(t, 3, total)
		require.Len(t, found, 2)
		want := candidate(10, time.UnixMilli(c.now.Add(time.Second).UnixMilli()))
		assert.Equal(t, want, found[0], "as it was collected first")
		assert.Equal(t, "20", found[1].Offer.ID)

		on, err := s.Collected(ctx, "oc_a", []string{"10", "99"})
		require.NoError(t, err)
		assert.Equal(t, map[string]bool{"10": true}, on)
		on, err = s.Collected(ctx, "oc_b", []string{"10"})
		require.NoError(t, err)
		assert.Empty(t, on)

		left, had, err := s.Drop(ctx, "oc_a", "10")
		require.NoError(t, err)
		assert.True(t, had)
		assert.Equal(t, 2, left)
		_, had, err = s.Drop(ctx, "oc_a", "10")
		require.NoError(t, err)
		assert.False(t, had)

		require.NoError(t, s.Sweep(ctx, 0), "a shortlist stays until it is cleared")
		cleared, err := s.Clear(ctx, "oc_a")
		require.NoError(t, err)
		assert.Equal(t, 2, cleared)
	})
}

func TestAShortlistIsBoundedWhoeverCollectsAtTheSameTime(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				_, _, err := s.Collect(ctx, "oc_a", candidate(n, c.now), 7)
				assert.NoError(t, err)
			})
		}
		all.Wait()
		_, total, err := s.Candidates(ctx, "oc_a", 0, 1)
		require.NoError(t, err)
		assert.Equal(t, 7, total)
	})
}

func TestSpendingIsBoundedADayAndGivenBack(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		midnight := c.now.Add(-time.Hour)
		spend := func(id string) bool {
			ok, err := s.Spend(ctx, id, "ou_li", midnight, 2)
			require.NoError(t, err)
			return ok
		}
		assert.True(t, spend("a"))
		assert.True(t, spend("a"), "the same one again is free")
		assert.True(t, spend("b"))
		assert.False(t, spend("c"))
		require.NoError(t, s.Refund(ctx, "a"))
		assert.True(t, spend("c"))
		assert.False(t, spend("a"), "what was given back is spent anew")
		spent, err := s.Spent(ctx, "ou_li", midnight)
		require.NoError(t, err)
		assert.Equal(t, 2, spent)
		ok, err := s.Spend(ctx, "d", "ou_wang", midnight, 2)
		require.NoError(t, err)
		assert.True(t, ok, "another person")
		c.now = c.now.Add(24 * time.Hour)
		midnight = midnight.Add(24 * time.Hour)
		assert.True(t, spend("e"), "another day")
		ok, err = s.Spend(ctx, "f", "ou_li", midnight, 0)
		require.NoError(t, err)
		assert.True(t, ok, "0 is no bound")
	})
}

func TestSpendingIsBoundedAtTheSameTime(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		var all sync.WaitGroup
		var mu sync.Mutex
		granted := 0
		for n := range 20 {
			all.Go(func() {
				ok, err := s.Spend(context.Background(), fmt.Sprint(n), "ou_li", c.now.Add(-time.Hour), 5)
				assert.NoError(t, err)
				mu.Lock()
				defer mu.Unlock()
				if ok {
					granted++
				}
			})
		}
		all.Wait()
		assert.Equal(t, 5, granted)
	})
}

func TestAnActIsDoneOnceWithinAWhile(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		once := func() bool {
			first, err := s.Once(context.Background(), "detail 1 ou_li", 10*time.Second)
			require.NoError(t, err)
			return first
		}
		assert.True(t, once())
		c.now = c.now.Add(9 * time.Second)
		assert.False(t, once())
		c.now = c.now.Add(time.Second)
		assert.True(t, once())
	})
}

func TestHistoryIsOfOnePersonInOneChatTheLatestFirst(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		for n := range 4 {
			search := bot.Search{ID: fmt.Sprint("s", n), ChatID: "oc_a", Person: "ou_li", AnswerID: "a", Created: c.now.Add(time.Duration(n) * time.Minute)}
			switch n {
			case 1:
				search.AnswerID = "" // failed
			case 2:
				search.Person = "ou_wang"
			}
			require.NoError(t, s.SaveSearch(ctx, search))
		}
		found, total, err := s.History(ctx, "oc_a", "ou_li", 0, 5)
		require.NoError(t, err)
		assert.Equal(t, 2, total)
		require.Len(t, found, 2)
		assert.Equal(t, []string{"s3", "s0"}, []string{found[0].ID, found[1].ID})
		found, total, err = s.History(ctx, "oc_a", "ou_li", 1, 1)
		require.NoError(t, err)
		assert.Equal(t, 2, total)
		require.Len(t, found, 1)
		assert.Equal(t, "s0", found[0].ID)
	})
}

func TestStatsCountFinishedSearchesSinceATime(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		empty, err := s.Stats(ctx, c.now)
		require.NoError(t, err)
		assert.Zero(t, empty)
		for n, search := range []bot.Search{
			{AnswerID: "a", Origin: "live", Took: 900 * time.Millisecond},
			{AnswerID: "a", Origin: "cached", Took: 100 * time.Millisecond},
			{AnswerID: "a", Origin: "cached", Took: 200 * time.Millisecond, Person: "ou_wang"},
			{AnswerID: "a", Origin: "stale", Took: 300 * time.Millisecond},
			{Problem: "timeout"},
			{}, // under way
		} {
			search.ID, search.Created = fmt.Sprint("s", n), c.now
			if search.Person == "" {
				search.Person = "ou_li"
			}
			require.NoError(t, s.SaveSearch(ctx, search))
		}
		require.NoError(t, s.SaveSearch(ctx, bot.Search{ID: "old", AnswerID: "a", Created: c.now.Add(-time.Hour)}))
		for _, id := range []string{"s0", "s4"} {
			_, err := s.Spend(ctx, id, "ou_li", c.now.Add(-time.Hour), 0)
			require.NoError(t, err)
		}
		got, err := s.Stats(ctx, c.now.Add(-time.Minute))
		require.NoError(t, err)
		assert.Equal(t, bot.Stats{
			Searches: 5, Cached: 2, Stale: 1, Failed: 1, GatewayCalls: 2, People: 2,
			Median: 200 * time.Millisecond, P95: 900 * time.Millisecond,
		}, got)
	})
}

func TestADirectChatIsKnownByItsPerson(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, _ *clock) {
		ctx := context.Background()
		_, ok, err := s.DirectChat(ctx, "ou_li")
		require.NoError(t, err)
		assert.False(t, ok)
		require.NoError(t, s.NoteDirectChat(ctx, "ou_li", "oc_1"))
		require.NoError(t, s.NoteDirectChat(ctx, "ou_li", "oc_2"))
		chat, ok, err := s.DirectChat(ctx, "ou_li")
		require.NoError(t, err)
		assert.True(t, ok)
		assert.Equal(t, "oc_2", chat)
	})
}
