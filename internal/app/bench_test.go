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
