package config

import (
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"tusou/internal/sourcing"
)

// demand is what a value has to be, as the rest of a sentence that begins
// with the variable's name. As an error it is safe to print: it holds no part
// of the value.
type demand string

func (d demand) Error() string { return string(d) }

// Rate is a number of calls a second.
type Rate float64

// UnmarshalText reads a number and a unit of time: 5/s, 300/m, 0.5/s, 1000/h.
func (r *Rate) UnmarshalText(b []byte) error {
	const want = demand("must be a rate such as 5/s, 300/m or 1000/h")
	number, unit, ok := strings.Cut(string(b), "/")
	if !ok {
		return want
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(n > 0) || math.IsInf(n, 0) {
		return want
	}
	per, ok := map[string]time.Duration{"s": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour}[strings.TrimSpace(unit)]
	if !ok {
		return want
	}
	*r = Rate(n / per.Seconds())
	return nil
}

// Bytes is a size in bytes.
type Bytes int64

// UnmarshalText reads a whole number with an optional unit, of 1024 (KiB, MiB,
// GiB) or of 1000 (kB, MB, GB), in either case of letters.
func (s *Bytes) UnmarshalText(b []byte) error {
	const want = demand("must be a size such as 64MiB")
	text := strings.ToLower(string(b))
	digits := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(text)
	}
	n, err := strconv.ParseInt(text[:digits], 10, 64)
	if err != nil || n <= 0 {
		return want
	}
	unit, ok := map[string]int64{
		"": 1, "b": 1,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
		"kb": 1e3, "mb": 1e6, "gb": 1e9,
	}[strings.TrimSpace(text[digits:])]
	if !ok || n > math.MaxInt64/unit {
		return want
	}
	*s = Bytes(n * unit)
	return nil
}

// List is a comma-separated list without empty entries and repeats.
type List []string

// UnmarshalText reads the list; white space around entries goes.
func (l *List) UnmarshalText(b []byte) error {
	*l = split(string(b))
	return nil
}

func split(text string) []string {
	var out []string
	for entry := range strings.SplitSeq(text, ",") {
		entry = strings.TrimSpace(entry)
		if entry != "" && !slices.Contains(out, entry) {
			out = append(out, entry)
		}
	}
	return out
}

// Networks are addresses that are not public and may be fetched from all the
// same.
type Networks struct {
	All  bool           `env:"-"` // every address
	Some []netip.Prefix `env:"-"` // these too, when not all
}

// UnmarshalText reads true, false, or a comma-separated list of networks.
func (n *Networks) UnmarshalText(b []byte) error {
	if all, err := strconv.ParseBool(string(b)); err == nil {
		*n = Networks{All: all}
		return nil
	}
	var some []netip.Prefix
	for _, entry := range split(string(b)) {
		prefix, err := netip.ParsePrefix(entry)
		if err != nil {
			return demand("must be true, false, or networks such as 198.18.0.0/15")
		}
		some = append(some, prefix.Masked())
	}
	*n = Networks{Some: some}
	return nil
}

// FilterList is what the administrator adds to the table of filters, written
// as a comma-separated list of label=key.
type FilterList []sourcing.Filter

// UnmarshalText reads the list and joins it with the table of filters, so that
// a label or key that is taken is a mistake of the setting like any other.
// The table's errors repeat nothing of the setting.
func (l *FilterList) UnmarshalText(b []byte) error {
	filters, err := sourcing.ParseExtraFilters(string(b))
	if err == nil {
		_, err = sourcing.NewTable(filters)
	}
	if err != nil {
		return demand("must be a list of label=key: " + strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	*l = filters
	return nil
}
