package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func newParser(t testing.TB) *Parser {
	t.Helper()
	table, err := sourcing.NewTable(nil)
	require.NoError(t, err)
	return New(table)
}

// evened drops what the comparison of keywords leaves out: case, white
// space, punctuation and the particle 的.
func evened(keywords string) string {
	return strings.Map(func(r rune) rune {
		if r == '的' || unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, keywords)
}

// filtersOf writes the filters as phrases.tsv does: sorted keys, a minus
// before what is taken away.
func filtersOf(t Terms) string {
	all := slices.Clone(t.Add)
	for _, key := range t.Remove {
		all = append(all, "-"+key)
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

func TestPhrasesAreReadAsTheFixtureSays(t *testing.T) {
	p := newParser(t)
	file, err := os.ReadFile(filepath.Join("testdata", "phrases.tsv"))
	require.NoError(t, err)
	rows := strings.Split(strings.TrimRight(string(file), "\n"), "\n")[1:]
	require.NotEmpty(t, rows)
	for _, row := range rows {
		columns := strings.Split(row, "\t")
		for len(columns) < 8 {
			columns = append(columns, "")
		}
		id, text := columns[0], columns[1]
		t.Run(id, func(t *testing.T) {
			c := p.Parse(text)
			require.Equal(t, Search, c.Name, text)
			assert.Equal(t, columns[2], filtersOf(c.Terms), text)
			assert.Equal(t, evened(columns[3]), evened(c.Terms.Keywords), text)
			var price sourcing.PriceRange
			if c.Terms.Price != nil {
				price = *c.Terms.Price
			}
			assert.Equal(t, columns[4], price.Min.Short(), text)
			assert.Equal(t, columns[5], price.Max.Short(), text)
			var order sourcing.Sort
			if c.Terms.Sort != nil {
				order = *c.Terms.Sort
			}
			assert.Equal(t, columns[6], string(order), text)
		})
	}
}
