package gateway

import (
	"encoding/json"
	"net/url"
	"strings"
)

// The addresses that relative links of an answer are relative to.
const (
	pictureBase = "https://cbu01.alicdn.com/"
	detailBase  = "https://detail.1688.com/"
)

// webAddress gives an absolute web address: relative ones are completed from
// the base, and those of 1688 and its picture hosts, which all serve https,
// are given that scheme. What is no web address gives "".
func webAddress(address, base string) string {
	address = strings.TrimSpace(address)
	if address == "" {
		return ""
	}
	root, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u, err := root.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return ""
	}
	host := "." + strings.ToLower(u.Hostname())
	if strings.HasSuffix(host, ".1688.com") || strings.HasSuffix(host, ".alicdn.com") {
		u.Scheme = "https"
	}
	return u.String()
}

// addressLimit bounds the address of a picture in bytes.
const addressLimit = 2048

// readPicture reads the address of a picture; what only looks like a relative
// one, because it is some other text, is none.
func readPicture(raw json.RawMessage) (string, bool) {
	given, ok := readText(raw)
	if !ok || len(given) > addressLimit || !strings.ContainsAny(given, "./") || strings.ContainsAny(given, " \"<>[]{}") {
		return "", false
	}
	address := webAddress(given, pictureBase)
	return address, address != "" && len(address) <= addressLimit
}
