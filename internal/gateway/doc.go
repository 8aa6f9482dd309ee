// Package gateway is the client of the signed image search gateway of 1688
// dropship offers, and the only importer of resty.
//
//   - client.go: Client and Search, one HTTP attempt a call;
//   - probe.go: whether the gateway takes the signature, for tusou doctor;
//   - sign.go: the signature;
//   - answer.go: the bytes of an answer → offers;
//   - lenient.go: values that may be numbers, texts, booleans or null;
//   - failure.go: what went wrong → sourcing.Failure.
//
// Retries, rate, breaker and cache are package search's.
//
// What must not change: every attempt is signed anew with the time at which
// it is sent; a field that is sent is signed, and none is null, because the
// vendor's own clients disagree on what a null signs as; the application's
// secret and the signature appear in no error and no log, not even when the
// gateway's own words repeat them.
package gateway
