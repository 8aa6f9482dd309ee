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

// phrases reads a table of phrases: id, text, filters, keywords, lowest and
// highest price, order, and what the phrase is about. A line break in a text is
// written as \n.
func phrases(t testing.TB, name string) [][]string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	var table [][]string
	for _, row := range strings.Split(strings.TrimRight(string(file), "\n"), "\n")[1:] {
		columns := strings.Split(row, "\t")
		require.Len(t, columns, 8, row)
		columns[1] = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(columns[1])
		table = append(table, columns)
	}
	require.NotEmpty(t, table)
	return table
}

func checkPhrases(t *testing.T, name string) {
	t.Helper()
	p := newParser(t)
	for _, columns := range phrases(t, name) {
		text := columns[1]
		t.Run(columns[0], func(t *testing.T) {
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

func TestPhrasesAreReadAsTheFixtureSays(t *testing.T) { checkPhrases(t, "phrases.tsv") }

func TestPhrasesOfBuyersAreReadAsTheyMeanThem(t *testing.T) { checkPhrases(t, "buyers.tsv") }
