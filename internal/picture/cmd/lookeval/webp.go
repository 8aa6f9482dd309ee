package main

import (
	"encoding/binary"
	"errors"
	"image"
	"math/bits"
)

// asWebP writes a lossless WebP (RFC 9649, section 3) in the plainest form
// there is: every red, green and blue as eight bits.
func asWebP(m *image.RGBA) ([]byte, error) {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	if max(width, height) > 1<<14 || min(width, height) < 1 {
		return nil, errors.New("webp: no such size")
	}
	b := bitWriter{out: []byte("RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f")}
	b.write(uint32(width-1), 14)
	b.write(uint32(height-1), 14)
	b.write(0, 1+3) // no alpha; version 0
	b.write(0, 1)   // no transform
	b.write(0, 1)   // no colour cache
	b.write(0, 1)   // one group of prefix codes
	b.eightBits(24) // green, and lengths of repetitions, which do not occur
	b.eightBits(0)  // red
	b.eightBits(0)  // blue
	b.single(255)   // alpha
	b.single(0)     // distances of repetitions
	for i := 0; i < len(m.Pix); i += 4 {
		for _, v := range [3]byte{m.Pix[i+1], m.Pix[i], m.Pix[i+2]} {
			b.write(uint32(bits.Reverse8(v)), 8) // a prefix code comes with its first bit first
		}
	}
	b.write(0, 7) // the last byte
	if len(b.out)%2 != 0 {
		b.out = append(b.out, 0)
	}
	binary.LittleEndian.PutUint32(b.out[4:], uint32(len(b.out)-8))
	binary.LittleEndian.PutUint32(b.out[16:], uint32(len(b.out)-20))
	return b.out, nil
}

// bitWriter writes bits, the lowest of a number and of a byte first.
type bitWriter struct {
	out  []byte
	bits uint64
	n    int
}

func (b *bitWriter) write(v uint32, n int) {
	b.bits |= uint64(v) << b.n
	b.n += n
	for ; b.n >= 8; b.n -= 8 {
		b.out = append(b.out, byte(b.bits))
		b.bits >>= 8
	}
}

// eightBits writes the prefix code in which the values to 255 have eight bits
// each, and so many after them none.
func (b *bitWriter) eightBits(none int) {
	b.write(0, 1) // a code with lengths
	// The lengths are coded too, in an order of the format's own: zero and
	// eight, the third and the twelfth of it, have one bit each.
	b.write(12-4, 4)
	for i := range 12 {
		length := uint32(0)
		if i == 2 || i == 11 {
			length = 1
		}
		b.write(length, 3)
	}
	b.write(0, 1) // as many lengths as there are values
	for range 256 {
		b.write(1, 1)
	}
	for range none {
		b.write(0, 1)
	}
}

// single writes the prefix code of one value, which then takes no bits.
func (b *bitWriter) single(v byte) {
	b.write(1, 1) // a simple code
	b.write(0, 1) // of one value
	b.write(1, 1) // of eight bits
	b.write(uint32(v), 8)
}
