// Package doctor examines a configuration against the live services: what each
// line of tusou doctor says, and how what is wrong can be mended.
//
//	doctor.go    Examine: the checks, run together and told in order
//	finding.go   Finding, and how causes are put into words
//	platform.go  credentials and bot identity
//	scopes.go    granted scopes
//	events.go    the way of events, and of clicks
//	clock.go     this machine's clock
//	gateway.go   the gateway's signature
//	images.go    the image store, and its public address
//	database.go  the database
//
// What must not change: nothing is sent to anybody, no event is taken from a
// running bot, and what was stored is taken away again; every check ends, and
// the failure of one keeps no other from running; no secret is in any finding.
package doctor
