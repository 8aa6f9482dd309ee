// Package secret holds text that must not be printed.
package secret

import "log/slog"

// mask stands for every secret, whatever its length.
const mask = "•••"

// Text is a secret (a password, key or token) that prints, logs and marshals
// as a mask. Reveal is the one way to its value.
type Text struct{ value string }

// New wraps a value.
func New(value string) Text { return Text{value: value} }

// Reveal gives the value, to be used where a request is signed or sent.
func (t Text) Reveal() string { return t.value }

// IsZero says that no secret was given.
func (t Text) IsZero() bool { return t.value == "" }

// String gives the mask.
func (t Text) String() string { return mask }

// GoString gives the mask, for %#v.
func (t Text) GoString() string { return mask }

// MarshalText gives the mask, for JSON and text encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(mask), nil }

// LogValue gives the mask, for slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(mask) }

// UnmarshalText takes the value from the environment.
func (t *Text) UnmarshalText(b []byte) error {
	t.value = string(b)
	return nil
}
