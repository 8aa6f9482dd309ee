package lark

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The event types that the bot acts on. Names are the platform's.
const (
	eventMessage  = "im.message.receive_v1"
	eventRecalled = "im.message.recalled_v1"
	eventAdded    = "im.chat.member.bot.added_v1"
	eventEntered  = "im.chat.access_event.bot_p2p_chat_entered_v1"
	eventMenu     = "application.bot.menu_v6"
	eventClick    = "card.action.trigger"
)

// UndecodableError is an event that cannot be read. It will not get better by
// being delivered again.
type UndecodableError struct {
	EventType string
	EventID   string
	MessageID string // where it could be found
	Err       error
}

// Error gives the log's text, without any of the event's content.
func (e *UndecodableError) Error() string {
	return fmt.Sprintf("undecodable event %s of type %s (message %s): %v", e.EventID, e.EventType, e.MessageID, e.Err)
}

// Unwrap gives the cause.
func (e *UndecodableError) Unwrap() error { return e.Err }

// envelope is what every event of schema 2.0 comes in. Type, Challenge and
// Token are those of the address check, which has no header.
type envelope struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Token     string `json:"token"`
	Header    struct {
		EventID   string `json:"event_id"`
		EventType string `json:"event_type"`
		Created   stamp  `json:"create_time"`
		Token     string `json:"token"`
		AppID     string `json:"app_id"`
	} `json:"header"`
	Event json.RawMessage `json:"event"`
}

func (e envelope) undecodable(messageID string, err error) *UndecodableError {
	return &UndecodableError{EventType: e.Header.EventType, EventID: e.Header.EventID, MessageID: messageID, Err: err}
}

// stamp is a time as the platform writes it: text or number, of seconds,
// milliseconds or microseconds. Events are documented with milliseconds, card
// callbacks come with microseconds, the menu's event with seconds.
type stamp time.Time

// UnmarshalJSON implements json.Unmarshaler. What is no time is none: an event
// is not lost for it.
func (s *stamp) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `" `), 10, 64)
	switch {
	case err != nil || n <= 0:
		*s = stamp{}
	case n < 1e11:
		*s = stamp(time.Unix(n, 0))
	case n < 1e14:
		*s = stamp(time.UnixMilli(n))
	default:
		*s = stamp(time.UnixMicro(n))
	}
	return nil
}

// or gives the time, or another where there is none.
func (s stamp) or(other stamp) time.Time {
	if time.Time(s).IsZero() {
		return time.Time(other)
	}
	return time.Time(s)
}

// identity is a person's or app's id: an object in events, a text in look-ups.
type identity struct{ OpenID string }

// UnmarshalJSON implements json.Unmarshaler. Anything else is no id.
func (i *identity) UnmarshalJSON(b []byte) error {
	*i = identity{}
	if err := json.Unmarshal(b, &i.OpenID); err == nil {
		return nil
	}
	var object struct {
		OpenID string `json:"open_id"`
	}
	if err := json.Unmarshal(b, &object); err == nil {
		i.OpenID = object.OpenID
	}
	return nil
}
