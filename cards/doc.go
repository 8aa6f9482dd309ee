// Package cards builds every card that the bot shows, as Card JSON 2.0.
//
// The flow is one way: a caller fills a view (plain data: ResultView,
// DetailView, ShortlistView …), the function named after the card (Result,
// Detail, Shortlist …) lays it out, and Card.JSON gives what is sent. What a
// person clicks comes back as an Action, which ParseAction reads, and for the
// filter forms as fields, which ParseForm reads.
//
// The parts:
//
//   - card.go: Card, its header and its encoding
//   - view.go, paging.go: what the views have in common
//   - text.go, picture.go, person.go, table.go, layout.go, control.go: the
//     components, one struct a tag, every property a field, so that a property
//     the platform does not know cannot be written
//   - action.go, form.go: what buttons carry and what the forms submit
//   - clean.go: foreign text made safe for a card
//   - offer.go, fields.go: what several cards show of an offer, and the fields
//     of both filter forms
//   - result.go with resultform.go: the card of offers and its folded form;
//     compare.go with facts.go: candidates side by side and their rows;
//     detail.go with detailprice.go, detailfacts.go and detailskus.go: one
//     offer's details
//   - one file a card for the others: shortlist.go, history.go, filterform.go,
//     stats.go, progress.go, failure.go, filters.go, help.go,
//     hint.go, welcome.go, notice.go
//
// A colour means one thing everywhere. Headers: blue shows offers, wathet
// works, turquoise informs, orange wants a look, red failed. Buttons: filled
// blue searches, blue is in force, blue text leaves the chat, red text takes
// something away, grey is everything else. A price is red, and comes first.
//
// What must not change: every card states update_multi true, for the platform
// updates no other; no card exceeds MaxBytes or MaxElements whatever the view
// holds, because every list and every foreign text in it is cut; foreign text
// goes into plain_text and cells of text, and into markdown only through
// escape; forms and tables stand at the root of the body, and a form holds its
// collapsible panel, never the other way round. The package is pure: it knows
// only sourcing and lang, reads no clock, and keeps nothing between calls.
package cards
