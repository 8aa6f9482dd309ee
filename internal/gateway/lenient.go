package gateway

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode"

	"tusou/internal/sourcing"
)

// text takes a JSON string, a number as it is written, a boolean as its word,
// and null as "". Sources of the gateway disagree on which fields are numbers
// and which are texts. Objects and arrays read as "", so that one odd field
// does not cost the whole answer.
type text string

// UnmarshalJSON never fails on valid JSON.
func (t *text) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*t = ""
	switch {
	case len(b) == 0 || bytes.Equal(b, []byte("null")):
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(s)
	case b[0] != '{' && b[0] != '[':
		*t = text(b)
	}
	return nil
}

// given says that the field was there and not null.
func (t text) given() bool { return t != "" }

// yes reads a boolean that may be written as a text or a number.
func (t text) yes() bool {
	switch strings.ToLower(strings.TrimSpace(string(t))) {
	case "true", "1", "y", "yes":
		return true
	}
	return false
}

// zero says that the text is a code for success.
func (t text) zero() bool { return strings.TrimSpace(string(t)) == "0" }

// money reads a price; one that cannot be read counts as not given.
func (t text) money() sourcing.Money {
	m, err := sourcing.ParseMoney(string(t))
	if err != nil {
		return 0
	}
	return m
}

// idLimit bounds an offer id in digits: 64-bit numbers have at most 20.
const idLimit = 20

// id reads an offer id as decimal digits, "" if it is none. Some JSON writers
// of Java give a long as 7.14865004667E11, which is exact up to 2^53.
func (t text) id() string {
	s := strings.TrimSpace(string(t))
	if s == "" || len(s) > 2*idLimit {
		return ""
	}
	if strings.Trim(s, "0123456789") == "" {
		if len(s) > idLimit || strings.Trim(s, "0") == "" {
			return ""
		}
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || f <= 0 || f > 1<<53 {
		return ""
	}
	return strconv.FormatInt(int64(f), 10)
}

// textOf reads any value as text does.
func textOf(raw json.RawMessage) text {
	var t text
	if t.UnmarshalJSON(raw) != nil {
		return ""
	}
	return t
}

// line gives a reader of texts and numbers as one line of at most so many
// characters; blank ones are not read.
func line(limit int) func(json.RawMessage) (string, bool) {
	return func(raw json.RawMessage) (string, bool) {
		s := oneLine(string(textOf(raw)), limit)
		return s, s != ""
	}
}

// oneLine takes line breaks and what does not print out of a text, and cuts it.
func oneLine(s string, limit int) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit])
	}
	return s
}

// readText reads a JSON text, and nothing that is of another type.
func readText(raw json.RawMessage) (string, bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	s := strings.TrimSpace(string(textOf(raw)))
	return s, s != ""
}

// readMoney reads a price in yuan; 0 is none.
func readMoney(raw json.RawMessage) (sourcing.Money, bool) {
	m := textOf(raw).money()
	return m, m != 0
}

// readCount reads a whole number that is not negative, also one that is
// written 318.0 or 1.2E4.
func readCount(raw json.RawMessage) (int64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(string(textOf(raw))), 64)
	if err != nil || f != math.Trunc(f) || f < 0 || f > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// readQuantity reads a whole number above 0.
func readQuantity(raw json.RawMessage) (int64, bool) {
	n, ok := readCount(raw)
	return n, ok && n > 0
}

// readID reads an id as decimal digits.
func readID(raw json.RawMessage) (string, bool) {
	id := textOf(raw).id()
	return id, id != ""
}

// readAnswered reads a boolean that may be written as a text or a number.
func readAnswered(raw json.RawMessage) (sourcing.Answered, bool) {
	t := textOf(raw)
	switch strings.ToLower(strings.TrimSpace(string(t))) {
	case "false", "0", "n", "no":
		return sourcing.No, true
	}
	return sourcing.Yes, t.yes()
}
