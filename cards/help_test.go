package cards

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/lang"
)

func TestHelpListsTheCommandsThatAreServed(t *testing.T) {
	raw := Help(texts(t, lang.Chinese), HelpView{Commands: []string{"reset", "unheard-of", "help"}}).JSON()
	all := strings.Join(markdownOf(t, raw), "\n")
	assert.Contains(t, all, "`/reset`")
	assert.Contains(t, all, "`/help`")
	assert.NotContains(t, all, "/export")
	assert.NotContains(t, all, "unheard-of")
}
