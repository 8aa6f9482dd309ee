package doctor

import (
	"context"

	"tusou/internal/app"
)

// database says whether the database can be written, and how far its tables
// are. One that a running bot holds is left alone.
func (e *examination) database(ctx context.Context) Finding {
	t := e.texts.Database
	engine, mend := t.SQLite, t.SQLiteMend.With(e.cfg.Data.Dir)
	if !e.cfg.Database.URL.IsZero() {
		engine, mend = t.Postgres, t.PostgresMend
	}
	state, err := app.InspectDatabase(ctx, e.cfg)
	switch {
	case err != nil:
		return wrong(t.Failed.With(engine, e.cause(err)), mend)
	case state.InUse:
		return good(t.InUse.With(engine))
	case state.Newer > 0:
		return wrong(t.Newer.With(engine, state.Newer), t.NewerMend)
	case state.Fresh:
		return good(t.Fresh.With(engine))
	case state.Pending > 0:
		return good(t.Pending.With(engine, state.Pending))
	}
	return good(t.Good.With(engine))
}
