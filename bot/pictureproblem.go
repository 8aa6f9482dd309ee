package bot

import (
	"errors"

	"tusou/internal/lang"
	"tusou/internal/picture"
)

// PictureProblem gives what package picture says of bytes as people are told of
// it, with the format's name where that was the reason; ok is false for an
// error that is none of that package's.
func PictureProblem(err error) (problem lang.Problem, format string, ok bool) {
	for _, p := range pictureProblems() {
		if errors.Is(err, p.err) {
			var unsupported *picture.UnsupportedError
			if errors.As(err, &unsupported) {
				format = unsupported.Format
			}
			return p.problem, format, true
		}
	}
	return "", "", false
}
