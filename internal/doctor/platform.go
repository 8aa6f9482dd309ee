package doctor

import (
	"context"
	"net/http"

	"tusou/bot"
)

// The platform's codes by which a refusal of the app itself is told apart.
const (
	codeAddressNotListed = 99991401
	codeAppDisabled      = 99991662
	codeAppStopped       = 99991673
	codeScopeMissing     = 99991672
)

// credentials says whether the app's id and secret get an access token.
func (e *examination) credentials(context.Context) Finding {
	err := e.token()
	if err == nil {
		return good(e.texts.Credentials.Good.With(e.cfg.Lark.AppID))
	}
	said := refusal(err)
	if f, ok := e.away(said); ok {
		return f
	}
	t := e.texts.Credentials
	switch said.Code {
	case codeAddressNotListed:
		return wrong(t.Refused.With(said.Code, e.said(said)), t.AddressMend)
	case codeAppDisabled, codeAppStopped:
		return wrong(t.Disabled.With(said.Code, e.said(said)), t.DisabledMend)
	}
	return wrong(t.Refused.With(said.Code, e.said(said)), t.RefusedMend)
}

// away says that the platform was not reached, is busy, or that something else
// answers in its place: that is the same for every check which asks it.
func (e *examination) away(said *bot.PlatformError) (Finding, bool) {
	t := e.texts.Credentials
	host := hostOf(e.cfg.Lark.BaseURL)
	switch {
	case said.Status == 0:
		return wrong(t.Down.With(host, e.cause(said)), t.DownMend), true
	case said.Status == http.StatusTooManyRequests, said.Status >= http.StatusInternalServerError:
		return unknown(t.Busy.With(said.Status, said.Code, e.said(said))), true
	case said.Code == 0:
		return wrong(t.Stranger.With(host, said.Status), t.StrangerMend), true
	}
	return Finding{}, false
}

// identity says who the bot is, and whether it may work.
func (e *examination) identity(ctx context.Context) Finding {
	if e.token() != nil {
		return unknown(e.texts.Credentials.None)
	}
	t := e.texts.Bot
	who, err := e.lark.Identity(ctx)
	if err != nil {
		said := refusal(err)
		// A success without a bot in it has no code either.
		if f, ok := e.away(said); ok && said.Status != http.StatusOK {
			return f
		}
		return wrong(t.None.With(said.Code, e.said(said)), t.NoneMend)
	}
	name := e.shown(who.Name)
	if !who.Enabled() {
		return wrong(t.Disabled.With(name, who.Status), t.DisabledMend)
	}
	return good(t.Good.With(name, e.shown(who.OpenID)))
}
