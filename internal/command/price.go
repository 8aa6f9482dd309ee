package command

import (
	"slices"

	"tusou/internal/sourcing"
)

// bound says which end of a price range an amount is.
type bound int

const (
	atMost bound = iota + 1
	atLeast
	around // ±20 %
)

// aroundPercent is how far 左右 reaches to either side.
const aroundPercent = 20

// maxAmount bounds an amount of money in fen: what is larger is a telephone
// number or the like.
const maxAmount = 1_000_000_00

// priceWords are the words of prices. They have their own tries because most
// of them mean something else away from a number.
type priceWords struct {
	lead     *trie[bool]  // 价格, 预算 …
	before   *trie[bound] // 最多 20
	after    *trie[bound] // 20 以内
	edge     *trie[bound] // after an amount and before no other character: 20起, 20内
	yuan     *trie[bool]  // true: a digit may follow as tenths (9块9)
	jiao     *trie[struct{}]
	currency *trie[struct{}] // before the number
	measure  *trie[struct{}] // units that are no money
	counter  *trie[struct{}] // measure words
	// plainMeasure are units that begin no other word.
	plainMeasure *trie[struct{}]
	any          *trie[struct{}] // any price will do
}

func newPriceWords() priceWords {
	list := func(w ...string) wordList[struct{}] { return wordList[struct{}]{words: w} }
	return priceWords{
		lead: words(wordList[bool]{true, []string{"价格", "价位", "单价", "售价", "进价", "拿货价", "进货价", "代发价", "价钱", "价", "预算", "控制在", "介于", "price", "budget", "价格区间", "价格范围", "价格在", "价位在", "预算在"}}),
		before: words(
			wordList[bound]{atMost, []string{"≤", "<", "<=", "=<", "最多", "最高", "最贵", "不超过", "不要超过", "别超过", "不能超过", "不超", "不高于", "不多于", "不大于", "低于", "少于", "小于", "不到", "under", "below", "up to", "at most", "less than", "no more than", "max", "within"}},
			wordList[bound]{atLeast, []string{"≥", ">", ">=", "=>", "最少", "最低", "至少", "不低于", "不少于", "不小于", "大于", "高于", "多于", "超过", "over", "above", "at least", "more than", "from", "min"}},
			wordList[bound]{around, []string{"约", "大约", "大概", "差不多", "around", "about", "approx", "≈"}},
		),
		after: words(
			wordList[bound]{atMost, []string{"以内", "以下", "之内", "之下", "封顶", "以里", "往下", "及以下", "不到", "max", "or less", "or below"}},
			wordList[bound]{atLeast, []string{"以上", "之上", "往上", "起步", "及以上", "or more", "or above"}},
			wordList[bound]{around, []string{"左右", "上下", "附近"}},
		),
		edge: words(
			wordList[bound]{atMost, []string{"内"}},
			wordList[bound]{atLeast, []string{"+", "起"}},
		),
		yuan: words(
			wordList[bool]{true, []string{"元", "块", "圆"}},
			wordList[bool]{false, []string{"元钱", "块钱", "块大洋", "人民币", "元人民币", "rmb", "cny", "yuan", "¥"}},
		),
		jiao:     words(list("毛", "毛钱", "角", "角钱")),
		currency: words(list("¥", "rmb", "cny", "人民币")),
		measure: words(list(
			"岁", "寸", "英寸", "尺", "英尺", "厘米", "公分", "毫米", "分米", "米", "克", "千克", "公斤", "斤", "两", "吨", "升", "毫升", "度", "瓦", "伏", "安", "毫安", "小时", "分钟", "秒", "天", "周", "个月", "月", "年", "日", "号", "码", "点", "折", "倍", "星", "级", "寸屏",
			"美元", "美金", "欧元", "日元", "港币", "港元", "刀", "新款", "新", "款", "代", "孔", "线", "针", "目", "克拉", "平", "平方",
			"cm", "mm", "m", "km", "g", "kg", "mg", "ml", "l", "oz", "lb", "w", "kw", "v", "mah", "a", "k", "d", "s", "h", "hz", "gb", "tb", "mb", "mp", "inch", "in", "ft", "pcs", "pc", "pieces", "piece", "sets", "set", "pack", "packs", "years", "year", "days", "day", "hours", "hour", "kids", "people", "usd", "eur", "jpy", "hkd", "x",
		)),
		counter: words(list(
			"个", "件", "支", "只", "双", "套", "张", "条", "把", "包", "盒", "瓶", "箱", "袋", "根", "页", "片", "人", "人份", "色", "格", "层", "档", "对", "组", "种", "枚", "颗", "粒", "卷", "本", "台", "部", "辆", "家", "位", "次", "门", "头", "杯", "碗", "桶", "罐", "筒", "排", "轮", "段", "步", "期", "批", "名", "寸照",
		)),
		plainMeasure: words(list("岁", "寸", "英寸", "厘米", "毫米", "公分", "公斤", "千克", "毫升", "小时", "分钟")),
		any:          words(list("价格不限", "不限价格", "不限价", "价格随意", "价格都行", "价格无所谓", "any price")),
	}
}

// priceTerm is a price as it was said: one end, or both.
type priceTerm struct {
	sourcing.PriceRange
	open bool // only one end was said, so that another price may say the other
}

// amount is one number that may be money.
type amount struct {
	fen   sourcing.Money
	money bool // a unit says so
	han   bool // written with Chinese numerals
	whole bool // no decimals were written
	from  int
	to    int
}

// price reads the price that begins at i.
func (l *lexer) price(i int) (t priceTerm, to int, ok bool) {
	w := &l.p.prices
	if _, to, ok := w.any.longest(l.low, i); ok {
		return priceTerm{}, to, true
	}
	at, led := i, false
	if _, end, ok := w.lead.longest(l.low, i); ok {
		led, at = true, l.skip(end, " :在是为")
	}
	side, said := bound(0), false
	if b, end, ok := w.before.longest(l.low, at); ok {
		side, said, at = b, true, l.skip(end, " ")
	}
	first, ok := l.amount(at)
	if !ok || !l.startsPrice(i, first, said || led) {
		return t, 0, false
	}
	if second, end, ok := l.secondAmount(first); ok && !said {
		low, high := min(first.fen, second.fen), max(first.fen, second.fen)
		return priceTerm{PriceRange: sourcing.PriceRange{Min: low, Max: high}}, l.tail(end, second.money || first.money), true
	}
	if !first.money && l.otherUnit(first.to) || first.fen == 0 {
		return t, 0, false
	}
	if b, end, ok := l.boundAfter(first); ok {
		if !said {
			side = b
		}
		return oneSided(side, first.fen), l.tail(end, first.money), true
	}
	switch {
	case said:
		if first.han && !first.money {
			return t, 0, false
		}
	case first.money, led && !first.han, l.freeShippingAfter(first):
		side = atMost
	default:
		return t, 0, false
	}
	return oneSided(side, first.fen), l.tail(first.to, first.money), true
}

func oneSided(side bound, fen sourcing.Money) priceTerm {
	switch side {
	case atLeast:
		return priceTerm{PriceRange: sourcing.PriceRange{Min: fen}, open: true}
	case around:
		return priceTerm{PriceRange: sourcing.PriceRange{
			Min: fen * (100 - aroundPercent) / 100,
			Max: fen * (100 + aroundPercent) / 100,
		}}
	}
	return priceTerm{PriceRange: sourcing.PriceRange{Max: fen}, open: true}
}

// startsPrice says whether a price may begin at i by what stands before it.
// Numbers of models, sizes and dates are none.
func (l *lexer) startsPrice(i int, first amount, said bool) bool {
	if i == 0 {
		return true
	}
	before := l.low[i-1]
	if isLatin(l.low[i]) && isLatin(before) && (len(l.items) == 0 || !l.items[len(l.items)-1].kind.isTerm()) {
		return false
	}
	if i == first.from && (isNumeral(before) || slices.Contains([]rune("几数多第满$€£#~"), before)) {
		return false
	}
	if slices.Contains([]rune(".-/:*"), before) && i > 1 && isLatin(l.low[i-2]) {
		return false
	}
	return first.money || said && before != '满' || !l.dimensionBefore(i)
}

// dimensionBefore says that a measure's name stands before i: 身高 120以上.
func (l *lexer) dimensionBefore(i int) bool {
	for i > 0 && (l.low[i-1] == ' ' || l.low[i-1] == ':') {
		i--
	}
	const longest = 2
	for n := 1; n <= longest && n <= i; n++ {
		if slices.Contains(dimensions(), string(l.low[i-n:i])) {
			return true
		}
	}
	return false
}

func dimensions() []string {
	return []string{"长", "宽", "高", "厚", "直径", "尺寸", "身高", "体重", "长度", "宽度", "高度", "厚度", "容量", "重量", "腰围", "胸围", "年龄", "尺码", "码数", "型号", "数量", "销量", "库存", "功率", "电压", "像素", "好评", "评分", "折扣", "起批", "起订", "大小", "规格", "size", "版本"}
}

// secondAmount reads the other end of a range whose first end was read.
func (l *lexer) secondAmount(first amount) (second amount, to int, ok bool) {
	at := l.skip(first.to, " ")
	between := false // 10和20之间
	switch {
	case at >= len(l.low):
		return second, 0, false
	case l.low[at] == '和' || l.low[at] == '与':
		between = true
		at++
	case l.low[at] == '-' || l.low[at] == '~':
		at++
		if at < len(l.low) && l.low[at] == l.low[at-1] {
			at++ // a Chinese dash is two characters
		}
	case l.low[at] == '到' || l.low[at] == '至':
		at++
	default:
		return second, 0, false
	}
	second, ok = l.amount(l.skip(at, " "))
	if !ok || second.fen == 0 {
		return second, 0, false
	}
	money := first.money || second.money
	spoken := (first.han || second.han) && min(first.fen, second.fen) < 10_00 // 三到五 is rather not money
	if !money && (l.otherUnit(second.to) || spoken || isYear(first) && isYear(second)) {
		return second, 0, false
	}
	to = second.to
	if _, end, ok := l.boundAfter(second); ok {
		to = end
	}
	for _, word := range []string{"之间", "间"} {
		if hasPrefix(l.low[to:], []rune(word)) {
			to += len([]rune(word))
			return second, to, true
		}
	}
	return second, to, !between
}

// isYear says that a number looks like a year (2025-2026新款).
func isYear(a amount) bool { return a.whole && a.fen >= 1990_00 && a.fen < 2100_00 }

// boundAfter reads the word after an amount that says which end it is.
func (l *lexer) boundAfter(a amount) (b bound, to int, ok bool) {
	at := l.skip(a.to, " ")
	if b, to, ok := l.p.prices.after.longest(l.low, at); ok && (b != around || !l.isSpared(at, to)) {
		return b, to, true
	}
	if a.han && !a.money {
		return 0, 0, false
	}
	b, to, ok = l.p.prices.edge.longest(l.low, a.to)
	if !ok || to < len(l.low) && l.low[to] != '的' && (isHan(l.low[to]) || isLatin(l.low[to])) && !l.termAt(to) {
		return 0, 0, false
	}
	return b, to, true
}

// freeShippingAfter says that 包邮 follows a bare number at once, 9.9包邮, or a
// number that ends as prices do over a space, 9.9 包邮. A version (蓝牙5.0) and
// a model (iPhone 15) are none.
func (l *lexer) freeShippingAfter(a amount) bool {
	at := a.to
	if !a.whole && slices.Contains([]sourcing.Money{50, 80, 90, 99}, a.fen%100) {
		at = l.skip(at, " ") // no version ends like a price
	}
	e, _, ok := l.entry(at)
	if a.han || !ok || len(e.keys) != 1 || e.keys[0] != freeShipping {
		return false
	}
	if a.from > 0 && isHan(l.low[a.from-1]) && !a.whole && a.fen%100 == 0 {
		return false
	}
	return a.from < 2 || l.low[a.from-1] != ' ' || !isLatin(l.low[a.from-2])
}

// freeShipping is the filter that a price before it belongs to.
const freeShipping = "isOnePsaleFreePost"

// otherUnit says that what follows a bare number makes it something else than
// a price: another unit, a sign, more of a number or a Latin word.
func (l *lexer) otherUnit(at int) bool {
	if at >= len(l.low) {
		return false
	}
	c := l.low[at]
	switch {
	case isLatin(c) || slices.Contains([]rune("%°'\"×″′℃‰"), c):
		return true
	case slices.Contains([]rune(".-~/:*,"), c) && at+1 < len(l.low) && isDigit(l.low[at+1]):
		return true
	case c == '/' || c == '*':
		return true
	}
	glued := c != ' '
	if !glued {
		at++
	}
	if l.termAt(at) {
		return false
	}
	w := &l.p.prices
	end, ok := l.measure(at)
	if !ok || glued || at < len(l.low) && isLatin(l.low[at]) {
		return ok
	}
	// Over a space most units are rather the beginning of a word: 天然, 个性.
	_, _, plain := w.plainMeasure.longest(l.low, at)
	return plain || end == len(l.low) || !isWord(l.low[end])
}

// tail swallows what belongs to an amount of money: 20元/个, 20块一件, 20元的.
func (l *lexer) tail(at int, money bool) int {
	if !money || at >= len(l.low) || l.termAt(at) {
		return at
	}
	next := at
	if slices.Contains([]rune("/一每"), l.low[next]) {
		next++
		if _, end, ok := l.p.prices.counter.longest(l.low, next); ok && !l.termAt(next) {
			return end
		}
	}
	return at
}

func (l *lexer) measure(at int) (to int, ok bool) {
	if _, to, ok = l.p.prices.measure.longest(l.low, at); !ok {
		_, to, ok = l.p.prices.counter.longest(l.low, at)
	}
	return to, ok
}

// skip gives the first place from at on that holds none of these characters.
func (l *lexer) skip(at int, these string) int {
	for at < len(l.low) && slices.Contains([]rune(these), l.low[at]) {
		at++
	}
	return at
}
