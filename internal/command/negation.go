package command

import (
	"strings"
)

// target gives the term that a Not takes away, -1 if none follows it.
func (r *resolver) target(i int) int {
	at := i + 1
	if !r.items[i].entry.glued {
		at = r.next(i)
	}
	k := r.kindAt(at)
	if !k.isTerm() || k == kindPrice && r.items[i].entry.word == minus {
		return -1
	}
	return at
}

// isAfterword says that a Not at the end of a clause speaks of the term before
// it: 京东的不要.
func (r *resolver) isAfterword(i int) bool {
	if r.items[i].entry.glued || !isHan(r.low[r.items[i].from]) {
		return false
	}
	after := i + 1
	for r.kindAt(after) == kindFunction {
		after++
	}
	if k := r.kindAt(after); k != kindBreak && k != kindSpace {
		return false
	}
	return r.kindAt(r.before(i)).isTerm()
}

// before gives the piece that ends before i, function words left out.
func (r *resolver) before(i int) int {
	for i--; r.kindAt(i) == kindFunction; i-- {
		continue
	}
	return i
}

// negations marks the terms that are to be taken away, and the whole list that
// a Not begins.
func (r *resolver) negations() {
	for i := range r.items {
		if r.items[i].kind != kindNot {
			continue
		}
		at := r.target(i)
		if at < 0 {
			if r.isAfterword(i) {
				for before := r.before(i); before >= 0; before = r.joinedBefore(before) {
					r.items[before].not = !r.items[before].not
				}
				r.items[i].kind = kindFiller
			} else {
				r.items[i].kind = kindText
			}
			continue
		}
		r.items[at].not = true
		for {
			following := r.joined(at)
			if following < 0 {
				break
			}
			r.items[following].not = true
			at = following
		}
	}
}

// joined gives the next term of the list that i is in, -1 at its end. Channels
// need no joining word: 京东快手.
func (r *resolver) joined(i int) int {
	at := i + 1
	if r.isChannel(i) && r.isChannel(at) {
		return at
	}
	at = r.next(i)
	if r.kindAt(at) != kindJoin || strings.ContainsRune("+&", r.low[r.items[at].from]) {
		return -1
	}
	if at = r.next(at); r.kindAt(at).isTerm() {
		return at
	}
	return -1
}

// joinedBefore gives the term that a joining word before the term i adds it to,
// -1 at the beginning of the list.
func (r *resolver) joinedBefore(i int) int {
	at := r.previous(i)
	if r.kindAt(at) != kindJoin {
		return -1
	}
	if at = r.previous(at); r.kindAt(at).isTerm() {
		return at
	}
	return -1
}
