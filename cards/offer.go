package cards

import (
	"fmt"
	"strings"

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
)

// thumbWidth is the width of the picture column, that of a thumbnail.
const thumbWidth = "80px"

// offer gives the two rows of one offer: the picture beside price, title and
// badges; and its buttons.
func (b resultBuilder) offer(row sourcing.Row) []element {
	title := newDiv(clean(row.Title, maxTitle))
	if title.Text.Content == "" {
		title.Text.Content = b.texts.Result.Untitled
	}
	title.Text.Lines = 2
	text := []element{sized(sizeHeading, b.price(row)), title}
	if badges := b.badges(row); badges != "" {
		text = append(text, sized(sizeNotation, badges))
	}
	words := wideColumn(text...)
	words.VerticalAlign, words.VerticalSpacing = "top", "4px"
	elements := []element{newColumns(b.thumbnail(row), words)}
	if buttons := b.offerButtons(row); len(buttons) > 0 {
		elements = append(elements, newColumns(buttons...))
	}
	return elements
}

// price gives the price, and 代发价 beside it where it differs.
func (b resultBuilder) price(row sourcing.Row) string {
	t := b.texts.Result
	if row.CostPrice() == 0 {
		return grey(t.NoPrice)
	}
	var parts []string
	if row.Price != 0 {
		parts = append(parts, fmt.Sprintf("<font color='red'>%s</font>", b.bold(row.Price)))
	}
	if row.ConsignPrice != 0 && row.ConsignPrice != row.Price {
		parts = append(parts, t.ConsignPrice.With(row.ConsignPrice.String()))
	}
	return strings.Join(parts, "  ")
}

func grey(s string) string { return fmt.Sprintf("<font color='grey'>%s</font>", s) }

// badges says what the offer's own fields say, nothing of what was asked for.
func (b resultBuilder) badges(row sourcing.Row) string {
	t := b.texts.Result
	var badges []string
	add := func(color, text string) {
		badges = append(badges, fmt.Sprintf("<text_tag color='%s'>%s</text_tag>", color, text))
	}
	if row.FreeShipping {
		add(badgeShipping, t.FreeShipping)
	}
	if row.Selected {
		add(badgeSelected, t.Selected)
	}
	if row.SameImage > 1 {
		add(badgeSame, t.SameImage.With(row.SameImage))
	}
	for _, tag := range row.Tags[:min(len(row.Tags), maxTags)] {
		if tag = clean(tag, maxTag); tag != "" {
			add(badgeTag, escape(tag))
		}
	}
	return strings.Join(badges, " ")
}

// thumbnail gives the picture column in one of its three states; it has the
// same size in all of them, so that the card does not jump when a picture
// arrives.
func (b resultBuilder) thumbnail(row sourcing.Row) column {
	thumb := b.view.Thumbs[row.Image]
	switch {
	case row.Image != "" && thumb.Key != "":
		return fixedColumn(thumbWidth, newThumbnail(thumb.Key))
	case row.Image == "" || thumb.Failed:
		return placeholder(b.texts.Result.PictureMissing)
	}
	return placeholder(b.texts.Result.PictureLoading)
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
	t := b.texts.Result
	var columns []column
	if validID(row.ID) {
		add := func(kind, label string, verb Verb) {
			a := b.action(verb)
			a.Offer = row.ID
			columns = append(columns, wideColumn(newButton(kind, label, a).wide()))
		}
		add(buttonPlain, t.Detail, VerbDetail)
		add(buttonPlain, t.Similar, VerbSimilar)
		if b.view.Collected[row.ID] {
			add(buttonOn, t.Collected, VerbUncollect)
		} else {
			add(buttonPlain, t.Collect, VerbCollect)
		}
	}
	if webAddress(row.URL) {
		columns = append(columns, wideColumn(newLink(t.Link, row.URL).wide()))
	}
	return columns
}
