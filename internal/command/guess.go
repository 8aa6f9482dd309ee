package command

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// The sizes of words for which a misspelling is thought of, in characters.
const (
	minSound    = 2 // Chinese words that sound like a name
	minSpelling = 3 // words that differ in one character, digits not counted
	minLatin    = 6 // Latin words that do: shorter ones are too near to others
	maxGuess    = 24
)

// guesser finds the name that a word is a misspelling of.
type guesser struct {
	bySound  map[string][]*entry // pinyin without tones
	spelling []spelled
	ordinary []string
}

type spelled struct {
	runes []rune
	entry *entry
}

func newGuesser(entries []*entry) guesser {
	g := guesser{bySound: make(map[string][]*entry), ordinary: slices.Concat(ordinaryWords(), sparedWords())}
	for _, e := range entries {
		if !e.guessable || strings.Contains(e.word, " ") && strings.ContainsFunc(e.word, isHan) {
			continue
		}
		word := []rune(e.word)
		if sound, ok := soundOf(word); ok && utf8.RuneCountInString(e.word) >= minSound {
			g.bySound[sound] = append(g.bySound[sound], e)
		}
		if mayDiffer(word) {
			g.spelling = append(g.spelling, spelled{word, e})
		}
	}
	return g
}

// mayDiffer says that a word is long enough to differ in one character.
func mayDiffer(word []rune) bool {
	letters, han := 0, false
	for _, r := range word {
		han = han || isHan(r)
		if !isDigit(r) {
			letters++
		}
	}
	if han {
		return letters >= minSpelling
	}
	return letters >= minLatin
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
// fits.
func (g *guesser) guess(word []rune) (*entry, bool) {
	if len(word) < minSound || len(word) > maxGuess {
		return nil, false
	}
	text := string(word)
	if sound, ok := soundOf(word); ok && slices.ContainsFunc(word, isHan) {
		if found, ok := only(g.bySound[sound]); ok && !g.isOrdinary(text, "") {
			return found, true
		}
	}
	if !mayDiffer(word) {
		return nil, false
	}
	var near []*entry
	for _, s := range g.spelling {
		if differInOne(word, s.runes) && !strings.Contains(text, s.entry.word) && !g.isOrdinary(text, s.entry.word) {
			near = append(near, s.entry)
		}
	}
	return only(near)
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

// differInOne says that two words differ in exactly one character, put in,
// left out or replaced. Digits are never mistyped: 7天 is not 3天.
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
	return !isDigit(b[front]) && (len(a) < len(b) || !isDigit(a[front]))
}
