package bot_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"tusou/bot"
	"tusou/internal/command"
	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/search"
	"tusou/internal/sourcing"
	"tusou/internal/store"
)

// stage is the bot with its real store, parser and finder; platform, gateway
// and queue do what a test says, one job at a time, so that every order in
// which things can happen can be played.
type stage struct {
	t        *testing.T
	bot      *bot.Bot
	store    *store.Store
	platform *platform
	queue    *queue
	gateway  *gateway
	now      time.Time
	export   func() // called while a file is written
}

func newStage(t *testing.T, cfg bot.Config) *stage {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "t.db")+"?_txlock=immediate")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s := &stage{t: t, export: func() {}, platform: newPlatform(), queue: &queue{}, gateway: &gateway{}, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.store, err = store.New(t.Context(), store.Config{}, db, clock)
	require.NoError(t, err)
	finder, err := search.New(search.Config{TTL: 24 * time.Hour, CacheBytes: 1 << 20, Rate: 1000},
		search.Deps{Gateway: s.gateway, Answers: s.store, Details: s.store, Now: clock})
	require.NoError(t, err)
	t.Cleanup(finder.Close)
	preparer, err := picture.New(picture.Config{})
	require.NoError(t, err)
	filters, err := sourcing.NewTable(nil)
	require.NoError(t, err)
	texts, err := lang.For(lang.Chinese)
	require.NoError(t, err)
	s.bot, err = bot.New(cfg, bot.Deps{
		Platform: s.platform, Queue: s.queue, Finder: finder, Preparer: preparer, Rehoster: edges{}, Fetcher: edges{}, Exporter: edges{s},
		Searches: s.store, Cards: s.store, Pictures: s.store, ImageKeys: s.store, Memory: s.store, Shortlists: s.store, Spending: s.store,
		Parser: command.New(filters), Filters: filters, Texts: texts, Observer: edges{}, Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return s
}

// accept takes a message; its time is the stage's where it has none.
func (s *stage) accept(m bot.Message) {
	s.t.Helper()
	if m.Created.IsZero() {
		m.Created = s.now
	}
	if m.Sender.OpenID == "" {
		m.Sender.OpenID = "ou_li"
	}
	if m.ChatID == "" {
		m.ChatID, m.ChatType = "oc_direct", bot.ChatDirect
	}
	for i := range m.Pictures {
		m.Pictures[i].MessageID = m.ID
	}
	s.platform.heard[m.ID] = m
	require.NoError(s.t, s.bot.Message(s.t.Context(), m))
}

// pictured is a message of pictures with these keys.
func pictured(id string, keys ...string) bot.Message {
	m := bot.Message{ID: id, Kind: "image"}
	for _, key := range keys {
		m.Pictures = append(m.Pictures, bot.Picture{Key: key})
	}
	return m
}

func said(id, text string) bot.Message { return bot.Message{ID: id, Kind: "text", Text: text} }

// inGroup makes a message one of a group.
func inGroup(m bot.Message) bot.Message {
	m.ChatID, m.ChatType = "oc_group", bot.ChatGroup
	return m
}

// mentioning makes it one of a group that mentions the bot.
func mentioning(m bot.Message) bot.Message {
	m = inGroup(m)
	m.MentionsBot = true
	return m
}

// play runs the jobs that wait until none is left but those that were
// postponed.
func (s *stage) play() {
	s.t.Helper()
	for {
		job, ok := s.queue.next()
		if !ok {
			return
		}
		s.run(job, bot.Attempt{Number: 1})
	}
}

// playOne runs the job of a kind that waits, and what follows it stays waiting.
func (s *stage) playOne(kind string) {
	s.t.Helper()
	i := slices.IndexFunc(s.queue.waiting, func(j bot.Job) bool { return j.Kind == kind })
	require.GreaterOrEqual(s.t, i, 0, "no job %s waits", kind)
	job := s.queue.waiting[i]
	s.queue.waiting = slices.Delete(s.queue.waiting, i, i+1)
	s.run(job, bot.Attempt{Number: 1})
}

func (s *stage) run(job bot.Job, a bot.Attempt) {
	s.t.Helper()
	a.Job, s.queue.running = job, job
	err := s.bot.Work(s.t.Context(), a)
	if errors.As(err, new(*bot.Postpone)) {
		s.queue.postponed = append(s.queue.postponed, job)
		return
	}
	require.NoError(s.t, err)
	s.queue.done = append(s.queue.done, job)
}

// later moves the clock and runs what was postponed, and what follows.
func (s *stage) later(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	jobs := s.queue.postponed
	s.queue.postponed = nil
	for _, job := range jobs {
		s.run(job, bot.Attempt{Number: 1, Again: true})
	}
	s.play()
}

// replay runs every job again that ended, as after a kill before its end was
// noted, and what follows.
func (s *stage) replay() {
	s.t.Helper()
	jobs := s.queue.done
	s.queue.done = nil
	for _, job := range jobs {
		s.run(job, bot.Attempt{Number: 2, Again: true})
	}
	s.play()
}

// answers gives the bot's messages to a message that it has not taken back.
func (s *stage) answers(id string) []*shown {
	var out []*shown
	for _, m := range s.platform.said {
		if m.parent == id && !m.deleted {
			out = append(out, m)
		}
	}
	return out
}

// answer gives the one answer to a message, which must contain a text.
func (s *stage) answer(id, text string) *shown {
	s.t.Helper()
	all := s.answers(id)
	require.Len(s.t, all, 1, "answers to %s", id)
	require.True(s.t, all[0].says(text), "the answer to %s does not say %q: %v", id, text, all[0].texts())
	return all[0]
}

// lastAsked gives the filters and keywords of the last search.
func (s *stage) lastAsked() sourcing.Query {
	s.t.Helper()
	require.NotEmpty(s.t, s.gateway.asked)
	return s.gateway.asked[len(s.gateway.asked)-1]
}

// value finds the value of the n-th button with a label in a card, n from 1.
func (m *shown) value(t *testing.T, label string, n int) json.RawMessage {
	t.Helper()
	var root any
	require.NoError(t, json.Unmarshal([]byte(m.card), &root))
	var found json.RawMessage
	var walk func(node any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			text, _ := node["text"].(map[string]any)
			if node["tag"] == "button" && text["content"] == label {
				if n--; n == 0 {
					behavior := node["behaviors"].([]any)[0].(map[string]any)
					raw, err := json.Marshal(behavior["value"])
					require.NoError(t, err)
					found = raw
				}
			}
			for _, name := range []string{"body", "elements", "columns"} {
				walk(node[name])
			}
		}
	}
	walk(root)
	require.NotNil(t, found, "no %d. button %s in %s", n, label, m.card)
	return found
}

// click works a button of a card and shows the card that it is answered with.
func (s *stage) click(m *shown, person, label string, n int) bot.ClickAnswer {
	s.t.Helper()
	return s.clickValue(m, person, m.value(s.t, label, n), nil)
}

func (s *stage) clickValue(m *shown, person string, value json.RawMessage, form map[string][]string) bot.ClickAnswer {
	s.t.Helper()
	s.queue.seen = append(s.queue.seen, "") // clicks differ
	answer := s.bot.Click(s.t.Context(), bot.Click{
		EventID: fmt.Sprint("click", len(s.queue.seen)), Operator: person, MessageID: m.id, ChatID: "oc_direct", Value: value, Form: form,
	})
	if answer.Card != nil {
		m.card = string(answer.Card)
		m.states++
	}
	return answer
}

// toast gives the words of an answer.
func toast(a bot.ClickAnswer) string {
	if a.Toast == nil {
		return ""
	}
	return strings.TrimSpace(a.Toast.Text)
}

func (m *shown) says(text string) bool { return strings.Contains(m.card, text) }

// texts gives what a card says, for the word that a test failed.
func (m *shown) texts() []string {
	var out []string
	for _, found := range regexp.MustCompile(`"content":"([^"]+)"`).FindAllStringSubmatch(m.card, 12) {
		out = append(out, found[1])
	}
	return out
}
