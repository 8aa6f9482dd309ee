package platform

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// randomHex returns 2n hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // documented never to fail
	return hex.EncodeToString(b)
}

// resourceKey returns an image or file key in the form that the platform's
// examples show; receivers treat it as opaque.
func resourceKey(prefix string) string {
	h := randomHex(18)
	return fmt.Sprintf("%s_%s_%s-%s-%s-%s-%sg", prefix, h[:4], h[4:12], h[12:16], h[16:20], h[20:24], h[24:36])
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func micros(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }
