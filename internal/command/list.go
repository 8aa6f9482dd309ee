package command

// maxListDigits is the length of the longest number of a list's entry.
const maxListDigits = 2

// startsEntry says that a line or an entry of a list may begin at a place.
func (l *lexer) startsEntry(i int) bool {
	return i == 0 || l.low[i-1] == '\n' || l.low[i-1] == ' ' || l.low[i-1] == '('
}

// listMark gives the end of what numbers a line or an entry: 1. 2) 3、 (4) 一、
func (l *lexer) listMark(i int) (to int, ok bool) {
	if !l.startsEntry(i) {
		return 0, false
	}
	for to = i; to < len(l.low) && to-i < maxListDigits && isDigit(l.low[to]); to++ {
		continue
	}
	if to == i && isHanNumeral(l.low[i]) {
		return l.chineseMark(i)
	}
	if to == i || to+1 >= len(l.low) {
		return 0, false
	}
	next := l.low[to+1]
	switch l.low[to] {
	case '.', ':':
		return to + 1, !isDigit(next) || l.isEntry(i)
	case ')', '、':
		return to + 1, true
	}
	return 0, false
}

// chineseMark is listMark for Chinese numbers.
func (l *lexer) chineseMark(i int) (to int, ok bool) {
	_, to, ok = hanNumber(l.low, i)
	if !ok || to-i > maxListDigits || to+1 >= len(l.low) {
		return 0, false
	}
	return to + 1, (l.low[to] == '、' || l.low[to] == ')') && !isHanNumeral(l.low[to+1])
}

// afterMark says that a list's number ends at a place.
func (l *lexer) afterMark(i int) bool {
	n := len(l.items)
	return n > 0 && l.items[n-1].kind == kindBreak && l.items[n-1].to == i && isNumeral(l.low[l.items[n-1].from])
}

// isNumbered says that a line or entry begins with a number and a full stop.
func (l *lexer) isNumbered(i, number int) bool {
	value, to := 0, i
	for ; to < len(l.low) && to-i < maxListDigits && isDigit(l.low[to]); to++ {
		value = value*10 + int(l.low[to]-'0')
	}
	return value == number && to+1 < len(l.low) && l.low[to] == '.'
}

// isList says that the numbers found are those of a list, where a digit may
// follow the full stop (1.包邮 2.48h): one of them would be no number by
// itself, or each has its line.
func (l *lexer) isList() bool {
	const least = 2
	lines := 0
	for _, i := range l.list {
		if i == 0 || l.low[i-1] == '\n' {
			lines++
		}
	}
	return len(l.list) >= least && (lines == len(l.list) || l.hasPlainEntry())
}

// hasPlainEntry says that an entry of the list begins with no digit.
func (l *lexer) hasPlainEntry() bool {
	for _, i := range l.list {
		for isDigit(l.low[i]) {
			i++
		}
		if !isDigit(l.low[i+1]) {
			return true
		}
	}
	return false
}

// isEntry says that an entry of a numbered list begins at a place.
func (l *lexer) isEntry(i int) bool {
	for _, at := range l.list {
		if at == i {
			return true
		}
	}
	return false
}
