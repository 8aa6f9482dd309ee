// Package store keeps what the bot knows over restarts: pictures and their
// looks, answers and details of the gateway, searches, cards, image keys, and
// what was said where. One SQL serves SQLite and PostgreSQL.
//
//	store.go     New, the schema's migrations
//	inspect.go   how far a database is, for tusou doctor
//	pictures.go  which pictures are the same
//	memory.go    what a chat is remembered for: pictures seen, last searches,
//	             terms that wait for a picture, defaults, greetings, recalls
//	answers.go   immutable answers of the gateway
//	details.go   the newest detail of every offer that was looked at
//	searches.go  who asked for what
//	cards.go     what every card shows
//	shortlist.go what each chat collected
//	spending.go  who made the gateway be asked, for the daily quota
//	stats.go     what the administrators are told
//	sweep.go     what is past its time
//	images.go    the platform's keys of uploaded pictures
//
// What must not change: every write is idempotent, because a job that makes
// it can be executed again after a crash; an answer is never changed; times
// are Unix milliseconds.
package store
