package command

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The parts of a long message that are read, in characters. Nobody types terms
// longer than this; they stand before a pasted text or after it, which must not
// cost more than a message.
const (
	maxHead = 200
	maxTail = 100
)

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

// folding evens out the spelling of messages: NFKC, simplified characters, one
// kind of dash and tilde, single spaces, and numbers in circles (which NFKC
// would glue to the text) as line breaks.
type folding struct {
	simplified map[rune]rune
	// glyphs has the outcome for every character of the basic plane that has
	// one whatever stands beside it. Messages of such characters, which is
	// nearly all, need no general normalisation.
	glyphs []glyph
}

// glyph is a character in both forms of folded; low dropped says that it is
// left out, low depends that it needs the general way.
type glyph struct{ kept, low rune }

const (
	dropped = -1
	depends = -2
)

// basicPlane is the number of characters of Unicode's basic plane.
const basicPlane = 1 << 16

func newFolding() *folding {
	pairs := []rune(simplifiedPairs)
	f := &folding{simplified: make(map[rune]rune, len(pairs)/2), glyphs: make([]glyph, basicPlane)}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.simplified[pairs[i]] = pairs[i+1]
	}
	for r := range rune(basicPlane) {
		f.glyphs[r] = f.alone(r)
	}
	return f
}

// alone gives what becomes of a character of the basic plane.
func (f *folding) alone(r rune) glyph {
	prepared := prepare(r)
	switch {
	case prepared < 0:
		return glyph{low: dropped}
	case isHan(r) || isASCII(prepared):
		return f.spelled(prepared)
	}
	text := string(prepared)
	folded := norm.NFKC.String(text)
	one, size := utf8.DecodeRuneInString(folded)
	if size != len(folded) || !startsAfresh(text) || !startsAfresh(folded) {
		return glyph{low: depends}
	}
	return f.spelled(one)
}

// startsAfresh says that the first character of a text never becomes one with
// what stands before it.
func startsAfresh(text string) bool { return norm.NFKC.PropertiesString(text).BoundaryBefore() }

// spelled gives both forms of a character after NFKC.
func (f *folding) spelled(r rune) glyph {
	if simple, ok := f.simplified[r]; ok {
		r = simple
	}
	r = evenOut(r)
	if r == noBreak {
		return glyph{noBreak, ' '}
	}
	return glyph{r, unicode.ToLower(r)}
}

// excerpt gives the beginning and the end of a text that is longer than both,
// on two lines and cut between words where there are any.
func excerpt(text string) string {
	head, runes := 0, 0
	for at := range text {
		if runes == maxHead {
			head = at
		}
		if runes++; runes > maxHead+maxTail {
			break
		}
	}
	if runes <= maxHead+maxTail {
		return text
	}
	tail := len(text)
	for range maxTail {
		_, size := utf8.DecodeLastRuneInString(text[:tail])
		tail -= size
	}
	const near = 100 // a gap is looked for so many bytes from the cut
	if gap := strings.LastIndexFunc(text[:head], isGap); gap > head-near {
		head = gap
	}
	if gap := strings.IndexFunc(text[tail:], isGap); gap >= 0 && gap < near {
		tail += gap
	}
	return text[:head] + "\n" + text[tail:]
}

func isGap(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }

// fold evens out the spelling of a message, of which it reads the excerpt. It
// writes over memory.
func (f *folding) fold(text string, memory folded) folded {
	text = excerpt(text)
	w := writer{folded{memory.kept[:0], memory.low[:0]}}
	for _, r := range text {
		g := glyph{r, r} // an emoji
		switch {
		case r < basicPlane:
			g = f.glyphs[r]
		case !isEmoji(r):
			g.low = depends
		}
		if g.low == depends {
			return f.foldGenerally(text, w.folded)
		}
		w.write(g)
	}
	return w.folded
}

// mostFolded bounds what NFKC, which makes up to 18 characters of one, makes of
// an excerpt.
const mostFolded = 2 * (maxHead + maxTail)

// foldGenerally is fold for texts with characters whose form depends on their
// neighbours.
func (f *folding) foldGenerally(text string, memory folded) folded {
	w := writer{folded{memory.kept[:0], memory.low[:0]}}
	for _, r := range norm.NFKC.String(strings.Map(prepare, text)) {
		if len(w.low) == mostFolded {
			break
		}
		w.write(f.spelled(r))
	}
	return w.folded
}

// writer puts a folded message together.
type writer struct{ folded }

func (w *writer) write(g glyph) {
	last := rune('\n')
	if n := len(w.kept); n > 0 {
		last = w.kept[n-1]
	}
	switch g.low {
	case dropped:
		return
	case ' ':
		switch last {
		case '\n', ' ':
			return
		case noBreak:
			if g.kept == ' ' {
				w.kept[len(w.kept)-1] = ' '
			}
			return
		}
	case '\n':
		switch {
		case last == '\n' && len(w.kept) > 0:
			return
		case last == ' ' || last == noBreak:
			w.replaceLast('\n')
			return
		}
	case keycap:
		if isDigit(last) {
			w.replaceLast('\n')
		}
		return
	}
	w.kept = append(w.kept, g.kept)
	w.low = append(w.low, g.low)
}

func (w *writer) replaceLast(r rune) {
	n := len(w.kept) - 1
	w.kept[n], w.low[n] = r, r
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
	case isHan(r):
		return r
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

func isASCII(r rune) bool { return r >= 0 && r < utf8.RuneSelf }

// isEmoji says that r is of the blocks of pictographs, which NFKC leaves alone.
func isEmoji(r rune) bool { return r >= 0x1f300 && r <= 0x1faff }

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
