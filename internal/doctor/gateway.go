package doctor

import (
	"context"
	"net/http"

	"tusou/internal/gateway"
)

// signature says whether the gateway takes our signature.
func (e *examination) signature(context.Context) Finding {
	t := e.texts.Gateway
	p, err := e.asked()
	if err != nil {
		return e.unanswered(p.Status, err)
	}
	said := e.shown(p.Message)
	if said == "" {
		said = e.texts.Nothing
	}
	code := e.shown(p.Code)
	switch p.Verdict {
	case gateway.VerdictAccepted:
		return good(t.Good.With(said))
	case gateway.VerdictSignature:
		return wrong(t.Says.With(code, said), t.Signature)
	case gateway.VerdictClock:
		return wrong(t.Says.With(code, said), t.Clock)
	case gateway.VerdictSeller:
		return wrong(t.Says.With(code, said), t.Seller)
	case gateway.VerdictThrottled:
		return unknown(t.Throttled.With(said))
	}
	return unknown(t.Unclear.With(code, said))
}

// unanswered is the finding where the gateway gave no answer, or none that is
// one.
func (e *examination) unanswered(status int, err error) Finding {
	t := e.texts.Gateway
	host := hostOf(e.cfg.Gateway.URL)
	switch {
	case status == 0:
		return wrong(t.Down.With(host, e.cause(err)), t.DownMend)
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return unknown(t.Busy.With(host, status))
	}
	return wrong(t.Stranger.With(host, status), t.StrangerMend)
}
