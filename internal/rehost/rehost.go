package rehost

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// The public paths and object keys of pictures.
const (
	pathPrefix  = "images/"
	extension   = ".jpg"
	contentType = "image/jpeg"
)

// ErrFull means that the store has no room left.
var ErrFull = errors.New("image store is full")

// newName gives a name of 130 random bits: 26 of the letters a–z and the
// digits 2–7.
func newName() string { return strings.ToLower(rand.Text()) }

func namePattern() *regexp.Regexp { return regexp.MustCompile(`^[a-z2-7]{26}\.jpg$`) }

// cacheControl lets a picture be cached until it is gone. What is under an
// address never changes.
func cacheControl(left time.Duration) string {
	return fmt.Sprintf("public, max-age=%d, immutable", int64(left/time.Second))
}

// checkTTL and checkURL name the setting in the mistake they find, and never
// its value.
func checkTTL(ttl time.Duration) error {
	if ttl <= 0 {
		return errors.New("TUSOU_IMAGE_TTL must be longer than nothing")
	}
	return nil
}

func checkURL(variable, address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return fmt.Errorf("%s must be an address that begins with https:// or http://", variable)
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return fmt.Errorf("%s must have neither password nor query nor fragment", variable)
	}
	return nil
}

// publicAddress gives the address of a picture below a base address.
func publicAddress(base, file string) string {
	return strings.TrimRight(base, "/") + "/" + pathPrefix + file
}
