package command

import (
	"slices"
	"unicode/utf8"
)

// Name says what a message asks the bot to do.
type Name string

// The commands.
const (
	Search     Name = "search"      // any text, and /filter TERMS
	FilterForm Name = "filter_form" // /filter alone
	Default    Name = "default"     // sets, shows or clears the chat's defaults
	Reset      Name = "reset"
	Filters    Name = "filters"
	History    Name = "history"
	List       Name = "list"
	Compare    Name = "compare"
	Export     Name = "export"
	Stats      Name = "stats"
	Help       Name = "help"
	Unknown    Name = "unknown" // a slash and no command; see Command.Suggestion
)

// Command is what a message says.
type Command struct {
	Name Name
	// Terms are of Search and Default. Those of Default hold no keywords: what
	// would be some is in a note. Without terms and notes Default asks to show.
	Terms      Terms
	Explicit   bool   // the command was typed out, not only text
	Clear      bool   // /default clear
	Suggestion string // of Unknown: the nearest command as it is typed, "/help"; "" if none is near
}

// HasTerm says whether the message refers to a picture sent earlier: it holds
// a filter, price, sort or 刷新, or anything after /filter.
func (c Command) HasTerm() bool {
	return c.Name == Search && (c.Terms.HasTerm() || c.Explicit)
}

// spelling is one way to type a command after the slash.
type spelling struct {
	word string
	name Name
}

// spellings lists every command; the first of a name is the one suggested.
func spellings() []spelling {
	return []spelling{
		{"filter", Search}, {"f", Search}, {"筛选", Search},
		{"default", Default}, {"默认", Default},
		{"reset", Reset}, {"重置", Reset},
		{"filters", Filters}, {"条件", Filters},
		{"history", History}, {"历史", History},
		{"list", List}, {"选品", List}, {"清单", List},
		{"compare", Compare}, {"对比", Compare},
		{"export", Export}, {"导出", Export},
		{"stats", Stats}, {"统计", Stats},
		{"help", Help}, {"帮助", Help},
	}
}

// clearWords take the chat's defaults away after /default.
func clearWords() []string {
	return []string{"clear", "清除", "清空", "取消", "删除", "none", "off", "无"}
}

// Parse reads a message whose mentions were taken out. Any text has a meaning;
// nothing is an error.
func (p *Parser) Parse(text string) Command {
	s, _ := p.scratch.Get().(*scratch)
	defer p.scratch.Put(s)
	s.text = p.folding.fold(text, s.text)
	f := s.text.skipMention()
	if f.asksForHelp() {
		return Command{Name: Help, Explicit: true}
	}
	if len(f.low) == 0 || f.low[0] != '/' && f.low[0] != '、' {
		return Command{Name: Search, Terms: p.terms(f, s)}
	}
	slashes := 1
	for slashes < len(f.low) && f.low[slashes] == '/' {
		slashes++
	}
	rest := f.from(slashes).trim()
	name, length := p.commandAt(rest.low)
	if name != Unknown {
		return p.command(name, rest.from(length), s)
	}
	if f.low[0] == '、' {
		return Command{Name: Search, Terms: p.terms(f, s)}
	}
	return Command{Name: Unknown, Explicit: true, Suggestion: p.nearest(rest, s)}
}

// command reads what follows the command word.
func (p *Parser) command(name Name, arguments folded, s *scratch) Command {
	c := Command{Name: name, Explicit: true}
	said := arguments.words()
	switch {
	case name == Search && len(said.low) == 0:
		c.Name = FilterForm
	case name == Search:
		c.Terms = p.terms(arguments, s)
	case name == Default && p.clear[string(said.low)]:
		c.Clear = true
	case name == Default:
		c.Terms = p.terms(arguments, s)
		c.Terms.Fresh = false // 刷新 is about one search
		if c.Terms.Keywords != "" {
			c.Terms.Notes = append(c.Terms.Notes, Note{Code: NoteKeywordsIgnored, From: c.Terms.Keywords})
			c.Terms.Keywords, c.Terms.KeywordsSaid = "", false
		}
	}
	return c
}

// commandAt reads the command word that text begins with. A Latin word must
// end there; Chinese may follow every word, digits all but the one-letter one.
func (p *Parser) commandAt(text []rune) (name Name, length int) {
	end := 0
	for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
		end++
	}
	name = Unknown
	for _, s := range p.commands {
		n := utf8.RuneCountInString(s.word)
		switch {
		case n <= length || !hasPrefix(text, s.word):
		case isLatin(text[0]) && n != end:
		case n == 1 && len(text) > 1 && isDigit(text[1]):
		default:
			name, length = s.name, n
		}
	}
	return name, length
}

func hasPrefix(text []rune, prefix string) bool {
	i := 0
	for _, r := range prefix {
		if i == len(text) || text[i] != r {
			return false
		}
		i++
	}
	return true
}

// asksForHelp says that help or 帮助 is all of a text.
func (f folded) asksForHelp() bool {
	said := f.words().low
	if len(said) > maxCommand || slices.Contains(f.low[:len(f.low)-len(said)], '/') {
		return false
	}
	return slices.Contains([]string{"help", "帮助"}, string(said))
}

// maxCommand is more characters than any command has.
const maxCommand = 24

// skipMention drops what stands for a mention at the beginning, and white
// space: "@name ".
func (f folded) skipMention() folded {
	f = f.trim()
	for len(f.low) > 0 && f.low[0] == '@' {
		end := 1
		for end < len(f.low) && f.low[end] != ' ' && f.low[end] != '\n' {
			end++
		}
		f = f.from(end).trim()
	}
	return f
}

// words gives the text without the signs and spaces around it.
func (f folded) words() folded {
	from, to := 0, len(f.low)
	for from < to && !isWord(f.low[from]) {
		from++
	}
	for to > from && !isWord(f.low[to-1]) {
		to--
	}
	return folded{kept: f.kept[from:to], low: f.low[from:to]}
}

func (f folded) from(i int) folded { return folded{kept: f.kept[i:], low: f.low[i:]} }

func (f folded) trim() folded {
	from, to := 0, len(f.low)
	for from < to && (f.low[from] == ' ' || f.low[from] == '\n') {
		from++
	}
	for from < to && (f.low[to-1] == ' ' || f.low[to-1] == '\n') {
		to--
	}
	return folded{kept: f.kept[from:to], low: f.low[from:to]}
}
