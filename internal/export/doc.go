// Package export writes a chat's shortlist as an Excel workbook (.xlsx) with
// the pictures in their cells.
//
//   - export.go: List, Row and Write, the way of a row into the sheet
//   - columns.go: the columns as a table: heading, width, look, value
//   - cells.go: values made cells, the only way in for anything foreign
//   - text.go, link.go: foreign text and addresses made safe for a cell
//   - styles.go: how cells look
//   - pictures.go: thumbnails, each stored once, and their place in the cell
//   - budget.go: how many bytes each picture may take
//   - archive.go: the file itself, into which pictures go as they come
//   - name.go: the file's name
//
// Memory stays flat, however many rows there are: rows are pulled one at a
// time, a picture's bytes are let go as soon as they are in the file, and
// excelize is given only headers in their stead. What it keeps of a row are the
// place of its pictures, its link, and its text (which goes to a temporary file
// beyond 16 MB).
//
// What must not change: no foreign text reaches a cell but through safe, no
// address becomes a link but through webAddress; a cell never holds a formula;
// no file is larger than the platform takes. excelize's stream and its pictures
// were not made for each other: tellRowHeight and head say what that asks for,
// and tests open every file again.
package export
