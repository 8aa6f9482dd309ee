// Package command reads what people type: a message's text becomes a Command
// with its Terms. It is pure; a Parser is made once and shared.
//
// The way of a text through the package:
//
//	fold     one spelling: NFKC, simplified characters, single spaces; of a long
//	         text both ends
//	command  the slash command, or plain text
//	lex      pieces, the longest first: names of filters, prices, orders, filler
//	resolve  which names are terms, by what stands beside them; misspellings;
//	         what 不要 reaches
//	read     the pieces' sum: Terms, with the keywords that are left
//
// Terms.Apply lays them over the chat's defaults or an earlier search, and
// Format writes them for people.
//
// The names of the filters are in sourcing.Filters, the words around them in
// vocabulary.go, those of prices in pricewords.go; a new name or word is an
// entry there and no code. simplified.go is generated. testdata/buyers.tsv says
// what phrases mean: a phrase that was read wrongly is an entry there first.
//
// What must not change:
//
//   - A filter wrongly added silently hides offers, which is worse than a
//     keyword left too long. In doubt a name is text.
//   - Ambiguous names count only alone or beside another term, full names not
//     beside one lone character, and no name where it overlaps a real word.
//   - No key leaves the package that is not in the table.
//   - What Format writes is read back as the same terms.
//   - A message costs some microseconds, however long it is: no look into a
//     list of words where class says that none begins, no memory but the answer's.
package command

//go:generate go run simplified_generate.go
