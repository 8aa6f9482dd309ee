// Package picture turns the bytes of a stranger's picture into a safe, upright
// JPEG and the look by which two copies of one picture are known to be the
// same.
//
// The way of a picture through Preparer.Prepare:
//
//   - format.go knows the format by its first bytes, never by a name or a
//     header field, and reads the size it claims before anything is decoded;
//   - prepare.go holds the limits (bytes, pixels, time) and the order of the
//     steps; weight.go those of memory: how much the pictures in decoding take
//     together (cmd/peakmem measures the whole);
//   - frame.go decodes, and gives the picture row by row in YCbCr, flattened on
//     white, the first frame of an animation in its place on the canvas
//     (webp.go does what the WebP decoder leaves out);
//   - scale.go scales the rows while they come, so that the full-size picture
//     exists only once, in the decoder's own form;
//   - orientation.go reads the EXIF orientation, planes.go turns the small
//     picture by it;
//   - look.go sees through a grid of soft spots what will be encoded: the
//     fingerprint.
//
// Whether two looks are those of copies is found in three steps. sketch.go
// holds the few numbers that hardly differ between copies, by which a database
// finds a hundred candidates among a hundred thousand looks. match.go puts
// aside most of these at a glance. For the rest, fit.go (with grid.go and
// equations.go) lays one look on the other, a narrow crop or border and a
// slight change of brightness taken out, and match.go measures what is left:
// single spots and whole areas, brightness and colour each by itself, as
// recompression hardly touches colour, and colour is what tells variants of a
// product apart. cmd/lookeval measures all this on pictures.
//
// What must not change: the pixel product is checked in 64 bits before a
// decoder sees the data; nothing of the original but its pixels reaches the
// output (no metadata, no trailing bytes); Look's spots and sketch are kept in
// databases, so that another way of computing them needs another version byte;
// what is not certain to be a copy is a miss, which costs a search, where a
// false hit would show the offers of another product.
package picture
