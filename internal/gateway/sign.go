package gateway

import (
	"crypto/md5"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"tusou/internal/secret"
)

// signField holds the signature and is itself not signed.
const signField = "sign"

// sign computes the signature of a form: the secret, then key immediately
// followed by raw value for each field in byte order of the keys, then the
// secret again; MD5 in lower-case hexadecimal. The rule is that of the
// vendor's public SDK (CheeliAI/zeroone-opensdk, Utils.Sign).
func sign(fields map[string]string, appSecret secret.Text) string {
	var input strings.Builder
	input.WriteString(appSecret.Reveal())
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if key == signField {
			continue
		}
		input.WriteString(key)
		input.WriteString(fields[key])
	}
	input.WriteString(appSecret.Reveal())
	sum := md5.Sum([]byte(input.String()))
	return hex.EncodeToString(sum[:])
}
