// Package bot is the conversation: what a message asks for, the search it
// leads to, the one card that answers it, and the clicks on that card.
//
//	bot.go         Bot, the parts it speaks to and their interfaces
//	platform.go    messages, clicks, and what the bot needs of the platform
//	queue.go       durable work: jobs and their attempts
//	records.go     what is remembered of searches, cards and pictures
//	accept.go      an event's acceptance: is it ours, on disk, acknowledge
//	message.go     the message job: the text read, one search a picture
//	search.go      the search job: one picture, from download to card
//	snapshot.go    what a card shows at a moment
//	click.go       clicks, answered inside the callback where all is at hand
//	thumbs.go      the pictures of a page somebody turned to
//	thumbnails.go  offer pictures on their way to the platform
//	writer.go      the one place that sends and patches the cards of searches
//	problem.go     failures, as people are told of them
//
// The way of a message: Message accepts it → job "message" reads it → one job
// "search" a picture downloads it, asks the Finder, and shows the result, with
// a progress card before it where that takes longer than 300 ms.
//
// What must not change: an event is acknowledged only after it is on disk, and
// acceptance and clicks call neither platform nor gateway; a picture has one
// visible answer, whose reply id is stored before anything else is done with
// it; what a card shows is always rendered from its latest state, so that a
// late picture never turns back what a click decided.
package bot
