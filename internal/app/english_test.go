package app_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// TestTheWholeConversationIsInEnglish looks for Chinese words of ours: offers,
// their sellers' words and what was typed are as they are.
func TestTheWholeConversationIsInEnglish(t *testing.T) {
	w := newWorld(t, "TUSOU_LANG=en")
	w.settings["TUSOU_ADMINS"] = w.li.OpenID
	w.start()
	foreign := regexp.MustCompile(`\p{Han}+`)
	titles := make(map[string]bool)
	for _, o := range w.gateway.Offers() {
		for _, word := range foreign.FindAllString(o.Title+" "+o.Variant, -1) {
			titles[word] = true
		}
		for _, tag := range o.Tags {
			for _, word := range foreign.FindAllString(tag.Text, -1) {
				titles[word] = true
			}
		}
	}
	check := func(what, text string) {
		for _, word := range foreign.FindAllString(text, -1) {
			assert.True(t, titles[word], "%s: %s in %q", what, word, text)
		}
	}
	require.NoError(t, w.platform.OpenDirectChat(w.li))
	var asked []string
	for _, text := range []string{
		"/help", "hello there", "/list", "/compare", "/export", "/history", "/stats", "/reset", "/default", "/default 48h", "/default clear", "/filter", "/hlep", "waybill",
	} {
		chat := w.direct
		if text != "/stats" {
			chat = w.platform.DirectChat(w.platform.NewUser("buyer")) // each has a rate of its own
		}
		asked = append(asked, w.post(platform.Outgoing{Chat: chat, Kind: "text", Text: text}))
	}
	for n, id := range asked {
		w.eventually(fmt.Sprint("answer ", n), func() bool { return len(w.repliesTo(id)) == 1 })
	}
	id := w.post(platform.Outgoing{Chat: w.direct, Text: "free shipping, cheapest, 0.01-0.02, under 20", Images: [][]byte{w.sample(0)}})
	w.eventually("the result", func() bool {
		replies := w.repliesTo(id)
		if len(replies) != 1 {
			return false
		}
		card := readCard(t, replies[0])
		return len(card.images) >= 5
	})
	card := readCard(t, w.repliesTo(id)[0])
	for _, click := range []platform.Click{
		{Text: "Details", Nth: 1}, {Text: "Details", Nth: 1}, {Text: "Similar", Nth: 2}, {Text: "Save", Nth: 1}, {Text: "Refresh"},
		{Text: "Search again", Form: map[string]any{"price_min": "cheap"}},
	} {
		answer := w.click(card, w.li, click)
		require.NotNil(t, answer.Toast, click.Text)
		check("the toast of "+click.Text, answer.Toast.Content)
	}
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Times: 1, Code: 5001, Message: "no"})
	failed := w.post(platform.Outgoing{Chat: w.direct, Text: "refresh", Images: [][]byte{w.sample(1)}})
	w.eventually("the failure", func() bool { return len(w.repliesTo(failed)) == 1 })
	w.post(platform.Outgoing{Chat: w.direct, Kind: "sticker"})
	w.settled()
	for _, m := range w.standing("") {
		if m.Kind != "interactive" {
			continue
		}
		for _, text := range readCard(t, m).texts {
			check("a card", text)
		}
	}
}
