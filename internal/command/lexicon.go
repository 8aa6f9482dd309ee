package command

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tusou/internal/sourcing"
)

// kind says what a piece of a message is.
type kind int

const (
	kindText     kind = iota // words of the product
	kindFunction             // a function word
	kindSpace                // white space
	kindBreak                // punctuation, line breaks, emoji
	kindFilter
	kindPrice
	kindSort
	kindFresh
	kindWaybill // 面单 without a channel
	kindNote    // a wish that cannot be had as it is
	kindNot
	kindJoin
	kindFiller
	kindRate // a rate's name, before its figure
	kindSaid // keywords said outright
)

// isTerm says that such a piece is a term, or becomes one where it stands well.
func (k kind) isTerm() bool {
	switch k {
	case kindFilter, kindPrice, kindSort, kindFresh, kindWaybill, kindNote:
		return true
	}
	return false
}

// entry is one word of the lexicon.
type entry struct {
	word  string
	kind  kind
	weak  bool // counts only alone or beside a term
	glued bool // of a Not: reaches over no space
	keys  []string
	sort  sourcing.Sort
	rate  int // index into Parser.rates
	note  NoteCode
	// guessable says that a misspelling of the word may be taken for it.
	guessable bool
}

// entries makes the lexicon: the filters with their names, what can be made of
// them, and the vocabulary. The first entry of a word wins.
func (p *Parser) entries() []*entry {
	var all []*entry
	add := func(e entry, words ...string) {
		for _, word := range words {
			for _, variant := range spaced(p.foldWord(word)) {
				one := e
				one.word = variant
				all = append(all, &one)
			}
		}
	}
	var names, channels []string
	for _, f := range p.table.All() {
		keys := []string{f.Key}
		strong := append([]string{f.Name, f.English, f.Key}, f.Full...)
		add(entry{kind: kindFilter, keys: keys, guessable: true}, strong...)
		add(entry{kind: kindFilter, keys: keys, guessable: true, weak: true}, f.Short...)
		names = slices.Concat(names, strong, f.Short)
		if f.Group == sourcing.GroupWaybill {
			channels = append(channels, f.Key)
		}
	}
	for _, before := range allChannels() {
		for _, word := range waybillWords() {
			add(entry{kind: kindFilter, keys: channels, guessable: true}, before+word)
		}
	}
	add(entry{kind: kindWaybill, weak: true, guessable: true}, waybillWords()...)
	add(entry{kind: kindWaybill}, "waybill", "waybills")
	for _, weak := range []bool{false, true} {
		for _, list := range sortWords(weak) {
			add(entry{kind: kindSort, sort: list.value, weak: weak}, list.words...)
		}
	}
	for i, rate := range p.rates {
		add(entry{kind: kindRate, rate: i}, rate.Names...)
		add(entry{kind: kindRate, rate: i}, rate.English)
	}
	add(entry{kind: kindRate, rate: unknownRate}, "揽收率", "揽收")
	add(entry{kind: kindNote, note: NoteSortUnavailable}, unavailable()...)
	add(entry{kind: kindFresh}, freshWords()...)
	all = append(all, romanized(all)...)
	add(entry{kind: kindFiller}, undecided(names)...)
	add(entry{kind: kindFiller}, fillers()...)
	add(entry{kind: kindNot}, notBefore()...)
	add(entry{kind: kindNot, glued: true}, notGlued()...)
	add(entry{kind: kindJoin}, joinWords()...)
	add(entry{kind: kindFiller, weak: true}, weakFillers()...)
	add(entry{kind: kindText}, sparedWords()...)
	for _, r := range functionWords {
		add(entry{kind: kindFunction}, string(r))
	}
	return all
}

// unknownRate marks the name of a rate of which there are several.
const unknownRate = -1

func (p *Parser) foldWord(word string) string { return string(p.fold(word).low) }

// spaced gives a word and, where digits or Latin letters meet Chinese, the
// word with a space between them: 48 小时发货, pdd 面单.
func spaced(word string) []string {
	variants := []string{""}
	last := rune(0)
	for _, r := range word {
		meets := last != 0 && (isLatin(last) && isHan(r) || isHan(last) && isLatin(r))
		last = r
		n := len(variants)
		for i := range n {
			if meets {
				variants = append(variants, variants[i]+" "+string(r))
			}
			variants[i] += string(r)
		}
	}
	return variants
}

// romanized gives the pinyin of the Chinese names, in one word and syllable by
// syllable: douyin, dou yin.
func romanized(entries []*entry) []*entry {
	var all []*entry
	for _, e := range entries {
		var syllables []string
		for _, r := range e.word {
			sound, ok := soundOf([]rune{r})
			if !ok || !isHan(r) {
				syllables = nil
				break
			}
			syllables = append(syllables, sound)
		}
		if !e.guessable || len(syllables) < minSound {
			continue
		}
		for _, separator := range []string{"", " "} {
			one := *e
			one.word, one.note, one.guessable = strings.Join(syllables, separator), NoteGuessed, false
			all = append(all, &one)
		}
	}
	return all
}

// undecided gives the questions that ask for nothing: 包不包邮, 包邮不包邮.
func undecided(names []string) []string {
	const longest = 4
	var questions []string
	for _, name := range names {
		first, size := utf8.DecodeRuneInString(name)
		if !isHan(first) || utf8.RuneCountInString(name) > longest || strings.ContainsFunc(name, isLatin) {
			continue
		}
		questions = append(questions, name[:size]+"不"+name, name+"不"+name, "是否"+name, name+"与否", name+"无所谓")
	}
	return questions
}
