package command

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tusou/internal/sourcing"
)

// aroundPercent is how far 左右 reaches to either side.
const aroundPercent = 20

// maxAmount bounds an amount of money in fen: what is larger is a telephone
// number or the like.
const maxAmount = 1_000_000_00

// priceTerm is a price as it was said: one end, or both.
type priceTerm struct {
	sourcing.PriceRange
	open bool // only one end was said, so that another price may say the other
}

// amount is one number that may be money.
type amount struct {
	fen   sourcing.Money
	money bool // a unit says so
	han   bool // written with Chinese numerals
	whole bool // no decimals were written
	from  int
	to    int
}

// saying is what stands before the number of a price.
type saying struct {
	led     leadIn
	side    bound
	sided   bool // side was said
	unnamed bool // only ~ was: it must stand apart from words
	to      int
}

// price reads the price that begins at i.
func (l *lexer) price(i int) (t priceTerm, to int, ok bool) {
	if _, to, ok := l.p.prices.any.longest(l.low, i); ok {
		return priceTerm{}, to, true
	}
	said := l.saying(i)
	if t, to, ok := l.spokenRange(said); ok && l.startsPrice(i, amount{from: said.to, money: true}, said) {
		return t, to, true
	}
	first, ok := l.amount(said.to)
	if _, _, least := l.p.prices.minimum.longest(l.low, first.to); !ok || least || !l.startsPrice(i, first, said) {
		return t, 0, false
	}
	if second, end, ok := l.secondAmount(first, said.led == betweenTwo); ok {
		if said.sided && l.sortAt(i) {
			return t, 0, false // 最低价 10-20 is an order and a range
		}
		low, high := min(first.fen, second.fen), max(first.fen, second.fen)
		return priceTerm{PriceRange: sourcing.PriceRange{Min: low, Max: high}}, l.eachPiece(end, second.money || first.money), true
	}
	if !first.money && (l.otherUnit(first.to) || first.fen == platform) || first.fen == 0 {
		return t, 0, false
	}
	if b, end, ok := l.boundAfter(first); ok {
		if !said.sided {
			said.side = b
		}
		return oneSided(said.side, first.fen), l.eachPiece(end, first.money), true
	}
	switch {
	case said.sided:
		if first.han && !first.money {
			return t, 0, false
		}
	case first.money, said.led != unled && !first.han, l.freeShippingAfter(first):
		said.side = atMost
	default:
		return t, 0, false
	}
	return oneSided(said.side, first.fen), l.eachPiece(first.to, first.money), true
}

// platform is no price without a unit: 1688.
const platform = 1688_00

// saying reads the words of a price before its number.
func (l *lexer) saying(i int) saying {
	s := saying{to: i}
	if led, end, ok := l.p.prices.lead.longest(l.low, i); ok && !l.isPartOfWord(i, end) {
		s.led, s.to = led, l.skip(end, " :=在是为要")
	}
	if side, end, ok := l.p.prices.before.longest(l.low, s.to); ok && !l.isSpared(s.to, end) && (l.low[s.to] != '从' || !l.isPartOfWord(s.to, end)) {
		s.side, s.sided, s.unnamed = side, true, l.low[s.to] == '~'
		s.to = l.skip(end, " :在")
	}
	return s
}

// isPartOfWord says that a single character belongs to the word before it: 原|价.
func (l *lexer) isPartOfWord(from, to int) bool {
	return to-from == 1 && isHan(l.low[from]) && l.isTextBefore(from)
}

// sortAt says that an order begins at a place.
func (l *lexer) sortAt(i int) bool {
	e, _, ok := l.entry(i)
	return ok && e.kind == kindSort
}

func oneSided(side bound, fen sourcing.Money) priceTerm {
	switch side {
	case atLeast:
		return priceTerm{PriceRange: sourcing.PriceRange{Min: fen}, open: true}
	case around:
		return priceTerm{PriceRange: sourcing.PriceRange{
			Min: fen * (100 - aroundPercent) / 100,
			Max: fen * (100 + aroundPercent) / 100,
		}}
	}
	return priceTerm{PriceRange: sourcing.PriceRange{Max: fen}, open: true}
}

// startsPrice says whether a price may begin at i by what stands before it.
// Numbers of models, sizes and dates are none.
func (l *lexer) startsPrice(i int, first amount, said saying) bool {
	if i == 0 {
		return true
	}
	before := l.low[i-1]
	if isLatin(l.low[i]) && isLatin(before) && (len(l.items) == 0 || !l.items[len(l.items)-1].kind.isTerm()) {
		return false
	}
	if said.unnamed && i+1 == said.to && isWord(before) {
		return false
	}
	if i == first.from && !l.afterMark(i) && (strings.ContainsRune("第满$€£#~.", before) || isDigit(before) || first.han && (isNumeral(before) || strings.ContainsRune("几数多之", before))) {
		return false
	}
	if strings.ContainsRune(".-/:*", before) && i > 1 && isLatin(l.low[i-2]) && !l.afterMark(i) {
		return false
	}
	if first.money {
		return true
	}
	_, _, bounded := l.boundAfter(first)
	return !l.nameBefore(i, l.p.prices.dimensions) && (bounded || !l.nameBefore(i, l.p.prices.models))
}

// nameBefore says that one of the names stands before i: 身高 120以上, iPhone
// 15-16. One of a single character stands by itself: 长 20以上, but 加长 20以上.
func (l *lexer) nameBefore(i int, names []string) bool {
	for i > 0 && (l.low[i-1] == ' ' || l.low[i-1] == ':') {
		i--
	}
	if i == 0 || l.p.classes.of(l.low[i-1])&closesDimension == 0 {
		return false
	}
	for _, name := range names {
		n := utf8.RuneCountInString(name)
		at := i - n
		if at >= 0 && hasPrefix(l.low[at:], name) && !cutsWord(l.low, at) && (n > 1 || at == 0 || !isHan(l.low[at-1])) {
			return true
		}
	}
	return false
}

// secondAmount reads the other end of a range whose first end was read;
// between says that a word for it stood before.
func (l *lexer) secondAmount(first amount, between bool) (second amount, to int, ok bool) {
	at := l.skip(first.to, " ")
	joined, end, ok := l.p.prices.joins.longest(l.low, at)
	if !ok {
		return second, 0, false
	}
	second, ok = l.amount(l.skip(end, " "))
	if !ok || second.fen == 0 {
		return second, 0, false
	}
	money := first.money || second.money
	spoken := (first.han || second.han) && min(first.fen, second.fen) < 10_00 // 三到五 is rather not money
	if !money && (l.otherUnit(second.to) || spoken || isYear(first) && isYear(second)) {
		return second, 0, false
	}
	to = second.to
	if _, end, ok := l.boundAfter(second); ok && l.low[end-1] != '+' {
		to = end
	}
	for _, word := range []string{"之间", "间"} {
		if hasPrefix(l.low[to:], word) {
			return second, to + len([]rune(word)), true
		}
	}
	return second, to, joined == toOther || between
}

// isYear says that a number looks like a year (2025-2026新款).
func isYear(a amount) bool { return a.whole && a.fen >= 1990_00 && a.fen < 2100_00 }

// boundAfter reads the word after an amount that says which end it is.
func (l *lexer) boundAfter(a amount) (b bound, to int, ok bool) {
	at := l.skip(l.eachPiece(a.to, a.money), " ")
	if b, to, ok := l.p.prices.after.longest(l.low, at); ok && !l.isSpared(at, to) {
		return b, to, true
	}
	if a.han && !a.money {
		return 0, 0, false
	}
	b, to, ok = l.p.prices.edge.longest(l.low, a.to)
	if ok {
		if l.low[to-1] == '+' && to < len(l.low) && (isDigit(l.low[to]) || a.money && l.termAt(to)) {
			return 0, 0, false // 20元+包邮
		}
		to = l.unitAfter(to)
	}
	if !ok || b == around && !a.money || !l.endsEdge(a, to) {
		return 0, 0, false
	}
	return b, to, true
}

// endsEdge says that 内, 起 or + may end at a place. A product may follow 起 after
// an amount of money, but for the words that it begins: 10元起批, 10元起重机.
func (l *lexer) endsEdge(a amount, at int) bool {
	if at == len(l.low) || l.low[at] == '的' || !isHan(l.low[at]) && !isLatin(l.low[at]) || l.termAt(at) {
		return true
	}
	return a.money && l.low[at-1] == '起' && !strings.ContainsRune("批订拍步重球泡钉飞居源动伏舞子点名码", l.low[at])
}

// unitAfter gives the end of a unit that follows the sign of an end: 10+元.
func (l *lexer) unitAfter(at int) int {
	if l.low[at-1] != '+' {
		return at
	}
	if _, end, ok := l.p.prices.yuan.longest(l.low, at); ok && l.endsAmount(end) {
		return end
	}
	return at
}

// freeShippingAfter says that 包邮 follows a bare number at once, 9.9包邮, or a
// number that ends as prices do over a space, 9.9 包邮. A version (蓝牙5.0) and
// a model (iPhone 15) are none.
func (l *lexer) freeShippingAfter(a amount) bool {
	at := a.to
	if !a.whole && slices.Contains([]sourcing.Money{50, 80, 90, 99}, a.fen%100) {
		at = l.skip(at, " ") // no version ends like a price
	}
	e, _, ok := l.entry(at)
	if a.han || !ok || len(e.keys) != 1 || e.keys[0] != freeShipping {
		return false
	}
	if a.from > 0 && isHan(l.low[a.from-1]) && !a.whole && a.fen%100 == 0 {
		return false
	}
	return a.from < 2 || l.low[a.from-1] != ' ' || !isLatin(l.low[a.from-2])
}

// freeShipping is the filter that a price before it belongs to.
const freeShipping = "isOnePsaleFreePost"

// otherUnit says that what follows a bare number makes it something else than
// a price: another unit, a sign, more of a number or a Latin word.
func (l *lexer) otherUnit(at int) bool {
	if at >= len(l.low) {
		return false
	}
	c := l.low[at]
	switch {
	case isLatin(c) || strings.ContainsRune("%°'\"×″′℃‰", c):
		return true
	case strings.ContainsRune(".-~/:*", c) && at+1 < len(l.low) && isDigit(l.low[at+1]):
		return true
	case c == '/' || c == '*':
		return true
	}
	glued := c != ' '
	if !glued {
		at++
	}
	if l.termAt(at) {
		return false
	}
	w := &l.p.prices
	end, ok := l.measure(at)
	if !ok || glued || at < len(l.low) && isLatin(l.low[at]) {
		return ok
	}
	// Over a space most units are rather the beginning of a word: 天然, 个性.
	_, _, plain := w.plainMeasure.longest(l.low, at)
	return plain || end == len(l.low) || !isWord(l.low[end])
}

// eachPiece swallows what belongs to an amount of money: 20元/个, 20块一件.
func (l *lexer) eachPiece(at int, money bool) int {
	if !money || at >= len(l.low) || l.termAt(at) || !strings.ContainsRune("/一每", l.low[at]) {
		return at
	}
	if _, end, ok := l.p.prices.counter.longest(l.low, at+1); ok && !l.termAt(at+1) && !l.isSpared(at, end) {
		return end
	}
	return at
}

func (l *lexer) measure(at int) (to int, ok bool) {
	if _, to, ok = l.p.prices.measure.longest(l.low, at); !ok {
		_, to, ok = l.p.prices.counter.longest(l.low, at)
	}
	_, end, begins := l.p.prices.compound.longest(l.low, at)
	return to, ok && (!begins || end <= to)
}

// skip gives the first place from at on that holds none of these characters.
func (l *lexer) skip(at int, these string) int {
	for at < len(l.low) && strings.ContainsRune(these, l.low[at]) {
		at++
	}
	return at
}
