package lark

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"

	"tusou/bot"
)

const messagePath = "/open-apis/im/v1/messages/:message_id"

// The platform's message types that the bot sends.
const (
	typeCard = "interactive"
	typeFile = "file"
)

// Reply implements bot.Platform. Where the chat has no threads, inThread gives
// an ordinary reply.
func (c *Client) Reply(ctx context.Context, messageID, uuid string, card json.RawMessage, inThread bool) (string, error) {
	return c.reply(ctx, messageID, uuid, typeCard, string(card), inThread)
}

// ReplyFile implements bot.Platform.
func (c *Client) ReplyFile(ctx context.Context, messageID, uuid, fileKey string) (string, error) {
	content, err := fileContent(fileKey)
	if err != nil {
		return "", err
	}
	return c.reply(ctx, messageID, uuid, typeFile, content, false)
}

// fileContent gives the content of a message of type file.
func fileContent(fileKey string) (string, error) {
	content, err := json.Marshal(map[string]string{"file_key": fileKey})
	if err != nil {
		return "", fmt.Errorf("encode a file message: %w", err)
	}
	return string(content), nil
}

func (c *Client) reply(ctx context.Context, messageID, uuid, kind, content string, inThread bool) (string, error) {
	id, err := c.replyOnce(ctx, messageID, uuid, kind, content, inThread)
	var e *bot.PlatformError
	if inThread && errors.As(err, &e) && (e.Code == codeNoThreadReply || e.Code == codeNoThreadTopic) {
		return c.replyOnce(ctx, messageID, uuid, kind, content, false)
	}
	return id, err
}

func (c *Client) replyOnce(ctx context.Context, messageID, uuid, kind, content string, inThread bool) (string, error) {
	const op = "im.message.reply"
	body := map[string]any{"msg_type": kind, "content": content}
	if uuid != "" {
		body["uuid"] = uuid
	}
	if inThread {
		body["reply_in_thread"] = true
	}
	got, err := c.do(ctx, call{api: op, chat: c.chatOf(messageID), timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{
			HttpMethod: http.MethodPost, ApiPath: messagePath + "/reply",
			PathParams: larkcore.PathParams{"message_id": messageID}, Body: body,
		}
	})})
	if err != nil {
		return "", err
	}
	sent, err := c.sent(op, got)
	c.Heard(messageID, sent.ChatID)
	return sent.MessageID, err
}

// Send implements bot.Platform.
func (c *Client) Send(ctx context.Context, to, uuid string, card json.RawMessage) (string, error) {
	return c.create(ctx, to, uuid, typeCard, string(card))
}

func (c *Client) create(ctx context.Context, to, uuid, msgType, content string) (string, error) {
	const op = "im.message.create"
	kind, ok := receiverKind(to)
	if !ok {
		return "", &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Message: "the receiver is neither a chat nor a person"}
	}
	body := map[string]any{"receive_id": to, "msg_type": msgType, "content": content}
	if uuid != "" {
		body["uuid"] = uuid
	}
	got, err := c.do(ctx, call{api: op, chat: to, timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{
			HttpMethod: http.MethodPost, ApiPath: "/open-apis/im/v1/messages",
			QueryParams: larkcore.QueryParams{"receive_id_type": []string{kind}}, Body: body,
		}
	})})
	if err != nil {
		return "", err
	}
	sent, err := c.sent(op, got)
	return sent.MessageID, err
}

// receiverKind tells a chat's id from a person's by the platform's prefixes.
func receiverKind(to string) (kind string, ok bool) {
	switch {
	case strings.HasPrefix(to, "oc_"):
		return "chat_id", true
	case strings.HasPrefix(to, "ou_"):
		return "open_id", true
	}
	return "", false
}

type sentMessage struct {
	MessageID string `json:"message_id"`
	ChatID    string `json:"chat_id"`
}

// sent reads the answer to a reply or a send, and notes the new message's chat:
// people reply to it.
func (c *Client) sent(op string, body []byte) (sentMessage, error) {
	var got struct {
		Data sentMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err != nil || got.Data.MessageID == "" {
		return sentMessage{}, &bot.PlatformError{Op: op, Action: bot.PlatformRetry, Status: http.StatusOK, Message: "the answer holds no message id"}
	}
	c.Heard(got.Data.MessageID, got.Data.ChatID)
	return got.Data, nil
}

// Patch implements bot.Platform. Patches of one card wait for one another.
func (c *Client) Patch(ctx context.Context, messageID string, card json.RawMessage) error {
	body := map[string]string{"content": string(card)}
	_, err := c.do(ctx, call{api: "im.message.patch", card: messageID, timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{
			HttpMethod: http.MethodPatch, ApiPath: messagePath,
			PathParams: larkcore.PathParams{"message_id": messageID}, Body: body,
		}
	})})
	return err
}

// Delete implements bot.Platform.
func (c *Client) Delete(ctx context.Context, messageID string) error {
	_, err := c.do(ctx, call{api: "im.message.delete", card: messageID, timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{
			HttpMethod: http.MethodDelete, ApiPath: messagePath,
			PathParams: larkcore.PathParams{"message_id": messageID},
		}
	})})
	return err
}

// Message implements bot.Platform. The chat type is empty: the platform does
// not tell it here. A forwarded bundle comes with the pictures of its children.
func (c *Client) Message(ctx context.Context, id string) (bot.Message, error) {
	const op = "im.message.get"
	body, err := c.do(ctx, call{api: op, timeout: callTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{
			HttpMethod: http.MethodGet, ApiPath: messagePath,
			PathParams: larkcore.PathParams{"message_id": id},
		}
	})})
	if err != nil {
		return bot.Message{}, err
	}
	m, err := parseFound(body, c.knownBot())
	if err != nil {
		return bot.Message{}, &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Status: http.StatusOK, Err: err}
	}
	c.Heard(m.ID, m.ChatID)
	return m, nil
}

// BotInfo gives the bot's own open id (ou_…) and name. The client remembers the
// id, to see the bot's mention in messages that it looks up.
func (c *Client) BotInfo(ctx context.Context) (openID, name string, err error) {
	who, err := c.Identity(ctx)
	if err != nil {
		return "", "", err
	}
	c.botID.Store(&who.OpenID)
	return who.OpenID, who.Name, nil
}

func (c *Client) knownBot() string {
	if id := c.botID.Load(); id != nil {
		return *id
	}
	return ""
}
