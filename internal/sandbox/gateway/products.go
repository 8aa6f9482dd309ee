package gateway

import (
	"fmt"
	"hash/fnv"
	"image"
	"strconv"
	"strings"
)

// The first offer ids of the drawn products and of those that are added.
const (
	firstOfferID = 681_204_517_330
	firstAddedID = 990_000_000_001
)

// product is one drawn product: each of its colours is one picture.
type product struct {
	key        string
	name       string
	category   string
	categoryID int
	draw       func(c *canvas, t tone)
	size       image.Point // of its pictures, pixels
	price      int         // fen, of the usual seller
	unit       string
	colours    []colour
	sizes      []string // the SKUs' second dimension; empty: none
	attributes []attribute
	titles     []string // each seller writes another
}

type colour struct {
	name string
	rgb  uint32
}

type attribute struct{ name, value string }

// pictureName gives the file name of the picture of a colour.
func (p product) pictureName(colour int) string {
	return drawnPictureName(p.key, p.colours[colour].name)
}

func drawnPictureName(product, variant string) string {
	seed := hash(product + "/" + variant)
	return fmt.Sprintf("O1CN01%s%s_!!22%011d-0-cib.jpg", base62(scatter(seed)), base62(scatter(seed+1)), uint64(seed)*17%99_999_999_999)
}

// takeName gives the file name of another seller's photograph of a colour.
func (p product) takeName(colour int) string {
	return strings.Replace(p.pictureName(colour), "O1CN01", "O1CN06", 1)
}

// take gives that photograph: the same product, farther away, before a ground
// of its own colour.
func (p product) take(colour int) scene {
	s := p.scene(colour)
	s.zoom = 0.84
	s.groundTop, s.groundBottom = mix(s.tone.light, rgb(0xFFFFFF), 0.85), mix(s.tone.light, rgb(0xFFFFFF), 0.7)
	return s
}

// productViews is how many closer views of each colour item detail shows.
const productViews = 3

// viewName gives the file name of a view of the picture.
func viewName(picture string, view int) string {
	return strings.Replace(picture, "O1CN01", "O1CN0"+strconv.Itoa(view+2), 1)
}

// scene gives the studio picture of a colour.
func (p product) scene(colour int) scene {
	return scene{
		size: p.size, product: p.draw, tone: toneOf(rgb(p.colours[colour].rgb)), zoom: 1,
		groundTop: rgb(0xF7F8FA), groundBottom: rgb(0xE9EBEF),
	}
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // A hash takes everything.
	return h.Sum32()
}

// base62 writes a number in the letters that alicdn's file names use.
func base62(n uint32) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	out := make([]byte, 5)
	for i := range out {
		out[i] = digits[n%62]
		n /= 62
	}
	return string(out)
}

// openID gives an id of the encrypted form.
func openID(id int64) string {
	return "BAAA" + base62(hash(strconv.FormatInt(id, 10))) + base62(hash(strconv.FormatInt(id, 7)))
}

// productOffers gives the offers of the drawn products: three sellers for each
// colour with two photographs between them, so that one photograph stands
// beside two prices, and the odd ones that a real answer holds too.
func productOffers() []Offer {
	var offers []Offer
	add := func(p product, colour int) *Offer {
		offers = append(offers, plainOffer(p, colour, len(offers)))
		return &offers[len(offers)-1]
	}
	for _, p := range products() {
		for i := range p.colours {
			add(p, i)
			add(p, i).PictureName = p.takeName(i)
			if third := add(p, i); i%2 == 1 {
				third.PictureName = p.takeName(i)
			}
		}
	}
	for _, odd := range oddOffers() {
		for _, p := range products() {
			if p.key == odd.product {
				odd.change(add(p, odd.colour))
			}
		}
	}
	return offers
}

// plainOffer gives the n-th offer of the catalogue, for one colour of a product.
func plainOffer(p product, colour, n int) Offer {
	roll := scatter(uint32(n))
	id := firstOfferID + int64(n)*1_318_607_411 + int64(roll%9973)
	price := p.price * (82 + int(roll%45)) / 100
	has := filtersOf(n)
	offer := Offer{
		ID: id, OpenID: openID(id), Product: p.key, Variant: p.colours[colour].name,
		Title:       p.titles[n%len(p.titles)],
		Price:       yuan(price),
		Selected:    roll>>8%100 < 22,
		PictureName: p.pictureName(colour),
		Detail:      formOf(id, n),
	}
	offer.ConsignPrice = offer.Price
	switch n % 11 {
	case 4: // Sending one piece costs more.
		offer.ConsignPrice = yuan(price + price/10)
	case 7:
		offer.ConsignPrice = ""
	case 9:
		offer.MultipleConsignPrice = yuan(price - price/20)
	}
	offer.FreePostage = offer.Selected || n%10 == 6
	if has["shipIn48Hours"] {
		offer.Tags = append(offer.Tags, Tag{Text: "48小时发货"})
	}
	if n%9 == 4 {
		offer.Tags = append(offer.Tags, Tag{Text: "限时补贴", Disabled: true})
	}
	for _, key := range documentedFilters() {
		if has[key] {
			offer.Filters = append(offer.Filters, key)
		}
	}
	return offer
}

func yuan(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// oddOffer is a second look at a product with something uncommon about it.
type oddOffer struct {
	product string
	colour  int
	change  func(*Offer)
}

func oddOffers() []oddOffer {
	return []oddOffer{
		{"fan", 0, func(o *Offer) {
			o.Price, o.ConsignPrice, o.MultipleConsignPrice = "200.0", "200.0", ""
			o.Detail, o.OffShelf = DetailFull, true
		}},
		{"fan", 1, func(o *Offer) {
			o.Price, o.ConsignPrice, o.MultipleConsignPrice = "", "", ""
			o.Detail = DetailRefused
		}},
		{"mug", 0, func(o *Offer) {
			o.Title = "<b>特价</b>【陶瓷】*马克杯* [点击](https://example.com) `大容量` & \"简约\" ~~咖啡杯~~ <at id=all></at>"
		}},
		{"backpack", 0, func(o *Offer) {
			o.Title = "双肩包女大容量书包男初中高中大学生电脑包防水旅行背包潮流百搭休闲户外运动登山包商务通勤出差短途旅行包可扩容多隔层带USB充电口厂家直销一件代发"
		}},
		{"bottle", 0, func(o *Offer) { o.PictureName, o.Detail = "", DetailEmpty }},
		{"duck", 0, func(o *Offer) { o.Title = "=SUM(1,2) 网红小黄鸭发声玩具" }},
		{"tshirt", 1, func(o *Offer) { o.Price, o.ConsignPrice = "9.9", "19.9" }},
	}
}
