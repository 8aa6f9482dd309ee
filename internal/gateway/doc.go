// Package gateway is the client of the signed gateway of 1688 dropship offers
// (image search and item detail), and the only importer of resty.
//
//   - client.go: Client with Search and Detail, one HTTP attempt a call;
//   - probe.go: whether the gateway takes the signature, for tusou doctor;
//   - sign.go: the signature;
//   - envelope.go: the outer object of every answer;
//   - answer.go: an answer of image search → offers;
//   - detail.go: an answer of item detail → sourcing.Detail; the parts of it in
//     detail_goods.go (pictures, prices, variants), detail_terms.go (freight,
//     promises, waybill channels) and channels.go (the channels' codes);
//   - lenient.go: values that may be numbers, texts, booleans or null;
//   - part.go: objects and lists in any of the forms in which they come;
//   - address.go: addresses, of which only web addresses come out;
//   - failure.go: what went wrong → sourcing.Failure.
//
// Retries, rate, breaker and cache are package search's.
//
// What must not change: every attempt is signed anew with the time at which
// it is sent; a field that is sent is signed, and none is null, because the
// vendor's own clients disagree on what a null signs as; the application's
// secret and the signature appear in no error and no log, not even when the
// gateway's own words repeat them; in a detail every field is optional, and one
// that is malformed costs no other.
package gateway
