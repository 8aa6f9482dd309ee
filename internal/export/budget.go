package export

// The bounds of the file, in bytes. The platform takes 30 MB.
const (
	maxFile    = 28 << 20
	maxPicture = 40 << 10
)

// What a file takes beside pictures and texts, in bytes: at most so much for
// itself (styles, theme, properties), and for a row with two pictures (its cells'
// frames, the anchors, the entries of the archive), as compressed.
const (
	fileRoom = 64 << 10
	rowRoom  = 768
)

// leastPicture is the least that a JPEG can be expected to need, in bytes.
const leastPicture = 1 << 10

// limits bound the file and each of its pictures, in bytes.
type limits struct{ file, picture int }

// budget shares the file's bytes among its pictures.
type budget struct {
	most     limits
	rows     int // that come at most
	pictures int // that were asked for
	text     int // bytes of the texts so far, as if they could not be compressed
}

// next gives how many bytes the next picture may take when so many are in the
// file already: an equal share of what is left. Pictures that need less, or are
// there already, leave more to those that follow.
func (b *budget) next(written int) int {
	pending := max(2*b.rows-b.pictures, 1)
	b.pictures++
	left := b.most.file - fileRoom - rowRoom*b.rows - b.text - written
	return min(b.most.picture, left/pending)
}
