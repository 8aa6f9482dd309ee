package cards

import (
	"strconv"
	"strings"
	"time"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// maxUsedFilters is how many of the filters used most are named.
const maxUsedFilters = 8

// StatsView is what the card of /stats shows.
type StatsView struct {
	Now     time.Time
	Today   Period
	Week    Period      // the last seven days, today included
	Filters []FilterUse // used most in the week, the most used first; may be empty
}

// Period is the figures of a span of days.
type Period struct {
	Searches     int
	Cached       int // of the searches, answered without a call of the gateway
	GatewayCalls int
	Failures     int
	People       int           // who searched
	Median       time.Duration // from the message to its card; 0 for not known
	P95          time.Duration // likewise
}

// FilterUse is how often a filter was asked for.
type FilterUse struct {
	Filter sourcing.Filter
	Times  int
}

// Stats is the administrators' card: today beside the last seven days.
func Stats(t *lang.Texts, v StatsView) Card {
	var rows [][]string
	for _, figure := range []struct {
		name string
		of   func(Period) string
	}{
		{t.Stats.Searches, func(p Period) string { return strconv.Itoa(p.Searches) }},
		{t.Stats.Cached, func(p Period) string { return share(t, p) }},
		{t.Stats.Calls, func(p Period) string { return strconv.Itoa(p.GatewayCalls) }},
		{t.Stats.Failures, func(p Period) string { return strconv.Itoa(p.Failures) }},
		{t.Stats.Median, func(p Period) string { return seconds(t, p.Median) }},
		{t.Stats.P95, func(p Period) string { return seconds(t, p.P95) }},
		{t.Stats.People, func(p Period) string { return strconv.Itoa(p.People) }},
	} {
		rows = append(rows, []string{figure.name, figure.of(v.Today), figure.of(v.Week)})
	}
	elements := []element{newTable([]string{"", t.Stats.Today, t.Stats.Week}, rows)}
	var used []string
	for _, use := range v.Filters[:min(len(v.Filters), maxUsedFilters)] {
		used = append(used, filterName(t, use.Filter)+" "+strconv.Itoa(use.Times))
	}
	if len(used) > 0 {
		elements = append(elements, small(t.Stats.Filters.With(strings.Join(used, between))))
	}
	return Card{
		header:   newHeader(templateInfo, t.Stats.Title, t.Stats.Subtitle.With(stamp(v.Now))),
		summary:  t.Stats.Title,
		elements: elements,
	}
}

// share is the part of the searches that the cache answered.
func share(t *lang.Texts, p Period) string {
	if p.Searches <= 0 {
		return dash
	}
	return t.Stats.Share.With((100*p.Cached + p.Searches/2) / p.Searches)
}

// seconds writes a duration; nothing measured is no duration.
func seconds(t *lang.Texts, d time.Duration) string {
	if d <= 0 {
		return dash
	}
	return t.Stats.Seconds.With(strconv.FormatFloat(d.Seconds(), 'f', 2, 64))
}
