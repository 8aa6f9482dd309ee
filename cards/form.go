package cards

import (
	"errors"
	"fmt"
	"slices"

	"tusou/internal/sourcing"
)

// The names of the filter forms' fields. The selects of filters are named
// after their group.
const (
	formName      = "terms"
	fieldPriceMin = "price_min"
	fieldPriceMax = "price_max"
	fieldKeywords = "keywords"
	fieldSort     = "sort"
	fieldSubmit   = "submit"
)

// What the form's inputs take, in characters.
const (
	maxPriceLength   = 20
	maxKeywordLength = 100
)

// Bounds of the filters that a form is believed to submit.
const (
	maxChosen    = 100
	maxKeyLength = 100 // bytes
)

// Form is what somebody submitted with a filter form. Prices and keywords
// are as typed, filters as submitted: the caller reads and checks them.
type Form struct {
	Filters  []string // the gateway's keys
	PriceMin string
	PriceMax string
	Keywords string
	Sort     sourcing.Sort
}

// formGroups gives the groups that a form may have a select for, in the order
// in which they stand.
func formGroups() []sourcing.Group {
	return []sourcing.Group{
		sourcing.GroupService, sourcing.GroupWaybill, sourcing.GroupSpeed, sourcing.GroupSeller,
		sourcing.GroupCollect24, sourcing.GroupCollect48, sourcing.GroupQuality, sourcing.GroupRefund,
		sourcing.GroupScore, sourcing.GroupExtra,
	}
}

// offerable gives the filters that a select can offer, each once: what a form
// could not submit is left out. A filter of a group that is none stands with
// the administrator's own.
func offerable(all []sourcing.Filter) []sourcing.Filter {
	seen := make(map[string]bool, len(all))
	var out []sourcing.Filter
	for _, f := range all {
		if f.Key == "" || len(f.Key) > maxKeyLength || seen[f.Key] {
			continue
		}
		seen[f.Key] = true
		if !slices.Contains(formGroups(), f.Group) {
			f.Group = sourcing.GroupExtra
		}
		out = append(out, f)
	}
	return out
}

// ParseForm reads the fields that either form submits; missing ones are empty.
// It fails on fields that are longer than the forms allow and on an unknown
// order. Several steps of one rate may be among the filters, for a select of
// several has no other way to offer them.
func ParseForm(fields map[string][]string) (Form, error) {
	var f Form
	for _, group := range formGroups() {
		f.Filters = append(f.Filters, fields[string(group)]...)
	}
	if len(f.Filters) > maxChosen {
		return Form{}, errors.New("parse form: too many filters")
	}
	for _, key := range f.Filters {
		if key == "" || len(key) > maxKeyLength {
			return Form{}, errors.New("parse form: a filter is malformed")
		}
	}
	for _, text := range []struct {
		name string
		most int
		to   *string
	}{
		{fieldPriceMin, maxPriceLength, &f.PriceMin},
		{fieldPriceMax, maxPriceLength, &f.PriceMax},
		{fieldKeywords, maxKeywordLength, &f.Keywords},
	} {
		*text.to = first(fields[text.name])
		if len([]rune(*text.to)) > text.most {
			return Form{}, fmt.Errorf("parse form: %s is too long", text.name)
		}
	}
	if choice := first(fields[fieldSort]); choice != "" {
		sort, err := SortOf(choice)
		if err != nil {
			return Form{}, fmt.Errorf("parse form: %w", err)
		}
		f.Sort = sort
	}
	return f, nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// optionDefault stands for sourcing.SortDefault, because the platform takes no
// empty option.
const optionDefault = "default"

// SortOf gives the order that an option of a sort select names; it fails on
// any other text.
func SortOf(option string) (sourcing.Sort, error) {
	switch option {
	case optionDefault:
		return sourcing.SortDefault, nil
	case string(sourcing.SortPriceAsc), string(sourcing.SortPriceDesc):
		return sourcing.Sort(option), nil
	}
	return sourcing.SortDefault, errors.New("sort option is unknown")
}

func optionOf(s sourcing.Sort) string {
	if s == sourcing.SortDefault {
		return optionDefault
	}
	return string(s)
}
