// Package page serves the sandbox's chat page: a small Feishu in the browser,
// over the emulated platform, in which a person talks with the bot.
//
// The parts:
//
//   - page.go: the settings, the routes and what guards them
//   - api.go: what a person does: write, recall, click, use the menu
//   - messages.go: messages as the page reads them
//   - stream.go: the live stream of changes
//   - words.go: what the page itself says, in both languages
//   - static/: the page itself, without any outside resource or build step.
//     app.js holds the chats and topics; timeline.js a list of messages,
//     messages.js one of them, composer.js where one is written; card.js draws
//     Card JSON 2.0, with displays.js, controls.js, layout.js and work.js (what
//     a click does), and markdown.js its markdown; nodes.js, overlays.js,
//     server.js and words.js serve all of them
//
// The flow: the page loads the state and the messages of its chats, then follows
// the stream, which carries every new or changed message whole; what a person
// does is posted to the API, which does the same on the platform; the outcome
// comes back by the stream, only toasts and errors by the answer.
//
// What must not change: the page is for this machine alone (loopback names in
// Host, no requests of other sites), and whatever the bot or a person writes
// becomes text nodes and checked attributes, never markup; a component that the
// page cannot draw is seen as such. The browser tests of package sandbox hold
// all of it; they rely on #text, #file, #send, #messages, #topic,
// [data-chat=direct|group|group2], [data-menu], .message[data-id], .card and
// .toast.
package page
