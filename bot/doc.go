// Package bot is the conversation: what a message asks for, the search it
// leads to, the one card that answers it, and the clicks on that card.
//
//	bot.go         Bot, the parts it speaks to and their interfaces
//	platform.go    messages, clicks, and what the bot needs of the platform
//	queue.go       durable work: jobs and their attempts
//	records.go     what is remembered of searches, cards, pictures and people
//	identity.go    ids that every execution of the same request derives alike
//
//	accept.go      an event's acceptance: is it ours, on disk, acknowledge
//	message.go     the message job: the text read, one search a picture
//	meant.go       which pictures a message without any means
//	commands.go    the commands that are no search
//	greet.go       the greeting and the bot's menu
//	recall.go      messages that are withdrawn while they are worked on
//
//	search.go      the search job: one picture, from download to card
//	query.go       its picture, from the platform to the gateway's address
//	quota.go       who pays for what the gateway is asked
//	problem.go     failures, as people are told of them; pictureproblem.go those of bytes
//	thrift.go      what is left out once the tenant's calls of the month are used up
//	understood.go  terms, told back
//
//	click.go       clicks, answered inside the callback where all is at hand
//	serial.go      two clicks on one card follow each other
//	form.go        what the filter forms submit, and the form of /filter
//	detail.go, similar.go, compare.go, history.go, shortlist.go, stats.go
//	export.go      the shortlist as a file, and exportrows.go its rows
//
//	face.go        what a card shows at a moment: result.go and its like
//	writer.go      the one place that sends and patches the cards of searches
//	thumbnails.go  offer pictures on their way to the platform
//	thumbs.go      those of the page somebody turned to
//
// The way of a message: Message accepts it → job "message" reads it → one job
// "search" a picture downloads it, asks the Finder, and shows the result, with
// a progress card before it where that takes longer than 300 ms.
//
// What must not change: an event is acknowledged only after it is on disk, and
// acceptance and clicks call neither platform nor gateway; every job may run
// again after a death at any line, and what it decided before stands; a
// picture has one visible answer, whose reply id is stored before anything
// else is done with it; what a card shows is always rendered from its latest
// state, so that a late picture never turns back what a click decided.
package bot
