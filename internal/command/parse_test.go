package command

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func TestCommands(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string]Command{
		"/filter":            {Name: FilterForm, Explicit: true},
		"@图搜 /filter":        {Name: FilterForm, Explicit: true},
		"／筛选":                {Name: FilterForm, Explicit: true},
		"/filter 包邮":         {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/filter包邮":          {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/filter48h":         {Name: Search, Explicit: true, Terms: Terms{Add: []string{in48}}},
		"/f包邮":               {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"、filter 包邮":         {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/篩選 包郵":             {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/F PDD":             {Name: Search, Explicit: true, Terms: Terms{Add: []string{pdd}}},
		"、包邮":                {Name: Search, Terms: Terms{Add: []string{free}}},
		"/default":           {Name: Default, Explicit: true},
		"/default clear":     {Name: Default, Explicit: true, Clear: true},
		"/默认 清空":             {Name: Default, Explicit: true, Clear: true},
		"/default 包邮 水杯":     {Name: Default, Explicit: true, Terms: Terms{Add: []string{free}, Notes: []Note{{Code: NoteKeywordsIgnored, From: "水杯"}}}},
		"/reset":             {Name: Reset, Explicit: true},
		"/重置":                {Name: Reset, Explicit: true},
		"/filters":           {Name: Filters, Explicit: true},
		"/条件":                {Name: Filters, Explicit: true},
		"/history":           {Name: History, Explicit: true},
		"/历史记录":              {Name: History, Explicit: true},
		"/list":              {Name: List, Explicit: true},
		"/选品":                {Name: List, Explicit: true},
		"/清单":                {Name: List, Explicit: true},
		"/compare":           {Name: Compare, Explicit: true},
		"/对比":                {Name: Compare, Explicit: true},
		"/Export":            {Name: Export, Explicit: true},
		"/導出":                {Name: Export, Explicit: true},
		"/stats":             {Name: Stats, Explicit: true},
		"/统计":                {Name: Stats, Explicit: true},
		"/help":              {Name: Help, Explicit: true},
		"/帮助":                {Name: Help, Explicit: true},
		" 帮助！":               {Name: Help, Explicit: true},
		"HELP":               {Name: Help, Explicit: true},
		"/hlep":              {Name: Unknown, Explicit: true, Suggestion: "/help"},
		"/重制":                {Name: Unknown, Explicit: true, Suggestion: "/重置"},
		"/lsit":              {Name: Unknown, Explicit: true, Suggestion: "/list"},
		"/导岀":                {Name: Unknown, Explicit: true, Suggestion: "/导出"},
		"/選":                 {Name: Unknown, Explicit: true, Suggestion: "/选品"},
		"/h":                 {Name: Unknown, Explicit: true, Suggestion: "/help"},
		"/20以内":              {Name: Unknown, Explicit: true, Suggestion: "/filter"},
		"/abc":               {Name: Unknown, Explicit: true},
		"/小风扇":               {Name: Unknown, Explicit: true},
		"/?":                 {Name: Unknown, Explicit: true, Suggestion: "/help"},
		"//filter 包邮":        {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/ filter：包邮":        {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/filter-包邮":         {Name: Search, Explicit: true, Terms: Terms{Remove: []string{free}}},
		"/filter s":          {Name: Search, Explicit: true, Terms: Terms{Keywords: "s"}},
		"/filter 。":          {Name: FilterForm, Explicit: true},
		"、f 包邮":              {Name: Search, Explicit: true, Terms: Terms{Add: []string{free}}},
		"、help":              {Name: Help, Explicit: true},
		"、":                  {Name: Search},
		"？！":                 {Name: Search},
		"/help me":           {Name: Help, Explicit: true},
		"/默认包邮":              {Name: Default, Explicit: true, Terms: Terms{Add: []string{free}}},
		"/default 不要包邮":      {Name: Default, Explicit: true, Terms: Terms{Remove: []string{free}}},
		"/default Clear!":    {Name: Default, Explicit: true, Clear: true},
		"/default 刷新":        {Name: Default, Explicit: true},
		"包邮 /filter 水杯":      {Name: Search, Terms: Terms{Add: []string{free}, Keywords: "水杯"}},
		"/exprot 包邮":         {Name: Unknown, Explicit: true, Suggestion: "/export"},
		"/包邮":                {Name: Unknown, Explicit: true, Suggestion: "/filter"},
		"/fpdd":              {Name: Unknown, Explicit: true, Suggestion: "/filter"},
		"/f48h":              {Name: Unknown, Explicit: true, Suggestion: "/filter"},
		"/":                  {Name: Unknown, Explicit: true, Suggestion: "/help"},
		"":                   {Name: Search},
		"@图搜":                {Name: Search, Terms: Terms{}},
		"help me find a cup": {Name: Search, Terms: Terms{Keywords: "cup"}},
		"@tusou  帮我找这个 ":     {Name: Search},
		"@甲 @乙\n/filters 什么": {Name: Filters, Explicit: true},
	} {
		assert.Equal(t, want, p.Parse(text), text)
	}
}

func TestWhatRefersToAnEarlierPicture(t *testing.T) {
	p := newParser(t)
	for text, want := range map[string]bool{
		"包邮": true, "-包邮": true, "20以内": true, "最便宜": true, "刷新": true, "/filter 小风扇": true,
		"/filter 谢谢": true, "/f 小风扇": true,
		"小风扇": false, "帮我找": false, "/filter": false, "/filter ！": false, "/default 包邮": false, "关键词:包邮": false, "销量最高": false,
	} {
		assert.Equal(t, want, p.Parse(text).HasTerm(), text)
	}
}

// corpus is what the properties are tried on.
func corpus(t testing.TB) []string {
	t.Helper()
	texts := []string{
		"包邮48h抖音面单 20以内 小风扇", "帮我找这个 谢谢", "除了京东和快手 水杯 10-20", "包郵，２０以內　水杯", "关键词:抖音同款 包邮", "最便宜 USB-C 充电器 9.9包邮", "一件代法 dou yin 面单", "48小时揽收率97% 退款率5%以内",
		"/filter包邮 不要代发", "1. 包邮\n2. 48h\n3. Levi's 牛仔裤", "[赞]包邮[玫瑰]水杯", "10以上20以内 综合 刷新", "价格不限 水杯", "free shipping under 20 water bottle without jd", "全平台面单 24小时保温杯", "", "、", "/", "-", "关键词", "[", "¥", "9块", "一百五", "@a b",
	}
	for _, name := range []string{"phrases.tsv", "buyers.tsv"} {
		for _, columns := range phrases(t, name) {
			texts = append(texts, columns[1])
		}
	}
	return texts
}

func TestParsingIsStableUnderWidthCaseAndWhiteSpace(t *testing.T) {
	p := newParser(t)
	wide := func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '\u3000'
			case r > ' ' && r < 0x7f:
				return r + 0xfee0
			}
			return r
		}, s)
	}
	for _, text := range corpus(t) {
		want := lowered(p.Parse(text))
		for _, variant := range []string{"  " + text + " \n", strings.ReplaceAll(text, " ", "  "), strings.ReplaceAll(text, " ", "\t"), strings.ToUpper(text), strings.ToLower(text), wide(text)} {
			assert.Equal(t, want, lowered(p.Parse(variant)), variant)
		}
	}
}

// lowered drops what keeps the writer's case.
func lowered(c Command) Command {
	c.Terms.Keywords = strings.ToLower(c.Terms.Keywords)
	c.Terms.Notes = slices.Clone(c.Terms.Notes)
	for i := range c.Terms.Notes {
		c.Terms.Notes[i].From = strings.ToLower(c.Terms.Notes[i].From)
	}
	return c
}

func texts(language string) *lang.Texts {
	t, err := lang.For(language)
	if err != nil {
		panic(err)
	}
	return t
}

func TestTermsAreWrittenForPeople(t *testing.T) {
	p := newParser(t)
	terms := p.Parse("包邮48h抖音面单 20以内 小风扇 不要京东 最便宜").Terms
	assert.Equal(t, "包邮 · 48h发货 · 抖音面单 · 不要京东面单 · ≤20元 · 价格升序 · 关键词 小风扇", Format(p.table, texts(lang.Chinese), terms))
	assert.Equal(t, "Free shipping · Ships in 48h · Douyin waybill · without JD waybill · ≤20 yuan · price low to high · keywords 小风扇", Format(p.table, texts(lang.English), terms))
	assert.Equal(t, "10–20.5元", Format(p.table, texts(lang.Chinese), Terms{Price: &sourcing.PriceRange{Min: 1000, Max: 2050}}))
	assert.Equal(t, "≥10元", Format(p.table, texts(lang.Chinese), Terms{Price: &sourcing.PriceRange{Min: 1000}}))
	assert.Empty(t, Format(p.table, texts(lang.Chinese), Terms{}))
	assert.Equal(t, "gone · 关键词 杯", Format(p.table, texts(lang.Chinese), Of(sourcing.Terms{Filters: []string{"gone"}, Keywords: "杯"})))
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	p := newParser(t)
	for _, text := range corpus(t) {
		assertReadBack(t, p, p.Parse(text).Terms)
	}
	for _, f := range p.table.All() {
		assertReadBack(t, p, Terms{Add: []string{f.Key}})
		assertReadBack(t, p, Terms{Remove: []string{f.Key}})
	}
	assertReadBack(t, p, Terms{Keywords: "包邮 20以内 /help", Add: []string{free}})
	assertReadBack(t, p, Terms{Price: &sourcing.PriceRange{Min: 1000, Max: 1000}})
}

func assertReadBack(t *testing.T, p *Parser, terms Terms) {
	t.Helper()
	terms.Notes, terms.KeywordsSaid = nil, false
	for _, w := range []*lang.Texts{texts(lang.Chinese), texts(lang.English)} {
		text := Format(p.table, w, terms)
		again := p.Parse(text).Terms
		again.Notes, again.KeywordsSaid = nil, false
		assert.Equal(t, terms, again, text)
	}
}

// checkSound asserts what holds of every reading.
func checkSound(t *testing.T, p *Parser, text string) {
	t.Helper()
	c := p.Parse(text)
	for _, key := range slices.Concat(c.Terms.Add, c.Terms.Remove) {
		_, known := p.table.ByKey(key)
		assert.True(t, known, "%q: invented key %q", text, key)
	}
	for _, key := range c.Terms.Add {
		assert.NotContains(t, c.Terms.Remove, key, text)
	}
	assert.LessOrEqual(t, utf8.RuneCountInString(c.Terms.Keywords), MaxKeywords, text)
	assert.True(t, utf8.ValidString(c.Terms.Keywords), text)
	if r := c.Terms.Price; r != nil {
		assert.GreaterOrEqual(t, r.Min, sourcing.Money(0), text)
		assert.True(t, r.Max == 0 || r.Min <= r.Max, text)
	}
	assert.True(t, c.Name == Unknown || c.Suggestion == "", text)
}

func FuzzParse(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	p := newParser(f)
	f.Fuzz(func(t *testing.T, text string) {
		checkSound(t, p, text)
		terms := p.Parse(text).Terms
		assertReadBack(t, p, terms)
	})
}

func TestOfAVeryLongMessageBothEndsAreRead(t *testing.T) {
	p := newParser(t)
	for _, filling := range []string{"杯子", "杯子 ", "cup ", "𠀀", "é", "\xff"} {
		pasted := strings.Repeat(filling, 50_000)
		assert.Equal(t, []string{free, in48}, p.Parse("包邮 "+pasted+" 抖音面单 "+pasted+" 48h").Terms.Add, filling)
	}
	assert.Empty(t, p.Parse(strings.Repeat("不要包邮，", 1000)).Terms.Add, "no cut changes a meaning")
}

func TestAParserIsShared(t *testing.T) {
	p := newParser(t)
	texts := corpus(t)
	want := make([]Command, len(texts))
	for i, text := range texts {
		want[i] = p.Parse(text)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for i, text := range texts {
				assert.Equal(t, want[i], p.Parse(text), text)
			}
		})
	}
	readers.Wait()
}

func TestFoldingIsDoneOnce(t *testing.T) {
	p := newParser(t)
	for traditional, simple := range p.folding.simplified {
		again, changes := p.folding.simplified[simple]
		require.False(t, changes, "%c → %c → %c", traditional, simple, again)
	}
}

func BenchmarkParse(b *testing.B) {
	p := newParser(b)
	sentence := "帮我找一个20块以内的手持小风扇，要包邮，48小时内发货，支持抖音和快手面单，不要京东，谢谢老板"
	for name, text := range map[string]string{
		"terms":                  "包邮48h抖音面单 20以内 小风扇",
		"sentence":               sentence,
		"2000 characters":        strings.Repeat("杯子很好看而且质量不错送人很合适", 125),
		"2000 characters, dense": strings.Repeat(sentence, 42),
		"2000 letters":           strings.Repeat("water bottle with straw for kids ", 61),
		"100 KB":                 strings.Repeat("包邮杯子", 8500),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.Parse(text)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	table, err := sourcing.NewTable(nil)
	require.NoError(b, err)
	for b.Loop() {
		New(table)
	}
}
