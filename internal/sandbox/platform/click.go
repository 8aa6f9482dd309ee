package platform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Click is a person working one component of a card. The selecting fields
// (Path to Value) narrow down which; if several components still fit, Nth
// counts them from the top.
type Click struct {
	User      User
	MessageID string

	Path      string // as Components gives it
	Tag       string // button, select_static …
	ElementID string
	Name      string
	Text      string         // the words on a button, or a field's placeholder or label
	Value     map[string]any // part of the callback's value
	Nth       int            // from 1; zero wants exactly one to fit

	Option  string         // the choice of a select_static or an overflow: the option's value
	Checked bool           // the new state of a checker
	Input   string         // what was typed into an input outside a form
	Form    map[string]any // by field name: string, []string or bool
}

// Component tells of a component that people can work, for pages that show a
// card.
type Component struct {
	Path      string
	Tag       string
	Name      string
	Text      string
	Disabled  bool
	InForm    bool
	URL       string // where it leads
	Callback  bool   // whether working it reaches the app
	Submits   bool   // submits its form
	OptionIDs []string
}

// Components lists what people can work in the current card of a message, from
// top to bottom.
func (m Message) Components() []Component {
	card, err := decodeCard([]byte(m.Content))
	if m.Kind != kindCard || err != nil {
		return nil
	}
	var out []Component
	for _, pt := range parts(card) {
		_, callback := pt.callback()
		out = append(out, Component{
			Path: pt.path, Tag: pt.tag, Name: pt.str("name"), Text: pt.label(), Disabled: pt.node["disabled"] == true,
			InForm: pt.form != nil, URL: pt.address(), Callback: callback,
			Submits: pt.str("form_action_type") == "submit", OptionIDs: optionValues(pt.node),
		})
	}
	return out
}

// Click works a component of the current card of a message, sends the callback
// and waits for the app's answer. An answered card becomes the message's. The
// error is a *ClickError if the person would see one: the app did not answer in
// time, or not rightly. Other errors say that the click was not possible.
func (p *Platform) Click(ctx context.Context, c Click) (CallbackAnswer, error) {
	p.mu.Lock()
	pt, m, err := p.aimLocked(c)
	if err != nil {
		p.mu.Unlock()
		return CallbackAnswer{}, fmt.Errorf("click: %w", err)
	}
	action, sends, err := act(pt, c)
	if err != nil {
		p.mu.Unlock()
		return CallbackAnswer{}, fmt.Errorf("click: %w", err)
	}
	answer := CallbackAnswer{URL: pt.address()}
	if !sends {
		p.mu.Unlock()
		return answer, nil
	}
	e := event{id: randomHex(16), kind: eventCardAction, messageID: m.id, at: p.cfg.Now(), body: p.cardActionLocked(c, m, action)}
	if p.closed {
		p.mu.Unlock()
		return CallbackAnswer{}, errors.New("click: the platform is closed")
	}
	p.wg.Add(1)
	p.mu.Unlock()
	defer p.wg.Done()

	raw, err := p.attempt(ctx, e, 1)
	if err != nil {
		return answer, p.clickFailure(err)
	}
	return p.settleClick(m.id, raw, answer)
}

// aimLocked finds the component and refuses what the client would not let the
// person do.
func (p *Platform) aimLocked(c Click) (part, *message, error) {
	m, ok := p.messages[c.MessageID]
	switch {
	case !ok || m.kind != kindCard:
		return part{}, nil, fmt.Errorf("no card %q", c.MessageID)
	case m.recalled:
		return part{}, nil, errors.New("the message was recalled")
	case !m.chat.members[c.User.OpenID]:
		return part{}, nil, fmt.Errorf("%q is not in the chat", c.User.Name)
	case p.cfg.Now().Sub(m.created) > cardLife:
		return part{}, nil, errors.New("the card is older than 14 days")
	}
	card, err := decodeCard([]byte(m.content))
	if err != nil {
		return part{}, nil, fmt.Errorf("decode card: %w", err)
	}
	pt, err := find(card, c)
	if err != nil {
		return part{}, nil, err
	}
	if pt.node["disabled"] == true {
		return part{}, nil, errors.New("the component is disabled")
	}
	return pt, m, nil
}

// act turns the click into the action of its callback and says whether a
// callback is sent at all.
func act(pt part, c Click) (action cardAction, sends bool, err error) {
	action = cardAction{Tag: pt.tag, Timezone: "Asia/Shanghai", Name: pt.str("name")}
	value, callback := pt.callback()
	if callback {
		raw, err := json.Marshal(value)
		if err != nil {
			return action, false, fmt.Errorf("encode value: %w", err)
		}
		action.Value = raw
	}
	if pt.form != nil && pt.tag != "button" {
		return action, false, errors.New("a field of a form sends nothing by itself: give its value with the form's button")
	}
	switch pt.tag {
	case "button":
		switch pt.str("form_action_type") {
		case "reset":
			return action, false, nil
		case "submit":
			action.FormValue, err = formValue(pt.form, c.Form)
			return action, err == nil, err
		}
		if !callback && pt.address() == "" {
			return action, false, errors.New("the button does nothing")
		}
		return action, callback, nil
	case "checker":
		action.Checked = &c.Checked
	case "input":
		entered, err := pt.enter(c.Input)
		if err != nil {
			return action, false, err
		}
		s, _ := entered.(string)
		action.InputValue = &s
	case "interactive_container":
	default:
		entered, err := pt.choose(c.Option)
		if err != nil {
			return action, false, err
		}
		action.Option = entered
		callback = callback || pt.tag == "overflow" || pt.tag == "select_img"
	}
	return action, callback, nil
}

// choose checks a choice outside forms.
func (pt part) choose(option string) (string, error) {
	switch pt.tag {
	case "date_picker", "picker_time", "picker_datetime":
		if option == "" {
			return "", errors.New("a picker needs its Option")
		}
		return option + " +0800", nil
	}
	for _, v := range optionValues(pt.node) {
		if v == option {
			return v, nil
		}
	}
	return "", fmt.Errorf("no option has the value %q", option)
}

func (p *Platform) cardActionLocked(c Click, m *message, action cardAction) cardActionEvent {
	user := p.users[c.User.OpenID]
	ids := p.idsOf(user)
	e := cardActionEvent{Token: "c-" + randomHex(20), Action: action, Host: "im_message"}
	e.Operator.TenantKey, e.Operator.OpenID, e.Operator.UnionID, e.Operator.UserID = p.tenant, ids.OpenID, ids.UnionID, ids.UserID
	e.Context.OpenMessageID, e.Context.OpenChatID = m.id, m.chat.ID
	return e
}
