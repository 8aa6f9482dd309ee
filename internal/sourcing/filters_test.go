package sourcing

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheTenSeedFiltersComeFirst(t *testing.T) {
	keys := make([]string, 0, len(Filters()))
	for i, f := range Filters() {
		assert.Equal(t, i < 10, f.Seed, f.Key)
		keys = append(keys, f.Key)
	}
	assert.Equal(t, []string{
		"isOnePsaleFreePost", "noReason7DReturn", "isOnePsale", "shipIn48Hours",
		"tbCiphertext", "pddCiphertext", "dyCiphertext", "ksCiphertext", "jdCiphertext", "xhsCiphertext",
	}, keys[:10])
	assert.Subset(t, keys, []string{
		"shipInToday", "shipIn24Hours", "getRate24HLv1", "getRate24HLv2", "getRate24HLv3", "getRate48HLv1", "getRate48HLv2", "getRate48HLv3",
		"rfdQualityRateLv1", "rfdQualityRateLv2", "rfdQualityRateLv3", "rfdQualityRateLv4", "rfdRateLv1", "rfdRateLv2", "rfdRateLv3", "rfdRateLv4",
		"powerMerchant", "certifiedFactory", "freeCredit", "totalEpScoreLv1", "totalEpScoreLv2", "totalEpScoreLv3", "totalEpScoreLv4",
	})
	assert.Len(t, keys, 33)
}

func TestNoNameBelongsToTwoFilters(t *testing.T) {
	owner := make(map[string]string)
	for _, f := range Filters() {
		require.NotEmpty(t, f.Name)
		require.NotEmpty(t, f.English)
		require.NotEmpty(t, f.Group)
		for _, name := range f.AllNames() {
			name = strings.ToLower(name)
			if other, taken := owner[name]; taken {
				assert.Equal(t, f.Key, other, name)
			}
			owner[name] = f.Key
		}
	}
}

func TestFiltersOfOneGroupStandTogether(t *testing.T) {
	seen := make(map[Group]bool)
	var last Group
	for _, f := range Filters() {
		if f.Group != last {
			assert.False(t, seen[f.Group], f.Group)
		}
		seen[f.Group], last = true, f.Group
	}
}

func TestTableLooksUpAndSorts(t *testing.T) {
	table, err := NewTable([]Filter{{Key: "new7", Name: "新品", English: "新品", Group: GroupExtra}})
	require.NoError(t, err)
	f, ok := table.ByKey("shipIn48Hours")
	assert.True(t, ok)
	assert.Equal(t, "48h发货", f.Name)
	_, ok = table.ByKey("nothing")
	assert.False(t, ok)
	assert.Equal(t, []string{"isOnePsaleFreePost", "dyCiphertext", "new7", "aaa", "zzz"}, table.Sorted([]string{"zzz", "new7", "dyCiphertext", "isOnePsaleFreePost", "aaa", "new7"}))
	all := table.All()
	assert.Equal(t, "new7", all[len(all)-1].Key)
}

func TestExtraFiltersAreRead(t *testing.T) {
	for setting, want := range map[string][]Filter{
		"":  nil,
		" ": nil,
		"7 天新品=new7，复购率≥20%=rebuy20": {
			{Key: "new7", Name: "7 天新品", English: "7 天新品", Group: GroupExtra},
			{Key: "rebuy20", Name: "复购率≥20%", English: "复购率≥20%", Group: GroupExtra},
		},
		"新品=new7, 严选星级1=YX_SCORE_LEVEL_1": {
			{Key: "new7", Name: "新品", English: "新品", Group: GroupExtra},
			{Key: "YX_SCORE_LEVEL_1", Name: "严选星级1", English: "严选星级1", Group: GroupExtra},
		},
	} {
		got, err := ParseExtraFilters(setting)
		require.NoError(t, err, setting)
		assert.Equal(t, want, got, setting)
	}
}

func TestMistakenExtraFiltersAreToldTogetherAndNotRepeated(t *testing.T) {
	_, err := ParseExtraFilters("新品,品=new7,新=品=x,好评!=good,2024=year,新品=,新品=键,好货=ok," + strings.Repeat("长", 21) + "=long,-新品=minus,新  品=two")
	require.Error(t, err)
	for _, entry := range []string{"entry 1 ", "entry 2 ", "entry 3 ", "entry 4 ", "entry 5 ", "entry 6 ", "entry 7 ", "entry 9 ", "entry 10 ", "entry 11 "} {
		assert.Contains(t, err.Error(), entry)
	}
	assert.NotContains(t, err.Error(), "entry 8 ")
	assert.NotContains(t, err.Error(), "新品")
	assert.NotContains(t, err.Error(), "good")
}

func TestExtraFiltersMayNotTakeWhatIsTaken(t *testing.T) {
	_, err := NewTable([]Filter{
		{Key: "isOnePsale", Name: "别的"}, {Key: "other", Name: "包邮"}, {Key: "new7", Name: "新品"}, {Key: "new7", Name: "新品2"}, {Key: "new30", Name: "新品"},
	})
	require.Error(t, err)
	for _, want := range []string{"extra filter 1: its key is taken", "extra filter 2: its label is a name of isOnePsaleFreePost", "extra filter 4: its key is taken", "extra filter 5: its label is a name of new7"} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestRateStepsTakeTheStricterSide(t *testing.T) {
	byGroup := make(map[Group]Rate)
	for _, r := range Rates() {
		byGroup[r.Group] = r
	}
	for _, c := range []struct {
		group Group
		bound int64
		bad   bool
		key   string
		exact bool
	}{
		{GroupCollect48, 95_000, false, "getRate48HLv2", true},
		{GroupCollect48, 97_000, false, "getRate48HLv3", false},
		{GroupCollect48, 90_000, false, "getRate48HLv2", false},
		{GroupCollect48, 99_900, false, "getRate48HLv3", false},
		{GroupCollect24, 95_000, true, "getRate24HLv1", true},
		{GroupRefund, 5_000, false, "rfdRateLv3", true},
		{GroupRefund, 2_000, false, "rfdRateLv1", false},
		{GroupRefund, 10_000, false, "rfdRateLv3", false},
		{GroupRefund, 500, false, "rfdRateLv1", false},
		{GroupRefund, 5_000, true, "rfdRateLv4", true},
		{GroupQuality, 100, false, "rfdQualityRateLv1", false},
		{GroupScore, 4_500, false, "totalEpScoreLv2", true},
		{GroupScore, 4_800, false, "totalEpScoreLv1", false},
	} {
		step, exact := byGroup[c.group].Step(c.bound, c.bad)
		assert.Equal(t, c.key, step.Key, c)
		assert.Equal(t, c.exact, exact, c)
	}
}

func TestStepsOfOneRateExcludeEachOther(t *testing.T) {
	assert.True(t, SameRate("getRate48HLv1", "getRate48HLv3"))
	assert.False(t, SameRate("getRate48HLv1", "getRate24HLv1"))
	assert.False(t, SameRate("isOnePsale", "isOnePsaleFreePost"))
	assert.False(t, SameRate("isOnePsale", "isOnePsale"))
}
