package command

import (
	"strings"

	"tusou/internal/sourcing"
)

// Amount reads what somebody typed into a field for a price: a number, with or
// without a unit, in any of the forms that a message takes (９.９, 9块9, 十块). An
// empty field, and zero, is no amount; ok is false for anything else.
func (p *Parser) Amount(text string) (amount sourcing.Money, ok bool) {
	s, _ := p.scratch.Get().(*scratch)
	s.text = p.folding.fold(text, s.text)
	typed := strings.TrimSpace(string(s.text.low))
	p.scratch.Put(s)
	if amount, err := sourcing.ParseMoney(typed); err == nil {
		return amount, amount <= maxAmount
	}
	// Behind a bound every form of an amount is read as one, and nothing else
	// may be left.
	t := p.Parse("≤" + typed).Terms
	if t.Price == nil || t.Price.Min != 0 || t.Price.Max == 0 || t.Keywords != "" || len(t.Add)+len(t.Remove)+len(t.Notes) > 0 {
		return 0, false
	}
	return t.Price.Max, true
}

// Keywords reads what somebody typed into a field for keywords: nothing in it
// is a term. What exceeds MaxKeywords is given as left.
func (p *Parser) Keywords(text string) (kept, left string) {
	s, _ := p.scratch.Get().(*scratch)
	defer p.scratch.Put(s)
	s.text = p.folding.fold(text, s.text)
	var words []span
	for i := 0; i < len(s.text.low); i++ {
		if s.text.low[i] == ' ' || s.text.low[i] == '\n' {
			continue
		}
		from := i
		for i < len(s.text.low) && s.text.low[i] != ' ' && s.text.low[i] != '\n' {
			i++
		}
		words = append(words, span{from, i})
	}
	most, rest := cut(words)
	return s.text.joined(most), s.text.joined(rest)
}
