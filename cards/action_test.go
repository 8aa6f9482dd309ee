package cards

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestActionsAreReadStrictly(t *testing.T) {
	long := strings.Repeat("a", maxIDLength+1)
	for _, c := range []struct {
		name, raw string
		ok        bool
	}{
		{"a page", `{"v":1,"a":"page","s":"c0b72c3a9b17b1fc","p":2}`, true},
		{"a page of a card", `{"v":1,"a":"page","c":"c1","s":"s1","p":2}`, true},
		{"an order", `{"v":1,"a":"sort","s":"c0b72c3a9b17b1fc"}`, true},
		{"an offer", `{"v":1,"a":"detail","c":"c1","o":"714865004667"}`, true},
		{"a submitted form", `{"v":1,"a":"filter","c":"f1"}`, true},
		{"a submitted form that refines a search", `{"v":1,"a":"filter","c":"f1","s":"s1"}`, true},
		{"a submitted form of no card", `{"v":1,"a":"filter","s":"s1"}`, false},
		{"a page of the shortlist", `{"v":1,"a":"list_page","c":"l1","p":2}`, true},
		{"a page of the shortlist of no card", `{"v":1,"a":"list_page","s":"s1","p":2}`, false},
		{"no page of the shortlist", `{"v":1,"a":"list_page","c":"l1"}`, false},
		{"a candidate taken off", `{"v":1,"a":"list_remove","c":"l1","o":"714865004667","p":1}`, true},
		{"no candidate taken off", `{"v":1,"a":"list_remove","c":"l1","p":1}`, false},
		{"a candidate taken off no page", `{"v":1,"a":"list_remove","c":"l1","o":"714865004667"}`, false},
		{"the shortlist cleared", `{"v":1,"a":"list_clear","c":"l1"}`, true},
		{"the shortlist compared", `{"v":1,"a":"list_compare","c":"l1"}`, true},
		{"the shortlist exported", `{"v":1,"a":"list_export","c":"l1"}`, true},
		{"the shortlist of no card cleared", `{"v":1,"a":"list_clear","s":"s1"}`, false},
		{"a page of the history", `{"v":1,"a":"past_page","c":"h1","p":1}`, true},
		{"a search opened again", `{"v":1,"a":"past_open","c":"h1","s":"s1"}`, true},
		{"no search opened again", `{"v":1,"a":"past_open","c":"h1"}`, false},
		{"no version", `{"a":"sort","s":"s1"}`, false},
		{"another version", `{"v":2,"a":"sort","s":"s1"}`, false},
		{"an unknown verb", `{"v":1,"a":"more","s":"s1"}`, false},
		{"no verb", `{"v":1,"s":"s1"}`, false},
		{"an unknown field", `{"v":1,"a":"sort","s":"s1","x":1}`, false},
		{"neither card nor search", `{"v":1,"a":"retry"}`, false},
		{"no page", `{"v":1,"a":"page","s":"s1"}`, false},
		{"page zero", `{"v":1,"a":"page","s":"s1","p":0}`, false},
		{"a negative page", `{"v":1,"a":"page","s":"s1","p":-1}`, false},
		{"an absurd page", `{"v":1,"a":"page","s":"s1","p":100000}`, false},
		{"a page that is no number", `{"v":1,"a":"page","s":"s1","p":"2"}`, false},
		{"no offer", `{"v":1,"a":"similar","s":"s1"}`, false},
		{"an oversize id", `{"v":1,"a":"sort","s":"` + long + `"}`, false},
		{"an id with a path", `{"v":1,"a":"sort","s":"../x"}`, false},
		{"an oversize value", `{"v":1,"a":"sort","s":"` + strings.Repeat("a", maxActionBytes) + `"}`, false},
		{"a text", `"page"`, false},
		{"a list", `[]`, false},
		{"null", `null`, false},
		{"two values", `{"v":1,"a":"sort","s":"s1"}{}`, false},
		{"nothing", ``, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseAction(json.RawMessage(c.raw))
			assert.Equal(t, c.ok, err == nil, "error: %v", err)
		})
	}
}

func FuzzParseAction(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"a":"page","c":"c1","s":"s1","p":2}`, `{"v":1,"a":"collect","c":"c1","o":"714865004667"}`,
		`{"v":1,"a":"list_remove","c":"l1","o":"714865004667","p":1}`, `{"v":1,"a":"past_open","c":"h1","s":"s1"}`, `{"v":1,"a":"list_clear"}`,
		`{"v":1,"a":"sort"}`, `"page"`, `null`, `{"v":1e400}`, `{"v":1,"a":"page","s":"s1","p":2}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := ParseAction(raw)
		if err != nil {
			assert.Zero(t, a)
			return
		}
		again, err := json.Marshal(a)
		require.NoError(t, err)
		b, err := ParseAction(again)
		require.NoError(t, err, "what was read can be carried again")
		assert.Equal(t, a, b)
	})
}

func TestEveryVerbSaysWhatItNeeds(t *testing.T) {
	for _, v := range []Verb{
		VerbPage, VerbSort, VerbShowAll, VerbDetail, VerbSimilar, VerbCollect, VerbUncollect, VerbRefilter, VerbRefresh, VerbRetry,
		VerbFilter, VerbListPage, VerbRemove, VerbClear, VerbCompare, VerbExport, VerbHistoryPage, VerbOpen,
	} {
		raw, err := json.Marshal(Action{Version: ActionVersion, Verb: v, Card: "c1", Search: "s1", Offer: "1", Page: 1})
		require.NoError(t, err)
		a, err := ParseAction(raw)
		require.NoError(t, err, v)
		assert.Equal(t, v, a.Verb)
	}
}
