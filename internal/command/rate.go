package command

import "tusou/internal/sourcing"

// rate reads the figure after a rate's name (48小时揽收率95%以上) and makes the
// filter of the step that holds it.
func (l *lexer) rate(name item) item {
	if name.entry.rate == unknownRate {
		return l.whichRate(name)
	}
	r := l.p.rates[name.entry.rate]
	w := &l.p.prices
	at := l.skip(name.to, " :在为要达到是")
	side, said := bound(0), false
	if b, end, ok := w.before.longest(l.low, at); ok && b != around {
		side, said, at = b, true, l.skip(end, " ")
	}
	value, end, _, ok := decimal(l.low, at)
	if !ok {
		return l.whichRate(name)
	}
	end = l.rateUnit(end, r)
	next := l.skip(end, " ")
	if b, to, ok := w.after.longest(l.low, next); ok && b != around {
		end = to
		if !said {
			side, said = b, true
		}
	} else if b, to, ok := w.edge.longest(l.low, end); ok {
		end = to
		if !said {
			side, said = b, true
		}
	}
	good := atMost
	if r.HighGood {
		good = atLeast
	}
	step, exact := r.Step(value, said && side != good)
	name.kind, name.to, name.keys = kindFilter, end, []string{step.Key}
	if !exact {
		name.note = &Note{Code: NoteRateStricter, From: string(l.kept[name.from:end]), Key: step.Key}
	}
	return name
}

// rateUnit gives the end of the unit after a rate's figure.
func (l *lexer) rateUnit(at int, r sourcing.Rate) int {
	for _, unit := range []string{"%", r.Unit, "分", " stars", " star"} {
		if hasPrefix(l.low[at:], []rune(unit)) {
			return at + len([]rune(unit))
		}
	}
	return at
}

// whichRate makes the note that a rate needs a figure, and swallows what
// people write instead of one.
func (l *lexer) whichRate(name item) item {
	for _, word := range []string{"高的", "低的", "高", "低"} {
		if hasPrefix(l.low[name.to:], []rune(word)) {
			name.to += len([]rune(word))
			break
		}
	}
	name.to = l.figure(name.to)
	name.kind = kindNote
	name.note = &Note{Code: NoteWhichRate, From: string(l.kept[name.from:name.to])}
	return name
}
