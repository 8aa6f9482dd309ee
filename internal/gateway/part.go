package gateway

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// fieldLimit bounds the fields that are read of one object; the largest that
// the documents name has 45.
const fieldLimit = 500

// part is a JSON object of an answer, by the names of its fields in lower
// case: sources disagree on the spelling (productID, productId). Its values
// are read one by one, so that one of another type costs no other.
type part map[string]field

type field struct {
	name  string // as the answer spells it
	value json.RawMessage
}

// readPart reads an object, or one that is written as a text; nil for anything
// else.
func readPart(raw json.RawMessage) part {
	decoder := json.NewDecoder(bytes.NewReader(unpacked(raw)))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil
	}
	p := make(part)
	for len(p) < fieldLimit && decoder.More() {
		token, err := decoder.Token()
		name, isName := token.(string)
		var value json.RawMessage
		if err != nil || !isName || decoder.Decode(&value) != nil {
			break // only a text can break off: of other objects the whole was valid
		}
		if !bytes.Equal(value, []byte("null")) {
			p[strings.ToLower(name)] = field{name, value}
		}
	}
	return p
}

// fields gives the object's fields in the order of their names.
func (p part) fields() []field {
	var all []field
	for _, name := range slices.Sorted(maps.Keys(p)) {
		all = append(all, p[name])
	}
	return all
}

// readList reads the elements of an array, or of one that is written as a
// text, the first limit of them. Another value is a list of itself alone; null
// is a list of nothing.
func readList(raw json.RawMessage, limit int) []json.RawMessage {
	inner := unpacked(raw)
	decoder := json.NewDecoder(bytes.NewReader(inner))
	opening, err := decoder.Token()
	switch {
	case err != nil || opening == nil:
		return nil
	case opening != json.Delim('['):
		return []json.RawMessage{inner}
	}
	var elements []json.RawMessage
	for len(elements) < limit && decoder.More() {
		var element json.RawMessage
		if decoder.Decode(&element) != nil {
			break
		}
		elements = append(elements, element)
	}
	return elements
}

// unpacked gives the object or array that a JSON text holds; any other value
// is given as it is.
func unpacked(raw json.RawMessage) json.RawMessage {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '"' {
		return raw
	}
	var inner string
	if json.Unmarshal(raw, &inner) != nil {
		return raw
	}
	inner = strings.TrimSpace(inner)
	if strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, "[") {
		return json.RawMessage(inner)
	}
	return raw
}

// parts are objects that say the same things, in the order in which they are
// believed: an answer may hold the newer and the older family of names.
type parts []part

// values gives what stands under the names, those of the first name first.
func (ps parts) values(names ...string) []json.RawMessage {
	var values []json.RawMessage
	for _, name := range names {
		for _, p := range ps {
			if f, ok := p[strings.ToLower(name)]; ok {
				values = append(values, f.value)
			}
		}
	}
	return values
}

// under gives the objects that stand under the names.
func (ps parts) under(names ...string) parts {
	var found parts
	for _, value := range ps.values(names...) {
		if p := readPart(value); p != nil {
			found = append(found, p)
		}
	}
	return found
}

// first gives the first of the values that can be read, the zero value if none
// can.
func first[T any](values []json.RawMessage, read func(json.RawMessage) (T, bool)) T {
	for _, value := range values {
		if t, ok := read(value); ok {
			return t
		}
	}
	var none T
	return none
}

// named gives what lists of objects such as {key, value} say under a name; a
// plain object {name: value} says the same.
func named(lists []json.RawMessage, key, value, name string) []json.RawMessage {
	var found []json.RawMessage
	for _, list := range lists {
		for _, raw := range readList(list, entryLimit) {
			entry := parts{readPart(raw)}
			switch said := first(entry.values(key), line(nameLimit)); {
			case strings.EqualFold(said, name):
				found = append(found, entry.values(value)...)
			case said == "":
				found = append(found, entry.values(name)...)
			}
		}
	}
	return found
}
