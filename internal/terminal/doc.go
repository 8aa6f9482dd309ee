// Package terminal lays text out for a terminal, where Chinese characters are
// twice as wide as Latin ones, and shows what a search found there.
//
//	width.go   how wide a text is, padding and cutting
//	clean.go   foreign text made harmless
//	cause.go   why something failed, in words
//	usage.go   what a command says of itself
//	result.go  Result: one picture's search, for people and for programs
//	table.go   the table of offers
//	json.go    the same as a line of JSON
//	window*.go how wide the terminal is
//
// What must not change: foreign text reaches a terminal only through Clean,
// because it may hold sequences that steer the terminal; the names of the JSON
// fields, which scripts rely on.
package terminal
