package picture

import (
	"encoding/base64"
	"errors"
	"math"
)

// A look is the mean Y, Cb and Cr of each cell of a grid over the picture.
const (
	lookSide  = 32
	lookCells = lookSide * lookSide
	// worstCells is how many cells make the distance of two looks: 3 % of the
	// picture. A mean over all of them would drown a small product, or the
	// coloured part of one, in its white ground.
	worstCells = 32
	// sameDistance is the greatest distance of two copies of one picture. See
	// TestLookTellsPhotosApart for how far copies and variants are from it.
	sameDistance = 33.0
	lookVersion  = 1
)

var errLook = errors.New("no look of a known version")

// Look is a picture's fingerprint. It survives recompression, resizing and a
// slight change of brightness, and tells colour variants of a product apart;
// cropped copies have another look.
type Look struct {
	cells [3][lookCells]byte // Y, Cb, Cr; rows from the top
}

func lookOf(p planes) Look {
	var l Look
	across, down := box(p.width, lookSide), box(p.height, lookSide)
	for i, plane := range p.samples {
		s := newScaler(across, down, l.cells[i][:])
		for y := range p.height {
			s.add(plane[y*p.width:][:p.width])
		}
	}
	return l
}

// Distance says how different two looks are, from 0 to about 440: the mean
// distance in YCbCr of the worstCells cells that differ most.
func Distance(a, b Look) float64 {
	var worst [worstCells]int // squared distances, ascending
	for i := range lookCells {
		d := 0
		for plane := range a.cells {
			e := int(a.cells[plane][i]) - int(b.cells[plane][i])
			d += e * e
		}
		if d <= worst[0] {
			continue
		}
		at := 0
		for ; at+1 < worstCells && worst[at+1] < d; at++ {
			worst[at] = worst[at+1]
		}
		worst[at] = d
	}
	sum := 0.0
	for _, d := range worst {
		sum += math.Sqrt(float64(d))
	}
	return sum / worstCells
}

// Same says whether two looks are those of copies of one picture.
func Same(a, b Look) bool { return Distance(a, b) <= sameDistance }

// MarshalText writes the look for a database: about 4 kB of base64, the first
// byte of what it encodes being the version.
func (l Look) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 1+3*lookCells)
	raw = append(raw, lookVersion)
	for _, plane := range l.cells {
		raw = append(raw, plane[:]...)
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote; a look of another version is an
// error.
func (l *Look) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil || len(raw) != 1+3*lookCells || raw[0] != lookVersion {
		return errLook
	}
	for i := range l.cells {
		copy(l.cells[i][:], raw[1+i*lookCells:])
	}
	return nil
}
