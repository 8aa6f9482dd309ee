package terminal

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func TestWidthsAreThoseOfATerminal(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "¥9.90": 5, "小风扇": 6, "ＡＢ": 4, "小fan": 5, "é": 1, "e\u0301": 1, "😀": 2, "・": 2, "…": 1, "·": 1,
	} {
		assert.Equal(t, want, Width(text), text)
	}
}

func TestTextsArePaddedAndCutByTheirWidth(t *testing.T) {
	assert.Equal(t, "小风  ", Pad("小风", 6))
	assert.Equal(t, "  小风", PadLeft("小风", 6))
	assert.Equal(t, "小风扇", Pad("小风扇", 2))
	for _, test := range []struct {
		text    string
		columns int
		want    string
	}{
		{"小风扇", 6, "小风扇"}, {"小风扇", 5, "小风…"}, {"小风扇", 4, "小…"}, {"fan fan", 5, "fan…"}, {"abc", 1, "…"}, {"小", 1, "…"},
	} {
		got := Cut(test.text, test.columns)
		assert.Equal(t, test.want, got)
		assert.LessOrEqual(t, Width(got), test.columns)
	}
}

func TestForeignTextIsOneHarmlessLine(t *testing.T) {
	assert.Equal(t, "a b c", Clean("a\n\tb  c "))
	for text, want := range map[string]string{
		"\x1b[31mred\x1b[0m":    "[31mred [0m",
		"\u009b2J":              "2J",
		"a\u202eb\u2066c\ufeff": "abc",
		"bad\xffbyte":           "badbyte",
		"👨\u200d👩":              "👨\u200d👩",
	} {
		assert.Equal(t, want, Clean(text))
	}
}

func TestUsageStandsInColumns(t *testing.T) {
	got := Usage(lang.Usage{
		Line: "usage: x", About: []string{"About."}, OptionsTitle: "options", Options: []lang.Example{{Type: "--选项", Does: "one"}, {Type: "-h", Does: "two"}},
		ExamplesTitle: "examples", Examples: []lang.Example{{Type: "x", Does: "y"}},
	})
	assert.Equal(t, "usage: x\n\nAbout.\n\noptions\n  --选项  one\n  -h      two\n\nexamples\n  x  y\n", got)
}

func TestTheWindowIsWhatColumnsSaysElseTheTerminals(t *testing.T) {
	assert.Equal(t, 120, Window(os.Stdout, []string{"COLUMNS=120"}))
	for _, environ := range [][]string{nil, {"COLUMNS="}, {"COLUMNS=-1"}, {"COLUMNS=wide"}} {
		assert.Zero(t, Window(&bytes.Buffer{}, environ))
	}
	file, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	assert.Zero(t, Window(file, nil), "a file is no terminal")
}

func TestUsualCausesHaveWords(t *testing.T) {
	texts, err := lang.For(lang.Chinese)
	require.NoError(t, err)
	c := texts.Cause
	for want, err := range map[string]error{
		c.Name:        &net.DNSError{IsNotFound: true},
		c.Canceled:    context.Canceled,
		c.Timeout:     os.ErrDeadlineExceeded,
		c.Refused:     fmt.Errorf("dial: %w", syscall.ECONNREFUSED),
		c.Certificate: x509.UnknownAuthorityError{},
		c.Full:        syscall.ENOSPC,
		c.Missing:     fs.ErrNotExist,
		c.Permission:  fs.ErrPermission,
	} {
		got, ok := Cause(c, err)
		assert.True(t, ok, err)
		assert.Equal(t, want, got)
	}
	_, ok := Cause(c, errors.New("other"))
	assert.False(t, ok)
	got, _ := Cause(c, context.DeadlineExceeded)
	assert.Equal(t, c.Timeout, got)
}

func TestARowWithoutPricesAndTitleSaysSo(t *testing.T) {
	texts, err := lang.For(lang.English)
	require.NoError(t, err)
	r := Result{Picture: "a.jpg", Number: 1, Of: 1, Listing: sourcing.Arrange([]sourcing.Offer{{ID: "1", URL: "https://e.com/1"}}, sourcing.PriceRange{}, sourcing.SortDefault)}
	lines := strings.Split(Table(texts, r, 0), "\n")
	require.Len(t, lines, 4)
	assert.Equal(t, "a.jpg: Offers found: 1", lines[0])
	assert.Equal(t, []string{"1", "-", "-", "(no", "title)", "https://e.com/1"}, strings.Fields(lines[2]))

	raw, err := JSON(texts, r)
	require.NoError(t, err)
	assert.Contains(t, string(raw), `"price":null`)
	assert.Contains(t, string(raw), `"prices":{"lowest":null,"median":null,"highest":null}`)
}

func TestAmountsAreNumbersWithTwoDecimals(t *testing.T) {
	texts, err := lang.For(lang.Chinese)
	require.NoError(t, err)
	raw, err := JSON(texts, Result{Terms: sourcing.Terms{Price: sourcing.PriceRange{Min: 50, Max: 123450}}})
	require.NoError(t, err)
	assert.Contains(t, string(raw), `"price_min":0.50,"price_max":1234.50,"sort":"default"`)
	assert.Contains(t, string(raw), `"offers":[],"error":null`)
}
