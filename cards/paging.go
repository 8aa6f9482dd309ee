package cards

import (
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// PageSize is how many offers, candidates or searches a page holds.
const PageSize = 5

// PageRows gives the rows of a page, the page itself after it was brought into
// range, and how many pages there are (at least 1).
func PageRows(l sourcing.Listing, page int) (rows []sourcing.Row, at, pages int) {
	return PageOf(l.Rows, page)
}

// PageOf does for any list what PageRows does for a listing.
func PageOf[T any](all []T, page int) (entries []T, at, pages int) {
	at, pages = PageAt(len(all), page)
	from := (at - 1) * PageSize
	return all[from:min(from+PageSize, len(all))], at, pages
}

// PageAt brings a page of so many entries into range and says how many pages
// there are (at least 1). The entries of page at begin with number
// (at-1)*PageSize, from 0.
func PageAt(total, page int) (at, pages int) {
	pages = max(1, (total+PageSize-1)/PageSize)
	return min(max(page, 1), pages), pages
}

// paging gives the columns that turn pages: the button back, the page's number,
// the button forward. The buttons carry the action with their page and are
// disabled where there is no such page.
func paging(t *lang.Texts, a Action, page, pages int) []column {
	number := newMarkdown(t.Result.Page.With(page, pages))
	number.Align = "center"
	return []column{
		autoColumn(turn(t.Result.PreviousPage, a, page-1, pages)),
		autoColumn(number),
		autoColumn(turn(t.Result.NextPage, a, page+1, pages)),
	}
}

func turn(label string, a Action, to, pages int) button {
	there := min(max(to, 1), pages, maxPage)
	b := newButton(buttonPlain, label, a.at(there))
	b.Disabled = there != to
	return b
}
