package doctor

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"tusou/internal/config"
)

// need is something that the bot may do only with a scope.
type need struct {
	// anyOf are the scopes of which each allows it, that of the README first.
	anyOf []string
	// probe makes a call that needs it, with an id that does not exist; nil
	// where only events need it.
	probe func(ctx context.Context, e *examination) error
}

// nowhere is the id of no message and no chat.
const nowhere = "00000000000000000000000000000000"

// needs lists what the bot cannot do without.
func needs() []need {
	return []need{
		{[]string{"im:message:send_as_bot", "im:message", "im:message:send"}, func(ctx context.Context, e *examination) error {
			_, err := e.lark.Reply(ctx, "om_"+nowhere, "", []byte(`{}`), false)
			return err
		}},
		{[]string{"im:message:readonly", "im:message"}, func(ctx context.Context, e *examination) error {
			_, err := e.lark.Message(ctx, "om_"+nowhere)
			return err
		}},
		{[]string{"im:message.p2p_msg:readonly", "im:message.p2p_msg"}, nil},
		{[]string{"im:message.group_at_msg:readonly", "im:message.group_at_msg", "im:message.group_at_msg.include_bot:readonly", scopeAllMessages}, nil},
		{[]string{"im:resource", "im:resource:upload"}, func(ctx context.Context, e *examination) error {
			_, err := e.lark.UploadImage(ctx, nil)
			return err
		}},
		{[]string{"im:chat:readonly", "im:chat", "im:chat.members:bot_access"}, func(ctx context.Context, e *examination) error {
			return e.lark.Chat(ctx, "oc_"+nowhere)
		}},
	}
}

// scopeAllMessages lets quoted pictures of groups be read; only with
// TUSOU_GROUP_TRIGGER=image is the bot useless in groups without it.
const scopeAllMessages = "im:message.group_msg"

func allMessages() need {
	return need{anyOf: []string{scopeAllMessages, "im:message.group_msg:readonly"}}
}

func (n need) name() string { return n.anyOf[0] }

func (n need) met(granted []string) bool {
	return slices.ContainsFunc(n.anyOf, func(s string) bool { return slices.Contains(granted, s) })
}

// scopes says which scopes are missing.
func (e *examination) scopes(ctx context.Context) Finding {
	if e.token() != nil {
		return unknown(e.texts.Credentials.None)
	}
	required := needs()
	if e.cfg.Bot.GroupTrigger == config.TriggerImage {
		required = append(required, allMessages())
	}
	granted, err := e.lark.Scopes(ctx)
	if err != nil {
		if said := refusal(err); said.Status == 0 {
			f, _ := e.away(said)
			return f
		}
		return e.probeScopes(ctx, required)
	}
	var missing []string
	for _, n := range required {
		if !n.met(granted) {
			missing = append(missing, n.name())
		}
	}
	if len(missing) > 0 {
		return e.missing(missing)
	}
	found := e.texts.Scopes.Good.With(len(required))
	if !allMessages().met(granted) {
		found = e.and(found, e.texts.Scopes.Optional.With(scopeAllMessages))
	}
	return good(found)
}

// probeScopes finds scopes out by calls, where the platform does not list them:
// one that lacks its scope is refused for that, every other refusal comes after
// it.
func (e *examination) probeScopes(ctx context.Context, required []need) Finding {
	var missing, granted, unseen []string
	for _, n := range required {
		if n.probe == nil {
			unseen = append(unseen, n.name())
			continue
		}
		err := n.probe(ctx, e)
		switch said := refusal(err); {
		case err == nil:
			granted = append(granted, n.name())
		case said.Code == codeScopeMissing:
			missing = append(missing, n.name())
		default:
			if _, away := e.away(said); away {
				unseen = append(unseen, n.name())
			} else {
				granted = append(granted, n.name())
			}
		}
	}
	if len(missing) > 0 {
		return e.missing(missing)
	}
	return unknown(e.texts.Scopes.Probed.With(e.list(granted), e.list(unseen)))
}

func (e *examination) missing(names []string) Finding {
	t := e.texts.Scopes
	page := e.cfg.Lark.BaseURL + "/app/" + url.PathEscape(e.cfg.Lark.AppID) + "/auth?q=" + url.QueryEscape(strings.Join(names, ","))
	return wrong(t.Missing.With(e.list(names)), t.Mend.With(page))
}
