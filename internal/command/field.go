package command

import (
	"strings"

	"tusou/internal/sourcing"
)

// Amount reads what somebody typed into a field for a price: a number, with or
// without a unit, in any of the forms that a message takes (９.９, 9块9, 十块). An
// empty field, and zero, is no amount; ok is false for anything else.
func (p *Parser) Amount(text string) (amount sourcing.Money, ok bool) {
	typed := strings.TrimSpace(string(p.fold(text).low))
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
	return cut([]string{strings.ReplaceAll(string(p.fold(text).kept), string(noBreak), " ")})
}
