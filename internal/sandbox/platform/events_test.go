package platform_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// shapeOf lists a JSON value's keys and types. Strings that hold JSON are gone
// into, so that a message's content counts too.
func shapeOf(v any, at string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		into[at+" object"] = true
		for k, e := range v {
			shapeOf(e, at+"."+k, into)
		}
	case []any:
		into[at+" array"] = true
		for _, e := range v {
			shapeOf(e, at+"[]", into)
		}
	case string:
		into[at+" string"] = true
		var inner any
		if strings.HasSuffix(at, ".content") && json.Unmarshal([]byte(v), &inner) == nil {
			shapeOf(inner, at+"!", into)
		}
	case nil:
		into[at+" null"] = true
	default:
		into[fmt.Sprintf("%s %T", at, v)] = true
	}
}

func shape(t *testing.T, raw []byte) []string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(raw, &v))
	set := map[string]bool{}
	shapeOf(v, "", set)
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "events", name))
	require.NoError(t, err)
	return raw
}

func TestEventsHaveTheShapeOfTheSamples(t *testing.T) {
	type scene struct {
		*world
		direct, topics platform.Chat
		bo, namesake   platform.User
		alien          platform.User
		image          string
	}
	post := func(s scene, o platform.Outgoing) {
		_, err := s.Post(o)
		require.NoError(s.t, err)
	}
	picture := func(s scene) []byte { return picture(s.t, 20, 20) }
	for name, act := range map[string]func(scene){
		"message-image-p2p.json":   func(s scene) { post(s, platform.Outgoing{Chat: s.direct, Images: [][]byte{picture(s)}}) },
		"message-image-group.json": func(s scene) { post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Images: [][]byte{picture(s)}}) },
		"message-post-image-mention-text-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Text: "包邮", MentionBot: true, Images: [][]byte{picture(s)}})
		},
		"message-text-mention-quote-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Text: "包邮 抖音面单", MentionBot: true, Quote: s.image})
		},
		"message-text-filter-p2p.json": func(s scene) { post(s, platform.Outgoing{Chat: s.direct, Text: "/filter 包邮"}) },
		"message-sticker-p2p.json":     func(s scene) { post(s, platform.Outgoing{Chat: s.direct, Kind: "sticker"}) },
		"message-merge-forward-p2p.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.direct, Kind: "merge_forward", BareForward: true})
		},
		"message-merge-forward-json-p2p.json": func(s scene) { post(s, platform.Outgoing{Chat: s.direct, Kind: "merge_forward"}) },
		"message-file-p2p.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.direct, Kind: "file", FileName: "x.jpg", File: picture(s)})
		},
		"message-audio-p2p.json": func(s scene) { post(s, platform.Outgoing{Chat: s.direct, Kind: "audio", Duration: 3000}) },
		"message-post-locale-image-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Kind: "post", MentionBot: true, LocalePost: true, Images: [][]byte{picture(s)}})
		},
		"message-text-mention-other-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Text: "@图搜 搜一下", Mentions: []platform.User{s.namesake}})
		},
		"message-text-two-mentions-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Text: "@图搜 帮 @王琳 看看", MentionBot: true, Mentions: []platform.User{s.bo}, Quote: s.image})
		},
		"message-text-mention-all-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.anna, Text: "选品会", MentionAll: true})
		},
		"message-text-from-bot-group.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.group, Sender: s.alien, Text: "搜图", MentionBot: true})
		},
		"message-post-topic-group.json": func(s scene) {
			first, err := s.Post(platform.Outgoing{Chat: s.topics, Sender: s.bo, Kind: "text", Text: "one"})
			require.NoError(s.t, err)
			s.wait(func(n platform.Snapshot) bool { return len(n.Deliveries) == 2 })
			post(s, platform.Outgoing{Chat: s.topics, Sender: s.anna, Text: "一件代发", MentionBot: true, Quote: first, Images: [][]byte{picture(s)}})
		},
		"message-recalled.json": func(s scene) { require.NoError(s.t, s.Recall(s.image)) },
		"bot-added.json":        func(s scene) { require.NoError(s.t, s.AddBot(s.group.ID, s.anna)) },
		"bot-p2p-chat-entered.json": func(s scene) {
			post(s, platform.Outgoing{Chat: s.direct, Text: "one"})
			s.wait(func(n platform.Snapshot) bool { return len(n.Deliveries) == 2 })
			require.NoError(s.t, s.OpenDirectChat(s.anna))
		},
		"bot-menu.json": func(s scene) { require.NoError(s.t, s.PressMenu(s.anna, "tusou_help")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t)
			got := &events{}
			w.connect(collect(got, "", nil))
			s := scene{world: w, bo: w.NewUser("王琳"), namesake: w.NewUser("图搜"), alien: w.NewBot("别的机器人")}
			s.group = w.NewGroup("选品群", w.anna, s.bo, s.alien)
			s.topics = w.NewTopicGroup("话题群", w.anna, s.bo)
			s.direct = w.DirectChat(w.anna)
			var err error
			s.image, err = w.Post(platform.Outgoing{Chat: s.group, Sender: w.anna, Images: [][]byte{picture(s)}})
			require.NoError(t, err)
			w.wait(func(n platform.Snapshot) bool { return len(n.Deliveries) == 1 })
			before := len(got.all())
			act(s)
			want := before + 1
			if strings.Contains(name, "topic") || strings.Contains(name, "entered") {
				want++
			}
			w.wait(func(n platform.Snapshot) bool { return len(n.Deliveries) == want })
			bodies := got.all()
			assert.Equal(t, shape(t, sample(t, name)), shape(t, bodies[len(bodies)-1]))
		})
	}
}

func TestScopesDecideWhichMessagesAreSeen(t *testing.T) {
	const p2p, at, atBots, all = "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly", "im:message.group_at_msg.include_bot:readonly", "im:message.group_msg"
	for _, c := range []struct {
		scopes []string
		seen   string // of d: direct, p: plain, m: mention, b: mention by a bot, n: plain by a bot
	}{
		{[]string{}, ""},
		{[]string{p2p}, "d"},
		{[]string{at}, "m"},
		{[]string{atBots}, "mb"},
		{[]string{all}, "pm"},
		{[]string{p2p, at, atBots, all}, "dpmb"},
		{nil, "dpmb"},
	} {
		t.Run(fmt.Sprint(c.scopes), func(t *testing.T) {
			w := start(t, func(cfg *platform.Config) { cfg.Scopes = c.scopes })
			other := w.NewBot("别的机器人")
			group := w.NewGroup("群", w.anna, other)
			sent := map[string]string{}
			for kind, o := range map[string]platform.Outgoing{
				"d": {Chat: w.DirectChat(w.anna), Text: "x"},
				"p": {Chat: group, Sender: w.anna, Text: "x"},
				"m": {Chat: group, Sender: w.anna, Text: "x", MentionBot: true},
				"b": {Chat: group, Sender: other, Text: "x", MentionBot: true},
				"n": {Chat: group, Sender: other, Text: "x"},
			} {
				id, err := w.Post(o)
				require.NoError(t, err)
				sent[kind] = id
			}
			w.send(group.ID, "text", `{"text":"own"}`, "") // the bot never sees its own
			// With no connection every visible message fails once at once.
			w.wait(func(s platform.Snapshot) bool {
				for _, kind := range c.seen {
					if len(attempts(s, sent[string(kind)])) == 0 {
						return false
					}
				}
				return true
			})
			seen := map[string]bool{}
			for _, d := range w.Deliveries() {
				seen[d.MessageID] = true
			}
			assert.Len(t, seen, len(c.seen))
		})
	}
}

func TestUserIDsNeedTheirScope(t *testing.T) {
	w := start(t, func(c *platform.Config) { c.Scopes = []string{"im:message.p2p_msg:readonly"} })
	got := &events{}
	w.connect(collect(got, "", nil))
	_, err := w.Post(platform.Outgoing{Chat: w.DirectChat(w.anna), Text: "x"})
	require.NoError(t, err)
	w.wait(func(s platform.Snapshot) bool { return len(s.Deliveries) == 1 })
	assert.Contains(t, string(got.all()[0]), `"user_id":null`)
}

func TestPeopleCannotWriteWhatTheClientForbids(t *testing.T) {
	w := start(t)
	stranger := w.NewUser("陌生人")
	for name, o := range map[string]platform.Outgoing{
		"unknown chat":            {Chat: platform.Chat{ID: "oc_x"}, Sender: w.anna, Text: "x"},
		"not a member":            {Chat: w.group, Sender: stranger, Text: "x"},
		"nobody":                  {Chat: w.group, Text: "x"},
		"a picture that mentions": {Chat: w.group, Sender: w.anna, Kind: "image", Images: [][]byte{{1}}, MentionBot: true},
		"two pictures as one":     {Chat: w.group, Sender: w.anna, Kind: "image", Images: [][]byte{{1}, {2}}},
		"unknown quote":           {Chat: w.group, Sender: w.anna, Text: "x", Quote: "om_x"},
		"unknown type":            {Chat: w.group, Sender: w.anna, Kind: "poem"},
	} {
		_, err := w.Post(o)
		assert.Error(t, err, name)
	}
	assert.Empty(t, w.Messages(w.group.ID))
}
