// Package search finds offers for a picture at the least cost: it wraps the
// gateway with what it already knows and with the limits of asking.
//
//   - finder.go: Finder with Find and Lookup, its configuration, and the
//     interfaces that it needs;
//   - flight.go: one gateway call for identical searches under way;
//   - ask.go: attempts, backoff, rate and breaker;
//   - known.go: what was answered before, and the key that it is found by;
//   - memory.go: the bounded cache in the process, before the stored answers.
//
// A search goes: memory → store → address of the picture → breaker → rate →
// gateway, twice at most → store and memory. When the gateway gives no answer,
// an older one is given, marked stale.
//
// What must not change: the picture is put where the gateway can fetch it only
// when the gateway is really to be asked; a caller that gives up takes nothing
// from the others who wait for the same answer; a failing store never costs an
// answer that the gateway gave; Close leaves no goroutine.
package search
