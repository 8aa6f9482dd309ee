package command

import (
	"strings"

	"tusou/internal/sourcing"
)

// numeral gives the value of a Chinese digit.
func numeral(r rune) (int64, bool) {
	switch r {
	case '零', '〇':
		return 0, true
	case '一', '壹':
		return 1, true
	case '二', '两', '俩', '贰':
		return 2, true
	case '三':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

func multiplier(r rune) (int64, bool) {
	switch r {
	case '十':
		return 10, true
	case '百':
		return 100, true
	case '千':
		return 1000, true
	case '万':
		return 10000, true
	}
	return 0, false
}

// isNumeral says that r is part of a number, Chinese or not.
func isNumeral(r rune) bool { return isDigit(r) || isHanNumeral(r) }

func isHanNumeral(r rune) bool {
	_, digit := numeral(r)
	_, times := multiplier(r)
	return digit || times
}

// decimal reads an Arabic number in thousandths, 1,000 too; whole says that it
// has no decimals. More than three decimals, and numbers of more than nine digits,
// are none.
func decimal(text []rune, at int) (thousandths int64, to int, whole, ok bool) {
	const longest = 9
	to = at
	for to < len(text) && isDigit(text[to]) {
		thousandths = thousandths*10 + int64(text[to]-'0')
		if to++; to-at > longest {
			return 0, 0, false, false
		}
	}
	if to == at {
		return 0, 0, false, false
	}
	if groupAfter(text, to) && to-at <= 3 {
		for _, r := range text[to+1 : to+4] {
			thousandths = thousandths*10 + int64(r-'0')
		}
		to += 4
	}
	thousandths *= 1000
	if to+1 >= len(text) || text[to] != '.' || !isDigit(text[to+1]) {
		return thousandths, to, true, true
	}
	to++
	for scale := int64(100); to < len(text) && isDigit(text[to]); to++ {
		if scale == 0 {
			return 0, 0, false, false
		}
		thousandths += int64(text[to]-'0') * scale
		scale /= 10
	}
	return thousandths, to, false, true
}

// groupAfter says that a comma and three digits end the number at a place. With
// another unit after them they are a number of their own: 20以内, 500ml.
func groupAfter(text []rune, at int) bool {
	const group = 4
	if len(text) < at+group || text[at] != ',' {
		return false
	}
	if end := at + group; end < len(text) && (isLatin(text[end]) || isHan(text[end]) && !strings.ContainsRune("元块圆以之起左上到至内人", text[end])) {
		return false
	}
	return isDigit(text[at+1]) && isDigit(text[at+2]) && isDigit(text[at+3])
}

// hanNumber reads a Chinese number below a hundred million, in the spoken
// short form too: 一百五 is 150.
func hanNumber(text []rune, at int) (n int64, to int, ok bool) {
	const most = 100_000_000
	var total, section, digit int64 = 0, 0, -1
	last := int64(1)
	zero := false
	for to = at; to < len(text); to++ {
		if d, is := numeral(text[to]); is {
			if digit > 0 || digit == 0 && d == 0 {
				return 0, 0, false // 二三 is no number
			}
			digit, zero = d, zero || d == 0
			continue
		}
		times, is := multiplier(text[to])
		if !is {
			break
		}
		switch {
		case times == 10000:
			total, section = (section+max(digit, 0))*times, 0
		case digit > 0:
			section += digit * times
		case digit < 0 && section == 0:
			section += times // 十, 百元
		default:
			return 0, 0, false
		}
		digit, last, zero = -1, times, false
		if total > most {
			return 0, 0, false
		}
	}
	if to == at {
		return 0, 0, false
	}
	if digit > 0 && last > 10 && !zero {
		digit *= last / 10
	}
	return total + section + max(digit, 0), to, true
}

// amount reads a number that begins at i, with the unit that makes it money.
func (l *lexer) amount(i int) (amount, bool) {
	a := amount{from: i}
	w := &l.p.prices
	at := i
	if _, end, ok := w.currency.longest(l.low, at); ok {
		a.money, at = true, l.skip(end, " ")
		a.from = at
	}
	thousandths, end, whole, ok := decimal(l.low, at)
	if !ok {
		n, to, isHan := hanNumber(l.low, at)
		if !isHan {
			return a, false
		}
		thousandths, end, whole, a.han = n*1000, to, true, true
	}
	if !a.han && end < len(l.low) {
		if times, ok := multiplier(l.low[end]); ok && times > 10 && l.endsNumber(end+1) {
			thousandths *= times
			end++
		}
	}
	a.whole = whole
	a.fen = sourcing.Money((thousandths + 5) / 10)
	a.to = end
	l.unit(&a)
	return a, a.fen <= maxAmount
}

// spokenRange reads two digits in a row, which say from one to the other:
// 二三十块, 两三百以内, 三五块钱. A unit or the word for an end must follow.
func (l *lexer) spokenRange(said saying) (t priceTerm, to int, ok bool) {
	at := said.to
	if at+2 >= len(l.low) {
		return t, 0, false
	}
	low, isLow := numeral(l.low[at])
	high, isHigh := numeral(l.low[at+1])
	if !isLow || !isHigh || low == 0 || low >= high {
		return t, 0, false
	}
	if times, ok := multiplier(l.low[at+2]); ok {
		low, high, at = low*times, high*times, at+1
	}
	const yuan = 100
	unit := amount{fen: yuan, to: at + 2, han: true}
	if l.unit(&unit); !unit.money || unit.fen > yuan {
		return t, 0, false
	}
	t.Min, t.Max = sourcing.Money(low)*unit.fen, sourcing.Money(high)*unit.fen
	side, to, bounded := l.boundAfter(unit)
	if !bounded {
		to = unit.to
	}
	if said.sided {
		side = said.side
	}
	switch side {
	case atMost:
		t = oneSided(atMost, t.Max)
	case atLeast:
		t = oneSided(atLeast, t.Min)
	}
	return t, l.eachPiece(to, true), t.Max <= maxAmount
}
