package command

import (
	"slices"
	"strings"
)

// resolver decides which of the names in a message are terms. The order of its
// steps matters: a name that is none becomes text, which decides about the
// names beside it.
type resolver struct {
	p *Parser
	folded
	items []item
}

func (p *Parser) resolve(f folded, items []item) []item {
	r := &resolver{p: p, folded: f, items: items}
	r.operators()
	r.weakFillers()
	r.loneCharacters()
	r.misspeltPhrases()
	r.misspellings()
	r.weakNames()
	r.weakFillers()
	r.negations()
	return r.items
}

func (r *resolver) kindAt(i int) kind {
	if i < 0 || i >= len(r.items) {
		return kindBreak
	}
	return r.items[i].kind
}

// toText makes a piece that was a name part of the words around it.
func (r *resolver) toText(i int) {
	r.items[i].kind, r.items[i].demoted = kindText, true
	r.items[i].note = nil
}

// next gives the piece after i, over one space if there is one.
func (r *resolver) next(i int) int {
	if r.kindAt(i+1) == kindSpace {
		return i + 2
	}
	return i + 1
}

func (r *resolver) previous(i int) int {
	if r.kindAt(i-1) == kindSpace {
		return i - 2
	}
	return i - 1
}

// operators keeps 和 where it joins terms and 不要 where a term follows or
// ends before it. Elsewhere they are words or punctuation.
func (r *resolver) operators() {
	for i := range r.items {
		it := &r.items[i]
		switch it.kind {
		case kindJoin, kindLink:
			before, after := r.kindAt(r.previous(i)).isTerm(), r.kindAt(r.next(i)).isTerm()
			switch {
			case before && after && it.kind == kindJoin:
				continue
			case before || after && !(r.kindAt(i-1) == kindText && isHan(r.low[it.from]) && r.low[it.from] != '和'):
				it.kind = kindFiller // 包邮和小风扇, but not 粗跟|包邮
				continue
			}
		case kindNot:
			if r.target(i) >= 0 || r.isAfterword(i) {
				continue
			}
		default:
			continue
		}
		it.kind = kindText
		switch {
		case !isWord(r.low[it.from]):
			it.kind = kindBreak
		case it.to-it.from == 1 && strings.ContainsRune(functionWords, r.low[it.from]):
			it.kind = kindFunction // 包邮不?
		}
	}
}

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

// loneCharacters makes text of the full names that a single character is left
// beside: 包邮|箱.
func (r *resolver) loneCharacters() {
	for i, it := range r.items {
		decided := it.kind.isTerm() && it.kind != kindPrice && it.kind != kindSort && !it.weak
		if decided && slices.ContainsFunc(r.low[it.from:it.to], isHan) && (r.loneBefore(i) || r.loneAfter(i)) {
			r.toText(i)
		}
	}
}

func (r *resolver) loneBefore(i int) bool {
	from := i
	for k := r.kindAt(from - 1); k == kindText || k == kindFunction; k = r.kindAt(from - 1) {
		from--
	}
	for from < i && r.items[from].kind == kindFunction && slices.Contains([]rune(leading), r.low[r.items[from].from]) {
		from++
	}
	return r.isLone(from, i)
}

func (r *resolver) loneAfter(i int) bool {
	to := i + 1
	for k := r.kindAt(to); k == kindText || k == kindFunction; k = r.kindAt(to) {
		to++
	}
	beforeTerm := r.kindAt(to).isTerm()
	for to > i+1 && r.items[to-1].kind == kindFunction && sheds(r.low[r.items[to-1].from], beforeTerm) {
		to-- // 包邮箱吗
	}
	return r.isLone(i+1, to)
}

// isLone says that the pieces hold one Chinese character that is no function
// word.
func (r *resolver) isLone(from, to int) bool {
	if from+1 != to || r.items[from].kind != kindText {
		return false
	}
	it := r.items[from]
	return it.to-it.from == 1 && isHan(r.low[it.from])
}

// minAroundName is the least length, in characters, of a word that is spelt
// nearly like a name and holds another with one character beside it: 免快递废,
// but not 包邮|杯.
const minAroundName = 5

// misspellings takes whole words for the names they sound or look like.
func (r *resolver) misspellings() {
	for i := 0; i < len(r.items); i++ {
		end := r.wordEnd(i)
		word := r.items[i:end]
		hasText := slices.ContainsFunc(word, func(it item) bool { return it.kind == kindText })
		hasName := slices.ContainsFunc(word, func(it item) bool { return it.demoted })
		before := len(r.items)
		if hasText {
			r.misspelling(i, end, !hasName || word[len(word)-1].to-word[0].from >= minAroundName)
		}
		i = end - (before - len(r.items))
	}
}

// inWord says that a piece is part of what may be a misspelled word.
func (r *resolver) inWord(i int) bool {
	it := r.items[i]
	return it.kind == kindText || it.kind == kindFunction || it.weak && (it.kind.isTerm() || it.kind == kindFiller)
}

func (r *resolver) wordEnd(i int) int {
	for i < len(r.items) && r.inWord(i) {
		i++
	}
	return i
}

// misspelling puts the name in the place of the pieces, with or without the
// function words around them, if they sound like one, or are spelt nearly so
// where that is asked for.
func (r *resolver) misspelling(from, to int, bySpelling bool) {
	if r.takeFor(from, to, bySpelling) {
		return
	}
	whole := to - from
	for from < to && r.items[from].kind == kindFunction {
		from++
	}
	for from < to && r.items[to-1].kind == kindFunction {
		to--
	}
	if from < to && to-from < whole {
		r.takeFor(from, to, bySpelling)
	}
}

// takeFor puts a name in the place of the pieces if they are guessed to be it.
func (r *resolver) takeFor(from, to int, bySpelling bool) bool {
	start, end := r.items[from].from, r.items[to-1].to
	e, ok := r.p.guesses.guess(r.low[start:end], bySpelling)
	if !ok {
		return false
	}
	it := item{kind: e.kind, from: start, to: end, entry: e, weak: e.weak}
	it.note = guessed(string(r.kept[start:end]), e)
	r.items = slices.Replace(r.items, from, to, it)
	return true
}

// maxPhrase is the most words of an English name.
const maxPhrase = 4

// misspeltPhrases takes several Latin words for the name that they are spelt
// nearly like: free shiping.
func (r *resolver) misspeltPhrases() {
	for i := range r.items {
		if i >= len(r.items) {
			return
		}
		if !r.isLatinWord(i) {
			continue
		}
		last := i
		for n := 1; n < maxPhrase && r.kindAt(last+1) == kindSpace && r.isLatinWord(last+2); n++ {
			last += 2
		}
		intact := last > i && r.isOuterWord(i)
		for ; last > i; last -= 2 {
			if (intact || r.isOuterWord(last)) && r.takeFor(i, last+1, true) {
				break
			}
		}
	}
}

func (r *resolver) isLatinWord(i int) bool {
	return r.kindAt(i) == kindText && !slices.ContainsFunc(r.low[r.items[i].from:r.items[i].to], isHan)
}

// isOuterWord says that a piece is the first or the last word of an English name.
func (r *resolver) isOuterWord(i int) bool {
	_, to, ok := r.p.guesses.outer.longest(r.low, r.items[i].from)
	return ok && to == r.items[i].to
}

func guessed(typed string, e *entry) *Note {
	n := &Note{Code: NoteGuessed, From: typed}
	if len(e.keys) == 1 {
		n.Key = e.keys[0]
	}
	return n
}

// weakNames decides about ambiguous names, a chain of them at once: they count
// where nothing is glued to the chain, or text to one end and a term to the
// other.
func (r *resolver) weakNames() {
	for i := 0; i < len(r.items); i++ {
		if !r.items[i].weak || !r.items[i].kind.isTerm() {
			continue
		}
		last := i
		for j := i + 1; j < len(r.items); j++ {
			it := r.items[j]
			if it.weak && it.kind.isTerm() {
				last = j
			} else if !r.isJoinWord(j) && it.kind != kindFunction && !r.besideJoin(j) {
				break
			}
		}
		textBefore, termBefore := r.edge(i, -1)
		textAfter, termAfter := r.edge(last, +1)
		accepted := !textBefore && !textAfter || textBefore != textAfter && (termBefore || termAfter)
		rejected := !accepted || r.rejectedAt(last)
		for j := i; j <= last; j++ {
			if it := &r.items[j]; it.weak && it.kind.isTerm() {
				it.weak = false
				if rejected {
					r.toText(j)
				}
			}
		}
		i = last
	}
}

// besideJoin says that a space belongs to a joining word beside it.
func (r *resolver) besideJoin(i int) bool {
	return r.items[i].kind == kindSpace && (r.isJoinWord(i-1) || r.isJoinWord(i+1))
}

// edge says whether text, or a decided term, is glued to a chain.
func (r *resolver) edge(i, direction int) (text, term bool) {
	at, listed := i+direction, false
	for r.kindAt(at) == kindFunction || r.kindAt(at) == kindJoin || at >= 0 && at < len(r.items) && r.besideJoin(at) {
		listed = listed || r.kindAt(at) == kindJoin
		at += direction
	}
	k := r.kindAt(at)
	if listed {
		return false, r.isChannel(i) && r.isChannel(at)
	}
	return k == kindText, k.isTerm()
}

// isJoinWord says that a piece is a word such as 和, which unlike a sign keeps
// ambiguous names together.
func (r *resolver) isJoinWord(i int) bool {
	return r.kindAt(i) == kindJoin && isWord(r.low[r.items[i].from])
}

// rejectedAt says that 同款 or 爆款 follows a name, and keeps it with the name.
func (r *resolver) rejectedAt(i int) bool {
	at := r.next(i)
	if at >= len(r.items) {
		return false
	}
	for _, word := range rejecting() {
		if hasPrefix(r.low[r.items[at].from:], word) {
			r.items[at].kind = kindText
			return true
		}
	}
	return false
}

// weakFillers makes text of the fillers that words of the product are glued to,
// of single characters over function words too (需求, 装配图), of others only where
// a lone character goes on with them.
func (r *resolver) weakFillers() {
	for i := range r.items {
		it := &r.items[i]
		if it.kind != kindFiller || !it.weak && !it.entry.heads {
			continue
		}
		before, after := i-1, i+1
		if it.to-it.from == 1 {
			for r.kindAt(before) == kindFunction {
				before--
			}
			for r.kindAt(after) == kindFunction {
				after++
			}
		}
		switch {
		case it.entry.heads:
			if r.loneAfter(i) {
				it.kind = kindText
			}
		case r.kindAt(after) == kindText || it.weak && r.kindAt(before) == kindText:
			it.kind = kindText
		}
	}
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

func (r *resolver) isChannel(i int) bool {
	if r.kindAt(i) == kindWaybill {
		return true
	}
	return r.kindAt(i) == kindFilter && r.p.isChannel(r.items[i].entry.keys[0])
}
