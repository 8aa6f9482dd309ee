// Package lang holds every text that people see, in Simplified Chinese and in
// English, one file a language (zh.go, en.go) and one more each for what
// commands print to a terminal (zh_doctor.go …).
//
// Texts is the table: plain strings, Format strings that take values, and a
// few maps keyed by codes. For gives the table of a language; the tables are
// built anew at each call, so nothing in the package can be changed by a user
// of it. A new text is a field of Texts (or of one of its parts) and one line
// in zh.go and in en.go; a test fails while either is empty or while the two
// take different values.
//
// What must not change: texts never hold markup of a card, and never an error's
// own words. The package imports nothing else of the project.
package lang
