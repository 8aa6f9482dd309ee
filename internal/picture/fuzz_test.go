package picture_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/picture"
)

func FuzzPrepare(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.*"))
	require.NoError(f, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(raw)
	}
	p, err := picture.New(picture.Config{MaxBytes: 1 << 16, MaxPixels: 1 << 18, Timeout: 5 * time.Second})
	require.NoError(f, err)
	known := []error{
		picture.ErrNotPicture, picture.ErrUnsupported, picture.ErrCorrupt, picture.ErrTooSmall,
		picture.ErrTooLarge, picture.ErrTooManyPixels, picture.ErrTimeout,
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		pic, err := p.Prepare(t.Context(), raw)
		if err != nil {
			for _, e := range known {
				if errors.Is(err, e) {
					return
				}
			}
			t.Fatalf("an error that nobody knows: %v", err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(pic.JPEG))
		require.NoError(t, err)
		assert.Equal(t, [2]int{c.Width, c.Height}, [2]int{pic.Width, pic.Height})
		assert.LessOrEqual(t, max(c.Width, c.Height), 1500)
		assert.True(t, pic.Look.Near().Holds(pic.Look.Mark()))
	})
}
