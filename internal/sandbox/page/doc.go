// Package page serves the sandbox's chat page: a small Feishu in the browser,
// over the emulated platform, in which a person talks with the bot.
//
// The parts:
//
//   - page.go: the settings, the routes and what guards them
//   - api.go: what a person does: write, recall, click, use the menu
//   - messages.go: messages as the page reads them
//   - stream.go: the live stream of changes
//   - static/: the page itself, without any outside resource: index.html,
//     style.css, app.js (chat and composer), card.js (Card JSON 2.0),
//     markdown.js (its markdown)
//
// The flow: the page loads the state and the messages of a chat, then follows
// the stream, which carries every new or changed message whole; what a person
// does is posted to the API, which does the same on the platform; the outcome
// comes back by the stream, only toasts and errors by the answer.
//
// What must not change: the page is for this machine alone (loopback names in
// Host, no requests of other sites), and whatever the bot or a person writes
// becomes text nodes and checked attributes, never markup. Browser tests rely
// on #text, #file, #send, #messages, [data-chat=direct|group],
// .message[data-id] and .toast.
package page
