// Package picture turns the bytes of a stranger's picture into a safe, upright
// JPEG and the look by which two copies of one picture are known to be the
// same.
//
// The way of a picture through Preparer.Prepare:
//
//   - format.go knows the format by its first bytes, never by a name or a
//     header field, and reads the size it claims before anything is decoded;
//   - prepare.go holds the limits (bytes, pixels, decoders at once, time) and
//     the order of the steps;
//   - frame.go decodes, and gives the picture row by row in YCbCr, flattened on
//     white, the first frame of an animation in its place on the canvas
//     (webp.go does what the WebP decoder leaves out);
//   - scale.go scales the rows while they come, so that the full-size picture
//     exists only once, in the decoder's own form;
//   - orientation.go reads the EXIF orientation, planes.go turns the small
//     picture by it;
//   - look.go takes the fingerprint from what will be encoded.
//
// What must not change: the pixel product is checked in 64 bits before a
// decoder sees the data; nothing of the original but its pixels reaches the
// output (no metadata, no trailing bytes); Look's grid, distance and buckets
// are kept in databases, so another way of computing them needs another
// version byte and another set of buckets.
package picture
