package command

// trie finds the longest of its words that begins at a place of a text.
type trie[T any] struct {
	root node[T]
}

type node[T any] struct {
	next  map[rune]*node[T]
	value T
	ends  bool
}

// add puts a word in; the first value given for a word stays.
func (t *trie[T]) add(word string, value T) {
	n := &t.root
	for _, r := range word {
		if n.next == nil {
			n.next = make(map[rune]*node[T])
		}
		child := n.next[r]
		if child == nil {
			child = &node[T]{}
			n.next[r] = child
		}
		n = child
	}
	if !n.ends {
		n.value, n.ends = value, true
	}
}

// longest gives the value of the longest word that begins at from, and where
// it ends. A word does not end within a Latin word or a number.
func (t *trie[T]) longest(text []rune, from int) (value T, to int, ok bool) {
	return t.longestFit(text, from, func(T, int) bool { return true })
}

// longestFit is longest among the words that fit takes.
func (t *trie[T]) longestFit(text []rune, from int, fit func(value T, to int) bool) (value T, to int, ok bool) {
	n := &t.root
	for i := from; i < len(text); i++ {
		if n = n.next[text[i]]; n == nil {
			break
		}
		end := i + 1
		if n.ends && !cutsWord(text, end) && fit(n.value, end) {
			value, to, ok = n.value, end, true
		}
	}
	return value, to, ok
}

// cutsWord says that a place lies inside a Latin word or a number. A digit may
// begin something new after a letter: 48h20以内, under20.
func cutsWord(text []rune, at int) bool {
	if at <= 0 || at >= len(text) || !isLatin(text[at-1]) || !isLatin(text[at]) {
		return false
	}
	return isDigit(text[at-1]) || !isDigit(text[at])
}

// words makes a trie of lists of words, each list under its value.
func words[T any](lists ...wordList[T]) *trie[T] {
	t := &trie[T]{}
	for _, list := range lists {
		for _, word := range list.words {
			t.add(word, list.value)
		}
	}
	return t
}

type wordList[T any] struct {
	value T
	words []string
}
