package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// BenchmarkEventToCard measures the time from a message's event to its
// finished card, with emulators that answer at once: what the program itself
// takes, for a picture it has not seen and for one it has.
func BenchmarkEventToCard(b *testing.B) {
	for _, c := range []struct {
		name string
		text string // refresh makes every search a new one
	}{{"new", "刷新"}, {"cached", ""}} {
		b.Run(c.name, func(b *testing.B) {
			w := startWorld(b, "TUSOU_LOG_LEVEL=warn")
			sample := w.gateway.Samples()[0].JPEG()
			w.result(w.sendPicture(sample))
			var total time.Duration
			n := 0
			for b.Loop() {
				// Chats take five messages a second: every search has its own.
				b.StopTimer()
				chat := w.platform.DirectChat(w.platform.NewUser("测试"))
				b.StartTimer()
				started := time.Now()
				id := w.post(platform.Outgoing{Chat: chat, Kind: "post", Text: c.text, Images: [][]byte{sample}})
				w.result(id)
				total += time.Since(started)
				n++
			}
			require.Positive(b, n)
			b.ReportMetric(float64(total.Milliseconds())/float64(n), "ms/card")
		})
	}
}

// BenchmarkClick measures a click that is answered inside its callback, from
// the platform's frame to the applied card: an upper bound of the program's own
// time, for the emulator's check of the card is in it.
func BenchmarkClick(b *testing.B) {
	for _, c := range []struct {
		name string
		turn []platform.Click // by turns
	}{
		{"page", []platform.Click{{Text: "下一页"}, {Text: "上一页"}}},
		{"sort", []platform.Click{
			{Tag: "select_static", Option: "price_desc", Value: map[string]any{"a": "sort"}},
			{Tag: "select_static", Option: "default", Value: map[string]any{"a": "sort"}},
		}},
		{"collect", []platform.Click{{Text: "收藏", Nth: 1}, {Text: "已收藏"}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := startWorld(b, "TUSOU_LOG_LEVEL=warn")
			card := w.result(w.sendPicture(w.gateway.Samples()[0].JPEG()))
			for range 2 { // brings every picture that will be seen
				for _, click := range c.turn {
					w.click(card, w.li, click)
					w.eventually("the pictures are there", func() bool { now := w.now(card); return !now.contains("加载中") })
				}
			}
			n := 0
			for b.Loop() {
				answer := w.click(card, w.li, c.turn[n%2])
				require.NotNil(b, answer.Card)
				n++
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(n), "ms/click")
		})
	}
}
