package webfetch

import (
	"fmt"
	"net/url"
	"strconv"
)

const (
	httpPort  = 80
	httpsPort = 443
)

// parseAddress takes an address that may be fetched from. Its errors hold no
// part of the address.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: malformed", ErrAddress)
	}
	return u, checkAddress(u)
}

func checkAddress(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: neither http nor https", ErrAddress)
	case u.User != nil:
		return fmt.Errorf("%w: holds a user name", ErrAddress)
	case u.Hostname() == "":
		return fmt.Errorf("%w: holds no host", ErrAddress)
	case portOf(u) == 0:
		return fmt.Errorf("%w: malformed port", ErrAddress)
	}
	return nil
}

// portOf gives the port that an address means; 0 for one that is none.
func portOf(u *url.URL) uint16 {
	switch port := u.Port(); {
	case port != "":
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return 0
		}
		return uint16(n)
	case u.Scheme == "https":
		return httpsPort
	default:
		return httpPort
	}
}
