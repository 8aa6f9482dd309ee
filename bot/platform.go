package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// The chat types that the platform documents. Others have been reported, so
// nothing may rely on there being two: what is not ChatDirect is a group.
const (
	ChatDirect = "p2p"
	ChatGroup  = "group"
)

// kindForward is the platform's message_type of a forwarded bundle.
const kindForward = "merge_forward"

// Message is one received message, as the platform's event or its message
// look-up gives it, with the mention placeholders resolved.
type Message struct {
	ID       string    `json:"id"`                  // om_…
	ParentID string    `json:"parent_id,omitempty"` // the message it quotes; inside a topic the topic's first
	RootID   string    `json:"root_id,omitempty"`
	ThreadID string    `json:"thread_id,omitempty"` // omt_…; set only inside a topic
	ChatID   string    `json:"chat_id"`             // oc_…
	ChatType string    `json:"chat_type"`
	Sender   Sender    `json:"sender"`
	Created  time.Time `json:"created"` // the platform's own time of the message
	// Kind is the platform's message_type: text, post, image, file, sticker,
	// audio, media, folder, merge_forward, interactive …
	Kind string `json:"kind"`
	// Text is what a person wrote, line breaks kept: mentions of the bot and
	// of people are taken out, link texts stay.
	Text string `json:"text,omitempty"`
	// Pictures are the message's own, in order: the picture of an image
	// message, each img of a post, a file whose name ends like a picture's.
	Pictures []Picture `json:"pictures,omitempty"`
	FileName string    `json:"file_name,omitempty"` // of a file or a folder
	// MentionsBot says that the bot's own open id is among the mentions.
	MentionsBot bool `json:"mentions_bot,omitempty"`
	Recalled    bool `json:"recalled,omitempty"` // look-ups only: the message was withdrawn
}

// Sender is who wrote a message.
type Sender struct {
	OpenID string `json:"open_id"`       // ou_…; an app's id (cli_…) for a bot found by look-up
	Bot    bool   `json:"bot,omitempty"` // sent by this or another app
}

// Picture names one picture of a message to Platform.Resource.
type Picture struct {
	MessageID string `json:"message_id"` // the message that holds it
	Key       string `json:"key"`        // img_… or file_…, opaque
	File      bool   `json:"file,omitempty"`
	// Forwarded says that the message is a forwarded bundle, whose pictures the
	// platform hands out to some apps only.
	Forwarded bool `json:"forwarded,omitempty"`
}

// Click is one click on a card of the bot.
type Click struct {
	EventID   string // header.event_id; unique a click
	Operator  string // open id of who clicked
	MessageID string // the card's message
	ChatID    string
	Tag       string          // button, select_static, …
	Name      string          // of the component inside a form
	Value     json.RawMessage // the component's value as the card carried it; nil if none
	Option    string          // a select's choice
	// Form holds the submitted form: one text for inputs and single selects,
	// several for multi-selects; empty fields may be missing.
	Form map[string][]string
}

// ClickAnswer is what a click is answered with inside the callback. Both parts
// may be missing: then nothing visible happens.
type ClickAnswer struct {
	Toast *Toast
	Card  json.RawMessage // a whole Card JSON 2.0 object that replaces the clicked one
}

// Toast is the short line the platform shows to who clicked.
type Toast struct {
	Type string // info, success, warning or error
	Text string
}

// Recall says that a message was withdrawn.
type Recall struct {
	MessageID string
	ChatID    string
}

// Greeting is an occasion to introduce oneself: the bot was added to a group,
// or somebody opened the direct chat with it.
type Greeting struct {
	EventID  string
	ChatID   string
	Operator string // open id
	Direct   bool   // the direct chat was opened; sent at each opening
}

// MenuPress is a press on the bot's menu in direct chat.
type MenuPress struct {
	EventID  string
	Operator string // open id; the event names no chat
	Key      string // event_key as set in the developer console
}

// Platform is what the bot needs of Feishu/Lark. Every call is one attempt
// within the platform's rates, which it waits for; errors are *PlatformError
// unless ctx ended. Cards are whole Card JSON 2.0 objects.
type Platform interface {
	// Heard tells which chat a message is in, so that replies to it keep the
	// rate of the chat; it calls nothing.
	Heard(messageID, chatID string)
	// Reply answers a message with a card. The same uuid (≤ 50 characters)
	// within an hour gives the id of the earlier reply and changes nothing.
	Reply(ctx context.Context, messageID, uuid string, card json.RawMessage, inThread bool) (id string, err error)
	// Send opens a message in a chat (oc_…) or in the direct chat with a
	// person (ou_…).
	Send(ctx context.Context, to, uuid string, card json.RawMessage) (id string, err error)
	// Patch replaces the card of a message of the bot.
	Patch(ctx context.Context, messageID string, card json.RawMessage) error
	// Delete takes a message of the bot back.
	Delete(ctx context.Context, messageID string) error
	// Message looks a message up.
	Message(ctx context.Context, id string) (Message, error)
	// Resource downloads a picture of a message, at most limit bytes.
	Resource(ctx context.Context, p Picture, limit int64) ([]byte, error)
	// UploadImage stores a picture with the platform and gives its image key.
	UploadImage(ctx context.Context, jpeg []byte) (key string, err error)
	// UploadFile stores a file with the platform and gives its file key. Each
	// call stores it anew: a second one gives another key.
	UploadFile(ctx context.Context, f File) (key string, err error)
	// ReplyFile answers a message with a stored file, whose key may be used
	// again. The uuid is as Reply's.
	ReplyFile(ctx context.Context, messageID, uuid, fileKey string) (id string, err error)
}

// File is a file to be stored with the platform.
type File struct {
	Name string // as people see it; its ending says what it is
	Size int64  // in bytes, 30 MB at most and not 0; what Open gives must have so many
	// Open gives the content from its beginning. It is called for every
	// attempt, the one after a refused token included.
	Open func() (io.ReadCloser, error)
}

// PlatformAction is what an error of the platform asks for; the table from
// the platform's codes to these is package lark's.
type PlatformAction int

// The actions. The zero value gives up.
const (
	PlatformGiveUp    PlatformAction = iota // the call cannot succeed
	PlatformRetry                           // transient or ambiguous: again, with the same uuid, after After
	PlatformGone                            // the message was recalled or deleted, the chat dissolved: stop the work
	PlatformTooOld                          // the message can no longer be changed: send a new one
	PlatformTooBig                          // the card is refused for its size or content: send a smaller one
	PlatformForbidden                       // a permission or membership is missing: tell the person
	PlatformSpent                           // the tenant's monthly calls are used up
)

// PlatformError is a call that the platform, or the way to it, did not let
// succeed.
type PlatformError struct {
	Op      string         // the call, for the log
	Action  PlatformAction // what to do
	Status  int            // HTTP status; 0 without an answer
	Code    int            // the platform's code; 0 without one
	Message string         // the platform's words, untrusted
	LogID   string         // the platform's, for its support
	Scope   string         // the missing permission scope, where it is named
	NoImage bool           // a card was refused for a picture that the platform does not know (any more)
	After   time.Duration  // wait at least this long before the next attempt
	Err     error          // the cause where there was no answer
}

// Error gives the log's text.
func (e *PlatformError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Op, e.Err)
	}
	return fmt.Sprintf("%s: HTTP %d code %d: %s (log id %s)", e.Op, e.Status, e.Code, e.Message, e.LogID)
}

// Unwrap gives the cause.
func (e *PlatformError) Unwrap() error { return e.Err }

// ActionOf gives what an error of the platform asks for; errors that are none
// of the platform's give up.
func ActionOf(err error) PlatformAction {
	var e *PlatformError
	if errors.As(err, &e) {
		return e.Action
	}
	return PlatformGiveUp
}
