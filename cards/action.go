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

// The verbs.
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

// ParseAction reads the value of a click. It fails on anything that this
// program's cards do not carry: another version, an unknown verb or field, no
// card and no search, a missing offer or page, ids that are none.
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
	switch a.Verb {
	case VerbSort, VerbShowAll, VerbRefilter, VerbRefresh, VerbRetry:
	case VerbPage:
		if a.Page == 0 {
			return errors.New("page is missing")
		}
	case VerbDetail, VerbSimilar, VerbCollect, VerbUncollect:
		if a.Offer == "" {
			return errors.New("offer is missing")
		}
	default:
		return errors.New("verb is unknown")
	}
	return nil
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
