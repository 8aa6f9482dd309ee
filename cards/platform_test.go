package cards

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/lang"
	"tusou/internal/sandbox/platform"
)

// The goldens show only pictures that were uploaded; the strict check is also
// part of every other test, see assertSound.
func TestTheEmulatedPlatformTakesEveryCard(t *testing.T) {
	known := func(key string) bool { return strings.HasPrefix(key, "img_v3_") }
	for name, build := range goldenCards(t) {
		for _, code := range []string{lang.Chinese, lang.English} {
			assert.NoError(t, platform.CheckCard(build(texts(t, code)).JSON(), known), "%s in %s", name, code)
		}
	}
}
