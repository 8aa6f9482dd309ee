package command

import (
	"slices"
	"strings"

	"tusou/internal/sourcing"
)

// terms reads a text that is no command.
func (p *Parser) terms(f folded) Terms {
	r := reading{p: p, folded: f, filters: make(map[string]bool)}
	for _, it := range p.resolve(f, p.lex(f)) {
		r.take(it)
	}
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
	run     []item          // the word being read
	words   []string
}

func (r *reading) take(it item) {
	if it.kind == kindText || it.kind == kindFunction {
		r.run = append(r.run, it)
		return
	}
	r.endWord(it.kind.isTerm())
	switch it.kind {
	case kindFilter:
		for _, key := range it.keys {
			r.filter(key, !it.not)
		}
	case kindPrice:
		r.price(it.price, it.not)
	case kindSort:
		if !it.not {
			order := it.entry.sort
			r.t.Sort = &order
		}
	case kindFresh:
		r.t.Fresh = r.t.Fresh || !it.not
	case kindWaybill:
		r.waybill = r.waybill || !it.not
		for _, f := range r.p.table.All() {
			if it.not && f.Group == sourcing.GroupWaybill {
				r.filter(f.Key, false)
			}
		}
	case kindSaid:
		r.words = append(r.words, it.said)
		r.t.KeywordsSaid = true
	}
	if it.note != nil && !slices.Contains(r.t.Notes, *it.note) {
		r.t.Notes = append(r.t.Notes, *it.note)
	}
}

// filter notes a filter; what is said last counts, of one rate too.
func (r *reading) filter(key string, wanted bool) {
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

// endWord keeps the word read so far, less the function words around it; before
// a term there may be more of them.
func (r *reading) endWord(beforeTerm bool) {
	run := r.run
	r.run = r.run[:0]
	sheds := trailing
	if beforeTerm {
		sheds = trailingBeforeTerm
	}
	for len(run) > 0 && run[len(run)-1].kind == kindFunction && r.sheds(run[len(run)-1], sheds) {
		run = run[:len(run)-1]
	}
	shed := 0
	for i := 0; i < len(run) && run[i].kind == kindFunction; i++ {
		if r.sheds(run[i], leading) {
			shed = i + 1
		}
	}
	run = run[shed:]
	if !slices.ContainsFunc(run, func(it item) bool { return it.kind == kindText }) {
		return
	}
	from, to := run[0].from, run[len(run)-1].to
	if shed > 0 && to-from == 1 && r.low[from-1] != '的' {
		from-- // 要塞, 找茬: one character alone is no word
	}
	word := strings.TrimFunc(string(r.kept[from:to]), func(c rune) bool { return !isWord(c) && !strings.ContainsRune("%°\"'℃+#", c) })
	if word != "" && !r.opensRange(from, to) {
		r.words = append(r.words, word)
	}
}

// opensRange says that the pieces are the first number of a range that ends
// in a term: 24-48小时发货.
func (r *reading) opensRange(from, to int) bool {
	return to-from > 1 && r.low[to-1] == '-' && !slices.ContainsFunc(r.low[from:to-1], func(c rune) bool { return !isDigit(c) })
}

func (r *reading) sheds(it item, these string) bool {
	return strings.ContainsRune(these, r.low[it.from])
}

func (r *reading) terms() Terms {
	r.endWord(false)
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
	var left string
	r.t.Keywords, left = cut(r.words)
	if left != "" {
		r.t.Notes = append(r.t.Notes, Note{Code: NoteKeywordsCut, From: left})
	}
	return r.t
}

func (p *Parser) isChannel(key string) bool {
	f, ok := p.table.ByKey(key)
	return ok && f.Group == sourcing.GroupWaybill
}

// cut joins words up to MaxKeywords characters and gives what was left out. A
// first word that is longer by itself is cut inside.
func cut(words []string) (kept, left string) {
	words = strings.Fields(strings.Join(words, " "))
	length := 0
	for i, word := range words {
		n := len([]rune(word))
		if i > 0 {
			n++
		}
		if length+n <= MaxKeywords {
			length += n
			continue
		}
		if i == 0 {
			runes := []rune(word)
			return string(runes[:MaxKeywords]), strings.Join(append([]string{string(runes[MaxKeywords:])}, words[1:]...), " ")
		}
		return strings.Join(words[:i], " "), strings.Join(words[i:], " ")
	}
	return strings.Join(words, " "), ""
}
