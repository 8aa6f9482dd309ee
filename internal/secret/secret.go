// Package secret holds text that must not be printed.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// mask stands for every secret, whatever its length.
const mask = "•••"

// Text is a secret (a password, key or token) that prints, logs and marshals
// as a mask, under every verb and wherever it stands. Reveal is the one way to
// its value. The zero value is no secret.
type Text struct {
	// value is behind a pointer, which is what package fmt shows of it where it
	// may not call the methods: in a field that is not exported.
	value *string
}

// New wraps a value; an empty one is no secret.
func New(value string) Text {
	if value == "" {
		return Text{}
	}
	return Text{value: &value}
}

// Reveal gives the value, to be used where a request is signed or sent.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// IsZero says that no secret was given.
func (t Text) IsZero() bool { return t.value == nil }

// String gives the mask.
func (t Text) String() string { return mask }

// GoString gives the mask, for who formats with it outside package fmt.
func (t Text) GoString() string { return mask }

// Format writes the mask, under every verb and flag.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, mask) }

// MarshalText gives the mask, for JSON and text encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(mask), nil }

// LogValue gives the mask, for slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(mask) }

// UnmarshalText takes the value from the environment.
func (t *Text) UnmarshalText(b []byte) error {
	*t = New(string(b))
	return nil
}
