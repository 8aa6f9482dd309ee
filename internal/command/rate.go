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
	at := l.skip(name.to, " :=在为要达到是控制")
	side, said := bound(0), false
	if b, end, ok := w.before.longest(l.low, at); ok && b != around {
		side, said, at = b, true, l.skip(end, " ")
	}
	value, end, ok := l.rateFigure(at)
	if !ok {
		return l.whichRate(name)
	}
	end = l.rateUnit(end, r)
	value, end = l.rateRange(value, end, r)
	next := l.skip(end, " ")
	if b, to, ok := w.after.longest(l.low, next); ok && b != around {
		end = to
		if !said {
			side, said = b, true
		}
	} else if b, to, ok := w.edge.longest(l.low, end); ok && (l.low[to-1] != '+' || to == len(l.low) || !isWord(l.low[to])) {
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
	name.kind, name.to, name.entry = kindFilter, end, &entry{kind: kindFilter, keys: []string{step.Key}}
	if !exact {
		name.note = &Note{Code: NoteRateStricter, From: string(l.kept[name.from:end]), Key: step.Key}
	}
	return name
}

// rateFigure reads a figure in thousandths: 4.5, 五, 百分之五.
func (l *lexer) rateFigure(at int) (thousandths int64, to int, ok bool) {
	const percent = "百分之"
	if hasPrefix(l.low[at:], percent) {
		at += len([]rune(percent))
	}
	if thousandths, to, _, ok = decimal(l.low, at); ok {
		return thousandths, to, true
	}
	n, to, ok := hanNumber(l.low, at)
	return n * 1000, to, ok
}

// rateRange reads the other end of a range of figures (4.5-5星); the end that is
// easier to meet is the bound.
func (l *lexer) rateRange(value int64, at int, r sourcing.Rate) (bound int64, to int) {
	joined, end, ok := l.p.prices.joins.longest(l.low, at)
	if !ok || joined != toOther {
		return value, at
	}
	other, end, ok := l.rateFigure(end)
	if !ok {
		return value, at
	}
	if r.HighGood {
		return min(value, other), l.rateUnit(end, r)
	}
	return max(value, other), l.rateUnit(end, r)
}

// rateUnit gives the end of the unit after a rate's figure.
func (l *lexer) rateUnit(at int, r sourcing.Rate) int {
	for _, unit := range []string{"%", r.Unit, "分", " stars", " star"} {
		if hasPrefix(l.low[at:], unit) {
			return at + len([]rune(unit))
		}
	}
	return at
}

// whichRate makes the note that a rate needs a figure, and swallows what
// people write instead of one.
func (l *lexer) whichRate(name item) item {
	for _, word := range []string{"高的", "低的", "高", "低"} {
		if hasPrefix(l.low[name.to:], word) {
			name.to += len([]rune(word))
			break
		}
	}
	name.to = l.figure(name.to)
	name.kind = kindNote
	name.note = &Note{Code: NoteWhichRate, From: string(l.kept[name.from:name.to])}
	return name
}
