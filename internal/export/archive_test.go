package export

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheFileIsWhatProgramsKnowAsAWorkbook(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Write(t.Context(), &out, listOf(t, fan(t))))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	require.NoError(t, err)
	assert.Equal(t, "_rels/.rels", z.File[0].Name, "by which its kind is known")
	seen := map[string]bool{}
	for _, entry := range z.File {
		assert.False(t, seen[entry.Name], "%s is there once", entry.Name)
		seen[entry.Name] = true
		r, err := entry.Open()
		require.NoError(t, err, entry.Name)
		_, err = io.Copy(io.Discard, io.LimitReader(r, maxFile))
		require.NoError(t, err, "%s: its checksum is right", entry.Name)
		if entry.Method == zip.Store {
			assert.Zero(t, entry.Flags&0x8, "%s: its size stands before it", entry.Name)
		}
	}
	assert.True(t, seen["xl/media/image1.jpeg"])
	assert.True(t, seen["xl/media/image2.jpeg"])
}

func TestAPictureThatIsNotInTheFileIsNoticed(t *testing.T) {
	_, err := newArchive(io.Discard, maxFile).Create("xl/media/image1.jpeg")
	assert.Error(t, err)
}
