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
			case before, after && !r.endsWord(i):
				it.kind = kindFiller // 包邮和小风扇
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

// endsWord says that a joining word may be the end of the word before it:
// 粗跟|包邮. 和 rarely is.
func (r *resolver) endsWord(i int) bool {
	c := r.low[r.items[i].from]
	return r.kindAt(i-1) == kindText && isHan(c) && c != '和'
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

// weakFillers makes text of the fillers that words of the product are glued to:
// single characters over function words too (需求, 装配图), some only where a lone
// character goes on with them (老板椅).
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

func (r *resolver) isChannel(i int) bool {
	if r.kindAt(i) == kindWaybill {
		return true
	}
	return r.kindAt(i) == kindFilter && r.p.isChannel(r.items[i].entry.keys[0])
}
