package platform_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	larkim "github.com/larksuite/oapi-sdk-go/v3/service/im/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestARepeatedUUIDGivesTheOldMessageUnchangedForAnHour(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)

	first := w.reply(asked, "one", "u-1", false)
	again := w.reply(asked, "two", "u-1", false)
	assert.Equal(t, first.str("message_id"), again.str("message_id"))
	assert.Len(t, w.Messages(w.group.ID), 2)
	m, _ := w.Message(first.str("message_id"))
	assert.JSONEq(t, `{"text":"one"}`, m.Content)
	calls := w.Calls()
	assert.True(t, calls[len(calls)-1].Repeated)

	c.Advance(time.Hour)
	later := w.reply(asked, "two", "u-1", false)
	assert.NotEqual(t, first.str("message_id"), later.str("message_id"))
}

func TestRepliesKnowTheirPlace(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "one"})
	require.NoError(t, err)
	second := w.reply(asked, "two", "", false).str("message_id")
	third, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "three", Quote: second})
	require.NoError(t, err)
	m, _ := w.Message(third)
	assert.Equal(t, asked, m.Root)
	assert.Equal(t, second, m.Parent)
	assert.Empty(t, m.Thread)

	inThread := w.reply(second, "topic", "", true)
	assert.NotEmpty(t, inThread.str("thread_id"))
	assert.Equal(t, second, inThread.str("root_id"))
	stays := w.reply(inThread.str("message_id"), "more", "", false)
	assert.Equal(t, inThread.str("thread_id"), stays.str("thread_id"))
	assert.Equal(t, second, stays.str("root_id"))
	assert.Equal(t, second, stays.str("parent_id"))
	// The message that began the topic itself answers one outside of it.
	again := w.reply(second, "again", "", true)
	assert.Equal(t, inThread.str("thread_id"), again.str("thread_id"))
	assert.Equal(t, second, again.str("root_id"))
	assert.Equal(t, second, again.str("parent_id"))
}

func TestTopicGroupsOpenATopicWithEveryMessage(t *testing.T) {
	w := start(t)
	topics := w.NewTopicGroup("话题群", w.anna)
	first, err := w.Post(platform.Outgoing{Chat: topics, Sender: w.anna, Text: "one"})
	require.NoError(t, err)
	m, _ := w.Message(first)
	assert.NotEmpty(t, m.Thread)
	r := w.reply(first, "in it", "", false)
	assert.Equal(t, m.Thread, r.str("thread_id"))
	assert.NotEqual(t, m.Thread, w.send(topics.ID, "text", `{"text":"new"}`, "").str("thread_id"))
	chat := w.call(http.MethodGet, "/im/v1/chats/"+topics.ID, nil)
	assert.Equal(t, "topic", chat.str("chat_mode"))
}

func TestChatsWithoutThreadsRefuseRepliesInThread(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	require.NoError(t, w.SetThreads(w.group.ID, false))
	assert.Equal(t, 230071, w.reply(asked, "x", "", true).Code)
	assert.Zero(t, w.reply(asked, "x", "", false).Code)
}

func TestSendsAreRefused(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	away := w.NewGroup("别人的群", w.anna)
	require.NoError(t, w.RemoveBot(away.ID))
	recalled, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	require.NoError(t, w.Recall(recalled))
	elsewhere := w.key(t, "image", "image_type", "message", picture(t, 20, 20))
	stream := w.file(t, "opus")

	for name, a := range map[string]func() answer{
		"230034 unknown chat":       func() answer { return w.send("oc_x", "text", `{"text":"x"}`, "") },
		"230002 not in the group":   func() answer { return w.send(away.ID, "text", `{"text":"x"}`, "") },
		"230011 recalled":           func() answer { return w.reply(recalled, "x", "", false) },
		"99992354 unknown message":  func() answer { return w.reply("om_x", "x", "", false) },
		"99992402 long uuid":        func() answer { return w.send(w.group.ID, "text", `{"text":"x"}`, strings.Repeat("u", 51)) },
		"230001 content is no JSON": func() answer { return w.send(w.group.ID, "text", `x`, "") },
		"230001 empty text":         func() answer { return w.send(w.group.ID, "text", `{"text":""}`, "") },
		"230001 stranger mentioned": func() answer { return w.send(w.group.ID, "text", `{"text":"<at user_id=\"ou_x\">x</at>"}`, "") },
		"230001 post without locale": func() answer {
			return w.send(w.group.ID, "post", `{"title":"","content":[[{"tag":"text","text":"x"}]]}`, "")
		},
		"230001 unknown type":  func() answer { return w.send(w.group.ID, "poem", `{"text":"x"}`, "") },
		"230001 unknown image": func() answer { return w.send(w.group.ID, "image", `{"image_key":"img_x"}`, "") },
		"230055 file type":     func() answer { return w.send(w.group.ID, "file", fmt.Sprintf(`{"file_key":%q}`, stream), "") },
		"230025 long text":     func() answer { return w.send(w.group.ID, "text", `{"text":"`+strings.Repeat("x", 150<<10)+`"}`, "") },
		"230025 long card":     func() answer { return w.send(w.group.ID, "interactive", card(words(strings.Repeat("x", 30<<10))), "") },
		"230099 bad card":      func() answer { return w.send(w.group.ID, "interactive", card(`{"tag":"note"}`), "") },
	} {
		t.Run(name, func(t *testing.T) {
			c.Advance(time.Second)
			got := a()
			code, _, _ := strings.Cut(name, " ")
			assert.Equal(t, code, fmt.Sprint(got.Code), got.Msg)
			assert.Equal(t, http.StatusBadRequest, got.Status)
		})
	}
	c.Advance(time.Second)
	assert.Zero(t, w.send(w.group.ID, "image", fmt.Sprintf(`{"image_key":%q}`, elsewhere), "").Code)
	assert.Zero(t, w.send(w.group.ID, "audio", fmt.Sprintf(`{"file_key":%q}`, stream), "").Code)
}

func TestADirectChatComesIntoBeingWithTheFirstMessage(t *testing.T) {
	w := start(t)
	a := w.call(http.MethodPost, "/im/v1/messages?receive_id_type=open_id",
		map[string]any{"receive_id": w.anna.OpenID, "msg_type": "text", "content": `{"text":"hi"}`})
	assert.Equal(t, w.DirectChat(w.anna).ID, a.str("chat_id"))
}

func TestPatchesAreRefused(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	patch := func(id, content string) answer {
		c.Advance(time.Second)
		return w.call(http.MethodPatch, "/im/v1/messages/"+id, map[string]string{"content": content})
	}
	fine := card(words("two"))
	own := w.sendCard(card(words("one")))
	unshared := w.sendCard(`{"schema":"2.0","body":{"elements":[` + words("one") + `]}}`)
	gone := w.sendCard(fine)
	require.Zero(t, w.call(http.MethodDelete, "/im/v1/messages/"+gone, nil).Code)
	plain := w.send(w.group.ID, "text", `{"text":"x"}`, "").str("message_id")
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)

	ok := patch(own, fine)
	assert.Zero(t, ok.Code)
	assert.JSONEq(t, `{"code":0,"data":{},"msg":"ok"}`, string(ok.Raw))
	assert.Equal(t, 99992354, patch("om_x", fine).Code)
	assert.Equal(t, 230027, patch(asked, fine).Code)
	assert.Equal(t, 230054, patch(plain, fine).Code)
	assert.Equal(t, 230011, patch(gone, fine).Code)
	assert.Equal(t, 230001, patch(unshared, fine).Code, "the old card must be shared")
	assert.Equal(t, 230001, patch(own, `{"schema":"2.0","body":{"elements":[]}}`).Code, "the new card must be shared")
	assert.Equal(t, 230099, patch(own, card(`{"tag":"x"}`)).Code)
	assert.Equal(t, 230025, patch(own, card(words(strings.Repeat("x", 30<<10)))).Code)

	m, _ := w.Message(own)
	require.Len(t, m.History, 2)
	assert.Equal(t, "patch", m.History[1].By)
	assert.JSONEq(t, fine, m.Content)

	c.Advance(14 * 24 * time.Hour)
	w.login()
	assert.Equal(t, 230031, patch(own, fine).Code)
}

func TestOnlyOwnMessagesCanBeRecalled(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	assert.Equal(t, 230026, w.call(http.MethodDelete, "/im/v1/messages/"+asked, nil).Code)
	own := w.sendCard(card(words("one")))
	assert.Zero(t, w.call(http.MethodDelete, "/im/v1/messages/"+own, nil).Code)
	assert.Equal(t, 230011, w.call(http.MethodDelete, "/im/v1/messages/"+own, nil).Code)
	m, _ := w.Message(own)
	assert.True(t, m.Recalled)
}

func TestLookUpsGiveThePlatformsShape(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "@图搜 包邮", MentionBot: true})
	require.NoError(t, err)
	resp, err := w.sdk().Im.Message.Get(t.Context(), larkim.NewGetMessageReqBuilder().MessageId(asked).Build())
	require.NoError(t, err)
	require.True(t, resp.Success(), resp.Msg)
	require.Len(t, resp.Data.Items, 1)
	item := resp.Data.Items[0]
	assert.Equal(t, w.BotOpenID(), *item.Mentions[0].Id)
	assert.Equal(t, "open_id", *item.Mentions[0].IdType)
	assert.Equal(t, w.anna.OpenID, *item.Sender.Id)
	assert.Equal(t, "user", *item.Sender.SenderType)
	assert.JSONEq(t, `{"text":"@_user_1 包邮"}`, *item.Body.Content)

	own := w.sendCard(card(words("one")))
	lossy := w.call(http.MethodGet, "/im/v1/messages/"+own, nil)
	assert.Contains(t, string(lossy.Raw), `{\"title\":\"\",\"elements\":[[{\"tag\":\"text\",\"text\":\"one\"}]]}`)
	assert.Contains(t, string(lossy.Raw), `"sender_type":"app"`)
	sent := w.call(http.MethodGet, "/im/v1/messages/"+own+"?card_msg_content_type=user_card_content", nil)
	assert.Contains(t, string(sent.Raw), `\"update_multi\":true`)

	require.NoError(t, w.Recall(asked))
	gone := w.call(http.MethodGet, "/im/v1/messages/"+asked, nil)
	assert.Contains(t, string(gone.Raw), `"deleted":true`)
	assert.Contains(t, string(gone.Raw), `"body":{}`)
}

func TestGroupMessagesAreLookedUpOnlyWithTheSensitiveScope(t *testing.T) {
	w := start(t, func(cfg *platform.Config) { cfg.Scopes = []string{"im:message"} })
	inGroup, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	direct, err := w.Post(platform.Outgoing{Chat: w.DirectChat(w.anna), Text: "hi"})
	require.NoError(t, err)
	assert.Equal(t, 230027, w.call(http.MethodGet, "/im/v1/messages/"+inGroup, nil).Code)
	assert.Zero(t, w.call(http.MethodGet, "/im/v1/messages/"+direct, nil).Code)
}

func TestReactionsComeAndGo(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	react := func(emoji string) answer {
		return w.call(http.MethodPost, "/im/v1/messages/"+asked+"/reactions", map[string]any{"reaction_type": map[string]string{"emoji_type": emoji}})
	}
	assert.Equal(t, 231001, react("ok").Code, "names are case-sensitive")
	id := react("OK").str("reaction_id")
	assert.Equal(t, []string{"OK"}, w.Reactions(asked))
	assert.Zero(t, w.call(http.MethodDelete, "/im/v1/messages/"+asked+"/reactions/"+id, nil).Code)
	assert.Empty(t, w.Reactions(asked))
}

func TestASnapshotFindsRepliesAndChats(t *testing.T) {
	w := start(t)
	asked, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Text: "hi"})
	require.NoError(t, err)
	w.reply(asked, "hello", "", false)
	w.wait(func(s platform.Snapshot) bool {
		r := s.Replies(asked)
		return len(r) == 1 && r[0].FromBot && len(s.In(w.group.ID)) == 2
	})
	assert.Equal(t, []platform.Chat{w.group}, w.Chats())
	require.Len(t, w.Users(), 2)
	assert.Equal(t, w.BotOpenID(), w.Users()[0].OpenID)
}

func TestUnknownPathsAreNotFound(t *testing.T) {
	w := start(t)
	a := w.call(http.MethodPost, "/interactive/v9/nothing", nil)
	assert.Equal(t, http.StatusNotFound, a.Status)
	assert.False(t, json.Valid(a.Raw))
}
