// Package gateway emulates the fw199 gateway for the sandbox and for tests:
// image search and item detail of 1688's dropship offers, and the pictures of
// those offers as alicdn serves them.
//
// The parts:
//
//   - gateway.go: the settings, the value and its routes
//   - envelope.go, sign.go: the checks that both endpoints share, in the order
//     method, content type, fields, application, clock, signature, seller, rate
//   - search.go, query.go: image search; query.go fetches and decodes the picture
//   - detail.go: item detail; detail_form.go: the forms in which it comes
//   - pictures.go: the offers' pictures, with size variants and a Referer rule
//   - catalogue.go: the offers and their pictures; products.go and
//     products_table.go fill it, filters.go says which filters each satisfies
//   - likeness.go: how alike two pictures are
//   - studio.go, canvas.go, drawings_*.go: the offers' pictures, drawn by this
//     package and the same in every run; samples.go: query pictures to try
//   - faults.go: latency, rate limit and injected failures
//   - record.go: what was asked and what was answered
//
// A request passes the injected faults first, then the envelope's checks, then
// its endpoint; each request leaves one Call in the record, whatever became of
// it.
//
// What must not change: the emulator is never kinder than the documents of the
// real gateway, and the key sets and JSON types of its answers are those of
// the vendor's own sample. It imports nothing of this module, so that it cannot
// share a mistake with the client that it tests. Where the documents are silent
// (the table of codes, the time window), the choices here are the emulator's
// own and nothing may rely on them.
package gateway
