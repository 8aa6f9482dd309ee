package export

import (
	"archive/zip"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// Names that excelize gives within the file.
const (
	relsPart    = "_rels/.rels" // what the parts of the file are
	mediaFolder = "xl/media/"   // where its pictures are
)

// archive is the file while it is written, for excelize (its ZipWriter) and for
// pictures, which go into it as they come. excelize names these in the end, with
// the stand-ins that it was given; that is where they are left out.
type archive struct {
	*zip.Writer
	out  *capped
	done map[string]bool // what is in the file
}

func newArchive(w io.Writer, most int) *archive {
	out := &capped{to: w, left: most}
	return &archive{Writer: zip.NewWriter(out), out: out, done: make(map[string]bool)}
}

// size gives how many bytes were written; the last few may still be under way.
func (a *archive) size() int { return a.out.written }

// store puts a picture into the archive as it is, for it is compressed already.
// Its size stands before it: many readers refuse uncompressed entries whose
// size comes after them, as zip.Writer would write it.
func (a *archive) store(name string, data []byte) error {
	entry, err := a.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data),
		CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data)),
	})
	if err != nil {
		return fmt.Errorf("store %s: %w", name, err)
	}
	if _, err := entry.Write(data); err != nil {
		return fmt.Errorf("store %s: %w", name, err)
	}
	a.done[name] = true
	return nil
}

// deflate puts a file into the archive before excelize does.
func (a *archive) deflate(name string, data []byte) error {
	entry, err := a.Create(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if _, err := entry.Write(data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Create implements excelize.ZipWriter.
func (a *archive) Create(name string) (io.Writer, error) {
	switch {
	case a.done[name]:
		return io.Discard, nil
	case strings.HasPrefix(name, mediaFolder):
		return nil, fmt.Errorf("picture %s is not in the file", name)
	}
	a.done[name] = true
	return a.Writer.Create(name)
}

// capped fails rather than write more than it may.
type capped struct {
	to            io.Writer
	left, written int
}

// Write implements io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	if len(p) > c.left {
		return 0, ErrTooLarge
	}
	n, err := c.to.Write(p)
	c.left -= n
	c.written += n
	return n, err
}
