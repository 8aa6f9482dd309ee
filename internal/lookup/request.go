package lookup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input names standard input among the pictures.
const input = "-"

// Request is what the command line asks for.
type Request struct {
	Pictures []string // files, web addresses, and - for standard input
	Terms    string   // as they would stand in a message
}

// Read tells pictures from terms: a file that exists, a web address and - are
// pictures. So is what is called like a picture, so that a slip of the pen in a
// name is told and not searched as a keyword.
func Read(args []string) Request {
	var r Request
	var terms []string
	for _, arg := range args {
		if isPicture(arg) {
			r.Pictures = append(r.Pictures, arg)
		} else {
			terms = append(terms, arg)
		}
	}
	r.Terms = strings.Join(terms, " ")
	return r
}

func isPicture(arg string) bool {
	if arg == input || isAddress(arg) || slices.Contains(extensions(), strings.ToLower(filepath.Ext(arg))) {
		return true
	}
	info, err := os.Stat(arg)
	return err == nil && !info.IsDir()
}

func isAddress(arg string) bool {
	low := strings.ToLower(arg)
	return strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")
}

// extensions are those of pictures, also of kinds that cannot be read: people
// are then told so.
func extensions() []string {
	return []string{".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".svg"}
}
