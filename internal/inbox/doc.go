// Package inbox accepts work durably and executes it: River
// (https://github.com/riverqueue/river) on SQLite or PostgreSQL.
//
// The insert is the acceptance: an event of the platform is acknowledged only
// after Accept returned. A job's kind and key are unique over all of River's
// states for at least a day, longer than the seven hours over which the
// platform delivers an event again, so that a redelivered event is recognised
// after a restart, too.
//
//	inbox.go     New, Start, Stop; Accept and Follow
//	worker.go    one attempt of one job, its retries and their delays
//	engine.go    what differs between SQLite and PostgreSQL
//	presence.go  on PostgreSQL: which processes live, whose jobs to resume
//	suspects.go  jobs that run one at a time, because the process died of one of them
//	log.go       River's log, without what repeats itself
//
// What must not change: an accepted job is executed until it returns nil or
// its attempts are used up, whatever happens to the process; on SQLite, where
// this process is the only one, jobs that were running when the last process
// died run again at once (see engine.go), on PostgreSQL within some seconds
// (see presence.go); a chat with a long backlog gets a lower priority, so that
// its flood does not hold up another chat's picture.
package inbox
