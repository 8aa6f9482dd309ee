package command

import "slices"

// trie finds the longest of its words that begins at a place of a text.
type trie[T any] struct {
	root node[T]
}

type node[T any] struct {
	next  []edge[T] // by character
	value T
	ends  bool
}

type edge[T any] struct {
	char rune
	to   *node[T]
}

// step gives the node after one more character, nil if no word goes on so.
func (n *node[T]) step(char rune) *node[T] {
	low, high := 0, len(n.next)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if n.next[middle].char < char {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(n.next) && n.next[low].char == char {
		return n.next[low].to
	}
	return nil
}

// add puts a word in; the first value given for a word stays.
func (t *trie[T]) add(word string, value T) {
	n := &t.root
	for _, r := range word {
		child := n.step(r)
		if child == nil {
			child = &node[T]{}
			at, _ := slices.BinarySearchFunc(n.next, r, func(e edge[T], r rune) int { return int(e.char - r) })
			n.next = slices.Insert(n.next, at, edge[T]{r, child})
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
	n := &t.root
	for i := from; i < len(text); i++ {
		if n = n.step(text[i]); n == nil {
			break
		}
		if n.ends && !cutsWord(text, i+1) {
			value, to, ok = n.value, i+1, true
		}
	}
	return value, to, ok
}

// begins calls each with every character that a word begins with.
func (t *trie[T]) begins(each func(rune)) {
	for _, e := range t.root.next {
		each(e.char)
	}
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
