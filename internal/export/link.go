package export

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxAddress is how many characters Excel takes in the address of a link.
const maxAddress = 2079

// link gives the cell of an address, and makes it a link where it can be one.
// Beyond the number of links that Excel takes in a sheet it stays text.
func (b *book) link(at, foreign string) (any, error) {
	target, ok := webAddress(foreign)
	if !ok || b.links == excelize.TotalSheetHyperlinks {
		return b.text(oneLine(foreign)), nil
	}
	if err := b.file.SetCellHyperLink(b.name, at, target, "External"); err != nil {
		return nil, fmt.Errorf("link: %w", err)
	}
	b.links++
	b.budget.text += len(target) // it is there a second time, as the link's target
	return b.text(target), nil
}

// webAddress gives a foreign address as Excel takes it for a link. Excel calls
// the whole file damaged for one target that is no proper URI, so what is not
// plain stays text: only http and https, only hosts of plain letters, and
// everything else percent-encoded.
func webAddress(foreign string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(foreign))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || !plainHost(u.Host) {
		return "", false
	}
	target := encoded(u.String())
	return target, len(target) <= maxAddress
}

func plainHost(host string) bool {
	return host != "" && !strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != ':'
	})
}

// encoded percent-encodes each byte that no URI holds (RFC 3986), and each
// percent sign that encodes nothing.
func encoded(address string) string {
	const hex = "0123456789ABCDEFabcdef"
	isHex := func(i int) bool { return i < len(address) && strings.IndexByte(hex, address[i]) >= 0 }
	var b strings.Builder
	for i := range len(address) {
		c := address[i]
		switch {
		case c == '%' && isHex(i+1) && isHex(i+2),
			c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9',
			strings.IndexByte("-._~:/?#[]@!$&'()*+,;=", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
