package sourcing

import "strings"

func rateFilters() []Filter {
	var filters []Filter
	for _, rate := range Rates() {
		for _, step := range rate.Steps {
			filters = append(filters, Filter{
				Key: step.Key, Name: rate.Names[0] + step.Label, English: rate.English + " " + step.English, Group: rate.Group,
				Full: step.Full, Short: step.Short,
			})
		}
	}
	return filters
}

// Rate is a percentage or a score of the seller, which the gateway filters in
// steps.
type Rate struct {
	Group    Group
	Names    []string // Chinese names in lower case, the one shown first
	English  string
	HighGood bool // a buyer asks for at least so much, not for at most
	Unit     string
	Steps    []RateStep // the strictest first, the bad side last
}

// RateStep is one filter of a rate.
type RateStep struct {
	Key     string
	Label   string // 「≥95%」, after the rate's name
	English string
	Bound   int64 // in thousandths of the rate's unit; what Rate.HighGood says is on the good side
	Bad     bool  // the other side of the laxest bound
	// Full and Short are names of the step without the rate's, as of a Filter.
	Full, Short []string
}

// Rates gives the seller's rates. The bounds are the vendor's, 0.005% with
// them, although it looks like a slip of the pen.
func Rates() []Rate {
	return []Rate{
		{
			Group: GroupCollect24, Names: []string{"24h揽收率", "24小时揽收率", "24小时内揽收率", "24小时揽收", "24小时内揽收", "24h揽收", "24h内揽收"}, English: "24h collection rate", HighGood: true, Unit: "%",
			Steps: collectSteps("getRate24H"),
		},
		{
			Group: GroupCollect48, Names: []string{"48h揽收率", "48小时揽收率", "48小时内揽收率", "48小时揽收", "48小时内揽收", "48h揽收", "48h内揽收"}, English: "48h collection rate", HighGood: true, Unit: "%",
			Steps: collectSteps("getRate48H"),
		},
		{
			Group: GroupQuality, Names: []string{"品质退款率", "品质退款", "品退率", "质量退款率"}, English: "quality refund rate", Unit: "%",
			Steps: []RateStep{
				{Key: "rfdQualityRateLv1", Label: "≤0.005%", English: "≤0.005%", Bound: 5},
				{Key: "rfdQualityRateLv2", Label: "≤0.15%", English: "≤0.15%", Bound: 150},
				{Key: "rfdQualityRateLv3", Label: "≤0.3%", English: "≤0.3%", Bound: 300},
				{Key: "rfdQualityRateLv4", Label: ">0.3%", English: ">0.3%", Bound: 300, Bad: true},
			},
		},
		{
			Group: GroupRefund, Names: []string{"总退款率", "退款率", "整体退款率", "退货率", "退货退款率"}, English: "refund rate", Unit: "%",
			Steps: []RateStep{
				{Key: "rfdRateLv1", Label: "≤1%", English: "≤1%", Bound: 1_000},
				{Key: "rfdRateLv2", Label: "≤3%", English: "≤3%", Bound: 3_000},
				{Key: "rfdRateLv3", Label: "≤5%", English: "≤5%", Bound: 5_000},
				{Key: "rfdRateLv4", Label: ">5%", English: ">5%", Bound: 5_000, Bad: true},
			},
		},
		{
			Group: GroupScore, Names: []string{"体验分", "综合体验分", "履约质量综合体验分", "履约体验分", "服务分", "体验评分"}, English: "experience score", HighGood: true, Unit: "星",
			Steps: []RateStep{
				{Key: "totalEpScoreLv1", Label: "5星", English: "5 stars", Bound: 5_000, Full: []string{"5星商家", "五星商家", "5星卖家"}, Short: []string{"5星"}},
				{Key: "totalEpScoreLv2", Label: "4.5-5星", English: "4.5-5 stars", Bound: 4_500},
				{Key: "totalEpScoreLv3", Label: "4-4.5星", English: "4-4.5 stars", Bound: 4_000},
				{Key: "totalEpScoreLv4", Label: "<4星", English: "<4 stars", Bound: 4_000, Bad: true},
			},
		},
	}
}

func collectSteps(prefix string) []RateStep {
	return []RateStep{
		{Key: prefix + "Lv3", Label: "≥99%", English: "≥99%", Bound: 99_000},
		{Key: prefix + "Lv2", Label: "≥95%", English: "≥95%", Bound: 95_000},
		{Key: prefix + "Lv1", Label: "<95%", English: "<95%", Bound: 95_000, Bad: true},
	}
}

// Step gives the step for a bound in thousandths of the rate's unit, on the
// rate's good side or on the bad one. A bound between two steps takes the
// stricter one, a bound beyond the strictest takes that; exact says that
// neither was needed.
func (r Rate) Step(bound int64, bad bool) (step RateStep, exact bool) {
	for i := len(r.Steps) - 1; i >= 0; i-- {
		step = r.Steps[i]
		switch {
		case step.Bad != bad:
			continue
		case bad, step.Bound == bound:
			return step, step.Bound == bound
		case r.HighGood == (step.Bound > bound):
			return step, false
		}
	}
	return r.Steps[0], false
}

// SameRate says whether two keys are steps of one rate, of which a search can
// mean only one. The gateway's keys of such steps differ in the digit after Lv.
func SameRate(a, b string) bool {
	rateA, _, isStepA := strings.Cut(a, "Lv")
	rateB, _, isStepB := strings.Cut(b, "Lv")
	return isStepA && isStepB && rateA == rateB
}
