// Package lark is the adapter to Feishu/Lark, and the only importer of its SDK.
//
// Outgoing:
//
//   - client.go: Client and the way of every call: pace, token, one attempt,
//     one more if the token was refused, the error table
//   - messages.go, media.go, files.go: the calls themselves (bot.Platform)
//   - inspect.go, challenge.go: what tusou doctor asks
//   - token.go: the tenant access token, fetched and dropped by us
//   - pace.go: the platform's rates, and the pauses it asks for
//   - errors.go: what each answer of the platform asks for, as a table
//   - transport.go: the HTTP client (no redirects, capped answers) and the
//     SDK's log
//
// Incoming:
//
//	websocket.go ─┐
//	              ├→ dispatch.go → envelope.go → message.go (content.go) → Handler
//	webhook.go ───┘                              click.go, notices.go
//	 (replay.go)
//
// Both ways in hand the event's raw bytes to one Dispatcher, so an event means
// the same whichever way it came.
//
// What must not change:
//
//   - an event is acknowledged only after Handler took it; one that cannot be
//     read is logged and acknowledged, or it would be delivered forever
//   - a click is answered within the platform's 3 s, whatever the handler does
//   - a webhook's body is believed only after its signature, taken over the raw
//     bytes, was verified; nothing is acknowledged twice in different ways
//   - no call is repeated here but for a refused token: who calls owns retries,
//     because only it knows the uuid that makes them safe
//   - no secret, token or payload is logged, at no level
package lark
