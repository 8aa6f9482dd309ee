package webfetch

import (
	"errors"
	"fmt"
	"net/url"
)

// The reasons why nothing was fetched, besides the network's own.
var (
	// ErrAddress means an address that is not fetched from: no http or https,
	// a user name in it, or no host.
	ErrAddress = errors.New("address is not fetched from")
	// ErrForbidden means a host or port that the guard does not let through.
	ErrForbidden = errors.New("address is not public")
	// ErrStatus means an HTTP status other than 200; Error.Status has it.
	ErrStatus = errors.New("unexpected HTTP status")
	// ErrNotPicture means content that is no picture.
	ErrNotPicture = errors.New("content is not a picture")
	// ErrTooLarge means more than Config.MaxBytes.
	ErrTooLarge = errors.New("content is too large")
	// ErrRedirects means more than Config.MaxRedirects redirects, or one to
	// nowhere.
	ErrRedirects = errors.New("bad or too many redirects")
)

// Error is a picture that was not fetched.
type Error struct {
	Address string // the address asked for, without query and user; "" if it was none
	Status  int    // HTTP status; 0 without an answer
	Retry   bool   // another attempt may succeed
	Err     error  // one of this package's, or the network's
}

// Error gives the log's text.
func (e *Error) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("fetch %s: HTTP %d: %v", e.Address, e.Status, e.Err)
	}
	return fmt.Sprintf("fetch %s: %v", e.Address, e.Err)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// redacted gives the part of an address that may be logged.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
