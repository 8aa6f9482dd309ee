package picture

import (
	"encoding/binary"
	"image"
	"image/color"
)

// What decoding may take of memory, as far as it can be told beforehand.
const (
	// weightTogether is what all pictures in decoding take together, so that a
	// burst of large photographs takes no more memory than two of them.
	weightTogether = 192 << 20
	// weightAlone is what one picture may take, the only one in decoding then:
	// enough for what the platform takes, 12,000 × 12,000, at eight bits a
	// colour. What takes more is made to take it.
	weightAlone = 640 << 20
)

// weight gives about how many bytes decoding a picture takes.
func (f format) weight(raw []byte, c image.Config) int64 {
	pixel := pixelBytes(c.ColorModel)
	return int64(c.Width) * int64(c.Height) * (pixel + f.scratch(raw, pixel))
}

// pixelBytes gives the bytes of a pixel in the image that decoders make of a
// colour model.
func pixelBytes(m color.Model) int64 {
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3 // where no chroma is left out
	case color.RGBAModel, color.NRGBAModel, color.CMYKModel, color.NYCbCrAModel:
		return 4
	default:
		return 8
	}
}

// The scratch functions give what a decoder needs beside the image, for each of
// its pixels.

func noScratch([]byte, int64) int64 { return 0 }

// imageScratch is for decoders that turn one image into another.
func imageScratch(_ []byte, pixel int64) int64 { return pixel }

// jpegScratch knows that a progressive picture is kept as coefficients of four
// bytes until its end, and that what is not YCbCr is put together of planes.
func jpegScratch(raw []byte, pixel int64) int64 {
	planes := int64(0)
	if pixel == 4 {
		planes = 4
	}
	if progressive(raw) {
		return planes + 4*pixel
	}
	return planes
}

// pngScratch knows that the passes of an interlaced picture are images too.
func pngScratch(raw []byte, pixel int64) int64 {
	const interlace = 28 // where the header says so
	if len(raw) > interlace && raw[interlace] != 0 {
		return (pixel + 1) / 2
	}
	return 0
}

// progressive says whether a JPEG's first frame is progressive.
func progressive(raw []byte) bool {
	const (
		sof0, sof1, sof2 = 0xc0, 0xc1, 0xc2
		sos              = 0xda
	)
	for i := 2; i+4 <= len(raw) && raw[i] == 0xff; {
		switch raw[i+1] {
		case 0xff: // a fill byte
			i++
			continue
		case sof2:
			return true
		case sof0, sof1, sos:
			return false
		}
		i += 2 + int(binary.BigEndian.Uint16(raw[i+2:]))
	}
	// What is not understood here may still be understood by the decoder.
	return true
}
