package picture

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"math"
)

// A look is the picture seen through a grid of soft spots, brightness finer
// than colour, as JPEG keeps them.
const (
	lumaSide   = 48 // spots a side
	chromaSide = 24
	// spotWidth is the standard deviation of a spot, in distances between spots:
	// wide enough that what lies between two spots can be interpolated, so that
	// a look tells what the look of a slightly cropped picture is.
	spotWidth = 0.8
	// lookBase is the side of the area averages that the spots are made of.
	lookBase    = 96
	lookVersion = 2
	// lookBytes is the length of an encoded look before its base64.
	lookBytes = 1 + 2*sketchLen + lumaSide*lumaSide + 2*chromaSide*chromaSide
)

var errLook = errors.New("no look of a known version")

// Look is a picture's fingerprint. It survives recompression, resizing, narrow
// crops and borders and a slight change of brightness, and tells colour
// variants of a product apart. A Matcher compares looks; Mark and Near find,
// among many, those worth comparing.
type Look struct {
	sketch sketch
	luma   [lumaSide * lumaSide]byte // rows from the top
	chroma [2][chromaSide * chromaSide]byte
}

// LookOf gives the look of a picture that is upright already. Prepare does this
// for the pictures that it prepares.
func LookOf(m *image.YCbCr) Look {
	var l Look
	across, down := subsampling(m.SubsampleRatio)
	size := m.Rect.Size()
	colour := image.Pt((size.X+across-1)/across, (size.Y+down-1)/down)
	spots(l.luma[:], lumaSide, m.Y, m.YStride, size)
	spots(l.chroma[0][:], chromaSide, m.Cb, m.CStride, colour)
	spots(l.chroma[1][:], chromaSide, m.Cr, m.CStride, colour)
	l.sketch = sketchOf(&l)
	return l
}

func lookOf(p planes) Look { return LookOf(p.image()) }

// spots sees one plane through side×side spots.
func spots(dst []byte, side int, pix []byte, stride int, size image.Point) {
	base := make([]byte, lookBase*lookBase)
	averages := newScaler(box(size.X, lookBase), box(size.Y, lookBase), base)
	for y := range size.Y {
		averages.add(pix[y*stride:][:size.X])
	}
	runs := bell(lookBase, side)
	soft := newScaler(runs, runs, dst)
	for y := range lookBase {
		soft.add(base[y*lookBase:][:lookBase])
	}
}

// bell gives the runs of soft spots.
func bell(n, to int) []run {
	distance := float64(n) / float64(to)
	width := spotWidth * distance
	return newRuns(n, to, func(i int) (from, until float64, weight func(s int) float64) {
		centre := (float64(i) + 0.5) * distance
		return centre - 3*width, centre + 3*width, func(s int) float64 {
			d := (float64(s) + 0.5 - centre) / width
			return math.Exp(-d * d / 2)
		}
	})
}

// planes gives the look's planes in the order in which they are written.
func (l *Look) planes() [3][]byte { return [3][]byte{l.luma[:], l.chroma[0][:], l.chroma[1][:]} }

// MarshalText writes the look for a database: 4,652 characters of base64, the
// first byte of what they encode being the version.
func (l Look) MarshalText() ([]byte, error) {
	raw := append(make([]byte, 0, lookBytes), lookVersion)
	for _, v := range l.sketch {
		raw = binary.BigEndian.AppendUint16(raw, uint16(v))
	}
	for _, plane := range l.planes() {
		raw = append(raw, plane...)
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote; a look of another version is an
// error.
func (l *Look) UnmarshalText(text []byte) error {
	var raw [lookBytes]byte
	if len(text) != base64.RawStdEncoding.EncodedLen(lookBytes) {
		return errLook
	}
	if _, err := base64.RawStdEncoding.Decode(raw[:], text); err != nil || raw[0] != lookVersion {
		return errLook
	}
	rest := raw[1:]
	for i := range l.sketch {
		l.sketch[i] = int16(binary.BigEndian.Uint16(rest[2*i:]))
	}
	rest = rest[2*sketchLen:]
	for _, plane := range l.planes() {
		rest = rest[copy(plane, rest):]
	}
	return nil
}
