package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"iter"

	"golang.org/x/image/webp"
)

// The layout of WebP files (RFC 9649).
const (
	riffHeaderLen  = 12 // RIFF, length, WEBP
	chunkHeaderLen = 8
	frameHeaderLen = 16 // of an ANMF chunk
)

var errMisplacedFrame = errors.New("webp: frame does not fit its canvas")

// chunks goes through the chunks of a RIFF body until one is cut off.
func chunks(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= chunkHeaderLen {
			n := uint64(binary.LittleEndian.Uint32(b[4:]))
			if n+chunkHeaderLen > uint64(len(b)) {
				return
			}
			if !yield(string(b[:4]), b[chunkHeaderLen:chunkHeaderLen+n]) {
				return
			}
			b = b[min(chunkHeaderLen+n+n%2, uint64(len(b))):]
		}
	}
}

// webpEXIF finds the EXIF chunk; some programs write JPEG's header into it.
func webpEXIF(raw []byte) []byte {
	for name, body := range chunks(raw[min(riffHeaderLen, len(raw)):]) {
		if name == "EXIF" {
			return bytes.TrimPrefix(body, exifHeader)
		}
	}
	return nil
}

// decodeWebP decodes a WebP, of an animated one the first frame, which the
// decoder alone does not find.
func decodeWebP(ctx context.Context, raw []byte) (image.Image, image.Point, error) {
	var canvas image.Rectangle
	for name, body := range chunks(raw[riffHeaderLen:]) {
		switch {
		case name == "VP8X" && len(body) >= 10:
			canvas.Max = image.Pt(1+uint24(body[4:]), 1+uint24(body[7:]))
		case name == "ANMF" && len(body) >= frameHeaderLen:
			return decodeWebPFrame(ctx, body, canvas)
		}
	}
	return decodeStillWebP(ctx, raw)
}

// decodeWebPFrame decodes the picture inside an animation's frame by making a
// file of it.
func decodeWebPFrame(ctx context.Context, body []byte, canvas image.Rectangle) (image.Image, image.Point, error) {
	place := image.Pt(2*uint24(body), 2*uint24(body[3:]))
	size := image.Pt(1+uint24(body[6:]), 1+uint24(body[9:]))
	if !(image.Rectangle{Min: place, Max: place.Add(size)}).In(canvas) {
		return nil, image.Point{}, errMisplacedFrame
	}
	file := standalone(body[frameHeaderLen:], body[6:12])
	c, err := webp.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, image.Point{}, err
	}
	if image.Pt(c.Width, c.Height) != size {
		return nil, image.Point{}, errMisplacedFrame
	}
	img, _, err := decodeStillWebP(ctx, file)
	return img, image.Point{}.Sub(place), err
}

// standalone makes a file of a frame's chunks. One with an alpha chunk needs a
// header that says so; its size has the form of the frame's.
func standalone(frameChunks, size []byte) []byte {
	const alphaFlag = 1 << 4
	file := []byte("RIFF\x00\x00\x00\x00WEBP")
	for name := range chunks(frameChunks) {
		if name == "ALPH" {
			file = append(file, 'V', 'P', '8', 'X', 10, 0, 0, 0, alphaFlag, 0, 0, 0)
			file = append(file, size...)
			break
		}
	}
	file = append(file, frameChunks...)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-chunkHeaderLen))
	return file
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// decodeStillWebP decodes a WebP of one picture. Lossy ones hold YCbCr of the
// limited range (RFC 9649, 2.5: recommendation 601), which the decoder passes
// on as if it were JPEG's full range: unchanged, the copy of a picture would be
// greyer than the picture.
func decodeStillWebP(ctx context.Context, raw []byte) (image.Image, image.Point, error) {
	img, origin, err := decoder(webp.Decode)(ctx, raw)
	switch m := img.(type) {
	case *image.YCbCr:
		widenRange(m)
	case *image.NYCbCrA:
		widenRange(&m.YCbCr)
	}
	return img, origin, err
}

func widenRange(m *image.YCbCr) {
	var luma, chroma [256]byte
	for i := range 256 {
		luma[i] = byte(min(max((i-16)*255, 0)+219/2, 255*219) / 219)
		chroma[i] = byte(min(max((i-128)*255+128*224+224/2, 0)/224, 255))
	}
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for _, plane := range [][]byte{m.Cb, m.Cr} {
		for i, v := range plane {
			plane[i] = chroma[v]
		}
	}
}
