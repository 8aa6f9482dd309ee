package lark

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

const fixtureGroupPicture = "om_c55dfe8aef00e94bc1bee0350828b2e9"

// messageFixtures says what each message of the fixtures gives, less what all
// share: ids of message and chat, sender and time are compared apart.
func messageFixtures() map[string]bot.Message {
	return map[string]bot.Message{
		"message-image-p2p": {
			ID: "om_01f4ceb57929788003ce1f7e4634900a", ChatID: testDirect, ChatType: "p2p", Kind: "image",
			Pictures: pictures("om_01f4ceb57929788003ce1f7e4634900a", "img_v3_0264_6356d732-2a55-c46b-53c7-8987bfc2739dg"),
		},
		"message-text-filter-p2p": {
			ID: "om_6084c7de474ea5450d0ded4622476e3d", ChatID: testDirect, ChatType: "p2p", Kind: "text",
			Text: "/filter 包邮48h抖音面单 20以内 小风扇",
		},
		"message-text-reset-p2p": {
			ID: "om_1fddd9a6fc8fe35e7f4e1c894b805db3", ChatID: testDirect, ChatType: "p2p", Kind: "text", Text: "/reset",
		},
		"message-text-mention-quote-group": {
			ID: "om_0d8312986b8a00d8d62d158a16444b2b", ChatID: testGroup, ChatType: "group", Kind: "text",
			RootID: fixtureGroupPicture, ParentID: fixtureGroupPicture, Text: "包邮 抖音面单", MentionsBot: true,
		},
		"message-text-two-mentions-group": {
			ID: "om_deb49d145526c4b89912e40cb9b7a870", ChatID: testGroup, ChatType: "group", Kind: "text",
			RootID: fixtureGroupPicture, ParentID: fixtureGroupPicture, Text: "帮 看看这个有没有48小时发货的", MentionsBot: true,
		},
		"message-text-mention-quote-card-group": {
			ID: "om_284116c7872cd381909952e8045b88bf", ChatID: testGroup, ChatType: "group", Kind: "text",
			RootID: "om_d497011b37340fd8407817973ee090d2", ParentID: "om_2083637df56bd49c0a624cb0be4b784f",
			Text: "不要包邮 10-20元", MentionsBot: true,
		},
		"message-text-mention-other-group": {
			ID: "om_50043bdb81ee0cbd765e3770f80531d7", ChatID: testGroup, ChatType: "group", Kind: "text", Text: "这个图搜一下包邮的",
		},
		"message-text-mention-all-group": {
			ID: "om_7fd69b03f259c543389e5a9826d0a2b1", ChatID: testGroup, ChatType: "group", Kind: "text", Text: "下午三点选品会",
		},
		"message-text-from-bot-group": {
			ID: "om_3158a8f9d15d4c7bedd0e8f960c706ca", ChatID: testGroup, ChatType: "group", Kind: "text",
			Sender: bot.Sender{OpenID: "ou_d38cde7c16c7fdfcfd3ce3489d490df1", Bot: true}, Text: "搜图 包邮", MentionsBot: true,
		},
		"message-image-group": {
			ID: fixtureGroupPicture, ChatID: testGroup, ChatType: "group", Kind: "image",
			Pictures: pictures(fixtureGroupPicture, "img_v3_0237_c8e030f4-d76b-30bb-87c0-4c6dd170b7b2g"),
		},
		"message-post-image-mention-text-group": {
			ID: "om_d497011b37340fd8407817973ee090d2", ChatID: testGroup, ChatType: "group", Kind: "post",
			Text: "包邮 48h 20以内 小风扇", MentionsBot: true,
			Pictures: pictures("om_d497011b37340fd8407817973ee090d2", "img_v3_02e4_86c05b8d-818a-7dbd-9837-9075aa19153eg"),
		},
		"message-post-locale-image-group": {
			ID: "om_a28079fb919c79d5977530b4147911e6", ChatID: testGroup, ChatType: "group", Kind: "post", MentionsBot: true,
			Pictures: pictures("om_a28079fb919c79d5977530b4147911e6", "img_v3_021c_499ff23d-b24c-4c3f-dc48-ba05bb1cef07g"),
		},
		"message-post-three-images-p2p": {
			ID: "om_db7b5f7c91c82594bfef42a35d9e82d6", ChatID: testDirect, ChatType: "p2p", Kind: "post", Text: "这三款\n代发 最便宜",
			Pictures: pictures("om_db7b5f7c91c82594bfef42a35d9e82d6",
				"img_v3_0242_09c9ee90-9c18-8c5b-a6f8-2d7202c4e070g",
				"img_v3_022b_b58818e6-29f4-b916-c5fe-76f0aebed4e0g",
				"img_v3_022e_1256ba9a-bb28-a2b3-419d-10ceed62a737g"),
		},
		"message-post-topic-group": {
			ID: "om_455ecaf30e4f24ab04bf1ba51b758b62", ChatID: "oc_c8fa4aedd660aea27a2910a6d06b9840", ChatType: "group", Kind: "post",
			RootID: "om_43a8e0f438a156a34f15b4f9edeb008f", ParentID: "om_43a8e0f438a156a34f15b4f9edeb008f", ThreadID: "omt_0989b01a20c27b21",
			Text: "一件代发", MentionsBot: true,
			Pictures: pictures("om_455ecaf30e4f24ab04bf1ba51b758b62", "img_v3_024d_363ffd37-95e1-318f-8275-9864072ffea1g"),
		},
		"message-file-p2p": {
			ID: "om_3135bb851451391c82fa79337b1b4a00", ChatID: testDirect, ChatType: "p2p", Kind: "file", FileName: "IMG_20261120_风扇.jpg",
			Pictures: []bot.Picture{{MessageID: "om_3135bb851451391c82fa79337b1b4a00", Key: "file_v3_001d_5f59d243-16b7-e75c-f999-bc46a1385ce0g", File: true}},
		},
		"message-file-xlsx-p2p":          {ID: "om_02dc7d75afa540b8a26775c65971b880", ChatID: testDirect, ChatType: "p2p", Kind: "file", FileName: "选品表.xlsx"},
		"message-sticker-p2p":            {ID: "om_d605cc7190d9bc312c1af29b56b47dbc", ChatID: testDirect, ChatType: "p2p", Kind: "sticker"},
		"message-audio-p2p":              {ID: "om_ba44bae0721ead0b88148cdf4e7e72fb", ChatID: testDirect, ChatType: "p2p", Kind: "audio"},
		"message-merge-forward-p2p":      {ID: "om_39bab9f277ef9061bc15ab55f604ce87", ChatID: testDirect, ChatType: "p2p", Kind: "merge_forward"},
		"message-merge-forward-json-p2p": {ID: "om_c3dff14015bb8ea585114c5cb6718927", ChatID: testDirect, ChatType: "p2p", Kind: "merge_forward"},
	}
}

func pictures(messageID string, keys ...string) []bot.Picture {
	out := make([]bot.Picture, 0, len(keys))
	for _, key := range keys {
		out = append(out, bot.Picture{MessageID: messageID, Key: key})
	}
	return out
}

func TestEachMessageOfTheFixturesIsRead(t *testing.T) {
	want := messageFixtures()
	files, err := filepath.Glob("testdata/events/message-*.json")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if name == "message-recalled" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			want, known := want[name]
			require.True(t, known, "the fixture is in the table")
			if want.Sender.OpenID == "" {
				want.Sender.OpenID = testBuyer
			}
			got, err := parseMessage(readEnvelope(t, fixture(t, name)), testBot)
			require.NoError(t, err)
			assert.Equal(t, 2026, got.Created.UTC().Year())
			assert.Equal(t, time.November, got.Created.UTC().Month())
			got.Created = time.Time{}
			assert.Equal(t, want, got)
		})
	}
}

func TestAMessagesTimeIsItsOwn(t *testing.T) {
	got, err := parseMessage(readEnvelope(t, fixture(t, "message-text-reset-p2p")), testBot)
	require.NoError(t, err)
	assert.Equal(t, time.UnixMilli(1795141159137), got.Created)
}

// event wraps a message in an envelope.
func event(message string) envelope {
	e := envelope{Event: json.RawMessage(`{"sender":{"sender_id":{"open_id":"ou_1"},"sender_type":"user"},"message":` + message + `}`)}
	e.Header.EventType, e.Header.EventID = eventMessage, "ev_1"
	return e
}

func TestOddShapesOfMessagesAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		message string
		check   func(t *testing.T, m bot.Message)
	}{
		"times in microseconds": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"sticker","create_time":"1795141159137000"}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, time.UnixMilli(1795141159137), m.Created) },
		},
		"times as numbers": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"sticker","create_time":1795141159137}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, time.UnixMilli(1795141159137), m.Created) },
		},
		"no time at all": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"sticker","create_time":null}`,
			func(t *testing.T, m bot.Message) { assert.True(t, m.Created.IsZero()) },
		},
		"a chat type nobody documented": {
			`{"message_id":"om_1","chat_id":"oc_1","chat_type":"topic_group","message_type":"sticker"}`,
			func(t *testing.T, m bot.Message) { assert.NotEqual(t, bot.ChatDirect, m.ChatType) },
		},
		"a kind nobody documented": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"hologram","content":"not JSON"}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, "hologram", m.Kind) },
		},
		"mentions whose id is text": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"{\"text\":\"@_user_1 包邮\"}","mentions":[{"key":"@_user_1","id":"` + testBot + `"}]}`,
			func(t *testing.T, m bot.Message) { assert.True(t, m.MentionsBot); assert.Equal(t, "包邮", m.Text) },
		},
		"mentions without an id": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"{\"text\":\"@_all 包邮\"}","mentions":[{"key":"@_all","id":null},{"key":"@_all","id":7}]}`,
			func(t *testing.T, m bot.Message) { assert.False(t, m.MentionsBot); assert.Equal(t, "包邮", m.Text) },
		},
		"ten mentions and more": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"{\"text\":\"@_user_1@_user_11 小风扇@_user_2 抖音\"}"}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, "小风扇 抖音", m.Text) },
		},
		"line breaks and links in a text": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"{\"text\":\"@_user_1 包邮\\n看 [这个](https://a.example/b?c=d) [赞]\"}"}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, "包邮\n看 这个 [赞]", m.Text) },
		},
		"pieces of a post": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"post","content":"{\"title\":\"风扇\",\"content\":[[{\"tag\":\"text\",\"text\":\"小风扇\"},{\"tag\":\"at\",\"user_id\":\"@_user_1\"},{\"tag\":\"a\",\"text\":\"抖音\",\"href\":\"https://x\"},{\"tag\":\"emotion\",\"emoji_type\":\"OK\"}],[{\"tag\":\"hr\"}],[{\"tag\":\"media\",\"file_key\":\"f\",\"image_key\":\"cover\"}],[{\"tag\":\"code_block\",\"text\":\"包邮\"}],[{\"tag\":\"img\"}]]}"}`,
			func(t *testing.T, m bot.Message) {
				assert.Equal(t, "风扇\n小风扇 抖音\n包邮", m.Text)
				assert.Empty(t, m.Pictures)
			},
		},
		"an English post": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"post","content":"{\"en_us\":{\"title\":\"fan\",\"content\":[]}}"}`,
			func(t *testing.T, m bot.Message) { assert.Equal(t, "fan", m.Text) },
		},
		"an empty post": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"post","content":"{\"title\":\"\",\"content\":null}"}`,
			func(t *testing.T, m bot.Message) { assert.Empty(t, m.Text) },
		},
		"a picture as a file in capitals": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"file","content":"{\"file_key\":\"f\",\"file_name\":\"A.HEIC\"}"}`,
			func(t *testing.T, m bot.Message) { assert.True(t, m.Pictures[0].File) },
		},
		"a folder that is called like a picture": {
			`{"message_id":"om_1","chat_id":"oc_1","message_type":"folder","content":"{\"file_key\":\"f\",\"file_name\":\"a.jpg\"}"}`,
			func(t *testing.T, m bot.Message) { assert.Empty(t, m.Pictures); assert.Equal(t, "a.jpg", m.FileName) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := parseMessage(event(test.message), testBot)
			require.NoError(t, err)
			test.check(t, m)
		})
	}
}

func TestMessagesThatCannotBeReadAreNamed(t *testing.T) {
	for name, test := range map[string]struct{ message, id string }{
		"no id":               {`{"chat_id":"oc_1"}`, ""},
		"no chat":             {`{"message_id":"om_1"}`, "om_1"},
		"content of no JSON":  {`{"message_id":"om_1","chat_id":"oc_1","message_type":"text","content":"x"}`, "om_1"},
		"picture without key": {`{"message_id":"om_1","chat_id":"oc_1","message_type":"image","content":"{}"}`, "om_1"},
		"post of nothing":     {`{"message_id":"om_1","chat_id":"oc_1","message_type":"post","content":"{\"fr\":1}"}`, "om_1"},
		"file of no JSON":     {`{"message_id":"om_1","chat_id":"oc_1","message_type":"file","content":""}`, "om_1"},
		"a field's wrong type": {
			`{"message_id":"om_1","chat_id":["oc_1"],"message_type":"text"}`, "om_1",
		},
		"no message": {`[]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseMessage(event(test.message), testBot)
			var e *UndecodableError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, test.id, e.MessageID)
			assert.Equal(t, "ev_1", e.EventID)
			assert.Equal(t, eventMessage, e.EventType)
		})
	}
}

func TestMessagesAreLookedUp(t *testing.T) {
	for name, test := range map[string]struct {
		items string
		want  bot.Message
	}{
		"a person's picture": {
			`{"message_id":"om_1","msg_type":"image","create_time":"1795140061137","deleted":false,"chat_id":"oc_1",
			  "sender":{"id":"ou_1","id_type":"open_id","sender_type":"user"},"body":{"content":"{\"image_key\":\"img_1\"}"}}`,
			bot.Message{ID: "om_1", ChatID: "oc_1", Kind: "image", Sender: bot.Sender{OpenID: "ou_1"}, Created: time.UnixMilli(1795140061137), Pictures: pictures("om_1", "img_1")},
		},
		"a card of the bot": {
			`{"message_id":"om_1","msg_type":"interactive","create_time":"1795140061137","chat_id":"oc_1","parent_id":"om_0","root_id":"om_0","thread_id":"omt_1",
			  "sender":{"id":"cli_1","id_type":"app_id","sender_type":"app"},"body":{"content":"{\"title\":\"x\",\"elements\":[[]]}"}}`,
			bot.Message{
				ID: "om_1", ChatID: "oc_1", Kind: "interactive", ParentID: "om_0", RootID: "om_0", ThreadID: "omt_1",
				Sender: bot.Sender{OpenID: "cli_1", Bot: true}, Created: time.UnixMilli(1795140061137),
			},
		},
		"a mention of the bot": {
			`{"message_id":"om_1","msg_type":"text","chat_id":"oc_1","sender":{"id":"ou_1","sender_type":"user"},
			  "body":{"content":"{\"text\":\"@_user_1 包邮\"}"},"mentions":[{"key":"@_user_1","id":"` + testBot + `","id_type":"open_id"}]}`,
			bot.Message{ID: "om_1", ChatID: "oc_1", Kind: "text", Text: "包邮", MentionsBot: true, Sender: bot.Sender{OpenID: "ou_1"}},
		},
		"a recalled message": {
			`{"message_id":"om_1","msg_type":"image","chat_id":"oc_1","deleted":true,"sender":{"id":"ou_1","sender_type":"user"},"body":{"content":"This message was recalled"}}`,
			bot.Message{ID: "om_1", ChatID: "oc_1", Kind: "image", Recalled: true, Sender: bot.Sender{OpenID: "ou_1"}},
		},
		"a forwarded bundle with its children's pictures": {
			`{"message_id":"om_1","msg_type":"merge_forward","chat_id":"oc_1","sender":{"id":"ou_1","sender_type":"user"},"body":{"content":"Merged and Forwarded Message"}},
			 {"message_id":"om_2","upper_message_id":"om_1","msg_type":"image","body":{"content":"{\"image_key\":\"img_1\"}"}},
			 {"message_id":"om_3","upper_message_id":"om_1","msg_type":"text","body":{"content":"{\"text\":\"a word\"}"}},
			 {"message_id":"om_4","upper_message_id":"om_1","msg_type":"image","body":{"content":"broken"}},
			 {"message_id":"om_5","upper_message_id":"om_1","msg_type":"image","deleted":true,"body":{"content":"{\"image_key\":\"img_x\"}"}},
			 {"message_id":"om_6","upper_message_id":"om_1","msg_type":"post","body":{"content":"{\"content\":[[{\"tag\":\"img\",\"image_key\":\"img_2\"}]]}"}}`,
			bot.Message{ID: "om_1", ChatID: "oc_1", Kind: "merge_forward", Sender: bot.Sender{OpenID: "ou_1"}, Pictures: []bot.Picture{
				{MessageID: "om_1", Key: "img_1", Forwarded: true}, {MessageID: "om_1", Key: "img_2", Forwarded: true},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newFakeAPI(t, always(200, `{"code":0,"msg":"success","data":{"items":[`+test.items+`]}}`))
			c := newTestClient(t, p.URL, Deps{})
			id := testBot
			c.botID.Store(&id)
			got, err := c.Message(t.Context(), "om_1")
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
			assert.Equal(t, "/open-apis/im/v1/messages/om_1", p.requests()[0].path)
			assert.Equal(t, "oc_1", c.chatOf("om_1"))
		})
	}
}

func TestALookUpThatFindsNothingGivesUp(t *testing.T) {
	for name, body := range map[string]string{
		"no items":      `{"code":0,"data":{"items":[]}}`,
		"other content": `{"code":0,"data":{"items":[{"message_id":"om_1","msg_type":"text","body":{"content":"x"}}]}}`,
		"other shape":   `{"code":0,"data":{"items":{}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			p := newFakeAPI(t, always(200, body))
			_, err := newTestClient(t, p.URL, Deps{}).Message(t.Context(), "om_1")
			var e *bot.PlatformError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, bot.PlatformGiveUp, e.Action)
		})
	}
}

func FuzzEvents(f *testing.F) {
	files, err := filepath.Glob("testdata/events/*.json")
	require.NoError(f, err)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var e envelope
		if json.Unmarshal(body, &e) != nil {
			return
		}
		if m, err := parseMessage(e, testBot); err == nil {
			assert.NotEmpty(t, m.ID)
			assert.NotEmpty(t, m.ChatID)
			for _, p := range m.Pictures {
				assert.NotEmpty(t, p.Key)
			}
		}
		if c, err := parseClick(e); err == nil {
			assert.NotEmpty(t, c.Operator)
			assert.True(t, c.Value == nil || json.Valid(c.Value))
		}
		for _, parse := range []func() error{
			func() error { _, err := parseRecall(e); return err },
			func() error { _, err := parseGreeting(e); return err },
			func() error { _, err := parseMenu(e); return err },
		} {
			if err := parse(); err != nil {
				var undecodable *UndecodableError
				assert.ErrorAs(t, err, &undecodable)
			}
		}
	})
}

func FuzzContent(f *testing.F) {
	for _, kind := range []string{"text", "post", "image", "file"} {
		f.Add(kind, `{"text":"@_user_1 [a](https://b)","title":"t","content":[[{"tag":"img","image_key":"k"}]],"image_key":"k","file_key":"f","file_name":"a.png"}`)
	}
	f.Add("post", `{"zh_cn":{"title":"","content":[[{"tag":"at","user_id":"@_user_1"}]]}}`)
	f.Add("merge_forward", "Merged and Forwarded Message")
	f.Fuzz(func(t *testing.T, kind, content string) {
		m := bot.Message{ID: "om_1", Kind: kind}
		if err := fill(&m, content); err != nil {
			return
		}
		assert.Equal(t, strings.TrimSpace(m.Text), m.Text)
		for _, p := range m.Pictures {
			assert.Equal(t, "om_1", p.MessageID)
		}
	})
}
