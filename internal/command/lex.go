package command

import (
	"slices"
	"strings"
)

// item is one piece of a message.
type item struct {
	kind    kind
	from    int
	to      int
	weak    bool       // not yet decided; see resolve
	demoted bool       // text that was a name
	not     bool       // to be taken away
	entry   *entry     // the word of the lexicon it is; nil for text and prices
	price   *priceTerm // of a price
	note    *Note
}

// lexer cuts a message into pieces, the longest first that begins at a place.
type lexer struct {
	p *Parser
	folded
	spared   []span // real words that names may only contain or leave alone
	farthest int    // the length of the longest of them
	list     []int  // where entries of a numbered list begin
	items    []item
}

type span struct{ from, to int }

func (p *Parser) lex(f folded, s *scratch) []item {
	l := &lexer{p: p, folded: f, spared: s.spared[:0], items: s.items[:0]}
	l.lookAround()
	for i := 0; i < len(l.low); {
		end := i
		for end < len(l.low) && l.isPlain(end) {
			end++
		}
		if end > i {
			i = l.text(i, end)
			continue
		}
		i = l.next(i)
	}
	s.spared, s.items = l.spared, l.items
	return l.items
}

// lookAround notes what the pieces depend on before they are cut: real words,
// and the entries of a numbered list.
func (l *lexer) lookAround() {
	number := 1
	for i, r := range l.low {
		if l.p.classes.of(r)&opensSpared != 0 && !cutsWord(l.low, i) {
			if _, to, ok := l.p.spared.longest(l.low, i); ok {
				l.spared = append(l.spared, span{i, to})
				l.farthest = max(l.farthest, to-i)
			}
		}
		if isDigit(r) && l.startsEntry(i) && l.isNumbered(i, number) {
			l.list = append(l.list, i)
			number++
		}
	}
	if !l.isList() {
		l.list = nil
	}
}

// isPlain says that no piece but text begins at a place.
func (l *lexer) isPlain(i int) bool {
	return l.p.classes.of(l.low[i])&opensPiece == 0 || cutsWord(l.low, i)
}

// next reads one piece at i and gives where the following begins.
func (l *lexer) next(i int) int {
	switch l.low[i] {
	case ' ':
		return l.put(item{kind: kindSpace, from: i, to: i + 1})
	case '\n':
		return l.put(item{kind: kindBreak, from: i, to: i + 1})
	case '[':
		if to, ok := l.emojiText(i); ok {
			return l.put(item{kind: kindBreak, from: i, to: to})
		}
	case 'h':
		if to, ok := l.address(i); ok {
			return l.put(item{kind: kindBreak, from: i, to: to})
		}
	}
	class := l.p.classes.of(l.low[i])
	if to, ok := l.listMark(i); ok {
		return l.put(item{kind: kindBreak, from: i, to: to})
	}
	if class&opensSaid != 0 {
		if it, ok := l.saidKeywords(i); ok {
			return l.put(it)
		}
	}
	e, to, known := l.entry(i)
	if class&opensPrice != 0 {
		if t, priceTo, ok := l.price(i); ok && (!known || priceTo > to) {
			price := t
			return l.put(item{kind: kindPrice, from: i, to: priceTo, price: &price})
		}
	}
	if known {
		return l.put(l.known(e, i, to))
	}
	if isWord(l.low[i]) || l.innerSign(i) {
		return l.text(i, i+1)
	}
	return l.put(item{kind: kindBreak, from: i, to: i + 1})
}

func (l *lexer) put(it item) int {
	l.items = append(l.items, it)
	return it.to
}

// text adds to the text before it, if that goes on to here.
func (l *lexer) text(from, to int) int {
	if n := len(l.items); n > 0 && l.items[n-1].kind == kindText {
		l.items[n-1].to = to
		return to
	}
	return l.put(item{kind: kindText, from: from, to: to})
}

// known makes the piece of a word of the lexicon.
func (l *lexer) known(e *entry, from, to int) item {
	it := item{kind: e.kind, from: from, to: to, entry: e, weak: e.weak}
	switch e.kind {
	case kindFilter:
		if e.note == NoteGuessed {
			it.note = guessed(string(l.kept[from:to]), e)
		}
	case kindNote:
		it.to = l.figure(to)
		it.note = &Note{Code: e.note, From: string(l.kept[from:it.to])}
	case kindRate:
		return l.rate(it)
	}
	return it
}

// figure gives the end of a figure after a wish for one: 销量1000以上.
func (l *lexer) figure(at int) int {
	_, end, _, ok := decimal(l.low, at)
	if !ok {
		return at
	}
	for _, unit := range "万千百件%+" {
		if end < len(l.low) && l.low[end] == unit {
			end++
		}
	}
	if _, to, ok := l.p.prices.after.longest(l.low, end); ok {
		end = to
	}
	return end
}

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

// afterMinus says that the piece before is a term with a minus: -包邮-48h.
func (l *lexer) afterMinus() bool {
	n := len(l.items)
	return n > 1 && l.items[n-1].kind.isTerm() && l.items[n-2].kind == kindNot && l.items[n-2].entry.word == minus
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

// termAt says that a term of the lexicon begins at a place.
func (l *lexer) termAt(at int) bool {
	e, _, ok := l.entry(at)
	return ok && (e.kind.isTerm() || e.kind == kindRate)
}

// innerSign says that a sign is part of a word: USB-C, 3.5mm, 50*60, 95%.
func (l *lexer) innerSign(i int) bool {
	if i == 0 || len(l.items) == 0 || l.items[len(l.items)-1].kind != kindText {
		return false
	}
	before := l.low[i-1]
	switch c := l.low[i]; {
	case slices.Contains([]rune("%°'\"℃″′‰"), c) && isDigit(before):
		return true
	case slices.Contains([]rune("-./*'&+#_°=×:"), c):
		return isLatin(before) && i+1 < len(l.low) && isLatin(l.low[i+1])
	}
	return false
}

// emojiText gives the end of an emoji's text such as [赞].
func (l *lexer) emojiText(i int) (to int, ok bool) {
	chinese := 0
	for to = i + 1; to < len(l.low) && to-i <= longestEmojiText+1; to++ {
		if isHan(l.low[to]) {
			chinese++
		}
		if l.low[to] == ']' {
			return to + 1, to > i+1
		}
		if chinese > longestChineseEmojiText || l.low[to] == '[' || l.low[to] == '\n' || l.termAt(to) {
			return 0, false
		}
		if _, _, isPrice := l.price(to); isPrice {
			return 0, false
		}
	}
	return 0, false
}

// address gives the end of a web address, which says nothing of the product.
func (l *lexer) address(i int) (to int, ok bool) {
	if cutsWord(l.low, i) || !hasPrefix(l.low[i:], "http://") && !hasPrefix(l.low[i:], "https://") {
		return 0, false
	}
	for to = i; to < len(l.low) && l.low[to] > ' ' && l.low[to] < 0x7f; to++ {
		continue
	}
	return to, true
}

// saidKeywords reads 关键词:… up to the next white space; the piece is what is
// said. With a space for the colon it is Format's own form.
func (l *lexer) saidKeywords(i int) (item, bool) {
	_, at, ok := l.p.said.longest(l.low, i)
	if !ok || cutsWord(l.low, i) {
		return item{}, false
	}
	end := l.skip(at, " :=")
	if end == at || end == len(l.low) || l.low[end] == '\n' {
		return item{}, false
	}
	from := end
	for end < len(l.low) && (l.low[end] != ' ' || l.kept[end] == noBreak) && l.low[end] != '\n' {
		end++
	}
	return item{kind: kindSaid, from: from, to: end}, true
}
