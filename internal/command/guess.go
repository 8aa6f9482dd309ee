package command

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// The sizes of words for which a misspelling is thought of, in characters.
const (
	minSound    = 2  // Chinese words that sound like a name
	minSpelling = 4  // full Chinese names that differ in one character, digits not counted
	minShort    = 3  // ambiguous ones
	minLatin    = 6  // Latin words that do: shorter ones are too near to others
	minPhrase   = 10 // several Latin words that do
	maxGuess    = 24
)

// guesser finds the name that a word is a misspelling of.
type guesser struct {
	classes  classes
	bySound  map[string][]*entry // pinyin without tones
	spelling map[ending][]spelled
	outer    *trie[struct{}] // the first and the last words of English names
	ordinary []string
	whole    map[string]bool // real words that are near a name only as a whole
}

// ending packs the first or the last character of a name and the number of its
// characters. What differs from it in one place has one of the two unchanged.
type ending uint64

func firstOf(word []rune, length int) ending { return ending(word[0])<<16 | ending(length)<<1 }

func lastOf(word []rune, length int) ending {
	return ending(word[len(word)-1])<<16 | ending(length)<<1 | 1
}

type spelled struct {
	runes []rune
	entry *entry
}

func newGuesser(entries []*entry, c classes) guesser {
	g := guesser{classes: c, bySound: make(map[string][]*entry), spelling: make(map[ending][]spelled), outer: &trie[struct{}]{}, ordinary: slices.Concat(ordinaryWords(), sparedWords()), whole: make(map[string]bool)}
	for _, word := range slices.Concat(neighbours(), g.ordinary) {
		g.whole[word] = true
	}
	first, syllables := make(map[string]bool), make(map[string]bool)
	for _, e := range entries {
		if !e.guessable {
			continue
		}
		word := []rune(e.word)
		if sound, ok := soundOf(word); ok && len(word) >= minSound {
			g.bySound[sound] = append(g.bySound[sound], e)
			syllable, _ := soundOf(word[:1])
			first[syllable] = true
			for i := range word {
				syllable, _ := soundOf(word[i : i+1])
				syllables[syllable] = true
			}
		}
		if mayDiffer(word) && (e.weak || !slices.ContainsFunc(word, isHan) || letters(word) >= minSpelling) {
			g.learn(spelled{word, e})
		}
	}
	for r := range c {
		if !isHan(rune(r)) {
			continue
		}
		syllable, ok := soundOf([]rune{rune(r)})
		if ok && first[syllable] {
			c[r] |= opensSound
		}
		if ok && syllables[syllable] {
			c[r] |= inSound
		}
	}
	return g
}

func (g *guesser) learn(s spelled) {
	for _, e := range []ending{firstOf(s.runes, len(s.runes)), lastOf(s.runes, len(s.runes))} {
		g.spelling[e] = append(g.spelling[e], s)
	}
	g.classes[s.runes[0]] |= opensName
	g.classes[s.runes[len(s.runes)-1]] |= closesName
	if parts := strings.Fields(s.entry.word); len(parts) > 1 {
		g.outer.add(parts[0], struct{}{})
		g.outer.add(parts[len(parts)-1], struct{}{})
	}
}

// mayDiffer says that a word is long enough to differ in one character.
func mayDiffer(word []rune) bool {
	switch {
	case slices.ContainsFunc(word, isHan):
		return letters(word) >= minShort
	case slices.Contains(word, ' '):
		return letters(word) >= minPhrase
	}
	return letters(word) >= minLatin
}

// letters counts the characters that are no digit and no space.
func letters(word []rune) int {
	n := 0
	for _, r := range word {
		if !isDigit(r) && r != ' ' {
			n++
		}
	}
	return n
}

// soundOf gives the pinyin of a word, Latin letters and digits as they are. A
// word without Chinese characters is taken for pinyin, spaces apart.
func soundOf(word []rune) (sound string, ok bool) {
	var b strings.Builder
	for _, r := range word {
		switch {
		case isLatin(r):
			b.WriteRune(r)
		case r == ' ':
		default:
			reading, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
			if reading == "" {
				return "", false
			}
			for _, letter := range reading {
				b.WriteRune(toneless(letter))
			}
		}
	}
	return b.String(), true
}

// toneless takes the tone off a vowel of pinyin.
func toneless(r rune) rune {
	switch r {
	case 'ā', 'á', 'ǎ', 'à':
		return 'a'
	case 'ē', 'é', 'ě', 'è', 'ê':
		return 'e'
	case 'ī', 'í', 'ǐ', 'ì':
		return 'i'
	case 'ō', 'ó', 'ǒ', 'ò':
		return 'o'
	case 'ū', 'ú', 'ǔ', 'ù':
		return 'u'
	case 'ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ':
		return 'v'
	case 'ń', 'ň', 'ǹ':
		return 'n'
	case 'ḿ':
		return 'm'
	}
	return r
}

// guess gives the name that a whole word is taken for, when only one filter
// fits: by its sound, and by its spelling where that is asked for.
func (g *guesser) guess(word []rune, bySpelling bool) (*entry, bool) {
	if len(word) < minSound || len(word) > maxGuess {
		return nil, false
	}
	e, ok := g.bySoundOf(word)
	if !ok && bySpelling {
		e, ok = g.bySpellingOf(word)
	}
	return e, ok && !g.whole[string(word)]
}

// bySoundOf gives the name that a word with Chinese characters sounds like.
func (g *guesser) bySoundOf(word []rune) (*entry, bool) {
	if !isLatin(word[0]) && g.classes.of(word[0])&opensSound == 0 {
		return nil, false
	}
	han := false
	for _, r := range word {
		if isLatin(r) {
			continue
		}
		if g.classes.of(r)&inSound == 0 {
			return nil, false
		}
		han = true
	}
	if !han {
		return nil, false
	}
	sound, ok := soundOf(word)
	if !ok {
		return nil, false
	}
	return only(g.bySound[sound])
}

// bySpellingOf gives the name that a word differs from in one character.
func (g *guesser) bySpellingOf(word []rune) (*entry, bool) {
	front, back := g.classes.of(word[0]), g.classes.of(word[len(word)-1])
	if front&opensName == 0 && back&closesName == 0 || !mayDiffer(word) {
		return nil, false
	}
	var near []*entry
	for length := len(word) - 1; length <= len(word)+1; length++ {
		for _, end := range [...]ending{firstOf(word, length), lastOf(word, length)} {
			near = append(near, g.near(word, end)...)
		}
	}
	return only(near)
}

// near gives the names with an ending that differ from a word in one place.
func (g *guesser) near(word []rune, end ending) []*entry {
	var near []*entry
	for _, s := range g.spelling[end] {
		if !differInOne(word, s.runes) || s.entry.weak && !differInside(word, s.runes) {
			continue
		}
		text := string(word)
		holds := isHan(s.runes[len(s.runes)-1]) && strings.Contains(text, s.entry.word)
		if !holds && !g.isOrdinary(text, s.entry.word) {
			near = append(near, s.entry)
		}
	}
	return near
}

// isOrdinary says that text holds a real word that name does not.
func (g *guesser) isOrdinary(text, name string) bool {
	return slices.ContainsFunc(g.ordinary, func(word string) bool {
		return strings.Contains(text, word) && !strings.Contains(name, word)
	})
}

// only gives the one meaning that all entries have.
func only(entries []*entry) (*entry, bool) {
	if len(entries) == 0 {
		return nil, false
	}
	first := entries[0]
	for _, e := range entries[1:] {
		if e.kind != first.kind || !slices.Equal(e.keys, first.keys) {
			return nil, false
		}
	}
	return first, true
}

// differInside says that the first and the last characters are the same, which
// an ambiguous Chinese name needs: its part is rather part of a product (小红帽).
func differInside(word, name []rune) bool {
	return !isHan(name[0]) || word[0] == name[0] && word[len(word)-1] == name[len(name)-1]
}

// differInOne says that two words differ in exactly one character, put in,
// left out or replaced. Numbers are never mistyped: 7天 is not 3天.
func differInOne(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	front := 0
	for front < len(a) && a[front] == b[front] {
		front++
	}
	back := 0
	for back < len(a)-front && a[len(a)-1-back] == b[len(b)-1-back] {
		back++
	}
	if front+back != len(b)-1 {
		return false
	}
	return !isNumeral(b[front]) && (len(a) < len(b) || !isNumeral(a[front]))
}
