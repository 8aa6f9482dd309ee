package command

import (
	"slices"
	"strings"

	"tusou/internal/sourcing"
)

// terms reads a text that is no command.
func (p *Parser) terms(f folded, s *scratch) Terms {
	r := reading{p: p, folded: f, filters: make(map[string]bool)}
	items := p.resolve(f, p.lex(f, s))
	word := 0
	for i, it := range items {
		if it.kind != kindText && it.kind != kindFunction {
			r.word(items[word:i], it.kind.isTerm())
			r.take(it)
			word = i + 1
		}
	}
	r.word(items[word:], false)
	return r.terms()
}

// reading gathers the terms of a message piece by piece.
type reading struct {
	p *Parser
	folded
	t       Terms
	filters map[string]bool // by key; false: to be taken away
	open    bool            // the price so far has only one end
	waybill bool            // 面单 was said by itself
	words   []span          // of the keywords
}

// take notes what a piece says that is no text.
func (r *reading) take(it item) {
	switch it.kind {
	case kindFilter:
		for _, key := range it.entry.keys {
			r.filter(key, !it.not)
		}
	case kindPrice:
		r.price(*it.price, it.not)
	case kindSort:
		if !it.not {
			order := it.entry.sort
			r.t.Sort = &order
		}
	case kindFresh:
		r.t.Fresh = r.t.Fresh || !it.not
	case kindWaybill:
		r.waybill = r.waybill || !it.not
		if it.not {
			r.noWaybill()
		}
	case kindSaid:
		r.said(it.from, it.to)
		r.t.KeywordsSaid = true
	}
	if it.note != nil && !slices.Contains(r.t.Notes, *it.note) {
		r.t.Notes = append(r.t.Notes, *it.note)
	}
}

// noWaybill takes the waybills of all channels away.
func (r *reading) noWaybill() {
	for _, f := range r.p.table.All() {
		if f.Group == sourcing.GroupWaybill {
			r.filter(f.Key, false)
		}
	}
}

// said keeps the words of keywords said outright, which no-break spaces part.
func (r *reading) said(from, to int) {
	start := from
	for i := from; i <= to; i++ {
		if i == to || r.kept[i] == noBreak {
			if start < i {
				r.words = append(r.words, span{start, i})
			}
			start = i + 1
		}
	}
}

// filter notes a filter; what is said last counts, of one rate too.
func (r *reading) filter(key string, wanted bool) {
	if was, said := r.filters[key]; said && was == wanted {
		return
	}
	if wanted {
		for other, was := range r.filters {
			if was && other != key && sourcing.SameRate(other, key) {
				delete(r.filters, other)
			}
		}
	}
	r.filters[key] = wanted
}

// price notes a price. Two that name one end each make a range (10以上20以内);
// not turns one end into the other (不要20以上).
func (r *reading) price(p priceTerm, not bool) {
	if not {
		if !p.open {
			return
		}
		p.Min, p.Max = p.Max, p.Min
	}
	said := p.PriceRange
	if r.t.Price != nil && r.open && p.open {
		joined := *r.t.Price
		if said.Min != 0 {
			joined.Min = said.Min
		} else {
			joined.Max = said.Max
		}
		if joined.Max == 0 || joined.Min <= joined.Max {
			said = joined
		}
	}
	r.t.Price, r.open = &said, p.open
}

// word keeps a word, less the function words around it; before a term there may
// be more of them.
func (r *reading) word(run []item, beforeTerm bool) {
	for last := len(run) - 1; last >= 0 && run[last].kind == kindFunction; last-- {
		few := run[last].from-run[0].from < 2 // 佳能包邮
		if !sheds(r.low[run[last].from], beforeTerm && !few) {
			break
		}
		run = run[:last]
	}
	shed := 0
	for i := 0; i < len(run) && run[i].kind == kindFunction; i++ {
		if strings.ContainsRune(leading, r.low[run[i].from]) {
			shed = i + 1
		}
	}
	run = run[shed:]
	if !slices.ContainsFunc(run, func(it item) bool { return it.kind == kindText }) {
		return
	}
	from, to := run[0].from, run[len(run)-1].to
	if r.opensRange(from, to) {
		return
	}
	for from < to && !isPartOfKeyword(r.low[from]) {
		from++
	}
	for from < to && !isPartOfKeyword(r.low[to-1]) {
		to--
	}
	if from < to {
		r.words = append(r.words, span{from, to})
	}
}

func isPartOfKeyword(c rune) bool { return isWord(c) || strings.ContainsRune("%°\"'℃+#", c) }

// opensRange says that the pieces are the first number of a range that ends
// in a term: 24-48小时发货.
func (r *reading) opensRange(from, to int) bool {
	return to-from > 1 && r.low[to-1] == '-' && !slices.ContainsFunc(r.low[from:to-1], func(c rune) bool { return !isDigit(c) })
}

// sheds says that a word sheds a function word at its end.
func sheds(c rune, beforeTerm bool) bool {
	return strings.ContainsRune(trailing, c) || beforeTerm && strings.ContainsRune(trailingBeforeTerm, c)
}

func (r *reading) terms() Terms {
	var add, remove []string
	for key, wanted := range r.filters {
		if wanted {
			add = append(add, key)
		} else {
			remove = append(remove, key)
		}
	}
	r.t.Add, r.t.Remove = r.p.table.Sorted(add), r.p.table.Sorted(remove)
	if r.waybill && !slices.ContainsFunc(slices.Concat(add, remove), r.p.isChannel) {
		r.t.Notes = append(r.t.Notes, Note{Code: NoteWhichChannel})
	}
	kept, left := cut(r.words)
	r.t.Keywords = r.joined(kept)
	if len(left) > 0 {
		left, _ = cut(left)
		r.t.Notes = append(r.t.Notes, Note{Code: NoteKeywordsCut, From: r.joined(left)})
	}
	return r.t
}

func (p *Parser) isChannel(key string) bool {
	f, ok := p.table.ByKey(key)
	return ok && f.Group == sourcing.GroupWaybill
}

// joined writes words with spaces between them.
func (f folded) joined(words []span) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, c := range f.kept[w.from:w.to] {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// cut gives as many words as MaxKeywords characters hold, spaces with them, and
// those that are left out. A first word that is longer by itself is cut inside.
func cut(words []span) (kept, left []span) {
	length := 0
	for i, w := range words {
		n := w.to - w.from
		if i > 0 {
			n++
		}
		if length+n > MaxKeywords {
			if i == 0 {
				at := w.from + MaxKeywords
				return []span{{w.from, at}}, append([]span{{at, w.to}}, words[1:]...)
			}
			return words[:i], words[i:]
		}
		length += n
	}
	return words, nil
}
