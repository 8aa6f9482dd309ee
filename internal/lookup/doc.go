// Package lookup searches pictures without a chat, for tusou search: pictures
// of files, web addresses and standard input, with the terms that would stand
// beside them in a message.
//
//	lookup.go   Lookup: the parts it needs, and the search of several pictures
//	request.go  what the command line names: pictures and terms
//	source.go   the bytes of a picture, wherever they are
//	address.go  the picture's public address, for as long as the search takes
//	failure.go  why a picture has no answer
//
// A picture goes: bytes → safe JPEG → image store → gateway → table or JSON, the
// way of every picture of the bot. It needs no database, and so disturbs no
// running bot; the disk store shares its directory with one.
//
// What must not change: what was stored is removed when the search is over;
// what goes wrong with one picture keeps no other from its answer.
package lookup
