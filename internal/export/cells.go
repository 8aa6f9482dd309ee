package export

import (
	"context"
	"strings"
	"time"

	"tusou/internal/sourcing"
)

// cell gives what excelize writes for a value of a column: a safe string, a
// number, a time, or nil for an empty cell. Pictures and links, which lie over
// the cell, are added on the way. It is the only way into the sheet for
// anything foreign.
func (b *book) cell(ctx context.Context, at string, value any) (any, error) {
	switch v := value.(type) {
	case string:
		return b.text(oneLine(v)), nil
	case badges:
		return b.text(strings.Join(cleaned(v), " · ")), nil
	case lines:
		return b.text(strings.Join(cleaned(v), "\n")), nil
	case address:
		return b.link(at, string(v))
	case pictureBytes:
		return b.picture(ctx, at, v)
	case sourcing.Money:
		if v > 0 {
			return float64(v) / 100, nil
		}
	case int64:
		if v > 0 {
			return v, nil
		}
	case time.Time:
		if !v.IsZero() {
			return v, nil
		}
	}
	return nil, nil
}

// text counts a text's bytes and gives it as a cell takes it.
func (b *book) text(s string) any {
	if s == "" {
		return nil
	}
	s = safe(s)
	b.budget.text += len(s)
	return s
}
