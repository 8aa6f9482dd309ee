package picture

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDamagedEXIFDataCountsAsUpright(t *testing.T) {
	const entry = "\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
	for _, c := range []struct {
		name, exif string
		want       int
	}{
		{"sound", "II*\x00\x08\x00\x00\x00\x01\x00" + entry, 6},
		{"behind another entry", "II*\x00\x08\x00\x00\x00\x02\x00" + "\x0f\x01\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00" + entry, 6},
		{"nothing", "", 1},
		{"no byte order", "XX*\x00\x08\x00\x00\x00\x01\x00" + entry, 1},
		{"a directory beyond the end", "II*\x00\xff\xff\xff\xff\x01\x00" + entry, 1},
		{"a directory of nothing", "II*\x00\x08\x00\x00\x00\x00\x00" + entry, 1},
		{"an entry that is cut off", "II*\x00\x08\x00\x00\x00\x01\x00" + entry[:11], 1},
		{"more entries than there are", "II*\x00\x08\x00\x00\x00\xff\xff\x0f\x01\x02\x00\x01\x00\x00\x00\x00\x00\x00\x00", 1},
		{"an entry of another type", "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x04\x00\x01\x00\x00\x00\x06\x00\x00\x00", 1},
		{"an orientation that is none", "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00", 1},
	} {
		assert.Equal(t, c.want, tiffOrientation([]byte(c.exif)), c.name)
	}
}

func FuzzOrientation(f *testing.F) {
	exif := "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
	f.Add([]byte(exif))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x1eExif\x00\x00" + exif))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x16eXIf" + exif + "0000"))
	f.Add([]byte("RIFF\x22\x00\x00\x00WEBPEXIF\x16\x00\x00\x00" + exif))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, find := range []func([]byte) []byte{jpegEXIF, pngEXIF, webpEXIF, wholeEXIF} {
			o := tiffOrientation(find(raw))
			assert.True(t, 1 <= o && o <= 8)
		}
		if f, err := sniff(raw); err == nil {
			assert.NotEmpty(t, f.name)
		}
	})
}
