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
	kindLink // a word that goes with the term beside it
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
	yields    bool // a filler but where a word begins with its last character
	heads     bool // a filler that is text where a lone character goes on with it
	idle      bool // a name in a question that asks for nothing: 包不包邮
}

// lexicon gathers the words that a parser knows: the filters with their names,
// what can be made of them, and the vocabulary. The first entry of a word wins.
type lexicon struct {
	folding *folding
	all     []*entry
}

func (p *Parser) entries() []*entry {
	l := &lexicon{folding: p.folding}
	l.filters(p.table)
	l.add(entry{kind: kindWaybill, weak: true, guessable: true}, waybillWords()...)
	l.add(entry{kind: kindWaybill}, "waybill", "waybills")
	for _, weak := range []bool{false, true} {
		for _, list := range sortWords(weak) {
			l.add(entry{kind: kindSort, sort: list.value, weak: weak}, list.words...)
		}
	}
	for i, rate := range p.rates {
		for _, name := range rate.Names {
			l.add(entry{kind: kindRate, rate: i}, name, "低"+name, "高"+name)
		}
		l.add(entry{kind: kindRate, rate: i}, rate.English)
	}
	l.add(entry{kind: kindRate, rate: unknownRate}, "揽收率", "揽收")
	for _, weak := range []bool{false, true} {
		l.add(entry{kind: kindNote, note: NoteSortUnavailable, weak: weak}, unavailable(weak)...)
	}
	l.add(entry{kind: kindFresh}, freshWords()...)
	l.all = append(l.all, romanized(l.all)...)
	l.add(entry{kind: kindFiller, idle: true}, undecided(p.table)...)
	l.add(entry{kind: kindFiller}, fillers()...)
	l.add(entry{kind: kindFiller, yields: true}, fillersWithMeasure()...)
	l.add(entry{kind: kindFiller, heads: true}, fillersBefore()...)
	l.add(entry{kind: kindNot}, notBefore()...)
	l.add(entry{kind: kindNot, glued: true}, notGlued()...)
	l.add(entry{kind: kindJoin}, joinWords()...)
	l.add(entry{kind: kindLink}, linkWords()...)
	l.add(entry{kind: kindFiller, weak: true}, weakFillers()...)
	l.add(entry{kind: kindText}, sparedWords()...)
	for _, r := range functionWords {
		l.add(entry{kind: kindFunction}, string(r))
	}
	return l.all
}

// add makes an entry of each word.
func (l *lexicon) add(e entry, words ...string) {
	for _, word := range words {
		one := e
		one.word = evenGaps(l.folding.fold(word, folded{}).low)
		l.all = append(l.all, &one)
	}
}

// evenGaps writes a word as entry looks for it: a space for a hyphen between
// Latin letters, none between Latin letters and Chinese.
func evenGaps(word []rune) string {
	var b strings.Builder
	for i, r := range word {
		inside := i > 0 && i+1 < len(word)
		switch {
		case r == ' ' && inside && meet(word[i-1], word[i+1]):
		case isHyphen(word, i):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// meet says that one of two characters is Chinese and the other Latin.
func meet(a, b rune) bool { return isLatin(a) && isHan(b) || isHan(a) && isLatin(b) }

// isHyphen says that a hyphen joins two Latin words at a place.
func isHyphen(text []rune, at int) bool {
	return text[at] == '-' && at > 0 && at+1 < len(text) && isLatin(text[at-1]) && isLatin(text[at+1])
}

// filters adds the names of the filters, and those of all channels' waybills.
func (l *lexicon) filters(table *sourcing.Table) {
	var channels []string
	for _, f := range table.All() {
		keys := []string{f.Key}
		l.add(entry{kind: kindFilter, keys: keys, guessable: true}, slices.Concat([]string{f.Name, f.English, f.Key}, f.Full)...)
		l.add(entry{kind: kindFilter, keys: keys}, f.Spellings...)
		for i, name := range f.Short {
			// Of several ambiguous names only the usual one is thought of.
			l.add(entry{kind: kindFilter, keys: keys, guessable: i == 0 || !strings.ContainsFunc(name, isHan), weak: true}, name)
		}
		if f.Group == sourcing.GroupWaybill {
			channels = append(channels, f.Key)
		}
	}
	for _, before := range allChannels() {
		for _, word := range waybillWords() {
			l.add(entry{kind: kindFilter, keys: channels, guessable: true}, before+word)
		}
	}
	l.add(entry{kind: kindFilter, keys: channels}, "all waybills", "all channels waybill", "all channel waybills")
}

// unknownRate marks the name of a rate of which there are several.
const unknownRate = -1

// romanized gives the pinyin of the Chinese names, in one word and syllable by
// syllable: douyin, dou yin.
func romanized(entries []*entry) []*entry {
	var all []*entry
	for _, e := range entries {
		syllables, ok := syllablesOf(e.word)
		if !e.guessable || !ok || len(syllables) < minSound {
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

// syllablesOf gives the pinyin of a word's Chinese characters and what stands
// between them as it is: 48, xiao, shi.
func syllablesOf(word string) (syllables []string, ok bool) {
	latin := false
	for _, r := range word {
		switch sound, known := soundOf([]rune{r}); {
		case isHan(r) && known:
			syllables, ok, latin = append(syllables, sound), true, false
		case isLatin(r) && latin:
			syllables[len(syllables)-1] += string(r)
		case isLatin(r):
			syllables, latin = append(syllables, string(r)), true
		default:
			return nil, false
		}
	}
	return syllables, ok
}

// undecided gives the questions that ask for nothing: 包不包邮, 包邮不包邮.
func undecided(table *sourcing.Table) []string {
	const longest = 4
	var questions []string
	for _, f := range table.All() {
		for _, name := range slices.Concat([]string{f.Name}, f.Full, f.Short, f.Spellings) {
			first, size := utf8.DecodeRuneInString(name)
			if !isHan(first) || utf8.RuneCountInString(name) > longest || strings.ContainsFunc(name, isLatin) || strings.ContainsRune(functionWords, first) {
				continue // 能不能代发 asks for it
			}
			questions = append(questions, name[:size]+"不"+name, name+"不"+name, "是否"+name, name+"与否")
			for _, word := range anyhow() {
				questions = append(questions, name+word)
			}
		}
	}
	return questions
}
