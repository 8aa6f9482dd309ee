// Package webfetch fetches pictures from addresses that others chose: offer
// pictures of the gateway's answers, and addresses given to tusou search.
//
// A Fetcher (fetch.go) makes one attempt a call and says in its Error
// (errors.go) whether another may succeed. It follows redirects itself, checks
// every address on the way (address.go), and dials only what the guard
// (guard.go) lets it. thumbnail.go knows the smaller variants of the picture
// host's files.
//
// What must not change: the guard sits in the dialer, behind name resolution,
// so that no name, redirect or second answer of a DNS server gets around it;
// errors never hold an address's query or password.
package webfetch
