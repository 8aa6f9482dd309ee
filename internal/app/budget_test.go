package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// TestNoSearchCallsThePlatformMoreThanItMay measures what each way to a card
// costs. An uncached search may take a download, a reply, two patches and five
// thumbnails, a cached one a download and a reply.
func TestNoSearchCallsThePlatformMoreThanItMay(t *testing.T) {
	w := startWorld(t)
	type budget struct{ download, patch, upload int }
	uncached, cached := budget{1, 2, 5}, budget{1, 0, 0}
	first := w.sample(0)
	for _, c := range []struct {
		name string
		do   func() string
		most budget
	}{
		{"a new picture", func() string { return w.sendPicture(first) }, uncached},
		{"the same again", func() string { return w.sendPicture(first) }, cached},
		{"the same with terms that ask anew", func() string { return w.say("包邮") }, uncached},
		{"the same terms again", func() string { return w.say("包邮") }, cached},
		{"a view of it that shows other offers", func() string { return w.say("包邮 最贵") }, budget{1, 0, 5}},
		{"a slow gateway", func() string {
			w.gateway.SetLatency(500 * time.Millisecond)
			return w.sendPicture(w.sample(3))
		}, uncached},
		{"slow thumbnails", func() string {
			w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Times: 2, Delay: 1700 * time.Millisecond})
			return w.sendPicture(w.sample(6))
		}, uncached},
		{"thumbnails that cannot be had", func() string {
			w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Times: 5, Status: 404})
			return w.sendPicture(w.sample(9))
		}, uncached},
		{"a failure", func() string {
			w.gateway.ClearFaults()
			w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Times: 1, Code: 5001})
			return w.post(platform.Outgoing{Chat: w.direct, Text: "刷新", Images: [][]byte{w.sample(12)}})
		}, uncached},
	} {
		before := w.platform.Counts()
		id := c.do()
		w.eventually(c.name+" is answered", func() bool {
			replies := w.repliesTo(id)
			if len(replies) != 1 {
				return false
			}
			card := readCard(t, replies[0])
			return (card.isResult() || len(card.buttons) == 1) && !card.contains("加载中")
		})
		w.settled()
		after := w.platform.Counts()
		spent := func(api string) int { return after[api] - before[api] }
		assert.LessOrEqual(t, spent(platform.APIResource), c.most.download, "%s: downloads", c.name)
		assert.Equal(t, 1, spent(platform.APIReply), "%s: replies", c.name)
		assert.LessOrEqual(t, spent(platform.APIPatch), c.most.patch, "%s: patches", c.name)
		assert.LessOrEqual(t, spent(platform.APIImageUpload), c.most.upload, "%s: thumbnails", c.name)
		assert.Zero(t, spent(platform.APIGet)+spent(platform.APISend)+spent(platform.APIDelete), "%s: other calls", c.name)
		w.gateway.SetLatency(0)
		w.gateway.ClearFaults()
	}
}

// settled waits until the program has no work left.
func (w *world) settled() {
	w.t.Helper()
	w.eventually("every job is done", func() bool { jobs := w.jobs(); return len(jobs) == 1 && jobs["completed"] > 0 })
}

func TestThePicturesOfTheNextPageComeOnceSomebodyHasPaged(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.sample(0)))
	w.settled()
	uploads := func() int { return w.platform.Counts()[platform.APIImageUpload] }
	first := uploads()
	w.press(card, w.li, "收藏", 1)
	w.press(card, w.li, "已收藏", 0)
	w.say("/list")
	w.settled()
	assert.Equal(t, first, uploads(), "nobody has paged")
	_, card = w.press(card, w.li, "下一页", 0)
	w.settled()
	assert.Greater(t, uploads(), first+5, "this page's and the next's")
	now := w.now(card)
	assert.False(t, now.contains("加载中"))
}
