package cards

import (
	"strconv"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// MaxCompared is how many candidates stand side by side.
const MaxCompared = 4

const (
	maxComparedTitle = 40
	maxComparedPlace = 12
	maxChannelNames  = 6
	comparedSize     = "64px 64px"
	bestBackground   = "green-50"
)

// CompareView is what the card of candidates side by side shows.
type CompareView struct {
	Candidates []Compared // the first MaxCompared are shown
	Total      int        // how many there were to choose from; 0 for no more than these
}

// Compared is one candidate of a comparison.
type Compared struct {
	Offer  sourcing.Offer
	Detail *sourcing.Detail // nil where it could not be had
	Thumb  Thumb            // of the offer's picture
}

// Compare is the card of two to four candidates side by side, the best value of
// each row marked. Fewer than two get a sentence.
//
// Each row is its name across the card and, below it, one column a candidate.
// Names in a column of their own would leave four candidates some 55 px each on
// a phone of 360 px, and a table would hide the last two behind a swipe; so each
// has about 75 px, which a price, a number or a province fits, and all stand in
// sight. Titles and links, which need the width, stand in lines above.
func Compare(t *lang.Texts, v CompareView) Card {
	all := v.Candidates[:min(len(v.Candidates), MaxCompared)]
	if len(all) < 2 {
		return Notice(t.Compare.NeedsTwo)
	}
	title := t.Compare.Title.With(len(all))
	elements := []element{newColumns(comparedPictures(t, all)...)}
	for i, c := range all {
		elements = append(elements, comparedTitle(t, i+1, c))
	}
	elements = append(elements, newRule())
	var missing []string
	for _, f := range facts(t) {
		row := f.row(all)
		switch {
		case row != nil:
			elements = append(elements, small(f.name), newColumns(row...))
		case !f.quiet:
			missing = append(missing, f.name)
		}
	}
	elements = append(elements, newRule(), small(strings.Join(comparedNotes(t, all, v.Total, missing), "\n")))
	return Card{header: newHeader(templateResult, title, ""), summary: title, elements: elements}
}

// comparedPictures gives one column a candidate: its picture over its number.
func comparedPictures(t *lang.Texts, all []Compared) []column {
	columns := make([]column, len(all))
	for i, c := range all {
		number := small(strconv.Itoa(i + 1))
		switch {
		case c.Thumb.Key != "":
			picture := newThumbnail(c.Thumb.Key)
			picture.Size = comparedSize
			columns[i] = wideColumn(picture, number)
		case c.Offer.Image == "" || c.Thumb.Failed:
			columns[i] = wideColumn(small(t.Result.PictureMissing), number)
		default:
			columns[i] = wideColumn(small(t.Result.PictureLoading), number)
		}
		columns[i].VerticalAlign = "bottom"
	}
	return columns
}

// comparedTitle gives a candidate's number, title and link.
func comparedTitle(t *lang.Texts, number int, c Compared) element {
	title, id := c.Offer.Title, c.Offer.ID
	words := bold(strconv.Itoa(number))
	if d := c.Detail; d != nil {
		if title == "" {
			title = d.Title
		}
		if id == "" {
			id = d.OfferID
		}
		if d.OffShelf {
			words += " " + red(t.Detail.OffShelf)
		}
	}
	if title = clean(title, maxComparedTitle); title == "" {
		title = t.Result.Untitled
	}
	columns := []column{wideColumn(newMarkdown(words + " " + escape(title)))}
	for _, link := range linkButtons(t, offerPage(id, c.Offer.URL)) {
		columns = append(columns, autoColumn(link))
	}
	return newColumns(columns...)
}

// comparedNotes gives the small print.
func comparedNotes(t *lang.Texts, all []Compared, total int, missing []string) []string {
	lines := []string{t.Compare.Legend}
	if total > len(all) {
		lines = append(lines, t.Compare.OnlyFirst.With(len(all), total))
	}
	var bare []string
	for i, c := range all {
		if c.Detail == nil {
			bare = append(bare, strconv.Itoa(i+1))
		}
	}
	if len(bare) > 0 {
		lines = append(lines, t.Compare.NoDetail.With(strings.Join(bare, between)))
	}
	// Without any details the line above says why there is nothing.
	if len(missing) > 0 && len(bare) < len(all) {
		lines = append(lines, t.Detail.Missing.With(strings.Join(missing, between)))
	}
	return lines
}
