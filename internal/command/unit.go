package command

import (
	"strings"

	"tusou/internal/sourcing"
)

// unit reads the unit of money after the number of a.
func (l *lexer) unit(a *amount) {
	w := &l.p.prices
	at := a.to
	if !a.han {
		at = l.skip(at, " ")
	}
	if tenths, end, ok := w.yuan.longest(l.low, at); ok && !l.isSpared(at, end) && !l.oneOf(a, at, end) {
		a.money, a.to = true, l.unitEnd(end)
		if tenths {
			l.cents(a)
		}
		return
	}
	_, end, ok := w.jiao.longest(l.low, a.to)
	if !ok || l.isSpared(a.to, end) || a.han && a.to-a.from == 1 && l.isTextBefore(a.from) {
		return // 冰山一角
	}
	fen := sourcing.Money(0) // 9毛9
	if end < len(l.low) && isDigit(l.low[end]) && (end+1 == len(l.low) || !isLatin(l.low[end+1])) {
		fen = sourcing.Money(l.low[end] - '0')
		end++
	}
	if l.endsAmount(end) {
		a.fen, a.money, a.to = a.fen/10+fen, true, end
	}
}

// unitEnd leaves the last character of a unit to the word it begins: 20元|钱包
// and 20元|整理箱, but 20块钱|包邮 and 20元整.
func (l *lexer) unitEnd(end int) int {
	begins := false
	switch {
	case end == len(l.low):
	case l.low[end-1] == '钱':
		begins = strings.ContainsRune("包夹袋罐盒箱币树", l.low[end]) && !l.termAt(end)
	case l.low[end-1] == '整':
		begins = !l.endsAmount(end)
	}
	if begins {
		return end - 1
	}
	return end
}

// oneOf says that 两块 and 三元 are no amount where a word goes on (三元催化,
// 两块布), nor 一块 after one (铁板一块).
func (l *lexer) oneOf(a *amount, at, end int) bool {
	if !a.han || at-a.from != 1 {
		return false
	}
	if _, ok := numeral(l.low[a.from]); !ok {
		return false
	}
	if l.low[a.from] == '一' && a.from > 0 && isHan(l.low[a.from-1]) && l.isTextBefore(a.from) {
		return true
	}
	return end < len(l.low) && isHan(l.low[end]) && !l.endsAmount(end) && !isNumeral(l.low[end])
}

// isTextBefore says that words of the product end at a place.
func (l *lexer) isTextBefore(at int) bool {
	n := len(l.items)
	return n > 0 && l.items[n-1].kind == kindText && l.items[n-1].to == at
}

// endsAmount says that no word goes on at a place, so that a unit may end there.
func (l *lexer) endsAmount(at int) bool {
	if at >= len(l.low) || !isHan(l.low[at]) || l.low[at] == '的' || l.termAt(at) {
		return true
	}
	_, _, bounded := l.p.prices.after.longest(l.low, at)
	_, _, joined := l.p.prices.joins.longest(l.low, at)
	return bounded || joined || l.eachPiece(at, true) > at
}

// endsNumber says that a number may end at a place: 1万以内, but not 20|万能胶.
func (l *lexer) endsNumber(at int) bool {
	_, _, ok := l.p.prices.yuan.longest(l.low, at)
	return ok || l.endsAmount(at)
}

// startsWord says that a known word of several characters begins at a place:
// 两块五|一件代发.
func (l *lexer) startsWord(at int) bool {
	_, to, known := l.entry(at)
	return known && to-at > 1
}

// jiaoAt says that a tenth's unit is at a place.
func (l *lexer) jiaoAt(at int) bool {
	_, to, ok := l.p.prices.jiao.longest(l.low, at)
	return ok && !l.isSpared(at, to)
}

// cents reads the digits after 块 or 元 that are no new number: 9块9, 两块五毛.
func (l *lexer) cents(a *amount) {
	at := a.to
	digits := int64(0)
	n := 0
	for at < len(l.low) && n < 2 && isDigit(l.low[at]) {
		digits = digits*10 + int64(l.low[at]-'0')
		at++
		n++
	}
	if n == 0 && at < len(l.low) {
		if d, ok := numeral(l.low[at]); ok && l.low[at] != '两' && !l.startsWord(at) && (a.han && (!l.otherUnit(at+1) || l.startsWord(at+1)) || l.endsAmount(at+1) || l.jiaoAt(at+1)) {
			digits, n = d, 1
			at++
		}
	}
	if n == 0 {
		return
	}
	if _, end, ok := l.p.prices.jiao.longest(l.low, at); ok && n == 1 && !l.isSpared(at, end) {
		at = end
	} else if at < len(l.low) && !l.startsWord(at) && (isNumeral(l.low[at]) || !strings.ContainsRune("-~", l.low[at]) && l.otherUnit(at)) {
		return
	}
	if n == 1 {
		digits *= 10
	}
	a.fen += sourcing.Money(digits)
	a.to = at
}
