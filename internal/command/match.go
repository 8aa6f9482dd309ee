package command

import (
	"slices"
	"strings"
)

// entry gives the longest word of the lexicon that begins at i as a word of
// its own.
func (l *lexer) entry(i int) (e *entry, to int, ok bool) {
	if i >= len(l.low) || l.p.classes.of(l.low[i])&opensEntry == 0 || cutsWord(l.low, i) {
		return nil, 0, false
	}
	n := &l.p.lexicon.root
	part := partOfWord{from: i}
	for at := i; at < len(l.low); at++ {
		if over, ok := l.overSpace(n, at, &part); ok {
			at++
			n = over
		} else if n = l.step(n, at); n == nil {
			break
		}
		if n.ends && !cutsWord(l.low, at+1) && part.fits(n.value, at+1) && l.fits(n.value, i, at+1) {
			e, to = n.value, at+1
		}
	}
	return e, to, e != nil
}

// step gives the node after the character at a place. English words may have a
// hyphen for a space: free-shipping.
func (l *lexer) step(n *node[*entry], at int) *node[*entry] {
	if isHyphen(l.low, at) {
		return n.step(' ')
	}
	return n.step(l.low[at])
}

// partOfWord is where the part of a word began that is being read: a word may
// be written with spaces, 48 小时发货, 一件 代发.
type partOfWord struct {
	from int
	cut  bool // the space before it stands between Chinese characters
}

// minPart is the least length, in characters, of the parts that a space cuts a
// Chinese word into; single characters are rather no parts of one.
const minPart = 2

// overSpace steps over a space at a place of the text that the word has not.
func (l *lexer) overSpace(n *node[*entry], at int, part *partOfWord) (*node[*entry], bool) {
	if l.low[at] != ' ' || at == part.from || at+1 == len(l.low) {
		return nil, false
	}
	before, after := l.low[at-1], l.low[at+1]
	met := meet(before, after)
	if !met && (!isHan(before) || !isHan(after) || at-part.from < minPart) {
		return nil, false
	}
	if literal := n.step(' '); literal != nil && literal.step(after) != nil {
		return nil, false
	}
	next := n.step(after)
	if next == nil {
		return nil, false
	}
	*part = partOfWord{from: at + 1, cut: !met}
	return next, true
}

// fits says that the last part of a word may end at a place.
func (part partOfWord) fits(e *entry, to int) bool {
	return !part.cut || to-part.from >= minPart && (e.kind.isTerm() || e.kind == kindRate)
}

// fits says whether a word may count where it stands.
func (l *lexer) fits(e *entry, i, to int) bool {
	glued := to < len(l.low) && isLatin(l.low[to-1]) && isLatin(l.low[to])
	switch {
	case e.kind == kindText:
		return true
	case l.isSpared(i, to) && !l.outweighs(e, i, to), glued && !e.kind.isTerm():
		return false
	case e.kind == kindFiller && l.cutsName(i, to):
		return false
	case e.yields:
		_, _, ok := l.p.prices.compound.longest(l.low, to-1)
		return !ok
	case e.kind == kindNot && to-i == 1 && isHan(l.low[i]) && l.low[i] != '不' && l.isTextBefore(i):
		return false // 性别, 级别
	case e.idle:
		return !l.afterNot() // 除了京东|都行
	case e.word == minus:
		return i == 0 || !isWord(l.low[i-1]) || l.afterMinus() // after a word it is a hyphen
	case e.kind == kindFilter, e.kind == kindWaybill, e.kind == kindRate:
		return !l.afterNumber(i, e)
	}
	return true
}

// outweighs says that a long full name counts although a real word begins with
// its last character: 一件代发|饰品.
func (l *lexer) outweighs(e *entry, from, to int) bool {
	const long = 4
	if e.kind != kindFilter || e.weak || to-from < long || l.isSpared(from, to-1) {
		return false
	}
	last, _, ok := l.entry(to - 1)
	return !ok || last.kind != kindRate // 7天无理由|退款率5%
}

// cutsName says that a filter's name begins inside a piece and ends after it:
// 有没有|一件代发.
func (l *lexer) cutsName(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if e, end, ok := l.entry(i); ok && end > to && (e.kind == kindFilter || e.kind == kindRate) && !strings.ContainsRune(functionWords, l.low[i]) {
			return true
		}
	}
	return false
}

// afterMinus says that the piece before is a term with a minus: -包邮-48h.
func (l *lexer) afterMinus() bool {
	n := len(l.items)
	return n > 1 && l.items[n-1].kind.isTerm() && l.items[n-2].kind == kindNot && l.items[n-2].entry.word == minus
}

// afterNot says that a word that takes the next term away stands before, over a
// space too.
func (l *lexer) afterNot() bool {
	for n := len(l.items) - 1; n >= 0; n-- {
		if l.items[n].kind != kindSpace {
			return l.items[n].kind == kindNot
		}
	}
	return false
}

// afterNumber says that a name belongs to the number before it: 1.48h, 1 TB.
func (l *lexer) afterNumber(i int, e *entry) bool {
	if i == 0 {
		return false
	}
	before := l.low[i-1]
	if isDigit(l.low[i]) {
		return before == '.' && i > 1 && isDigit(l.low[i-2]) && !l.afterMark(i)
	}
	if !e.weak || !isLatin(l.low[i]) || before != ' ' || i < 2 || !isDigit(l.low[i-2]) || strings.ContainsFunc(e.word, isHan) {
		return false
	}
	n := len(l.items)
	return n > 1 && l.items[n-2].kind == kindText
}

// isSpared says that a real word overlaps with a piece and is not inside it.
func (l *lexer) isSpared(from, to int) bool {
	first, _ := slices.BinarySearchFunc(l.spared, from-l.farthest, func(s span, at int) int { return s.from - at })
	for _, s := range l.spared[first:] {
		if s.from >= to {
			break
		}
		if from < s.to && (s.from < from || to < s.to) {
			return true
		}
	}
	return false
}

// termAt says that a term of the lexicon begins at a place.
func (l *lexer) termAt(at int) bool {
	e, _, ok := l.entry(at)
	return ok && (e.kind.isTerm() || e.kind == kindRate)
}
