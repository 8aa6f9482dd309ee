package platform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// CallbackAnswer is what a click is answered with.
type CallbackAnswer struct {
	Toast *Toast          // nil if none is shown
	Card  json.RawMessage // the card that replaced the clicked one; nil if none
	URL   string          // what the component itself opens
}

// Toast is the short line shown to the person who clicked.
type Toast struct {
	Type    string            `json:"type"`
	Content string            `json:"content"`
	I18n    map[string]string `json:"i18n"`
}

// ClickError is what a person sees when a callback fails, by the codes of the
// clients.
type ClickError struct {
	Code   int
	Reason string
}

// Error names the code and the reason.
func (e *ClickError) Error() string {
	return fmt.Sprintf("callback failed with %d: %s", e.Code, e.Reason)
}

// The codes that a client shows.
const (
	clickNoReceiver = 200340
	clickTimeout    = 200341
	clickTransport  = 200342
	clickStatus     = 200671
	clickFormat     = 200672
	clickCard       = 200673
	clickDowngrade  = 200830
)

// errStatus is an answer that is no success.
type errStatus struct{ code int }

func (e errStatus) Error() string { return fmt.Sprintf("the app answered %d", e.code) }

// errDeadline says that the app did not answer in time.
var errDeadline = errors.New("no acknowledgement in time")

func (p *Platform) clickFailure(err error) error {
	var status errStatus
	switch {
	case errors.Is(err, errNoReceiver):
		return &ClickError{clickNoReceiver, err.Error()}
	case errors.Is(err, errDeadline), errors.Is(err, context.DeadlineExceeded):
		return &ClickError{clickTimeout, err.Error()}
	case errors.As(err, &status):
		return &ClickError{clickStatus, err.Error()}
	}
	return &ClickError{clickTransport, err.Error()}
}

// settleClick checks the app's answer and applies its card.
func (p *Platform) settleClick(messageID string, raw []byte, answer CallbackAnswer) (CallbackAnswer, error) {
	var body struct {
		Toast *Toast `json:"toast"`
		Card  *struct {
			Type string          `json:"type"`
			Data json.RawMessage `json:"data"`
		} `json:"card"`
	}
	// Whether null is an answer is not documented; an empty object is.
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' {
		return answer, &ClickError{clickFormat, fmt.Sprintf("the answer %q is no object", raw)}
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return answer, &ClickError{clickFormat, err.Error()}
	}
	if t := body.Toast; t != nil {
		if !slices.Contains([]string{"info", "success", "error", "warning"}, t.Type) {
			return answer, &ClickError{clickFormat, fmt.Sprintf("toast type %q", t.Type)}
		}
		if t.Content == "" && len(t.I18n) == 0 {
			return answer, &ClickError{clickFormat, "the toast has no words"}
		}
		answer.Toast = t
	}
	if body.Card == nil {
		return answer, nil
	}
	if body.Card.Type != "raw" {
		return answer, &ClickError{clickCard, fmt.Sprintf("card type %q", body.Card.Type)}
	}
	if err := p.applyCard(messageID, body.Card.Data); err != nil {
		return answer, err
	}
	answer.Card = body.Card.Data
	return answer, nil
}

func (p *Platform) applyCard(messageID string, card json.RawMessage) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(card, &head); err != nil {
		return &ClickError{clickCard, err.Error()}
	}
	if head.Schema != "2.0" {
		return &ClickError{clickDowngrade, "the answered card is not of schema 2.0"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.messages[messageID]
	if m.recalled {
		return &ClickError{clickCard, "the message was recalled"}
	}
	if refusal := p.checkCardLocked(string(card)); refusal != nil {
		return &ClickError{clickCard, refusal.msg}
	}
	p.changeLocked(m, string(card), "callback")
	return nil
}
