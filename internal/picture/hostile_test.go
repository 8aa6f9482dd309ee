package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"tusou/internal/picture"
)

// claims changes the size in a picture's header.
func claims(raw []byte, offset int, size ...byte) []byte {
	raw = bytes.Clone(raw)
	copy(raw[offset:], size)
	return raw
}

func TestPrepareRefusesHostileFiles(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 64, 64))
	paletted := image.NewPaletted(m.Rect, palette.WebSafe)
	jpg, pngRaw := asJPEG(t, m, 90), asPNG(t, m)
	bitmap := encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, m) })
	tagged := encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, m, nil) })
	moving := encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, paletted, nil) })
	bomb := []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00;")
	sof := sofOf(t, jpg)
	widthTag := bytes.Index(tagged, []byte{0x00, 0x01, 0x03, 0x00})
	if widthTag < 0 {
		widthTag = bytes.Index(tagged, []byte{0x00, 0x01, 0x04, 0x00})
	}
	require.Positive(t, widthTag)
	tiffOf := func(width, height uint32) []byte {
		w, h := binary.LittleEndian.AppendUint32(nil, width), binary.LittleEndian.AppendUint32(nil, height)
		return claims(claims(tagged, widthTag, append([]byte{0, 1, 4, 0, 1, 0, 0, 0}, w...)...), widthTag+12, append([]byte{1, 1, 4, 0, 1, 0, 0, 0}, h...)...)
	}
	misplaced := fromFile(t, "animated-part.webp")
	place := bytes.Index(misplaced, []byte("ANMF")) + 8
	for _, c := range []struct {
		name string
		raw  []byte
		want error
	}{
		{"nothing", nil, picture.ErrNotPicture},
		{"zeros", make([]byte, 4096), picture.ErrNotPicture},
		{"text", []byte("BM is how a bitmap begins, and this text too"), picture.ErrNotPicture},
		{"HTML", []byte("<!DOCTYPE html><html><img src=x></html>"), picture.ErrNotPicture},
		{"PDF", []byte("%PDF-1.7"), picture.ErrNotPicture},
		{"MP4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), picture.ErrNotPicture},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), picture.ErrUnsupported},
		{"SVG behind a byte order mark and a declaration", []byte("\xef\xbb\xbf<?xml version='1.0'?>\n<SVG/>"), picture.ErrUnsupported},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), picture.ErrUnsupported},
		{"AVIF", []byte("\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif"), picture.ErrUnsupported},
		{"JPEG XL", []byte("\xff\x0a\x00\x00"), picture.ErrUnsupported},
		{"Photoshop", []byte("8BPS\x00\x01"), picture.ErrUnsupported},
		{"a GIF of 26 bytes that asks for 4 GiB", bomb, picture.ErrTooManyPixels},
		{"JPEG of 65,535 × 65,535", claims(jpg, sof+5, 0xff, 0xff, 0xff, 0xff), picture.ErrTooManyPixels},
		{"PNG of 65,535 × 65,535", pngOf(65535, 65535), picture.ErrTooManyPixels},
		{"GIF of 65,535 × 65,535", claims(moving, 6, 0xff, 0xff, 0xff, 0xff), picture.ErrTooManyPixels},
		{"BMP of 65,535 × 65,535", claims(bitmap, 18, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0), picture.ErrTooManyPixels},
		{"TIFF of 65,535 × 65,535", tiffOf(65535, 65535), picture.ErrTooManyPixels},
		{"TIFF whose pixels are 2⁶⁴ and more", tiffOf(1<<32-1, 1<<32-1), picture.ErrCorrupt},
		{"WebP of 65,535 × 65,535", claims(fromFile(t, "animated.webp"), 24, 0xfe, 0xff, 0, 0xfe, 0xff, 0), picture.ErrCorrupt},
		{"WebP of 16,384 × 16,384 behind a small header", inLargeWebP(fromFile(t, "lossless.webp")), picture.ErrCorrupt},
		{"progressive JPEG of 12,000 × 12,000, which takes 2 GB to decode", claims(fromFile(t, "progressive.jpg"), sofOf(t, fromFile(t, "progressive.jpg"))+5, 0x2e, 0xe0, 0x2e, 0xe0), picture.ErrTooManyPixels},
		{"PNG of 12,000 × 12,000 with 16 bits, which takes 1 GB to decode", deepPNG(12000, 12000), picture.ErrTooManyPixels},
		{"PNG of 2²⁸ × 2²⁸", pngOf(1<<28, 1<<28), picture.ErrTooManyPixels},
		{"BMP of 2³¹−1 × 64", claims(bitmap, 18, 0xff, 0xff, 0xff, 0x7f), picture.ErrTooManyPixels},
		{"TIFF of 2²⁸ × 2²⁸", tiffOf(1<<28, 1<<28), picture.ErrTooManyPixels},
		{"WebP of 16,384 × 16,384", claims(fromFile(t, "animated.webp"), 24, 0xff, 0x3f, 0, 0xff, 0x3f, 0), picture.ErrTooManyPixels},
		{"WebP frame outside its canvas", claims(misplaced, place, 0xff, 0xff, 0xff), picture.ErrCorrupt},
		{"GIF frame outside its canvas", claims(moving, 6, 32, 0, 32, 0), picture.ErrCorrupt},
		{"JPEG of twelve bits", claims(jpg, sof+4, 12), picture.ErrUnsupported},
		{"JPEG that is a start only", jpg[:len(jpg)/2], picture.ErrCorrupt},
		{"JPEG that is a marker only", jpg[:3], picture.ErrCorrupt},
		{"PNG that is a start only", pngRaw[:len(pngRaw)/2], picture.ErrCorrupt},
		{"GIF that is a start only", moving[:len(moving)/2], picture.ErrCorrupt},
		{"TIFF that is a start only", tagged[:8], picture.ErrCorrupt},
		{"BMP that is a start only", bitmap[:60], picture.ErrCorrupt},
		{"WebP that is a start only", fromFile(t, "lossy.webp")[:40], picture.ErrCorrupt},
		{"PNG whose data is cut off in the middle of a chunk", pngRaw[:len(pngRaw)-20], picture.ErrCorrupt},
		{"JPEG without an end", jpg[:len(jpg)-40], picture.ErrCorrupt},
		{"bitmap header and nothing else", []byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), picture.ErrCorrupt},
		{"GIF that is a script", []byte("GIF89a/*" + strings.Repeat(" ", 40) + "*/=0;alert(1)"), picture.ErrCorrupt},
		{"BMP that is a script", append([]byte("BM=1;/*"), make([]byte, 100)...), picture.ErrNotPicture},
		{"HTML behind a comment", []byte("<!-- \xff\xd8\xff --><html><body onload=alert(1)>"), picture.ErrNotPicture},
		{"XML that is no drawing", []byte("<?xml version='1.0'?><html/>"), picture.ErrNotPicture},
		{"SVG that reads a file", []byte(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>`), picture.ErrUnsupported},
		{"ZIP", []byte("PK\x03\x04 and so on"), picture.ErrNotPicture},
		{"PostScript", []byte("%!PS-Adobe-3.0 EPSF-3.0"), picture.ErrNotPicture},
		{"a program", []byte("\x7fELF\x02\x01\x01"), picture.ErrNotPicture},
		{"ImageMagick's language", []byte("push graphic-context\nfill 'url(https://a/\")'"), picture.ErrNotPicture},
		{"PNG of nothing", pngOf(0, 0), picture.ErrCorrupt},
		{"PNG of a line", pngOf(15, 4000), picture.ErrTooSmall},
		{"too many bytes", append(bytes.Clone(jpg), make([]byte, 1<<20)...), picture.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := newPreparer(t, picture.Config{MaxBytes: 1 << 20}).Prepare(t.Context(), c.raw)
			require.ErrorIs(t, err, c.want)
			assert.Nil(t, p)
		})
	}
}

// pngOf gives a PNG's signature and header with a right checksum, and nothing
// behind it.
func pngOf(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 2, 0, 0, 0)
	raw := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return binary.BigEndian.AppendUint32(raw, crc32.ChecksumIEEE(header))
}

// sofOf finds a JPEG's frame header.
func sofOf(t *testing.T, raw []byte) int {
	t.Helper()
	for _, marker := range []byte{0xc0, 0xc2} {
		if at := bytes.Index(raw, []byte{0xff, marker}); at >= 0 {
			return at
		}
	}
	require.Fail(t, "a JPEG without a frame")
	return 0
}

// deepPNG is pngOf with 16 bits a colour and alpha.
func deepPNG(width, height uint32) []byte {
	raw := pngOf(width, height)
	raw[24], raw[25] = 16, 6
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

// inLargeWebP puts the picture of a WebP behind an extended header that claims
// 64 × 48, and makes the picture itself claim 16,384 × 16,384.
func inLargeWebP(raw []byte) []byte {
	body := bytes.Clone(raw[12:])
	copy(body[8:], []byte{0x2f, 0xff, 0xff, 0xff, 0x0f})
	out := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x00\x00\x2f\x00\x00"), body...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func TestAHundredMegabytesAreRefusedUnseen(t *testing.T) {
	large := make([]byte, 100<<20)
	copy(large, asJPEG(t, image.NewGray(image.Rect(0, 0, 64, 64)), 90))
	_, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), large)
	require.ErrorIs(t, err, picture.ErrTooLarge)
	// As much as is taken, all of it behind the picture, is no trouble.
	p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), large[:picture.DefaultMaxBytes])
	require.NoError(t, err)
	assert.Less(t, len(p.JPEG), 10_000)
}

// segment gives a JPEG's segment.
func segment(marker byte, body string) []byte {
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// chunk gives a PNG's chunk.
func chunk(name, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func TestOfPicturesThatAreSomethingElseTooOnlyThePictureIsLeft(t *testing.T) {
	const canary = "<?php system($_GET['x']) ?><script>canary</script>"
	m := image.NewRGBA(image.Rect(0, 0, 300, 300))
	quarters(m, red, green, blue, yellow)
	jpg, pngRaw := asJPEG(t, m, 90), asPNG(t, m)
	paletted := image.NewPaletted(m.Rect, color.Palette{red, green, blue, yellow})
	quarters(paletted, red, green, blue, yellow)
	moving := encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, paletted, nil) })
	behind := func(start, put, rest []byte) []byte {
		return append(append(append([]byte{}, start...), put...), rest...)
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := z.Write(make([]byte, 64<<20))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for name, raw := range map[string][]byte{
		"JPEG with a script in its comment":                 behind(jpg[:2], segment(0xfe, canary), jpg[2:]),
		"JPEG with a PDF in its comment":                    behind(jpg[:2], segment(0xfe, "%PDF-1.4 "+canary), jpg[2:]),
		"JPEG with a profile and places":                    behind(jpg[:2], append(segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+canary), segment(0xed, "Photoshop 3.0\x00"+canary)...), jpg[2:]),
		"JPEG that is a ZIP":                                append(bytes.Clone(jpg), "PK\x03\x04"+canary+"PK\x05\x06"...),
		"JPEG that is a page":                               append(bytes.Clone(jpg), "<html>"+canary+"</html>"...),
		"JPEG that is two":                                  append(bytes.Clone(jpg), append([]byte(canary), jpg...)...),
		"PNG with a script in its text":                     behind(pngRaw[:33], chunk("tEXt", "Comment\x00"+canary), pngRaw[33:]),
		"PNG with 64 MB in its packed text":                 behind(pngRaw[:33], chunk("zTXt", "Comment\x00\x00"+packed.String()), pngRaw[33:]),
		"PNG with a packed profile of 64 MB":                behind(pngRaw[:33], chunk("iCCP", "x\x00\x00"+packed.String()), pngRaw[33:]),
		"PNG with something behind its end":                 append(bytes.Clone(pngRaw), canary...),
		"GIF with a comment":                                behind(moving[:len(moving)-1], append([]byte{0x21, 0xfe, byte(len(canary))}, canary+"\x00"...), moving[len(moving)-1:]),
		"GIF with something behind its end":                 append(bytes.Clone(moving), canary...),
		"JPEG under the name of another, which nobody asks": jpg,
	} {
		p, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), raw)
		require.NoError(t, err, name)
		assert.NotContains(t, string(p.JPEG), "canary", name)
		assert.NotContains(t, string(p.JPEG), "Exif", name)
		assert.True(t, bytes.HasPrefix(p.JPEG, []byte("\xff\xd8\xff")) && bytes.HasSuffix(p.JPEG, []byte("\xff\xd9")), name)
		assert.Equal(t, []byte{0xd8, 0xdb, 0xc0, 0xc4, 0xda}, markers(t, p.JPEG), "%s: tables, frame and scan, nothing else", name)
		assertQuarters(t, p, red, green, blue, yellow)
	}
}

// markers lists a JPEG's markers up to its scan.
func markers(t *testing.T, raw []byte) []byte {
	t.Helper()
	out := []byte{raw[1]}
	for i := 2; i+4 <= len(raw); i += 2 + int(binary.BigEndian.Uint16(raw[i+2:])) {
		require.EqualValues(t, 0xff, raw[i])
		out = append(out, raw[i+1])
		if raw[i+1] == 0xda {
			return out
		}
	}
	return out
}

// manyScans gives a grey progressive JPEG of so many pixels a side whose scans
// take a few bytes each, and each go over all of it: eight bytes of data say
// that the next 32,767 blocks are empty, and again.
func manyScans(side, scans int) []byte {
	out := []byte{0xff, 0xd8}
	out = append(out, segment(0xdb, "\x00"+strings.Repeat("\x01", 64))...)
	out = append(out, segment(0xc2, "\x08"+string([]byte{byte(side >> 8), byte(side), byte(side >> 8), byte(side)})+"\x01\x01\x11\x00")...)
	out = append(out, segment(0xc4, "\x10\x01"+strings.Repeat("\x00", 15)+"\xe0")...) // one code: a run of empty blocks, length in 14 bits
	blocks := (side + 7) / 8 * ((side + 7) / 8)
	var bits strings.Builder
	for ; blocks > 0; blocks -= 1<<15 - 1 {
		bits.WriteString("0" + "11111111111111")
	}
	for bits.Len()%8 != 0 {
		bits.WriteString("1")
	}
	var data []byte
	for i := 0; i < bits.Len(); i += 8 {
		v := byte(0)
		for _, bit := range bits.String()[i : i+8] {
			v = v<<1 | byte(bit-'0')
		}
		if data = append(data, v); v == 0xff {
			data = append(data, 0)
		}
	}
	scan := append(segment(0xda, "\x01\x01\x00\x01\x3f\x00"), data...)
	return append(append(out, bytes.Repeat(scan, scans)...), 0xff, 0xd9)
}

func TestAPictureOfEndlessScansEndsWithItsTime(t *testing.T) {
	_, err := newPreparer(t, picture.Config{}).Prepare(t.Context(), manyScans(256, 3))
	require.NoError(t, err, "a few scans are a picture")
	_, err = newPreparer(t, picture.Config{Timeout: 50 * time.Millisecond}).Prepare(t.Context(), manyScans(4000, 20_000))
	require.ErrorIs(t, err, picture.ErrTimeout)
}

func FuzzSniff(f *testing.F) {
	for _, raw := range []string{
		"", "BM", "\xff\xd8\xff", "GIF89a", "RIFF0000WEBPVP8 ", "II*\x00", "MM\x00*", "\x00\x00\x00\x18ftypheic", "\x00\x00\x00\x18ftypmp42",
		"<svg/>", "<?xml?><svg>", "\x89PNG\r\n\x1a\n", "\x00\x00\x01\x00", "8BPS", "\xff\x0a",
	} {
		f.Add([]byte(raw))
	}
	p, err := picture.New(picture.Config{MaxBytes: 4096, MaxPixels: 1 << 12, Timeout: time.Second})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := p.Prepare(t.Context(), raw)
		var unsupported *picture.UnsupportedError
		if assert.True(t, err == nil || !strings.Contains(err.Error(), "panicked"), "%v", err); err != nil && errors.As(err, &unsupported) {
			assert.NotEmpty(t, unsupported.Format)
		}
	})
}
