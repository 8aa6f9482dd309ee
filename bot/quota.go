package bot

import (
	"context"
	"errors"
	"slices"
	"time"
)

// errQuota says that a person's searches of the day are used up.
var errQuota = errors.New("the daily quota is used up")

// purse pays for what one search or detail asks the gateway.
type purse struct {
	bot    *Bot
	id     string // of the search or detail: its repeated attempts cost nothing
	person string
}

// Spend refuses with errQuota when the person has nothing left. Without a
// quota, and for administrators, it only counts.
func (p purse) Spend(ctx context.Context) error {
	b := p.bot
	most := b.cfg.DailyQuota
	if b.isAdmin(p.person) {
		most = 0
	}
	ok, err := b.deps.Spending.Spend(ctx, p.id, p.person, midnight(b.deps.Now()), most)
	if err != nil {
		return err
	}
	if !ok {
		return errQuota
	}
	return nil
}

// Refund gives back what a failed one cost.
func (p purse) Refund(ctx context.Context) {
	if err := p.bot.deps.Spending.Refund(ctx, p.id); err != nil {
		p.bot.log.WarnContext(ctx, "a failed search was not given back", "search", p.id, "person", p.person, "err", err)
	}
}

// hasSpent says that a person has nothing left for what a click asks for.
func (b *Bot) hasSpent(ctx context.Context, person string) (bool, error) {
	if b.cfg.DailyQuota <= 0 || b.isAdmin(person) {
		return false, nil
	}
	n, err := b.deps.Spending.Spent(ctx, person, midnight(b.deps.Now()))
	return n >= b.cfg.DailyQuota, err
}

func (b *Bot) isAdmin(person string) bool { return slices.Contains(b.cfg.Admins, person) }

// midnight gives the beginning of the day in Shanghai, where buyers are. China
// has had no daylight saving time since 1991, so that no time zone data is needed.
func midnight(now time.Time) time.Time {
	shanghai := now.In(time.FixedZone("Asia/Shanghai", 8*60*60))
	year, month, day := shanghai.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, shanghai.Location())
}
