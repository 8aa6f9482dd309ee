package command

import (
	"slices"
)

// minAroundName is the least length, in characters, of a word that is spelt
// nearly like a name and holds another with one character beside it: 免快递废,
// but not 包邮|杯.
const minAroundName = 5

// misspellings takes whole words for the names they sound or look like.
func (r *resolver) misspellings() {
	for i := 0; i < len(r.items); i++ {
		end := r.wordEnd(i)
		word := r.items[i:end]
		hasText := slices.ContainsFunc(word, func(it item) bool { return it.kind == kindText })
		hasName := slices.ContainsFunc(word, func(it item) bool { return it.demoted })
		before := len(r.items)
		if hasText {
			r.misspelling(i, end, !hasName || word[len(word)-1].to-word[0].from >= minAroundName)
		}
		i = end - (before - len(r.items))
	}
}

// inWord says that a piece is part of what may be a misspelled word.
func (r *resolver) inWord(i int) bool {
	it := r.items[i]
	return it.kind == kindText || it.kind == kindFunction || it.weak && (it.kind.isTerm() || it.kind == kindFiller)
}

func (r *resolver) wordEnd(i int) int {
	for i < len(r.items) && r.inWord(i) {
		i++
	}
	return i
}

// misspelling puts the name in the place of the pieces, with or without the
// function words around them, if they sound like one, or are spelt nearly so
// where that is asked for.
func (r *resolver) misspelling(from, to int, bySpelling bool) {
	if r.takeFor(from, to, bySpelling) {
		return
	}
	whole := to - from
	for from < to && r.items[from].kind == kindFunction {
		from++
	}
	for from < to && r.items[to-1].kind == kindFunction {
		to--
	}
	if from < to && to-from < whole {
		r.takeFor(from, to, bySpelling)
	}
}

// takeFor puts a name in the place of the pieces if they are guessed to be it.
func (r *resolver) takeFor(from, to int, bySpelling bool) bool {
	start, end := r.items[from].from, r.items[to-1].to
	e, ok := r.p.guesses.guess(r.low[start:end], bySpelling)
	if !ok {
		return false
	}
	it := item{kind: e.kind, from: start, to: end, entry: e, weak: e.weak}
	it.note = guessed(string(r.kept[start:end]), e)
	r.items = slices.Replace(r.items, from, to, it)
	return true
}

// maxPhrase is the most words of an English name.
const maxPhrase = 4

// misspeltPhrases takes several Latin words for the name that they are spelt
// nearly like: free shippng.
func (r *resolver) misspeltPhrases() {
	for i := range r.items {
		if i >= len(r.items) {
			return
		}
		if !r.isLatinWord(i) {
			continue
		}
		last := i
		for n := 1; n < maxPhrase && r.kindAt(last+1) == kindSpace && r.isLatinWord(last+2); n++ {
			last += 2
		}
		intact := last > i && r.isOuterWord(i)
		for ; last > i; last -= 2 {
			if (intact || r.isOuterWord(last)) && r.takeFor(i, last+1, true) {
				break
			}
		}
	}
}

func (r *resolver) isLatinWord(i int) bool {
	return r.kindAt(i) == kindText && !slices.ContainsFunc(r.low[r.items[i].from:r.items[i].to], isHan)
}

// isOuterWord says that a piece is the first or the last word of an English name.
func (r *resolver) isOuterWord(i int) bool {
	_, to, ok := r.p.guesses.outer.longest(r.low, r.items[i].from)
	return ok && to == r.items[i].to
}

func guessed(typed string, e *entry) *Note {
	n := &Note{Code: NoteGuessed, From: typed}
	if len(e.keys) == 1 {
		n.Key = e.keys[0]
	}
	return n
}
