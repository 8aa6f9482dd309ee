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
	entry   *entry // the word of the lexicon it is; nil for text, prices, rates
	keys    []string
	price   priceTerm
	note    *Note
	weak    bool // not yet decided; see resolve
	demoted bool // text that was a name
	not     bool // to be taken away
	said    string
}

// lexer cuts a message into pieces, the longest first that begins at a place.
type lexer struct {
	p *Parser
	folded
	spared []span // real words that names may only contain or leave alone
	items  []item
}

type span struct{ from, to int }

func (p *Parser) lex(f folded) []item {
	l := &lexer{p: p, folded: f, items: make([]item, 0, len(f.low)/2+1)}
	for i := range l.low {
		if _, to, ok := p.spared.longest(l.low, i); ok {
			l.spared = append(l.spared, span{i, to})
		}
	}
	for i := 0; i < len(l.low); {
		i = l.next(i)
	}
	return l.items
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
	if to, ok := l.listMark(i); ok {
		return l.put(item{kind: kindBreak, from: i, to: to})
	}
	if it, ok := l.saidKeywords(i); ok {
		return l.put(it)
	}
	e, to, known := l.entry(i)
	if t, priceTo, ok := l.price(i); ok && (!known || priceTo > to) {
		return l.put(item{kind: kindPrice, from: i, to: priceTo, price: t})
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
		it.keys = e.keys
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
	if i >= len(l.low) || cutsWord(l.low, i) {
		return nil, 0, false
	}
	return l.p.lexicon.longestFit(l.low, i, func(e *entry, to int) bool {
		glued := to < len(l.low) && isLatin(l.low[to-1]) && isLatin(l.low[to])
		switch {
		case e.kind == kindText:
			return true
		case l.isSpared(i, to), glued && !e.kind.isTerm():
			return false
		case e.word == minus:
			return i == 0 || !isWord(l.low[i-1]) // after a word it is a hyphen
		case e.kind == kindFilter, e.kind == kindWaybill, e.kind == kindRate:
			return !l.afterNumber(i, e)
		}
		return true
	})
}

// afterNumber says that a name belongs to the number before it: 1.48h, 1 TB.
func (l *lexer) afterNumber(i int, e *entry) bool {
	if i == 0 {
		return false
	}
	before := l.low[i-1]
	if isDigit(l.low[i]) {
		return before == '.' && i > 1 && isDigit(l.low[i-2])
	}
	return e.weak && isLatin(l.low[i]) && before == ' ' && i > 1 && isDigit(l.low[i-2]) && !strings.ContainsFunc(e.word, isHan)
}

// isSpared says that a real word overlaps with a piece and is not inside it.
func (l *lexer) isSpared(from, to int) bool {
	return slices.ContainsFunc(l.spared, func(s span) bool {
		return s.from < to && from < s.to && (s.from < from || to < s.to)
	})
}

// termAt says that a term of the lexicon begins at a place.
func (l *lexer) termAt(at int) bool {
	e, _, ok := l.entry(at)
	return ok && e.kind.isTerm()
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
	for to = i + 1; to < len(l.low) && to-i <= longestEmojiText+1; to++ {
		if l.low[to] == ']' {
			return to + 1, to > i+1
		}
		if l.low[to] == '[' || l.low[to] == '\n' || l.termAt(to) {
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
	if cutsWord(l.low, i) || !hasPrefix(l.low[i:], []rune("http://")) && !hasPrefix(l.low[i:], []rune("https://")) {
		return 0, false
	}
	for to = i; to < len(l.low) && l.low[to] > ' ' && l.low[to] < 0x7f; to++ {
		continue
	}
	return to, true
}

// listMark gives the end of what numbers a line or an entry: 1. 2) 3、 (4) -.
func (l *lexer) listMark(i int) (to int, ok bool) {
	if i > 0 && l.low[i-1] != '\n' && l.low[i-1] != ' ' && l.low[i-1] != '(' {
		return 0, false
	}
	const digits = 2
	for to = i; to < len(l.low) && to-i < digits && isDigit(l.low[to]); to++ {
		continue
	}
	if to == i || to+1 >= len(l.low) {
		return 0, false
	}
	next := l.low[to+1]
	switch l.low[to] {
	case '.', ':':
		return to + 1, !isDigit(next)
	case ')', '、':
		return to + 1, true
	}
	return 0, false
}

// saidKeywords reads 关键词:… up to the next white space. With a space for the
// colon it is Format's own form.
func (l *lexer) saidKeywords(i int) (item, bool) {
	if cutsWord(l.low, i) {
		return item{}, false
	}
	for _, word := range []string{"关键词", "关键字", "keywords", "keyword"} {
		if !hasPrefix(l.low[i:], []rune(word)) {
			continue
		}
		at := i + len([]rune(word))
		end := l.skip(at, " :")
		if end == at || end == len(l.low) || l.low[end] == '\n' {
			return item{}, false
		}
		from := end
		for end < len(l.low) && (l.low[end] != ' ' || l.kept[end] == noBreak) && l.low[end] != '\n' {
			end++
		}
		said := strings.ReplaceAll(string(l.kept[from:end]), string(noBreak), " ")
		return item{kind: kindSaid, from: i, to: end, said: said}, true
	}
	return item{}, false
}
