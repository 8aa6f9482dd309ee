// Package sandbox runs the real program against an emulated Feishu and an
// emulated gateway on loopback, with a chat page in the browser: no account
// and no network is needed.
//
//	sandbox.go  starts and ends everything
//	platform/   the emulated Feishu; imports nothing of the bot
//	gateway/    the emulated gateway; imports nothing of the bot
//	page/       the chat page
//
// The tests drive the page in Chromium, whose path TUSOU_TEST_CHROME gives:
// walks_test.go what a buyer does with the whole sandbox, the others the page
// alone. With TUSOU_TEST_SCREENSHOTS the walks leave the documentation's
// pictures in that directory (deploy/screenshots), and a test that fails what it
// saw last.
//
// What must not change: the bot is the same app.App that `tusou serve` runs,
// through the real SDK; every listener is on loopback.
package sandbox
