package terminal

import (
	"io"
	"os"
	"strconv"
	"strings"
)

// Window gives the columns of the terminal that is written to, 0 if it is none.
// COLUMNS in environ, which shells set, comes first.
func Window(w io.Writer, environ []string) int {
	for _, pair := range environ {
		if value, ok := strings.CutPrefix(pair, "COLUMNS="); ok {
			if n, err := strconv.Atoi(value); err == nil && n > 0 {
				return n
			}
		}
	}
	if f, ok := w.(*os.File); ok {
		return windowOf(f)
	}
	return 0
}
