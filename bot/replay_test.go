package bot_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

// TestEveryJobMayRunAgainWithoutASecondAnswer is for the kill between a job's
// last effect and the note that it ended.
func TestEveryJobMayRunAgainWithoutASecondAnswer(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(inGroup(pictured("om_p1", "a")))
	s.accept(mentioning(said("om_look", "帮我找这个"))) // means a picture that then counts as answered
	s.play()
	s.now = s.now.Add(time.Minute)
	s.accept(mentioning(said("om_terms", "包邮"))) // means the answered picture
	s.play()
	s.now = s.now.Add(time.Minute)
	s.accept(said("om_first", "48h 小风扇")) // waits for its picture
	s.play()
	s.now = s.now.Add(time.Second)
	s.accept(pictured("om_p2", "b", "c"))
	s.play()
	s.later(3 * time.Second)
	s.accept(said("om_chat", "今天天气不错"))
	s.play()
	s.later(3 * time.Second) // the hint
	s.accept(said("om_reset", "/reset"))
	s.accept(said("om_form", "/filter"))
	s.play()
	require.Len(t, s.platform.said, 7)
	before := make(map[string]string)
	age := regexp.MustCompile(`(实时|缓存) · [^"]+`)
	for _, m := range s.platform.said {
		before[m.id] = age.ReplaceAllString(m.card, "$1")
	}
	for range 2 {
		s.replay()
		s.later(3 * time.Second)
	}
	assert.Len(t, s.platform.said, len(before), "messages of the bot")
	assert.Len(t, s.gateway.asked, 4)
	for _, m := range s.platform.said {
		assert.True(t, before[m.id] == age.ReplaceAllString(m.card, "$1"), "the answer to %s is now %v", m.parent, m.texts())
		assert.False(t, m.deleted)
	}
}

// TestADecisionIsKeptThoughTheWorldChanged is for the kill while the searches
// that a message leads to are being put on the queue.
func TestADecisionIsKeptThoughTheWorldChanged(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(inGroup(pictured("om_p", "a")))
	s.accept(mentioning(said("om_t", "帮我找这个")))
	s.playOne("message")
	s.queue.waiting, s.queue.seen = nil, nil // killed before the search was on disk
	s.now = s.now.Add(time.Second)
	s.accept(inGroup(pictured("om_other", "b")))
	require.NoError(t, s.bot.Recalled(t.Context(), bot.Recall{MessageID: "om_other"}))
	s.replay()
	s.answer("om_t", "找到")
	assert.Len(t, s.gateway.asked, 1)
}

// TestAMessageThatCannotBeReadEndsInOneSentence is for a message whose attempts
// are used up, such as one that quotes what the platform fails to give.
func TestAMessageThatCannotBeReadEndsInOneSentence(t *testing.T) {
	s := newStage(t, bot.Config{})
	s.accept(said("om_t", "包邮"))
	job, ok := s.queue.next()
	require.True(t, ok)
	s.run(job, bot.Attempt{Number: 4, Again: true, Spent: true})
	s.answer("om_t", "没有处理成功")

	// But not when its searches were started.
	s.accept(pictured("om_p", "a"))
	job, ok = s.queue.next()
	require.True(t, ok)
	s.run(job, bot.Attempt{Number: 1})
	s.run(job, bot.Attempt{Number: 4, Again: true, Spent: true})
	s.play()
	s.answer("om_p", "找到")
}
