package cards

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// controls gives the form's controls by name.
func controls(t *testing.T, raw json.RawMessage) map[string]object {
	t.Helper()
	byName := map[string]object{}
	for _, o := range withTag(t, raw, "button", "input", "select_static", "multi_select_static") {
		if name, ok := o["name"].(string); ok {
			byName[name] = o
		}
	}
	return byName
}

func values(o object) []string {
	var values []string
	for _, opt := range o["options"].([]any) {
		values = append(values, opt.(object)["value"].(string))
	}
	return values
}

func TestTheFormStandsAtTheRootAndHoldsThePanelFolded(t *testing.T) {
	raw := zhResult(t, result(t, sourcing.Terms{}))
	var card struct {
		Body struct {
			Elements []struct {
				Tag      string
				Elements []struct {
					Tag      string
					Expanded bool
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(raw, &card))
	last := card.Body.Elements[len(card.Body.Elements)-1]
	require.Equal(t, "form", last.Tag, "the form is the card's end")
	require.Len(t, last.Elements, 1)
	assert.Equal(t, "collapsible_panel", last.Elements[0].Tag)
	assert.False(t, last.Elements[0].Expanded)
}

func TestTheFormOffersTheSeedsFiltersAndHoldsTheTermsInForce(t *testing.T) {
	terms := sourcing.Terms{
		Filters:  []string{"shipIn48Hours", "dyCiphertext", "isOnePsaleFreePost"},
		Keywords: "小风扇",
		Price:    sourcing.PriceRange{Min: 500, Max: 990},
		Sort:     sourcing.SortPriceDesc,
	}
	fields := controls(t, zhResult(t, result(t, terms)))
	assert.Equal(t, []string{"isOnePsaleFreePost", "noReason7DReturn", "isOnePsale", "shipIn48Hours"}, values(fields["service"]))
	assert.Equal(t, []any{"isOnePsaleFreePost", "shipIn48Hours"}, fields["service"]["selected_values"])
	assert.Equal(t, []string{"tbCiphertext", "pddCiphertext", "dyCiphertext", "ksCiphertext", "jdCiphertext", "xhsCiphertext"}, values(fields["waybill"]))
	assert.Equal(t, []any{"dyCiphertext"}, fields["waybill"]["selected_values"])
	assert.Equal(t, false, fields["service"]["required"], "the platform would require a choice by default")
	assert.Equal(t, "5", fields["price_min"]["default_value"])
	assert.Equal(t, "9.9", fields["price_max"]["default_value"])
	assert.Equal(t, "小风扇", fields["keywords"]["default_value"])
	assert.Equal(t, "price_desc", fields["sort"]["initial_option"])
	assert.Equal(t, "submit", fields["submit"]["form_action_type"])
	assert.Len(t, fields, 7)
}

func TestTheFormKeepsFiltersInForceBeyondTheSeeds(t *testing.T) {
	fields := controls(t, zhResult(t, result(t, sourcing.Terms{Filters: []string{"shipIn24Hours"}})))
	assert.Contains(t, values(fields["service"]), "shipIn24Hours")
	assert.Equal(t, []any{"shipIn24Hours"}, fields["service"]["selected_values"])
	assert.NotContains(t, values(fields["service"]), "powerMerchant", "others stay out")
}

func TestFiltersInForceThatFindNoRoomAreSaidToBeDropped(t *testing.T) {
	var newer []string
	for _, f := range sourcing.Filters() {
		if !f.Seed {
			newer = append(newer, f.Key)
		}
	}
	v := result(t, sourcing.Terms{Filters: newer[:maxOtherFilters]})
	v.Filters = sourcing.Filters()
	raw := zhResult(t, v)
	assert.Len(t, controls(t, raw)["service"]["selected_values"], maxOtherFilters)
	assert.NotContains(t, string(raw), "放不下")

	v.Terms.Filters = newer[:maxOtherFilters+2]
	raw = zhResult(t, v)
	assert.Len(t, controls(t, raw)["service"]["selected_values"], maxOtherFilters)
	assert.Contains(t, plainOf(t, raw), "还有 2 个筛选条件这里放不下，重新搜索后就不再生效；要保留请用 /filter。")
}

// The platform refuses a default longer than the input takes, and an ellipsis
// would be searched for.
func TestKeywordsTooLongForTheInputAreCutWithoutASign(t *testing.T) {
	raw := zhResult(t, result(t, sourcing.Terms{Keywords: strings.Repeat("风", 500)}))
	assert.Equal(t, strings.Repeat("风", maxKeywordLength), controls(t, raw)["keywords"]["default_value"])
}

func TestFilterNamesAreInTheCardsLanguage(t *testing.T) {
	v := result(t, sourcing.Terms{Filters: []string{"extra"}})
	v.Filters = append(v.Filters, sourcing.Filter{Key: "extra", Name: "自定义", Group: "extra"})
	raw := Result(texts(t, lang.English), v).JSON()
	assert.Contains(t, plainOf(t, raw), "7-day returns")
	assert.Contains(t, plainOf(t, raw), "自定义", "an administrator's filter has one name")
}

func TestTheProjectsFilterTableFillsTheForm(t *testing.T) {
	v := result(t, sourcing.Terms{})
	v.Filters = sourcing.Filters()
	fields := controls(t, zhResult(t, v))
	assert.Len(t, values(fields["service"]), 4)
	assert.Len(t, values(fields["waybill"]), 6)
}

// submitted gives the form of a click event.
func submitted(t *testing.T, file string) (action Action, fields map[string][]string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	var event struct {
		Event struct {
			Action struct {
				Value json.RawMessage
				Form  map[string]any `json:"form_value"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(raw, &event))
	action, err = ParseAction(event.Event.Action.Value)
	require.NoError(t, err)
	fields = map[string][]string{}
	for name, v := range event.Event.Action.Form {
		switch v := v.(type) {
		case string:
			fields[name] = []string{v}
		case []any:
			for _, s := range v {
				fields[name] = append(fields[name], s.(string))
			}
		}
	}
	return action, fields
}

func TestASubmittedFormIsRead(t *testing.T) {
	action, fields := submitted(t, "card-form.json")
	assert.Equal(t, VerbRefilter, action.Verb)
	form, err := ParseForm(fields)
	require.NoError(t, err)
	assert.Equal(t, Form{
		Filters:  []string{"isOnePsaleFreePost", "shipIn48Hours", "dyCiphertext"},
		PriceMin: "5", PriceMax: "２０", Keywords: "小风扇", Sort: sourcing.SortPriceAsc,
	}, form)

	_, fields = submitted(t, "card-form-empty.json")
	form, err = ParseForm(fields)
	require.NoError(t, err)
	assert.Equal(t, Form{}, form)
}

func TestAFormThatTheCardCannotSubmitIsRefused(t *testing.T) {
	long := make([]byte, maxKeywordLength+1)
	for i := range long {
		long[i] = 'a'
	}
	for name, fields := range map[string]map[string][]string{
		"an unknown order":  {"sort": {"sales"}},
		"an endless filter": {"service": {string(long)}},
		"an endless price":  {"price_min": {string(long)}},
		"endless keywords":  {"keywords": {string(long)}},
		"too many filters":  {"waybill": make([]string, maxChosen+1)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseForm(fields)
			assert.Error(t, err)
		})
	}
}

func TestSortOptionsAreReadBack(t *testing.T) {
	for _, s := range []sourcing.Sort{sourcing.SortDefault, sourcing.SortPriceAsc, sourcing.SortPriceDesc} {
		got, err := SortOf(optionOf(s))
		require.NoError(t, err)
		assert.Equal(t, s, got)
	}
	_, err := SortOf("")
	assert.Error(t, err)
}
