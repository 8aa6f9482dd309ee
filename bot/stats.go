package bot

import (
	"context"
	"time"

	"tusou/cards"
)

// showStats answers /stats, which is for administrators.
func (b *Bot) showStats(ctx context.Context, m Message) error {
	t := b.deps.Texts
	if !b.isAdmin(m.Sender.OpenID) {
		return b.say(ctx, m, cards.Notice(t.Notice.AdminsOnly))
	}
	today := midnight(b.deps.Now())
	view := cards.StatsView{Now: b.deps.Now()}
	for _, span := range []struct {
		since time.Time
		into  *cards.Period
	}{
		{today, &view.Today},
		{today.AddDate(0, 0, -6), &view.Week},
	} {
		s, err := b.deps.Searches.Stats(ctx, span.since)
		if err != nil {
			return err
		}
		*span.into = cards.Period{
			Searches: s.Searches, Cached: s.Cached, GatewayCalls: s.GatewayCalls, Failures: s.Failed,
			Median: s.Median, P95: s.P95, People: s.People,
		}
	}
	return b.say(ctx, m, cards.Stats(t, view))
}
