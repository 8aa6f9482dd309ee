package gateway

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"
)

// Offer is one offer of the catalogue. Prices are texts in yuan, as the
// gateway gives them; an empty one is answered as null.
type Offer struct {
	ID      int64  // 1688 offer id
	OpenID  string // the encrypted id that item detail takes as well
	Title   string
	Product string // key of the drawn product; empty for offers that were added
	Variant string // colour of the drawn product, as buyers name it

	Price                string
	ConsignPrice         string // 代发价
	MultipleConsignPrice string
	Selected             bool // isJxhy and jyFlag
	FreePostage          bool // distributionFreePostage
	Tags                 []Tag
	Filters              []string // the filter keys that the offer satisfies
	// PictureName is the file name of the main picture below /img/ibank/;
	// empty for an offer without one.
	PictureName string

	Detail   DetailForm // how item detail speaks of it
	OffShelf bool       // the status in its detail says so; search finds it all the same
}

// Tag is a mark beside an offer.
type Tag struct {
	Text     string
	Disabled bool
}

// DetailURL gives the offer's product page.
func (o Offer) DetailURL() string {
	return fmt.Sprintf("https://detail.1688.com/offer/%d.html?sk=consign", o.ID)
}

// keywordBump is how much nearer each keyword that a title holds brings its
// offer: enough to order similar pictures, not to outdo another product.
const keywordBump = 8

// catalogue holds the offers and their pictures.
type catalogue struct {
	mu       sync.RWMutex
	offers   []Offer
	pictures map[string]*picture // by file name
}

// picture is one picture of the catalogue; its parts are made when they are
// first needed.
type picture struct {
	jpeg  func() []byte
	look  func() look
	sized bool // size variants exist

	mu       sync.Mutex
	variants map[image.Point][]byte
}

// drawnPicture gives a picture that is drawn on demand. Its look is taken from
// a small drawing, which costs a fraction of the large one.
func drawnPicture(s scene, sized bool) *picture {
	return &picture{
		jpeg:  sync.OnceValue(func() []byte { return encodeJPEG(s.draw(), jpegQuality) }),
		look:  sync.OnceValue(func() look { return lookOf(s.scaled(lookSide).draw()) }),
		sized: sized,
	}
}

// givenPicture gives a picture that a test brought.
func givenPicture(body []byte, img image.Image) *picture {
	return &picture{
		jpeg: func() []byte { return body },
		look: sync.OnceValue(func() look { return lookOf(img) }),
	}
}

// within gives the picture fitted into a box.
func (p *picture) within(box image.Point) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if body, ok := p.variants[box]; ok {
		return body
	}
	if p.variants == nil {
		p.variants = make(map[image.Point][]byte)
	}
	body := shrink(p.jpeg(), box)
	p.variants[box] = body
	return body
}

// newCatalogue fills a catalogue with the drawn products' offers.
func newCatalogue() *catalogue {
	c := &catalogue{pictures: make(map[string]*picture)}
	for _, p := range products() {
		for i := range p.colours {
			name := p.pictureName(i)
			studio := drawnPicture(p.scene(i), scatter(hash(name))%3 != 0)
			c.pictures[name] = studio
			// Neither ground nor distance count for a look, so this one is known.
			take := drawnPicture(p.take(i), true)
			take.look = studio.look
			c.pictures[p.takeName(i)] = take
			for view := range productViews {
				c.pictures[viewName(name, view)] = drawnPicture(p.scene(i).view(view), false)
			}
		}
	}
	c.offers = productOffers()
	return c
}

// picture gives the bytes of a file below /img/ibank/.
func (c *catalogue) picture(name string) ([]byte, bool) {
	full, box := splitVariant(name)
	c.mu.RLock()
	found, ok := c.pictures[full]
	c.mu.RUnlock()
	switch {
	case !ok || box != (image.Point{}) && !found.sized:
		return nil, false
	case box != (image.Point{}):
		return found.within(box), true
	default:
		return found.jpeg(), true
	}
}

// nearest gives the offers that satisfy every filter, the most alike first.
// Equally alike offers keep the catalogue's order. Offers without a picture
// rank by the picture of their product.
func (c *catalogue) nearest(query look, keywords string, filters, free []string) []Offer {
	c.mu.RLock()
	defer c.mu.RUnlock()

	distances := make(map[string]float64)
	for _, offer := range c.offers {
		name := c.pictureOf(offer)
		if _, known := distances[name]; !known {
			distances[name] = query.distance(c.pictures[name].look())
		}
	}
	type ranked struct {
		offer    Offer
		distance float64
	}
	var found []ranked
	words := strings.Fields(strings.ToLower(keywords))
	for _, offer := range c.offers {
		if !satisfies(offer, filters, free) {
			continue
		}
		distance := distances[c.pictureOf(offer)]
		title := strings.ToLower(offer.Title)
		for _, word := range words {
			if strings.Contains(title, word) {
				distance -= keywordBump
			}
		}
		found = append(found, ranked{offer, distance})
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(a.distance, b.distance) })

	offers := make([]Offer, 0, len(found))
	for _, r := range found {
		offers = append(offers, r.offer)
	}
	return offers
}

// pictureOf gives the name of the picture by which an offer is found. The real
// index finds offers whose picture its answer then leaves out.
func (*catalogue) pictureOf(offer Offer) string {
	if offer.PictureName != "" {
		return offer.PictureName
	}
	return drawnPictureName(offer.Product, offer.Variant)
}

func satisfies(offer Offer, filters, free []string) bool {
	for _, key := range filters {
		if !slices.Contains(offer.Filters, key) && !slices.Contains(free, key) {
			return false
		}
	}
	return true
}

// find gives an offer by its id or its encrypted id.
func (c *catalogue) find(id int64, openID string) (Offer, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	i := slices.IndexFunc(c.offers, func(o Offer) bool {
		return o.ID == id || openID != "" && o.OpenID == openID
	})
	if i < 0 {
		return Offer{}, false
	}
	return c.offers[i], true
}

// Offers gives the catalogue.
func (g *Gateway) Offers() []Offer {
	g.catalogue.mu.RLock()
	defer g.catalogue.mu.RUnlock()
	return slices.Clone(g.catalogue.offers)
}

// AddOffer adds an offer with its main picture, a JPEG or PNG; the same bytes
// given twice are one picture with one address. Without a picture the offer
// must name one of the catalogue in PictureName. A zero ID is replaced by a
// fresh one. It gives the offer as it stands in the catalogue.
func (g *Gateway) AddOffer(offer Offer, pictureBytes []byte) (Offer, error) {
	var added *picture
	if len(pictureBytes) > 0 {
		img, _, err := image.Decode(bytes.NewReader(pictureBytes))
		if err != nil {
			return Offer{}, fmt.Errorf("add offer: decode picture: %w", err)
		}
		sum := sha256.Sum256(pictureBytes)
		offer.PictureName = "O1CN01" + hex.EncodeToString(sum[:])[:16] + "_!!2200000000000-0-cib.jpg"
		added = givenPicture(slices.Clone(pictureBytes), img)
	}

	c := g.catalogue
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.pictures[offer.PictureName]; !known {
		if added == nil {
			return Offer{}, errors.New("add offer: it has neither a picture nor the name of one")
		}
		c.pictures[offer.PictureName] = added
	}
	if offer.ID == 0 {
		offer.ID = firstAddedID + int64(len(c.offers))
	}
	if slices.ContainsFunc(c.offers, func(o Offer) bool { return o.ID == offer.ID }) {
		return Offer{}, fmt.Errorf("add offer: %d exists", offer.ID)
	}
	if offer.OpenID == "" {
		offer.OpenID = openID(offer.ID)
	}
	c.offers = append(c.offers, offer)
	return offer, nil
}
