package doctor

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"tusou/internal/config"
	"tusou/internal/lark"
)

// What the developer console has to be subscribed to.
const (
	eventMessage = "im.message.receive_v1"
	callbackCard = "card.action.trigger"
	callbackOld  = "card.action.trigger_v1"
	webhookPath  = "/lark/webhook"
	// scopeSelf lets an app read how the console is set. The bot needs it for
	// nothing else.
	scopeSelf = "application:application:self_manage"
)

// eventsBesides are those that only some functions need.
func eventsBesides() []string {
	return []string{
		"im.message.recalled_v1", "im.chat.member.bot.added_v1",
		"im.chat.access_event.bot_p2p_chat_entered_v1", "application.bot.menu_v6",
	}
}

// events says whether events can come the way that is set.
func (e *examination) events(ctx context.Context) Finding {
	if e.token() != nil {
		return unknown(e.texts.Credentials.None)
	}
	way := e.longConnection
	if e.cfg.Lark.Events == config.EventsWebhook {
		way = e.hook
	}
	f := way(ctx)
	if f.Mark == Wrong {
		return f
	}
	s, err := e.console()
	if err != nil {
		f.Found = e.and(f.Found, e.texts.Events.Unseen.With(scopeSelf))
		return f
	}
	return e.subscribed(f, s.events)
}

// longConnection asks for the address of a long connection, and leaves it.
func (e *examination) longConnection(ctx context.Context) Finding {
	err := e.lark.MayConnect(ctx)
	if err == nil {
		return good(e.texts.Events.Connects)
	}
	said := refusal(err)
	if f, ok := e.away(said); ok {
		return f
	}
	return wrong(e.texts.Events.Refused.With(said.Code, e.said(said)), e.texts.Events.RefusedMend)
}

// hook sends the webhook the challenge that the platform would send. Only a
// running bot can answer it.
func (e *examination) hook(ctx context.Context) Finding {
	t := e.texts.Events
	if e.cfg.HTTP.PublicURL == "" {
		return unknown(t.HookNoURL)
	}
	got, err := lark.Challenge(ctx, lark.WebhookConfig{
		AppID: e.cfg.Lark.AppID, EncryptKey: e.cfg.Lark.EncryptKey, VerificationToken: e.cfg.Lark.VerificationToken,
	}, e.cfg.HTTP.PublicURL+webhookPath, lark.Deps{Now: e.now})
	switch {
	case err != nil:
		return unknown(t.HookSilent.With(e.cause(err)))
	case got.Echoed:
		return good(t.HookGood)
	case got.Status == http.StatusUnauthorized:
		return wrong(t.HookKey, t.HookKeyMend)
	case got.Status == http.StatusForbidden:
		return wrong(t.HookToken, t.HookTokenMend)
	}
	return unknown(t.HookStatus.With(got.Status))
}

// subscribed adds what the console says of the events to how their way is.
func (e *examination) subscribed(f Finding, s lark.Subscription) Finding {
	t := e.texts.Events
	if other, ok := e.otherMode(s); ok {
		return wrong(t.Other.With(e.mode(other)), t.OtherMend.With(e.mode(e.cfg.Lark.Events)))
	}
	if url, ok := e.otherURL(s); ok {
		return wrong(t.OtherURL.With(e.shown(url)), t.OtherURLMend.With(e.cfg.HTTP.PublicURL+webhookPath))
	}
	if s.Kinds == nil {
		f.Found = e.and(f.Found, t.Unseen.With(scopeSelf))
		return f
	}
	if !slices.Contains(s.Kinds, eventMessage) {
		return wrong(t.Missing.With(eventMessage), t.MissingMend.With(e.list(append([]string{eventMessage}, lacking(s.Kinds)...))))
	}
	f.Found = e.and(f.Found, t.Subscribed.With(len(s.Kinds)))
	if besides := lacking(s.Kinds); len(besides) > 0 {
		f.Found = e.and(f.Found, t.Optional.With(e.list(besides)))
	}
	return f
}

func lacking(kinds []string) []string {
	return slices.DeleteFunc(eventsBesides(), func(kind string) bool { return slices.Contains(kinds, kind) })
}

// otherMode gives the mode that the console is set to, if it is not ours.
func (e *examination) otherMode(s lark.Subscription) (string, bool) {
	return s.Mode, s.Mode != "" && s.Mode != e.cfg.Lark.Events
}

// otherURL gives the address that the console is set to, if that leads
// elsewhere.
func (e *examination) otherURL(s lark.Subscription) (string, bool) {
	ours := e.cfg.HTTP.PublicURL
	return s.URL, s.Mode == config.EventsWebhook && s.URL != "" && ours != "" && strings.TrimRight(s.URL, "/") != ours+webhookPath
}

// mode gives a mode's name in the console.
func (e *examination) mode(mode string) string {
	if mode == config.EventsWebhook {
		return e.texts.Events.Webhook
	}
	return e.texts.Events.Socket
}

// callbacks says whether clicks on cards reach the bot. Nothing but the console
// tells: an app that may not read its settings cannot know.
func (e *examination) callbacks(context.Context) Finding {
	if e.token() != nil {
		return unknown(e.texts.Credentials.None)
	}
	t := e.texts.Callbacks
	ours := e.mode(e.cfg.Lark.Events)
	s, err := e.console()
	if err != nil || s.callbacks.Mode == "" && s.callbacks.Kinds == nil {
		return unknown(t.Unseen.With(scopeSelf, ours))
	}
	c := s.callbacks
	if other, ok := e.otherMode(c); ok {
		return wrong(t.Other.With(e.mode(other)), t.Mend.With(ours))
	}
	if url, ok := e.otherURL(c); ok {
		return wrong(t.OtherURL.With(e.shown(url)), t.OtherURLMend.With(e.cfg.HTTP.PublicURL+webhookPath))
	}
	switch {
	case !slices.Contains(c.Kinds, callbackCard):
		return wrong(t.Missing, t.Mend.With(ours))
	case slices.Contains(c.Kinds, callbackOld):
		return wrong(t.Old, t.OldMend)
	}
	return good(t.Good.With(ours))
}
