package cards

import (
	"fmt"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of one offer's texts, in characters, and of its tags.
const (
	maxTitle = 80 // two lines on a phone, a little more on a desktop
	maxTag   = 12
	maxTags  = 4
)

// The badges' colours.
const (
	badgeShipping = "green"
	badgeSelected = "orange"
	badgeSame     = "blue"
	badgeTag      = "neutral"
	badgeAgainst  = "red"
)

// thumbWidth is the width of the picture column, that of a thumbnail.
const thumbWidth = "80px"

// offer gives the two rows of one offer: the picture beside price, title and
// badges; and its buttons.
func (b resultBuilder) offer(row sourcing.Row) []element {
	t := b.texts
	text := []element{sized(sizeHeading, offerPrice(t, row.Offer)), offerTitle(t, row.Title)}
	if badges := offerBadges(t, row.Offer, row.SameImage); badges != "" {
		text = append(text, sized(sizeNotation, badges))
	}
	elements := []element{beside(thumbnail(t, row.Image, b.view.Thumbs), text...)}
	if buttons := b.offerButtons(row); len(buttons) > 0 {
		elements = append(elements, newColumns(buttons...))
	}
	return elements
}

// beside stands words next to a picture.
func beside(picture column, text ...element) columnSet {
	words := wideColumn(text...)
	words.VerticalAlign, words.VerticalSpacing = "top", "4px"
	return newColumns(picture, words)
}

// offerTitle gives an offer's title in at most two lines.
func offerTitle(t *lang.Texts, title string) div {
	d := newDiv(titleOf(t, title))
	d.Text.Lines = 2
	return d
}

func titleOf(t *lang.Texts, title string) string {
	if title = clean(title, maxTitle); title == "" {
		return t.Result.Untitled
	}
	return title
}

// yuan writes an amount with its sign.
func yuan(t *lang.Texts, m sourcing.Money) string { return t.Result.Price.With(m.String()) }

func bold(s string) string { return "**" + s + "**" }

func red(s string) string { return fmt.Sprintf("<font color='red'>%s</font>", s) }

func grey(s string) string { return fmt.Sprintf("<font color='grey'>%s</font>", s) }

// offerPrice gives the price, and 代发价 beside it where it differs.
func offerPrice(t *lang.Texts, o sourcing.Offer) string {
	if o.CostPrice() == 0 {
		return grey(t.Result.NoPrice)
	}
	var parts []string
	if o.Price != 0 {
		parts = append(parts, red(bold(yuan(t, o.Price))))
	}
	if o.ConsignPrice != 0 && o.ConsignPrice != o.Price {
		parts = append(parts, t.Result.ConsignPrice.With(o.ConsignPrice.String()))
	}
	return strings.Join(parts, "  ")
}

// badge is one coloured tag inside a line of markdown; foreign text comes
// escaped.
func badge(color, text string) string {
	return fmt.Sprintf("<text_tag color='%s'>%s</text_tag>", color, text)
}

// offerBadges says what the offer's own fields say, nothing of what was asked
// for. same is how many offers share its picture; 1 or less says nothing.
func offerBadges(t *lang.Texts, o sourcing.Offer, same int) string {
	var badges []string
	if o.FreeShipping {
		badges = append(badges, badge(badgeShipping, t.Result.FreeShipping))
	}
	if o.Selected {
		badges = append(badges, badge(badgeSelected, t.Result.Selected))
	}
	if same > 1 {
		badges = append(badges, badge(badgeSame, t.Result.SameImage.With(same)))
	}
	return strings.Join(append(badges, tagBadges(o.Tags, maxTags)...), " ")
}

// tagBadges gives foreign words as badges, at most so many.
func tagBadges(tags []string, most int) []string {
	var badges []string
	for _, tag := range tags[:min(len(tags), most)] {
		if tag = clean(tag, maxTag); tag != "" {
			badges = append(badges, badge(badgeTag, escape(tag)))
		}
	}
	return badges
}

// thumbnail gives the picture column in one of its three states; it has the
// same size in all of them, so that the card does not jump when a picture
// arrives.
func thumbnail(t *lang.Texts, address string, thumbs map[string]Thumb) column {
	thumb := thumbs[address]
	switch {
	case address != "" && thumb.Key != "":
		return fixedColumn(thumbWidth, newThumbnail(thumb.Key))
	case address == "" || thumb.Failed:
		return placeholder(t.Result.PictureMissing)
	}
	return placeholder(t.Result.PictureLoading)
}

func placeholder(said string) column {
	words := small(said)
	words.Text.Align = "center"
	c := fixedColumn(thumbWidth, words)
	c.Background, c.Padding = "grey", "22px 4px 22px 4px"
	return c
}

// offerButtons gives one row of buttons of equal width. What an offer does not
// have (an id that a click can carry, an address) has no button.
func (b resultBuilder) offerButtons(row sourcing.Row) []column {
	t := b.texts
	var buttons []button
	if validID(row.ID) {
		buttons = append(buttons,
			newButton(buttonPlain, t.Result.Detail, b.action(VerbDetail).on(row.ID)),
			newButton(buttonPlain, t.Result.Similar, b.action(VerbSimilar).on(row.ID)),
			collectButton(t, b.view.CardID, b.view.SearchID, row.ID, b.view.Collected[row.ID]))
	}
	return equally(append(buttons, linkButtons(t, row.URL)...))
}

// collectButton puts an offer on the shortlist or takes it off again.
func collectButton(t *lang.Texts, card, search, offer string, collected bool) button {
	if collected {
		return newButton(buttonOn, t.Result.Collected, newAction(VerbUncollect, card, search).on(offer))
	}
	return newButton(buttonPlain, t.Result.Collect, newAction(VerbCollect, card, search).on(offer))
}

// linkButtons gives the button to the offer's page, none where there is no
// address that a button may open.
func linkButtons(t *lang.Texts, address string) []button {
	if !webAddress(address) {
		return nil
	}
	return []button{newLink(t.Result.Link, address)}
}

// equally gives buttons that share a row's width.
func equally(buttons []button) []column {
	columns := make([]column, len(buttons))
	for i, b := range buttons {
		columns[i] = wideColumn(b.wide())
	}
	return columns
}

// offerPage gives the address of an offer's page: as the search gave it, else
// as 1688 forms it from the id.
func offerPage(id, address string) string {
	if webAddress(address) {
		return address
	}
	if id == "" || len(id) > maxIDLength || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return "https://detail.1688.com/offer/" + id + ".html"
}
