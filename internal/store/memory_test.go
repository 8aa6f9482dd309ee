package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sourcing"
	"tusou/internal/store"
)

func message(id string, sent time.Time, keys ...string) bot.Message {
	m := bot.Message{ID: id, ChatID: "oc_1", Sender: bot.Sender{OpenID: "ou_1"}, Created: sent}
	for _, key := range keys {
		m.Pictures = append(m.Pictures, bot.Picture{MessageID: id, Key: key, File: key == "file"})
	}
	return m
}

func TestTheLastPictureIsTheOneThatWasSentLastInWhateverOrderEventsCome(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		require.NoError(t, s.NotePictures(ctx, message("om_2", c.now.Add(time.Second), "a", "file")))
		require.NoError(t, s.NotePictures(ctx, message("om_1", c.now, "c")))
		require.NoError(t, s.NotePictures(ctx, message("om_2", c.now.Add(time.Second), "a", "file")), "again changes nothing")
		last := func(person string, from, to time.Duration) (bot.SeenPicture, bool) {
			p, ok, err := s.LastPicture(ctx, "oc_1", person, c.now.Add(from), c.now.Add(to))
			require.NoError(t, err)
			return p, ok
		}
		p, ok := last("ou_1", -time.Minute, time.Minute)
		require.True(t, ok)
		assert.Equal(t, bot.Picture{MessageID: "om_2", Key: "file", File: true}, p.Picture, "of several the last")
		assert.False(t, p.Answered)
		require.NoError(t, s.MarkAnswered(ctx, "om_2"))
		p, _ = last("ou_1", 0, time.Second)
		assert.True(t, p.Answered)
		pictures, err := s.PicturesOf(ctx, "om_2")
		require.NoError(t, err)
		assert.Equal(t, message("om_2", c.now, "a", "file").Pictures, pictures)

		p, ok = last("ou_1", 0, 999*time.Millisecond)
		require.True(t, ok)
		assert.Equal(t, "om_1", p.Picture.MessageID, "within the times")
		_, ok = last("ou_1", 2*time.Second, time.Minute)
		assert.False(t, ok)
		_, ok = last("ou_2", -time.Minute, time.Minute)
		assert.False(t, ok)
		require.NoError(t, s.NoteRecall(ctx, "om_2"))
		p, _ = last("ou_1", -time.Minute, time.Minute)
		assert.Equal(t, "om_1", p.Picture.MessageID, "a withdrawn one is none")
	})
}

func TestTheLastSearchIsTheLatestAndIsForgottenOnReset(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		for _, search := range []bot.Search{
			{ID: "s2", ChatID: "oc_1", Person: "ou_1", Created: c.now.Add(time.Minute)},
			{ID: "s1", ChatID: "oc_1", Person: "ou_1", Created: c.now},
		} {
			require.NoError(t, s.SaveSearch(ctx, search))
			require.NoError(t, s.NoteLastSearch(ctx, search))
		}
		last, ok, err := s.LastSearch(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, "s2", last.ID)
		had, err := s.Forget(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		assert.True(t, had)
		_, ok, err = s.LastSearch(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		assert.False(t, ok)
		had, err = s.Forget(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		assert.False(t, had)
		_, ok, err = s.LoadSearch(ctx, "s2")
		require.NoError(t, err)
		assert.True(t, ok, "the history keeps it")
	})
}

func TestWaitingTermsAreTakenByOnePictureInTime(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		const within = 30 * time.Second
		begun := c.now
		wait := bot.WaitingTerms{ChatID: "oc_1", Person: "ou_1", MessageID: "om_t", Text: "包邮", Sent: begun}
		for range 2 {
			since, err := s.WaitForPicture(ctx, wait)
			require.NoError(t, err)
			assert.True(t, since.Equal(begun), "noted first")
			c.now = c.now.Add(time.Second)
		}
		c.now = begun
		for id, sent := range map[string]time.Time{"om_earlier": begun.Add(-time.Second), "om_withdrawn": begun, "om_old": begun.Add(-time.Minute)} {
			_, err := s.WaitForPicture(ctx, bot.WaitingTerms{ChatID: "oc_1", Person: "ou_1", MessageID: id, Text: id, Sent: sent})
			require.NoError(t, err)
		}
		require.NoError(t, s.NoteRecall(ctx, "om_withdrawn"))

		for name, m := range map[string]bot.Message{
			"too late":       message("om_late", c.now.Add(31*time.Second), "a"),
			"before":         message("om_before", c.now.Add(-2*time.Second), "a"),
			"another person": {ID: "om_o", ChatID: "oc_1", Sender: bot.Sender{OpenID: "ou_2"}, Created: c.now.Add(time.Second)},
			"another chat":   {ID: "om_o", ChatID: "oc_2", Sender: bot.Sender{OpenID: "ou_1"}, Created: c.now.Add(time.Second)},
		} {
			awaits, err := s.AwaitsPicture(ctx, m, within)
			require.NoError(t, err)
			assert.False(t, awaits, name)
		}
		picture := message("om_p", c.now.Add(20*time.Second), "a")
		awaits, err := s.AwaitsPicture(ctx, picture, within)
		require.NoError(t, err)
		assert.True(t, awaits)
		for range 2 { // a repeated execution takes the same terms again
			texts, err := s.TakeTerms(ctx, picture, within)
			require.NoError(t, err)
			assert.Equal(t, []string{"om_earlier", "包邮"}, texts)
		}
		texts, err := s.TakeTerms(ctx, message("om_p2", c.now.Add(21*time.Second), "b"), within)
		require.NoError(t, err)
		assert.Empty(t, texts, "one picture only")
		taken, err := s.TermsTaken(ctx, "om_t")
		require.NoError(t, err)
		assert.True(t, taken)
		for id, may := range map[string]bool{"om_t": false, "om_old": true, "om_that_never_waited": true} {
			for range 2 {
				kept, err := s.KeepTerms(ctx, id)
				require.NoError(t, err)
				assert.Equal(t, may, kept, id)
			}
		}
		texts, err = s.TakeTerms(ctx, message("om_p3", begun.Add(-50*time.Second), "c"), within)
		require.NoError(t, err)
		assert.Empty(t, texts, "they were kept")
	})
}

func TestDefaultsGreetingsAndRecallsAreKept(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		none, err := s.Defaults(ctx, "oc_1")
		require.NoError(t, err)
		assert.Empty(t, none)
		want := sourcing.Terms{Filters: []string{"isOnePsale"}, Price: sourcing.PriceRange{Max: 2000}}
		require.NoError(t, s.SetDefaults(ctx, "oc_1", sourcing.Terms{Keywords: "x"}))
		require.NoError(t, s.SetDefaults(ctx, "oc_1", want))
		got, err := s.Defaults(ctx, "oc_1")
		require.NoError(t, err)
		assert.Equal(t, want, got)

		greeted, err := s.Greeted(ctx, "oc_1")
		require.NoError(t, err)
		assert.False(t, greeted)
		require.NoError(t, s.NoteGreeted(ctx, "oc_1"))
		require.NoError(t, s.NoteGreeted(ctx, "oc_1"))
		greeted, err = s.Greeted(ctx, "oc_1")
		require.NoError(t, err)
		assert.True(t, greeted)

		require.NoError(t, s.NoteRecall(ctx, "om_1"))
		noted := c.now
		c.now = c.now.Add(time.Minute)
		require.NoError(t, s.NoteRecall(ctx, "om_1"))
		at, recalled, err := s.RecalledAt(ctx, "om_1")
		require.NoError(t, err)
		assert.True(t, recalled)
		assert.True(t, at.Equal(noted), "noted first")
		_, recalled, err = s.RecalledAt(ctx, "om_2")
		require.NoError(t, err)
		assert.False(t, recalled)
	})
}
