package command

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// The farthest that a suggestion may be from what was typed, in characters: a
// swap of two is two changes.
const (
	farthest      = 2
	farthestShort = 1 // of what is shorter than minFarthest
	minFarthest   = 4
)

// nearest gives the command nearest to what was typed after a slash, "" if none
// is near. What is a term belongs to /filter, and nothing at all asks for help.
func (p *Parser) nearest(rest folded, s *scratch) string {
	end := 0
	for end < len(rest.low) && end < maxCommand && isWord(rest.low[end]) {
		end++
	}
	word := folded{kept: rest.kept[:end], low: rest.low[:end]}
	if end == 0 {
		return "/help"
	}
	best, least := "", farthest
	if end < minFarthest {
		least = farthestShort
	}
	least++
	for _, command := range p.commands {
		if distance := distanceTo(string(word.low), command.word); distance < least {
			best, least = "/"+command.word, distance
		}
	}
	const slip = 1 // farther off, a term is rather what was meant: /包邮, /f48h
	if least > slip && (p.terms(word, s).HasTerm() || word.low[0] == 'f' && p.terms(word.from(1), s).HasTerm()) {
		return "/filter"
	}
	return best
}

// distanceTo says in how many characters what was typed differs from a command.
// Its beginning, and what goes on after it, is one slip.
func distanceTo(typed, word string) int {
	if isLatin(rune(word[0])) != isLatin(rune(typed[0])) || len(word) == 1 {
		return farthest + 1
	}
	if strings.HasPrefix(word, typed) || strings.HasPrefix(typed, word) {
		return 1
	}
	return levenshtein.ComputeDistance(typed, word)
}
