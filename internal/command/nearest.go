package command

import (
	"strings"
	"unicode/utf8"

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
	best, least := "", farthest*change+1
	if end < minFarthest {
		least = farthestShort*change + 1
	}
	for _, command := range p.commands {
		if cost := costTo(string(word.low), command.word); cost < least {
			best, least = "/"+command.word, cost
		}
	}
	// Farther off, a term is rather what was meant: /包邮, /f48h.
	if least > change && (p.terms(word, s).HasTerm() || word.low[0] == 'f' && p.terms(word.from(1), s).HasTerm()) {
		return "/filter"
	}
	return best
}

// change is what one changed character costs; it outweighs all that a command
// may be longer or shorter than what begins it.
const change = maxCommand

// costTo says how far what was typed is from a command. Its beginning, and what
// goes on after it, cost no change, the nearer in length the less.
func costTo(typed, word string) int {
	if isLatin(rune(word[0])) != isLatin(rune(typed[0])) || len(word) == 1 {
		return (farthest + 1) * change
	}
	if strings.HasPrefix(word, typed) || strings.HasPrefix(typed, word) {
		a, b := utf8.RuneCountInString(word), utf8.RuneCountInString(typed)
		return max(a-b, b-a)
	}
	return levenshtein.ComputeDistance(typed, word) * change
}
