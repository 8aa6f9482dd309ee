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
		p, ok, err := s.LastPicture(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, bot.Picture{MessageID: "om_2", Key: "file", File: true}, p.Picture, "of several the last")
		assert.False(t, p.Answered)
		require.NoError(t, s.MarkAnswered(ctx, "om_2"))
		p, _, err = s.LastPicture(ctx, "oc_1", "ou_1")
		require.NoError(t, err)
		assert.True(t, p.Answered)
		pictures, err := s.PicturesOf(ctx, "om_2")
		require.NoError(t, err)
		assert.Equal(t, message("om_2", c.now, "a", "file").Pictures, pictures)
		_, ok, err = s.LastPicture(ctx, "oc_1", "ou_2")
		require.NoError(t, err)
		assert.False(t, ok)
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
		wait := bot.WaitingTerms{ChatID: "oc_1", Person: "ou_1", MessageID: "om_t", Text: "包邮", Sent: c.now, Noted: c.now}
		first, err := s.WaitForPicture(ctx, wait)
		require.NoError(t, err)
		assert.Equal(t, "om_t", first.MessageID)
		wait.Noted = c.now.Add(time.Second)
		again, err := s.WaitForPicture(ctx, wait)
		require.NoError(t, err)
		assert.True(t, again.Noted.Equal(c.now), "noted first")

		for name, m := range map[string]bot.Message{
			"too late":        message("om_late", c.now.Add(31*time.Second), "a"),
			"before":          message("om_before", c.now.Add(-time.Second), "a"),
			"another person":  {ID: "om_o", ChatID: "oc_1", Sender: bot.Sender{OpenID: "ou_2"}, Created: c.now.Add(time.Second)},
			"another chat":    {ID: "om_o", ChatID: "oc_2", Sender: bot.Sender{OpenID: "ou_1"}, Created: c.now.Add(time.Second)},
			"the same as the": message("om_t", c.now, "a"),
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
			text, ok, err := s.TakeTerms(ctx, picture, within)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, "包邮", text)
		}
		_, ok, err := s.TakeTerms(ctx, message("om_p2", c.now.Add(21*time.Second), "b"), within)
		require.NoError(t, err)
		assert.False(t, ok, "one picture only")
		taken, err := s.TermsTaken(ctx, "om_t")
		require.NoError(t, err)
		assert.True(t, taken)
	})
}

func TestDefaultsGreetingsAndRecallsAreKept(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, _ *clock) {
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
		recalled, err := s.Recalled(ctx, "om_0", "om_1")
		require.NoError(t, err)
		assert.True(t, recalled)
		recalled, err = s.Recalled(ctx, "om_2")
		require.NoError(t, err)
		assert.False(t, recalled)
	})
}
