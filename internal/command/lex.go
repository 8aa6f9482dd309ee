package command

import "slices"

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
