package command

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText bounds what of a message is read, in bytes. Nobody types terms
// longer than this, and a pasted page must not cost more than a message.
const maxText = 6000

// noBreak stands for a no-break space between folding and reading: white space
// everywhere, except inside keywords that are said outright (see Format).
const noBreak = '\u2060'

// folded is a message with its spelling evened out: kept has simplified
// characters and half-width forms in the writer's case, low the same in lower
// case. Both have one rune for one.
type folded struct {
	kept []rune
	low  []rune
}

// simplifier gives the map from traditional to simplified characters.
func simplifier() map[rune]rune {
	pairs := []rune(simplifiedPairs)
	m := make(map[rune]rune, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// fold evens out the spelling of a message: NFKC, simplified characters, one
// kind of dash and tilde, single spaces, and numbers in circles (which NFKC
// would glue to the text) as line breaks.
func (p *Parser) fold(text string) folded {
	if len(text) > maxText {
		cut := maxText
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	text = norm.NFKC.String(strings.Map(prepare, text))
	kept := make([]rune, 0, len(text))
	for _, r := range text {
		if simple, ok := p.simplified[r]; ok {
			r = simple
		}
		r = evenOut(r)
		last := rune('\n')
		if len(kept) > 0 {
			last = kept[len(kept)-1]
		}
		switch {
		case r == keycap && unicode.IsDigit(last):
			kept[len(kept)-1] = '\n'
			continue
		case r == keycap, r == ' ' && (last == ' ' || last == '\n'), r == '\n' && len(kept) > 0 && last == '\n':
			continue
		case r == '\n' && last == ' ':
			kept[len(kept)-1] = '\n'
			continue
		}
		kept = append(kept, r)
	}
	low := make([]rune, len(kept))
	for i, r := range kept {
		if r == noBreak {
			r = ' '
		}
		low[i] = unicode.ToLower(r)
	}
	return folded{kept: kept, low: low}
}

// keycap is the combining enclosure of the emoji 1️⃣, which numbers lists.
const keycap = '\u20e3'

// prepare treats, before NFKC, what NFKC would make unrecognisable.
func prepare(r rune) rune {
	switch {
	case r == '\u00a0' || r == '\u202f':
		return noBreak
	case r >= '①' && r <= '⒛', r >= '❶' && r <= '➓', r >= '⓪' && r <= '⓿', r >= '㈠' && r <= '㈩', r >= '㊀' && r <= '㊉':
		return '\n'
	case r == utf8.RuneError:
		return ' '
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case r == '\ufe0f' || r == noBreak || unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsControl(r):
		return ' '
	}
	return r
}

func evenOut(r rune) rune {
	switch r {
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣':
		return '-'
	case '〜', '∼', '∽':
		return '~'
	case '≦', '⩽':
		return '≤'
	case '≧', '⩾':
		return '≥'
	case '\n', noBreak, keycap:
		return r
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func isHan(r rune) bool {
	return r >= 0x3400 && r <= 0x9fff || r == '〇' || r > 0xffff && unicode.Is(unicode.Han, r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isLatin says that r is an ASCII letter or digit: such characters only make
// whole words.
func isLatin(r rune) bool {
	return isDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// isWord says that r is part of a word, and no separator.
func isWord(r rune) bool {
	return isLatin(r) || isHan(r) || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}
