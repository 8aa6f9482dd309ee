package cards

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func zhFilterForm(t *testing.T, v FilterFormView) json.RawMessage {
	t.Helper()
	raw := FilterForm(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	return raw
}

func TestTheFormOfFilterOffersEveryFilterInItsGroup(t *testing.T) {
	extra, err := sourcing.ParseExtraFilters("新品=new7,严选=isSelect")
	require.NoError(t, err)
	all := append(sourcing.Filters(), extra...)
	fields := controls(t, zhFilterForm(t, FilterFormView{CardID: "f1", Filters: all}))
	for _, f := range all {
		require.Contains(t, fields, string(f.Group), "the group of %s", f.Key)
		assert.Contains(t, values(fields[string(f.Group)]), f.Key)
	}
	for _, name := range []string{"price_min", "price_max", "keywords", "sort", "submit"} {
		assert.Contains(t, fields, name)
	}
	assert.Len(t, fields, 10+5)
}

func TestTheFormOfFilterHoldsTheChatsDefaults(t *testing.T) {
	v := FilterFormView{
		CardID: "f1", SearchID: "s1", Whose: "会搜你引用的那张图。", Filters: sourcing.Filters(),
		Terms: sourcing.Terms{
			Filters: []string{"isOnePsaleFreePost", "certifiedFactory"}, Price: sourcing.PriceRange{Min: 500, Max: 2000}, Sort: sourcing.SortPriceAsc,
		},
	}
	raw := zhFilterForm(t, v)
	fields := controls(t, raw)
	assert.Equal(t, []any{"isOnePsaleFreePost"}, fields["service"]["selected_values"])
	assert.Equal(t, []any{"certifiedFactory"}, fields["seller"]["selected_values"])
	assert.Equal(t, "5", fields["price_min"]["default_value"])
	assert.Equal(t, "20", fields["price_max"]["default_value"])
	assert.Equal(t, "price_asc", fields["sort"]["initial_option"])
	assert.Equal(t, []Action{{Version: ActionVersion, Verb: VerbFilter, Card: "f1", Search: "s1"}}, parsed(t, raw))
	assert.Equal(t, "搜索", fields["submit"]["text"].(object)["content"])
	assert.Equal(t, "会搜你引用的那张图。", firstElement(t, raw)["text"].(object)["content"])
}

func TestFortyFiltersOfAnAdministratorFindRoom(t *testing.T) {
	all := sourcing.Filters()
	for i := range 40 {
		all = append(all, sourcing.Filter{Key: fmt.Sprintf("extraFilterOfTheAdministrator%02d", i), Name: fmt.Sprintf("%s%02d", strings.Repeat("长", 18), i), Group: sourcing.GroupExtra})
	}
	raw := zhFilterForm(t, FilterFormView{CardID: "f1", Filters: all})
	assert.Len(t, values(controls(t, raw)["extra"]), 40)
	assert.NotContains(t, string(raw), "放不下")
}

func TestWhatFindsNoRoomIsCountedAndWhatIsInForceStays(t *testing.T) {
	all := wideFilters(400)
	inForce := []string{all[len(all)-1].Key, all[len(all)-2].Key}
	raw := zhFilterForm(t, FilterFormView{CardID: "f1", Filters: all, Terms: sourcing.Terms{Filters: inForce}})
	offered := 0
	for name, field := range controls(t, raw) {
		if name != "sort" && field["options"] != nil {
			offered += len(values(field))
		}
	}
	assert.Contains(t, plainOf(t, raw), fmt.Sprintf("还有 %d 个筛选条件放不下，可以直接写在 /filter 后面；发 /条件 看全部。", len(all)-offered))
	assert.ElementsMatch(t, inForce, controls(t, raw)["extra"]["selected_values"])
}

func TestEveryGroupThatAFormShowsIsReadBack(t *testing.T) {
	fields := map[string][]string{}
	var want []string
	for _, f := range sourcing.Filters() {
		fields[string(f.Group)] = append(fields[string(f.Group)], f.Key)
		want = append(want, f.Key)
	}
	fields["extra"], want = []string{"new7"}, append(want, "new7")
	form, err := ParseForm(fields)
	require.NoError(t, err)
	assert.ElementsMatch(t, want, form.Filters)
}

func TestAFilterThatNoFormCanSubmitIsNotOffered(t *testing.T) {
	fields := controls(t, zhFilterForm(t, FilterFormView{CardID: "f1", Filters: []sourcing.Filter{
		{Key: "", Name: "空"}, {Key: strings.Repeat("k", maxKeyLength+1), Name: "长"},
		{Key: "twice", Name: "一"}, {Key: "twice", Name: "二"}, {Key: "odd", Name: "怪", Group: "unheard of"},
	}}))
	assert.Equal(t, []string{"twice", "odd"}, values(fields["extra"]))
}
