package sandbox_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/config"
	"tusou/internal/sandbox"
	"tusou/internal/sandbox/gateway"
)

// stage is the whole sandbox, with the bot, in a browser.
type stage struct {
	*tab
	*sandbox.Sandbox
}

// newStage starts both and returns when the bot is there.
func newStage(t *testing.T) *stage {
	t.Helper()
	b := openTab(t)
	cfg, err := config.Load(nil, "", config.NeedSandbox)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := sandbox.New(ctx, cfg, "127.0.0.1:0", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	require.Eventually(t, func() bool { return s.Platform.Connections() == 1 }, time.Minute, 10*time.Millisecond)
	b.open(s.URL())
	b.wait(css("#messages .card").says("图搜")) // It greets who opens the chat.
	return &stage{b, s}
}

// transfer gives the expression of a DataTransfer with sample pictures.
func transfer(g *gateway.Gateway, samples ...int) string {
	data := "(() => { const data = new DataTransfer();"
	for i, n := range samples {
		data += fmt.Sprintf(`data.items.add(new File([Uint8Array.from(atob(%s), (c) => c.charCodeAt(0))], "picture-%d.jpg", { type: "image/jpeg" }));`,
			js(base64.StdEncoding.EncodeToString(g.Samples()[n].JPEG())), i+1)
	}
	return data + "return data; })()"
}

// paste puts sample pictures into the message as the clipboard does.
func (s *stage) paste(samples ...int) {
	s.t.Helper()
	before := s.count(".attachment")
	eval[bool](s.tab, `document.querySelector("#text").dispatchEvent(
		new ClipboardEvent("paste", { clipboardData: `+transfer(s.Gateway, samples...)+`, bubbles: true, cancelable: true }))`)
	s.wait(fmt.Sprintf(`document.querySelectorAll(".attachment").length === %d`, before+len(samples)))
}

// write types words and sends the message.
func (s *stage) write(words string) {
	s.t.Helper()
	s.click(css("#text"))
	s.keys(words)
	s.click(css("#send"))
	s.wait(`document.querySelector("#text").value === "" && document.querySelector("#attached").hidden`)
}

// answered waits until the newest message of the chat is a card that says so and
// has all its pictures, and gives it: the same one, whatever comes after it.
func (s *stage) answered(words string) node {
	s.t.Helper()
	newest := css("#messages > .message:last-child .card")
	s.wait(newest.says(words) + ` && !` + newest.says("加载中"))
	card := css(`#messages .message[data-id="` + eval[string](s.tab, string(newest)+`.closest(".message").dataset.id`) + `"] .card`)
	s.complete(card, words)
	return card
}

// complete waits until a card says so and has all its pictures.
func (s *stage) complete(card node, words string) {
	s.t.Helper()
	s.wait(card.says(words) + ` && !` + card.says("加载中"))
}
