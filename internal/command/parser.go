package command

import (
	"slices"
	"sync"
	"unicode/utf8"

	"tusou/internal/sourcing"
)

// Parser reads messages. It is safe for concurrent use.
type Parser struct {
	folding  *folding
	classes  classes
	lexicon  *trie[*entry]
	spared   *trie[struct{}]
	said     *trie[struct{}] // words before keywords said outright
	prices   priceWords
	rates    []sourcing.Rate
	guesses  guesser
	table    *sourcing.Table
	commands []spelling
	clear    map[string]bool
	scratch  *sync.Pool // of *scratch
}

// scratch is the memory that reading one message takes, kept for the next.
type scratch struct {
	text   folded
	items  []item
	spared []span
}

// New makes a parser that knows the filters of a table. It does all the work
// that can be done before the first message; keep the parser.
func New(table *sourcing.Table) *Parser {
	p := &Parser{
		folding:  newFolding(),
		classes:  newClasses(),
		lexicon:  &trie[*entry]{},
		spared:   words(wordList[struct{}]{words: sparedWords()}),
		said:     words(wordList[struct{}]{words: saidWords()}),
		prices:   newPriceWords(),
		rates:    sourcing.Rates(),
		table:    table,
		commands: spellings(),
		clear:    make(map[string]bool),
		scratch:  &sync.Pool{New: func() any { return &scratch{} }},
	}
	for _, word := range clearWords() {
		p.clear[word] = true
	}
	p.learn()
	return p
}

// learn gathers the words that the parser knows.
func (p *Parser) learn() {
	entries := p.entries()
	for _, e := range entries {
		p.lexicon.add(e.word, e)
	}
	p.guesses = newGuesser(entries, p.classes)
	p.lexicon.begins(p.classes.mark(opensEntry))
	p.spared.begins(p.classes.mark(opensSpared))
	p.said.begins(p.classes.mark(opensSaid))
	p.prices.begins(p.classes.mark(opensPrice))
	for _, name := range slices.Concat(p.prices.dimensions, p.prices.models) {
		last, _ := utf8.DecodeLastRuneInString(name)
		p.classes[last] |= closesDimension
	}
}
