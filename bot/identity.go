package bot

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// stableID derives the id of a search or card from what asked for it, so that
// every execution of the same request names the same thing. It is 16 lower
// case letters and digits.
func stableID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}
