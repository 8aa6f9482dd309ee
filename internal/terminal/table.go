package terminal

import (
	"cmp"
	"strconv"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

const (
	// leastTitle is what a title is given at least before the link moves into
	// a line of its own, and most what it takes on a terminal.
	leastTitle = 24
	mostTitle  = 60
	mostTag    = 16 // of one badge
	mostTags   = 4
	gap        = "  "
)

// Table writes an answered search for people: what was found and understood,
// and a row an offer. A window of 0 columns is no terminal: then nothing is
// cut.
func Table(t *lang.Texts, r Result, window int) string {
	var lines []string
	add := func(s string) { lines = append(lines, s) }
	add(heading(t, r))
	if r.Understood != "" {
		add(t.Result.Understood.With(Clean(r.Understood)))
	}
	for _, note := range r.Notes {
		add(Clean(note))
	}
	if r.Listing.Total == 0 {
		add(t.Result.NothingFound)
		for _, try := range t.Result.NothingTry {
			add("- " + try)
		}
		return strings.Join(lines, "\n") + "\n"
	}
	if l := r.Listing; l.Low != 0 {
		add(t.Result.Prices.With(yuan(t, l.Low), yuan(t, l.Median), yuan(t, l.High)))
	}
	if s := inRange(t, r); s != "" {
		add(s)
	}
	lines = append(lines, rows(t, r.Listing.Rows, window)...)
	return strings.Join(lines, "\n") + "\n"
}

// heading names the picture and says how many offers there are.
func heading(t *lang.Texts, r Result) string {
	found := t.Result.TitleNone
	if r.Listing.Total > 0 {
		found = t.Result.Title.With(r.Listing.Total)
	}
	s := r.name() + ": " + found
	if r.Of > 1 {
		s = t.Result.Label.With(r.Number, r.Of) + " · " + s
	}
	return s
}

// inRange says how many offers the price range leaves, in the words of the
// card.
func inRange(t *lang.Texts, r Result) string {
	l, p := r.Listing, r.Terms.Price
	switch {
	case p.IsZero():
		return ""
	case l.InRange > 0:
		return t.Result.InRange.With(l.Total, l.InRange, priceRange(t, p))
	case l.Nearest:
		return t.Result.Nearest.With(l.Total, priceRange(t, p), len(l.Rows))
	}
	return t.Result.NoneInRange.With(l.Total, priceRange(t, p))
}

func priceRange(t *lang.Texts, r sourcing.PriceRange) string {
	switch {
	case r.Min == 0:
		return t.Result.AtMost.With(r.Max.Short())
	case r.Max == 0:
		return t.Result.AtLeast.With(r.Min.Short())
	}
	return t.Result.Between.With(r.Min.Short(), r.Max.Short())
}

func yuan(t *lang.Texts, m sourcing.Money) string { return t.Result.Price.With(m.String()) }

// row is one line of the table before it is laid out.
type row struct{ number, price, consign, badges, title, link string }

// rows lays the offers out under their headings. Where a terminal is too narrow
// for the link beside the title, each link stands under its row, whole, so that
// it can be opened.
func rows(t *lang.Texts, offers []sourcing.Row, window int) []string {
	head := row{t.Terminal.Number, t.Terminal.Price, t.Terminal.Consign, t.Terminal.Badges, t.Terminal.Title, t.Terminal.Link}
	all := []row{head}
	for i, o := range offers {
		all = append(all, row{
			number: strconv.Itoa(i + 1), price: price(t, o.Price), consign: price(t, o.ConsignPrice),
			badges: badges(t, o), title: cmp.Or(Clean(o.Title), t.Result.Untitled), link: Clean(o.URL),
		})
	}
	var number, amount, consign, badge, title, link int
	for _, r := range all {
		number, amount, consign = max(number, Width(r.number)), max(amount, Width(r.price)), max(consign, Width(r.consign))
		badge, title, link = max(badge, Width(r.badges)), max(title, Width(r.title)), max(link, Width(r.link))
	}
	stacked := false
	if window > 0 {
		left := window - number - amount - consign - badge - 4*len(gap)
		beside := left - link - len(gap)
		if stacked = beside < leastTitle; !stacked {
			left = beside
		}
		title = min(title, mostTitle, max(left, leastTitle))
	}
	var lines []string
	for i, r := range all {
		line := strings.Join([]string{
			PadLeft(r.number, number), PadLeft(r.price, amount), PadLeft(r.consign, consign), Pad(r.badges, badge), Pad(Cut(r.title, title), title),
		}, gap)
		switch {
		case !stacked:
			lines = append(lines, line+gap+r.link)
		case i == 0:
			lines = append(lines, strings.TrimRight(line, " "))
		default:
			lines = append(lines, strings.TrimRight(line, " "), strings.Repeat(" ", number)+gap+r.link)
		}
	}
	return lines
}

func price(t *lang.Texts, m sourcing.Money) string {
	if m == 0 {
		return t.Terminal.NoPrice
	}
	return m.String()
}

// badges says what the offer's own fields say, as the card does.
func badges(t *lang.Texts, o sourcing.Row) string {
	var all []string
	if o.FreeShipping {
		all = append(all, t.Result.FreeShipping)
	}
	if o.Selected {
		all = append(all, t.Result.Selected)
	}
	if o.SameImage > 1 {
		all = append(all, t.Result.SameImage.With(o.SameImage))
	}
	for _, tag := range o.Tags[:min(len(o.Tags), mostTags)] {
		if tag = Cut(Clean(tag), mostTag); tag != "" {
			all = append(all, tag)
		}
	}
	return strings.Join(all, " · ")
}
