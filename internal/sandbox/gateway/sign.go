package gateway

import (
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// fieldSign is the one field that the signature does not cover.
const fieldSign = "sign"

// signature computes the gateway's signature of a form: the secret, every key
// directly followed by its unescaped value in byte order of the keys, the
// secret again; MD5 in lower-case hexadecimal.
func signature(secret string, form url.Values) string {
	keys := make([]string, 0, len(form))
	for key := range form {
		if key != fieldSign {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)

	var input strings.Builder
	input.WriteString(secret)
	for _, key := range keys {
		input.WriteString(key)
		input.WriteString(form.Get(key))
	}
	input.WriteString(secret)
	sum := md5.Sum([]byte(input.String()))
	return hex.EncodeToString(sum[:])
}

// signed says whether the form carries the signature that the secret demands.
func signed(secret string, form url.Values) bool {
	want := signature(secret, form)
	return subtle.ConstantTimeCompare([]byte(want), []byte(form.Get(fieldSign))) == 1
}
