package gateway

import "fmt"

// documentedFilters gives every filter key of the two published editions of
// the interface page.
func documentedFilters() []string {
	keys := []string{
		"isOnePsaleFreePost", "noReason7DReturn", "isOnePsale", "shipIn48Hours",
		"tbCiphertext", "pddCiphertext", "dyCiphertext", "ksCiphertext", "jdCiphertext", "xhsCiphertext",
		"shipInToday", "shipIn24Hours", "powerMerchant", "certifiedFactory", "freeCredit",
	}
	for _, ladder := range filterLadders() {
		for level := 1; level <= ladder.levels; level++ {
			keys = append(keys, ladder.key(level))
		}
	}
	return keys
}

// filterLadder is a rate or score of which an offer has exactly one level.
type filterLadder struct {
	name   string
	levels int
}

func (l filterLadder) key(level int) string { return fmt.Sprintf("%sLv%d", l.name, level) }

func filterLadders() []filterLadder {
	return []filterLadder{
		{"getRate24H", 3}, {"getRate48H", 3}, {"rfdQualityRate", 4}, {"rfdRate", 4}, {"totalEpScore", 4},
	}
}

// filtersOf gives the filters that the n-th offer of the catalogue satisfies.
// The shares differ, as they do on 1688, and every offer is another mixture;
// what ships today ships within 24 and 48 hours too, and what is dropshipped
// free of postage is dropshipped.
func filtersOf(n int) map[string]bool {
	has := make(map[string]bool)
	mix := func(salt int) int { return int(scatter(uint32(n*31+salt)) % 100) }
	for i, share := range []struct {
		key     string
		percent int
	}{
		{"isOnePsale", 85}, {"noReason7DReturn", 60}, {"shipIn48Hours", 65},
		{"tbCiphertext", 70}, {"pddCiphertext", 65}, {"dyCiphertext", 60},
		{"ksCiphertext", 45}, {"jdCiphertext", 30}, {"xhsCiphertext", 40},
		{"powerMerchant", 35}, {"certifiedFactory", 30}, {"freeCredit", 25},
	} {
		has[share.key] = mix(i) < share.percent
	}
	has["isOnePsaleFreePost"] = has["isOnePsale"] && mix(20) < 60
	has["shipIn24Hours"] = has["shipIn48Hours"] && mix(21) < 50
	has["shipInToday"] = has["shipIn24Hours"] && mix(22) < 40
	for i, ladder := range filterLadders() {
		has[ladder.key(1+mix(30+i)*ladder.levels/100)] = true
	}
	return has
}

// scatter is a mixing function: near inputs give far outputs, always the same.
func scatter(x uint32) uint32 {
	x ^= x >> 16
	x *= 0x7feb352d
	x ^= x >> 15
	x *= 0x846ca68b
	x ^= x >> 16
	return x
}
