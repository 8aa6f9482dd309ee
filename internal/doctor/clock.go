package doctor

import (
	"context"
	"time"
)

const (
	// clockOff is from where a clock counts as wrong.
	clockOff = 30 * time.Second
	// clockSame is what the whole seconds of a Date header and the way of an
	// answer explain.
	clockSame = 2 * time.Second
)

// clock compares this machine's clock with those of the platform and the
// gateway, which both judge requests by their time.
func (e *examination) clock(context.Context) Finding {
	t := e.texts.Clock
	var found []string
	off := false
	compare := func(whose string, ahead time.Duration) {
		off = off || ahead.Abs() > clockOff
		seconds := int(ahead.Abs().Round(time.Second) / time.Second)
		switch {
		case ahead.Abs() <= clockSame:
			found = append(found, t.Same.With(whose))
		case ahead > 0:
			found = append(found, t.Ahead.With(whose, seconds))
		default:
			found = append(found, t.Behind.With(whose, seconds))
		}
	}
	if ahead, ok := e.skew(); ok {
		compare(t.Platform, ahead)
	}
	if p, _ := e.asked(); !p.Date.IsZero() { // a refusal tells the time as well
		compare(t.Gateway, p.at.Sub(p.Date))
	}
	said := e.and(found...)
	switch {
	case len(found) == 0:
		return unknown(t.None)
	case off:
		return wrong(said, t.Mend)
	}
	return good(said)
}
