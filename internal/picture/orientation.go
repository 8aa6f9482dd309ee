package picture

import (
	"bytes"
	"encoding/binary"
)

// upright is the orientation of a picture that is shown as it is stored.
const upright = 1

// tiffOrientation reads the orientation (tag 274) from the first directory of a
// TIFF structure, which is what EXIF data is. Whatever is wrong with it, the
// picture counts as upright: EXIF data is often damaged by programs that copy
// it.
func tiffOrientation(b []byte) int {
	const (
		tag      = 274
		entryLen = 12
		short    = 3
	)
	if len(b) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	offset := uint64(order.Uint32(b[4:]))
	if offset+2 > uint64(len(b)) {
		return upright
	}
	entries := b[offset+2:]
	for range order.Uint16(b[offset:]) {
		if len(entries) < entryLen {
			return upright
		}
		if order.Uint16(entries) == tag {
			v := int(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) != short || v < 1 || v > 8 {
				return upright
			}
			return v
		}
		entries = entries[entryLen:]
	}
	return upright
}

func noEXIF([]byte) []byte { return nil }

// wholeEXIF is for TIFF files, which are their own directory.
func wholeEXIF(raw []byte) []byte { return raw }

var exifHeader = []byte("Exif\x00\x00")

// jpegEXIF finds the EXIF segment among those before the picture's data.
func jpegEXIF(raw []byte) []byte {
	const (
		app1 = 0xe1
		sos  = 0xda
		eoi  = 0xd9
	)
	for i := 2; i+4 <= len(raw) && raw[i] == 0xff; {
		marker := raw[i+1]
		if marker == 0xff { // a fill byte
			i++
			continue
		}
		if marker == sos || marker == eoi {
			return nil
		}
		end := i + 2 + int(binary.BigEndian.Uint16(raw[i+2:]))
		if end < i+4 || end > len(raw) {
			return nil
		}
		if body, ok := bytes.CutPrefix(raw[i+4:end], exifHeader); ok && marker == app1 {
			return body
		}
		i = end
	}
	return nil
}

// pngEXIF finds the eXIf chunk (PNG 3rd edition, 11.3.4.5), which may stand
// behind the picture's data.
func pngEXIF(raw []byte) []byte {
	const signature, head, crc = 8, 8, 4
	for rest := raw[min(signature, len(raw)):]; len(rest) >= head; {
		n := uint64(binary.BigEndian.Uint32(rest))
		if n+head+crc > uint64(len(rest)) {
			return nil
		}
		if string(rest[4:head]) == "eXIf" {
			return rest[head : head+n]
		}
		rest = rest[head+n+crc:]
	}
	return nil
}
