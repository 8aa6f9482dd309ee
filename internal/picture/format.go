package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// format is one picture format that can be read.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode decodeFunc
	exif   func([]byte) []byte // finds the TIFF structure with the orientation; nil where there is none
	// scratch gives the bytes a pixel that decode needs beside the image, whose
	// own bytes a pixel it is told.
	scratch func(raw []byte, pixel int64) int64
}

// decodeFunc gives a picture and where on it the canvas begins: the first frame
// of an animation may cover only a part of its canvas.
type decodeFunc func(ctx context.Context, raw []byte) (img image.Image, origin image.Point, err error)

// sniff knows a format by its content.
func sniff(raw []byte) (format, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		return format{"JPEG", jpeg.DecodeConfig, decoder(jpeg.Decode), jpegEXIF, jpegScratch}, nil
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return format{"PNG", png.DecodeConfig, decoder(png.Decode), pngEXIF, pngScratch}, nil
	case bytes.HasPrefix(raw, []byte("GIF87a")), bytes.HasPrefix(raw, []byte("GIF89a")):
		return format{"GIF", gif.DecodeConfig, decoder(gif.Decode), noEXIF, noScratch}, nil
	case hasAt(raw, 0, "RIFF") && hasAt(raw, 8, "WEBP"):
		return format{"WebP", webp.DecodeConfig, decodeWebP, webpEXIF, imageScratch}, nil
	case isBMP(raw):
		return format{"BMP", bmp.DecodeConfig, decoder(bmp.Decode), noEXIF, noScratch}, nil
	case bytes.HasPrefix(raw, []byte("II*\x00")), bytes.HasPrefix(raw, []byte("MM\x00*")):
		return format{"TIFF", tiff.DecodeConfig, decoder(tiff.Decode), wholeEXIF, imageScratch}, nil
	}
	if name := unreadable(raw); name != "" {
		return format{}, &UnsupportedError{Format: name}
	}
	return format{}, ErrNotPicture
}

func hasAt(raw []byte, offset int, magic string) bool {
	return len(raw) >= offset+len(magic) && string(raw[offset:offset+len(magic)]) == magic
}

// isBMP also looks at the size of the second header: two letters alone would
// take many a text for a bitmap.
func isBMP(raw []byte) bool {
	return hasAt(raw, 0, "BM") && len(raw) >= 18 &&
		slices.Contains([]string{"\x0c\x00", "\x28\x00", "\x34\x00", "\x38\x00", "\x40\x00", "\x6c\x00", "\x7c\x00"}, string(raw[14:16])) &&
		raw[16] == 0 && raw[17] == 0
}

// unreadable names the formats that are pictures, but cannot be read here.
func unreadable(raw []byte) string {
	for _, f := range []struct {
		offset      int
		magic, name string
	}{
		{0, "\xff\x0a", "JPEG XL"},
		{0, "\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"},
		{0, "\x00\x00\x00\x0cjP  ", "JPEG 2000"},
		{0, "\xff\x4f\xff\x51", "JPEG 2000"},
		{0, "II+\x00", "BigTIFF"},
		{0, "MM\x00+", "BigTIFF"},
		{0, "\x00\x00\x01\x00", "ICO"},
		{0, "8BPS", "PSD"},
	} {
		if hasAt(raw, f.offset, f.magic) {
			return f.name
		}
	}
	if name := heif(raw); name != "" {
		return name
	}
	return svg(raw)
}

// heif reads the brands of an ISO base media file (ISO/IEC 14496-12, 23008-12).
// Such pictures are named and not read: the decoders there are for Go run a C
// library that ends by no context and is bounded by no memory limit, and load
// one of the system's instead where they find it.
func heif(raw []byte) string {
	if !hasAt(raw, 4, "ftyp") {
		return ""
	}
	name := ""
	for i := 8; i+4 <= min(len(raw), 64); i += 4 {
		switch string(raw[i : i+4]) {
		case "avif", "avis":
			return "AVIF"
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
			name = "HEIC"
		}
	}
	return name
}

func svg(raw []byte) string {
	head := bytes.ToLower(bytes.TrimLeft(raw[:min(len(raw), 1024)], "\xef\xbb\xbf \t\r\n"))
	for _, start := range []string{"<svg", "<?xml", "<!--", "<!doctype svg"} {
		if bytes.HasPrefix(head, []byte(start)) && bytes.Contains(head, []byte("<svg")) {
			return "SVG"
		}
	}
	return ""
}

// claim gives what a picture says of itself, before it is decoded.
func (f format) claim(raw []byte) (c image.Config, err error) {
	defer f.recovered(&err)
	if c, err = f.config(bytes.NewReader(raw)); err != nil {
		return image.Config{}, f.refusal(err)
	}
	return c, nil
}

// read decodes a picture of the size given.
func (f format) read(ctx context.Context, raw []byte, size image.Point) (fr frame, err error) {
	defer f.recovered(&err)
	img, origin, err := f.decode(ctx, raw)
	if ctx.Err() != nil {
		return frame{}, context.Cause(ctx)
	}
	if err != nil {
		return frame{}, f.refusal(err)
	}
	return frame{img: img, origin: origin, size: size}, nil
}

// orientation gives the EXIF orientation, 1 to 8.
func (f format) orientation(raw []byte) int { return tiffOrientation(f.exif(raw)) }

// refusal turns a decoder's error into one of this package.
func (f format) refusal(err error) error {
	var (
		j jpeg.UnsupportedError
		p png.UnsupportedError
		t tiff.UnsupportedError
	)
	if errors.As(err, &j) || errors.As(err, &p) || errors.As(err, &t) || errors.Is(err, bmp.ErrUnsupported) {
		return fmt.Errorf("%w (%w)", &UnsupportedError{Format: f.name}, err)
	}
	return fmt.Errorf("%w: %s: %w", ErrCorrupt, f.name, err)
}

// recovered turns a decoder's panic into ErrCorrupt: one hostile picture must
// not end the process and with it everybody's searches.
func (f format) recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %s: decoder panicked: %v", ErrCorrupt, f.name, r)
	}
}

// decoder makes a decoder end when ctx does.
func decoder(decode func(io.Reader) (image.Image, error)) decodeFunc {
	return func(ctx context.Context, raw []byte) (image.Image, image.Point, error) {
		img, err := decode(&reader{raw: bytes.NewReader(raw), done: ctx.Err})
		return img, image.Point{}, err
	}
}

// readPiece bounds what a decoder gets at once, so that it comes back before it
// has done much work: the scans of a hostile progressive JPEG take a few bytes
// each and go over the whole picture.
const readPiece = 512

// reader reads a picture as long as it may. Its ReadAt spares the TIFF decoder
// a copy of its own, which it would go on reading without end.
type reader struct {
	raw  *bytes.Reader
	done func() error
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.done(); err != nil {
		return 0, err
	}
	return r.raw.Read(p[:min(len(p), readPiece)])
}

func (r *reader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.done(); err != nil {
		return 0, err
	}
	return r.raw.ReadAt(p, off)
}
