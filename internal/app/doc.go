// Package app is the composition root: it puts the parts together, owns the
// listeners and the database, and starts and ends everything in order.
//
//	app.go          New, Run, shutdown
//	database.go     SQLite or PostgreSQL
//	images.go       the image store, and how a command that is not the bot serves it
//	inspect.go      how the database is, for tusou doctor
//	http.go         the public and the private listener
//	connections.go  the public listener's bound, against slow clients
//	health.go       readiness and the clock, and the log of their changes
//	events.go       the way events come in
//	export.go       the shortlist as a file
//
// The end-to-end tests of the whole program are here (package app_test): they
// run it through the real SDK against the emulators of internal/sandbox.
//
// What must not change: work begins only after the database is migrated, the
// listeners are open and the bot knows who it is; at the end no new event is
// taken before running searches may end, and the database closes last.
package app
