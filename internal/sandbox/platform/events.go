package platform

import (
	"encoding/json"
	"fmt"
	"time"
)

// The event types that the platform sends.
const (
	eventReceive     = "im.message.receive_v1"
	eventRecalled    = "im.message.recalled_v1"
	eventBotAdded    = "im.chat.member.bot.added_v1"
	eventChatEntered = "im.chat.access_event.bot_p2p_chat_entered_v1"
	eventMenu        = "application.bot.menu_v6"
	eventCardAction  = "card.action.trigger"
)

// envelope is what carries every event and callback.
type envelope struct {
	Schema string       `json:"schema"`
	Header envelopeHead `json:"header"`
	Event  any          `json:"event"`
}

type envelopeHead struct {
	EventID    string `json:"event_id"`
	EventType  string `json:"event_type"`
	CreateTime string `json:"create_time"`
	Token      string `json:"token"`
	AppID      string `json:"app_id"`
	TenantKey  string `json:"tenant_key"`
}

// userIDs are the three ids of one user. UserID is null without the scope
// contact:user.employee_id:readonly and for bots.
type userIDs struct {
	UnionID string  `json:"union_id"`
	UserID  *string `json:"user_id"`
	OpenID  string  `json:"open_id"`
}

type receiveEvent struct {
	Sender struct {
		SenderID   userIDs `json:"sender_id"`
		SenderType string  `json:"sender_type"`
		TenantKey  string  `json:"tenant_key"`
	} `json:"sender"`
	Message receivedMessage `json:"message"`
}

type receivedMessage struct {
	MessageID   string         `json:"message_id"`
	RootID      string         `json:"root_id,omitempty"`
	ParentID    string         `json:"parent_id,omitempty"`
	CreateTime  string         `json:"create_time"`
	UpdateTime  string         `json:"update_time"`
	ChatID      string         `json:"chat_id"`
	ThreadID    string         `json:"thread_id,omitempty"`
	ChatType    string         `json:"chat_type"`
	MessageType string         `json:"message_type"`
	Content     string         `json:"content"`
	Mentions    []eventMention `json:"mentions,omitempty"`
}

type eventMention struct {
	Key           string  `json:"key"`
	ID            userIDs `json:"id"`
	MentionedType string  `json:"mentioned_type"`
	Name          string  `json:"name"`
	TenantKey     string  `json:"tenant_key"`
}

type recalledEvent struct {
	MessageID  string `json:"message_id"`
	ChatID     string `json:"chat_id"`
	RecallTime string `json:"recall_time"`
	RecallType string `json:"recall_type"`
}

type botAddedEvent struct {
	ChatID            string    `json:"chat_id"`
	OperatorID        userIDs   `json:"operator_id"`
	External          bool      `json:"external"`
	OperatorTenantKey string    `json:"operator_tenant_key"`
	Name              string    `json:"name"`
	I18nNames         i18nNames `json:"i18n_names"`
}

type i18nNames struct {
	ZhCN string `json:"zh_cn"`
	EnUS string `json:"en_us"`
	JaJP string `json:"ja_jp"`
}

type chatEnteredEvent struct {
	ChatID                string  `json:"chat_id"`
	OperatorID            userIDs `json:"operator_id"`
	LastMessageID         string  `json:"last_message_id,omitempty"`
	LastMessageCreateTime string  `json:"last_message_create_time,omitempty"`
}

type menuEvent struct {
	Operator struct {
		OperatorName string  `json:"operator_name,omitempty"`
		OperatorID   userIDs `json:"operator_id"`
	} `json:"operator"`
	EventKey  string `json:"event_key"`
	Timestamp int64  `json:"timestamp"` // seconds, unlike every other time
}

type cardActionEvent struct {
	Operator struct {
		TenantKey string  `json:"tenant_key"`
		UserID    *string `json:"user_id,omitempty"`
		OpenID    string  `json:"open_id"`
		UnionID   string  `json:"union_id"`
	} `json:"operator"`
	Token   string     `json:"token"`
	Action  cardAction `json:"action"`
	Host    string     `json:"host"`
	Context struct {
		OpenMessageID string `json:"open_message_id"`
		OpenChatID    string `json:"open_chat_id"`
	} `json:"context"`
}

// cardAction tells which component was worked. Absent parts of the component
// are absent here.
type cardAction struct {
	Value      json.RawMessage `json:"value,omitempty"`
	Tag        string          `json:"tag"`
	Option     string          `json:"option,omitempty"`
	Options    []string        `json:"options,omitempty"`
	InputValue *string         `json:"input_value,omitempty"`
	Checked    *bool           `json:"checked,omitempty"`
	Timezone   string          `json:"timezone"`
	FormValue  map[string]any  `json:"form_value,omitempty"`
	Name       string          `json:"name,omitempty"`
}

func (p *Platform) idsOf(u User) userIDs {
	ids := userIDs{UnionID: u.UnionID, OpenID: u.OpenID}
	if u.UserID != "" && p.granted("contact:user.employee_id:readonly") {
		ids.UserID = &u.UserID
	}
	return ids
}

// envelopeBytes encodes one event. Callbacks count their create_time in
// microseconds, events in milliseconds.
func (p *Platform) envelopeBytes(eventID, eventType string, at time.Time, body any) ([]byte, error) {
	created := millis(at)
	if eventType == eventCardAction {
		created = micros(at)
	}
	raw, err := json.Marshal(envelope{
		Schema: "2.0",
		Header: envelopeHead{
			EventID: eventID, EventType: eventType, CreateTime: created,
			Token: p.cfg.VerificationToken, AppID: p.cfg.AppID, TenantKey: p.tenant,
		},
		Event: body,
	})
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", eventType, err)
	}
	return raw, nil
}

// receivedLocked shapes a message as im.message.receive_v1 carries it.
func (p *Platform) receivedLocked(m *message) receiveEvent {
	var e receiveEvent
	e.Sender.SenderID = p.idsOf(m.sender)
	e.Sender.SenderType = "user"
	if m.sender.Bot {
		e.Sender.SenderType = "bot"
	}
	e.Sender.TenantKey = p.tenant
	chatType := "group"
	if m.chat.Mode == ModeDirect {
		chatType = "p2p"
	}
	e.Message = receivedMessage{
		MessageID: m.id, RootID: m.root, ParentID: m.parent, ThreadID: m.thread,
		CreateTime: millis(m.created), UpdateTime: millis(m.updated),
		ChatID: m.chat.ID, ChatType: chatType, MessageType: m.kind, Content: m.content,
	}
	for _, mention := range m.mentions {
		kind := "user"
		if mention.user.Bot {
			kind = "bot"
		}
		e.Message.Mentions = append(e.Message.Mentions, eventMention{
			Key: mention.key, ID: p.idsOf(mention.user), MentionedType: kind,
			Name: mention.user.Name, TenantKey: p.tenant,
		})
	}
	return e
}

// visibleLocked says whether the app's scopes let it receive the message. The
// table is that of im.message.receive_v1's page.
func (p *Platform) visibleLocked(m *message) bool {
	if !m.chat.hasBot || m.sender.OpenID == p.bot.OpenID {
		return false
	}
	if m.chat.Mode == ModeDirect {
		return p.granted("im:message.p2p_msg:readonly", "im:message.p2p_msg")
	}
	mentioned := false
	for _, mention := range m.mentions {
		mentioned = mentioned || mention.user.OpenID == p.bot.OpenID
	}
	switch {
	case m.sender.Bot:
		return mentioned && p.granted("im:message.group_at_msg.include_bot:readonly")
	case mentioned && p.granted("im:message.group_at_msg:readonly", "im:message.group_at_msg", "im:message.group_at_msg.include_bot:readonly"):
		return true
	}
	return p.granted("im:message.group_msg", "im:message.group_msg:readonly")
}
