// Package cards builds every card that the bot shows, as Card JSON 2.0.
//
// The flow is one way: a caller fills a view (plain data: ResultView,
// ProgressView, FailureView …), the function named after the card (Result,
// Progress, Failure, Hint, Welcome, Help, Notice) lays it out, and Card.JSON
// gives what is sent. What a person clicks comes back as an Action, which
// ParseAction reads, and for the filter form as fields, which ParseForm reads.
//
// The parts:
//
//   - card.go: Card, its header and its encoding
//   - view.go: what the views have in common, and the paging
//   - text.go, picture.go, layout.go, control.go: the components, one struct a
//     tag, every property a field, so that a property the platform does not
//     know cannot be written
//   - action.go, form.go: what buttons carry and what the form submits
//   - clean.go: foreign text made safe for a card
//   - result.go, offer.go, filterform.go: the card of offers
//   - progress.go, failure.go, help.go, notice.go: the other cards
//
// What must not change: every card states update_multi true, for the platform
// updates no other; no card exceeds MaxBytes or MaxElements whatever the view
// holds, because every list and every foreign text in it is cut; foreign text
// goes into plain_text, and into markdown only through escape; a form stands
// at the root of the body and holds the collapsible panel, never the other way
// round. The package is pure: it knows only sourcing and lang, reads no clock,
// and keeps nothing between calls.
package cards
