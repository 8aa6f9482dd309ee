package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of what the card of details shows; texts in characters.
const (
	maxPictures   = 6
	maxSKUs       = 12
	maxSKUName    = 40
	maxSteps      = 6
	maxUnit       = 6
	maxValue      = 40
	maxNames      = 10 // channels, services
	maxAttributes = 24
	maxAttrName   = 20
)

// between stands between the entries of a list inside a line.
const between = " · "

// DetailView is what the card of one offer's details shows.
type DetailView struct {
	CardID    string
	SearchID  string // the search that the offer is from; "" where it is not known
	Detail    sourcing.Detail
	Offer     sourcing.Offer   // as the search showed it: for what the details lack; zero where it is not known
	Thumbs    map[string]Thumb // by picture address
	Collected bool
	Source    Source // of the details
}

// Pictures gives the addresses of the pictures that the card shows, at most
// six, where the platform has them.
func (v DetailView) Pictures() []string {
	all := v.Detail.Images
	if len(all) == 0 && v.Offer.Image != "" {
		all = []string{v.Offer.Image}
	}
	return all[:min(len(all), maxPictures)]
}

// Detail is the card of one offer's details: prices first, then pictures,
// terms, variants, and what the interface left out.
func Detail(t *lang.Texts, v DetailView) Card {
	if v.Detail.OfferID == "" {
		v.Detail.OfferID = v.Offer.ID
	}
	if v.Detail.Title == "" {
		v.Detail.Title = v.Offer.Title
	}
	b := detailBuilder{texts: t, view: v}
	return Card{
		header:   newHeader(b.template(), t.Detail.Title, "", b.tags()...),
		summary:  t.Detail.Summary.With(b.plainPrice(), titleOf(t, v.Detail.Title)),
		elements: b.elements(),
	}
}

// detailBuilder holds what the parts of the card have in common.
type detailBuilder struct {
	texts *lang.Texts
	view  DetailView
}

func (b detailBuilder) elements() []element {
	t, d := b.texts, b.view.Detail
	var elements []element
	if d.OffShelf {
		elements = append(elements, newMarkdown(red(bold(t.Detail.OffShelfWarning))))
	}
	elements = append(elements, sized(sizeHeading, b.price()), offerTitle(t, d.Title))
	if badges := b.badges(); badges != "" {
		elements = append(elements, sized(sizeNotation, badges))
	}
	elements = append(elements, newPictures(b.keys())...)
	if lines := b.facts(); len(lines) > 0 {
		elements = append(elements, newMarkdown(strings.Join(lines, "\n")))
	}
	elements = append(elements, b.variants()...)
	elements = append(elements, b.attributes()...)
	if missing := b.missing(); len(missing) > 0 {
		elements = append(elements, small(t.Detail.Missing.With(strings.Join(missing, between))))
	}
	elements = append(elements, newRule())
	if buttons := b.buttons(); len(buttons) > 0 {
		elements = append(elements, newColumns(equally(buttons)...))
	}
	return append(elements, small(b.view.Source.said(t, t.Detail.SourceStale)))
}

func (b detailBuilder) template() string {
	if b.view.Detail.OffShelf || b.view.Source.Stale {
		return templateLook
	}
	return templateResult
}

func (b detailBuilder) tags() []textTag {
	var tags []textTag
	if b.view.Detail.OffShelf {
		tags = append(tags, newTextTag("red", b.texts.Detail.OffShelf))
	}
	if b.view.Source.Stale {
		tags = append(tags, newTextTag("orange", b.texts.Result.Stale))
	}
	return tags
}

func (b detailBuilder) badges() string {
	t, d := b.texts, b.view.Detail
	var badges []string
	switch {
	case d.Shipping == sourcing.Yes, d.Shipping == sourcing.NotSaid && b.view.Offer.FreeShipping:
		badges = append(badges, badge(badgeShipping, t.Result.FreeShipping))
	case d.Shipping == sourcing.No:
		badges = append(badges, badge(badgeTag, t.Detail.NotFree))
	}
	switch d.Dropship {
	case sourcing.Yes:
		badges = append(badges, badge(badgeShipping, t.Detail.Dropship))
	case sourcing.No:
		badges = append(badges, badge(badgeAgainst, t.Detail.NoDropship))
	}
	if b.view.Offer.Selected {
		badges = append(badges, badge(badgeSelected, t.Result.Selected))
	}
	if d.Returns7D {
		badges = append(badges, badge(badgeTag, t.Detail.Returns))
	}
	return strings.Join(append(badges, tagBadges(b.view.Offer.Tags, maxTags)...), " ")
}

// keys gives the pictures that the platform has, each once: those that could
// not be had share one neutral picture.
func (b detailBuilder) keys() []string {
	seen := make(map[string]bool)
	var keys []string
	for _, address := range b.view.Pictures() {
		if key := b.view.Thumbs[address].Key; key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// missing names what the interface did not return, in the order of the card.
func (b detailBuilder) missing() []string {
	t, d := b.texts.Detail, b.view.Detail
	var names []string
	for _, fact := range []struct {
		name  string
		known bool
	}{
		{t.ConsignName, d.Consign != 0},
		{t.PriceName, !d.Price.IsZero() || len(d.Ladder) > 0},
		{t.Pictures, len(d.Images) > 0},
		{t.Ladder, len(d.Ladder) > 0},
		{t.MinOrder, d.MinOrder > 0},
		{t.Stock, d.Stock != nil},
		{t.Place, d.Place != ""},
		{t.Freight, d.Freight.Kind != sourcing.FreightNotSaid},
		{t.Channels, len(d.Channels) > 0},
		{t.Services, len(d.Services) > 0},
		{t.SKUs, len(d.SKUs) > 0},
		{t.Attributes, len(d.Attributes) > 0},
	} {
		if !fact.known {
			names = append(names, fact.name)
		}
	}
	return names
}

func (b detailBuilder) buttons() []button {
	t, v := b.texts, b.view
	var buttons []button
	if id := v.Detail.OfferID; validID(id) {
		buttons = append(buttons,
			newButton(buttonPlain, t.Result.Similar, newAction(VerbSimilar, v.CardID, v.SearchID).on(id)),
			collectButton(t, v.CardID, v.SearchID, id, v.Collected))
	}
	return append(buttons, linkButtons(t, offerPage(v.Detail.OfferID, v.Offer.URL))...)
}
