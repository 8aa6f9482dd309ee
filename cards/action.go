package cards

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ActionVersion is written into every action. Cards live 14 days, so a change
// that old actions do not bear needs a new number, and the old one is then no
// longer understood.
const ActionVersion = 1

// Bounds of what an action carries.
const (
	maxActionBytes = 1024
	maxIDLength    = 40
	maxPage        = 1000
)

// Verb says what a click asks for.
type Verb string

// The verbs of a card that shows a search or one of its offers. 「详情」 of the
// shortlist is one of them.
const (
	VerbPage      Verb = "page"      // show Page
	VerbSort      Verb = "sort"      // the select's option names the order; see SortOf
	VerbShowAll   Verb = "all"       // drop the price range
	VerbDetail    Verb = "detail"    // details of Offer
	VerbSimilar   Verb = "similar"   // search with Offer's picture
	VerbCollect   Verb = "collect"   // put Offer on the shortlist
	VerbUncollect Verb = "uncollect" // take Offer off it
	VerbRefilter  Verb = "refilter"  // the filter form was submitted; see ParseForm
	VerbRefresh   Verb = "refresh"   // ask the gateway again
	VerbRetry     Verb = "retry"     // do the failed search again
)

// The verbs of the other cards.
const (
	VerbFilter      Verb = "filter"       // the form of /filter was submitted; see ParseForm
	VerbListPage    Verb = "list_page"    // show Page of the shortlist
	VerbRemove      Verb = "list_remove"  // take Offer off the shortlist and show Page of what is left
	VerbClear       Verb = "list_clear"   // take everything off the shortlist
	VerbCompare     Verb = "list_compare" // compare its first four
	VerbExport      Verb = "list_export"  // send it as .xlsx
	VerbHistoryPage Verb = "past_page"    // show Page of the history
	VerbOpen        Verb = "past_open"    // show Search again
)

// Action is what a control carries and a click brings back. Buttons say what
// shall be, not what shall change, so that a repeated click changes nothing.
type Action struct {
	Version int    `json:"v"`
	Verb    Verb   `json:"a"`
	Card    string `json:"c,omitempty"` // the card that was clicked
	Search  string `json:"s,omitempty"` // the search that it showed
	Offer   string `json:"o,omitempty"` // 1688 offer id
	Page    int    `json:"p,omitempty"` // from 1
}

// newAction begins an action of a card; search is "" where it is no search's.
func newAction(verb Verb, card, search string) Action {
	return Action{Version: ActionVersion, Verb: verb, Card: card, Search: search}
}

// on adds the offer that is meant.
func (a Action) on(offer string) Action {
	a.Offer = offer
	return a
}

// at adds the page that is meant.
func (a Action) at(page int) Action {
	a.Page = page
	return a
}

// ParseAction reads the value of a click. It fails on anything that this
// program's cards do not carry: another version, an unknown verb or field, no
// card and no search, anything missing that the verb needs, ids that are none.
func ParseAction(raw json.RawMessage) (Action, error) {
	if len(raw) > maxActionBytes {
		return Action{}, errors.New("parse action: value is too large")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var a Action
	if err := dec.Decode(&a); err != nil {
		return Action{}, fmt.Errorf("parse action: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Action{}, errors.New("parse action: more than one value")
	}
	if err := a.check(); err != nil {
		return Action{}, fmt.Errorf("parse action: %w", err)
	}
	return a, nil
}

func (a Action) check() error {
	if a.Version != ActionVersion {
		return fmt.Errorf("version %d is not understood", a.Version)
	}
	for _, id := range []string{a.Card, a.Search, a.Offer} {
		if id != "" && !validID(id) {
			return errors.New("an id is malformed")
		}
	}
	if a.Card == "" && a.Search == "" {
		return errors.New("neither card nor search is named")
	}
	if a.Page < 0 || a.Page > maxPage {
		return errors.New("page is out of range")
	}
	need, known := needsOf(a.Verb)
	switch {
	case !known:
		return errors.New("verb is unknown")
	case need.card && a.Card == "":
		return errors.New("card is missing")
	case need.search && a.Search == "":
		return errors.New("search is missing")
	case need.offer && a.Offer == "":
		return errors.New("offer is missing")
	case need.page && a.Page == 0:
		return errors.New("page is missing")
	}
	return nil
}

// needs is what a verb cannot do without. A card that is no search's has only
// its own id.
type needs struct{ card, search, offer, page bool }

// needsOf gives what a verb needs; known is false for a verb of none of ours.
func needsOf(v Verb) (need needs, known bool) {
	switch v {
	case VerbSort, VerbShowAll, VerbRefilter, VerbRefresh, VerbRetry:
		return needs{}, true
	case VerbPage:
		return needs{page: true}, true
	case VerbDetail, VerbSimilar, VerbCollect, VerbUncollect:
		return needs{offer: true}, true
	case VerbFilter, VerbClear, VerbCompare, VerbExport:
		return needs{card: true}, true
	case VerbListPage, VerbHistoryPage:
		return needs{card: true, page: true}, true
	case VerbRemove:
		return needs{card: true, offer: true, page: true}, true
	case VerbOpen:
		return needs{card: true, search: true}, true
	}
	return needs{}, false
}

// validID says whether an action can carry an id.
func validID(id string) bool {
	if id == "" || len(id) > maxIDLength {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case c == '_', c == '-', c == '.', c == ':':
		default:
			return false
		}
	}
	return true
}
