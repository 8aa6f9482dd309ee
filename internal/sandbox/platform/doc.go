// Package platform is a strict emulator of the Feishu/Lark open platform, in
// process: what the bot's own tests and the sandbox talk to instead of
// open.feishu.cn.
//
// It follows the platform's documents and what the official SDK v3.12.0 was
// seen to do, never the bot, and imports neither. Where the documents leave a
// point open it takes the harsher reading, because an emulator that is kinder
// than the platform hides defects.
//
// The parts:
//
//   - platform.go, ids.go: the Platform, its settings and its clock
//   - people.go, message.go, post.go: users, chats and what people write
//   - events.go: the shapes of events and callbacks
//   - deliver.go, longconn.go, frame.go, webhook.go: how events reach the app,
//     with acknowledgement deadline and redelivery
//   - click.go, component.go, answer.go: a person works a card
//   - rest.go and the files named after an API (token.go, send.go, lookup.go,
//     patch.go, images.go, files.go, resources.go, reactions.go,
//     application.go): the HTTP side
//   - ratelimit.go, faults.go: refusals by rate and by order of a test
//   - record.go, watch.go: what happened, and waiting for it
//   - card*.go: the check of Card JSON 2.0
//
// The flow: a test or the chat page writes with Post; the message is stored
// and, if the app's scopes let it see the message, delivered over one random
// long connection or to the webhook. The app answers through the HTTP API of
// Handler. Click finds a component in the current card, sends the callback and
// applies the answer.
//
// All state lies behind one mutex. Every goroutine belongs to the Platform and
// is waited for by Close.
package platform
