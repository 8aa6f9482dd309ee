package gateway

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/draw"
)

// sizeVariant matches the appended style of alicdn's sized pictures, such as
// O1CN….jpg_300x300.jpg or O1CN….jpg_460x460q100.jpg.
var sizeVariant = regexp.MustCompile(`^(.+\.jpg)_(\d{2,4})x(\d{2,4})(?:q\d{2,3})?\.jpg$`)

// variantSides gives the sides in pixels in which sized pictures exist.
func variantSides() []int { return []int{60, 100, 220, 270, 300, 310, 400, 460, 600} }

// servePicture serves an offer's picture as alicdn does: by GET only, not to a
// page of another site, and sized only for some pictures.
func (g *Gateway) servePicture(w http.ResponseWriter, r *http.Request) {
	v := g.arrive(w, r, EndpointPicture)
	if g.spoil(v) {
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		v.deny(http.StatusMethodNotAllowed, "method not allowed")
		return
	}
	if !refererAllowed(r) {
		v.deny(http.StatusForbidden, "denied by Referer ACL")
		return
	}
	body, ok := g.catalogue.picture(strings.TrimPrefix(r.URL.Path, picturePrefix))
	if !ok {
		v.deny(http.StatusNotFound, "not found")
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(body))
	w.Header().Set("Cache-Control", "max-age=31536000")
	g.send(v, body)
}

// refererAllowed lets through requests without a Referer and those that come
// from 1688, alicdn or this server.
func refererAllowed(r *http.Request) bool {
	if r.Referer() == "" {
		return true
	}
	referer, err := url.Parse(r.Referer())
	if err != nil {
		return false
	}
	if referer.Host == r.Host {
		return true
	}
	host := "." + referer.Hostname()
	return strings.HasSuffix(host, ".1688.com") || strings.HasSuffix(host, ".alicdn.com")
}

// splitVariant gives the name of the full picture and the box that a sized
// name asks for; a zero box for a name that is not sized.
func splitVariant(name string) (full string, box image.Point) {
	parts := sizeVariant.FindStringSubmatch(name)
	if parts == nil {
		return name, image.Point{}
	}
	width, err := strconv.Atoi(parts[2])
	if err != nil {
		return name, image.Point{}
	}
	height, err := strconv.Atoi(parts[3])
	if err != nil || width != height || !slices.Contains(variantSides(), width) {
		return name, image.Point{}
	}
	return parts[1], image.Pt(width, height)
}

// shrink gives a JPEG that fits into the box; the same bytes if it already
// does or cannot be read.
func shrink(body []byte, box image.Point) []byte {
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return body
	}
	size := img.Bounds().Size()
	if size.X <= box.X && size.Y <= box.Y {
		return body
	}
	scale := min(float64(box.X)/float64(size.X), float64(box.Y)/float64(size.Y))
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(size.X)*scale)), max(1, int(float64(size.Y)*scale))))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return encodeJPEG(small, jpegQuality)
}

// encodeJPEG writes a picture that this package has made itself.
func encodeJPEG(img image.Image, quality int) []byte {
	var body bytes.Buffer
	if err := jpeg.Encode(&body, img, &jpeg.Options{Quality: quality}); err != nil {
		// A buffer takes everything, and no picture made here is too large.
		panic("gateway emulator: encode picture: " + err.Error())
	}
	return body.Bytes()
}
