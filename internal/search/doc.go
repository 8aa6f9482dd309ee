// Package search finds offers for a picture, and the details of an offer, at
// the least cost: it wraps the gateway with what it already knows and with the
// limits of asking.
//
//   - finder.go: Finder with Find and Lookup, its configuration, and the
//     interfaces that it needs;
//   - detail.go: Detail and LookupDetail;
//   - desk.go: the way of a question of either kind, what it spends, and when
//     an old answer stands in;
//   - flight.go: one gateway call for identical questions under way;
//   - ask.go: attempts, backoff, rate and breaker, shared by both kinds;
//   - known.go: what was answered before, and the key that it is found by;
//   - memory.go: the bounded cache in the process, before the stored answers.
//
// A question goes: memory → store → breaker → address of the picture → Spend →
// rate → gateway, twice at most → store and memory. When the gateway gives no
// answer, what was spent is given back, and an older answer is given, marked
// stale.
//
// What must not change: the picture is put where the gateway can fetch it only
// when the gateway is really to be asked; a caller that gives up takes nothing
// from the others who wait for the same answer; nobody is refused because
// another could not pay; a failing store never costs an answer that the
// gateway gave; Close leaves no goroutine.
package search
