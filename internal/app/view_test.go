package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func TestALateWriteNeverTurnsBackWhatAClickDecided(t *testing.T) {
	w := startWorld(t)
	id := w.sendPicture(w.sample(0))
	card := w.result(id)
	w.click(card, w.li, platform.Click{Text: "刷新"})
	w.eventually("the second search", func() bool { return len(w.searches()) == 2 })
	w.platform.SetLatency(platform.APIPatch, 300*time.Millisecond)
	w.eventually("a click on the new result is answered with its page", func() bool {
		return w.click(card, w.li, platform.Click{Text: "下一页"}).Card != nil
	})
	w.settled()
	turned := false
	for _, state := range w.message(card.message.ID).History {
		shown := readCard(t, platform.Message{Content: state.Content})
		turned = turned || shown.contains("2 / 4")
		assert.False(t, turned && shown.contains("1 / 4"), "turned back by a %s", state.By)
	}
	assert.True(t, turned)
}

func TestOurOwnRateOnlySlowsSearchesDown(t *testing.T) {
	w := startWorld(t, "TUSOU_GATEWAY_RATE=2/s")
	var images [][]byte
	for n := range 6 {
		images = append(images, w.sample(n))
	}
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "看看", Images: images})
	w.eventually("six finished cards", func() bool { return w.finished(id) == 6 })
}

func TestRefreshKeepsWhatWasLookedAtAndTheCardTellsWhatIsInForce(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "最便宜", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	require.True(t, card.contains("价格升序"))
	w.click(card, w.li, platform.Click{Tag: "select_static", Option: "price_desc", Value: map[string]any{"a": "sort"}})
	m, _ := w.platform.Message(card.message.ID)
	sorted := readCard(t, m)
	assert.True(t, sorted.contains("已理解: 价格降序"), "%v", sorted.texts)
	w.click(card, w.li, platform.Click{Text: "刷新"})
	w.eventually("the refreshed card in the same order", func() bool {
		m, _ := w.platform.Message(card.message.ID)
		now := readCard(t, m)
		return len(w.searches()) == 2 && now.contains("实时") && now.contains("已理解: 价格降序")
	})
}

func TestAGuessThatNamesNoChannelSaysWhatItWasTakenFor(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "免单", Images: [][]byte{w.sample(0)}})
	card := w.result(id)
	for _, text := range card.texts {
		assert.NotContains(t, text, fmt.Sprintf("「%s」", ""), "no empty name")
	}
}

func TestASlowDownloadIsSeenToBeWorkedOn(t *testing.T) {
	w := startWorld(t)
	w.platform.SetLatency(platform.APIResource, 2500*time.Millisecond)
	id := w.sendPicture(w.sample(0))
	card := w.result(id)
	asked, _ := w.platform.Message(id)
	assert.Less(t, card.message.Created.Sub(asked.Created), 2400*time.Millisecond, "before the download has ended")
}
