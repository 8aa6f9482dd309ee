package command

// bound says which end of a price range an amount is.
type bound int

const (
	atMost bound = iota + 1
	atLeast
	around // ±20 %
)

// leadIn is a word that says that a price follows.
type leadIn int

const (
	unled      leadIn = iota
	aPrice            // 价格 20
	betweenTwo        // 介于 10 和 20
)

// joining is a word between the two ends of a range.
type joining int

const (
	toOther  joining = iota // 10 到 20
	andOther                // 10 和 20, which needs 之间 or 介于
)

// priceWords are the words of prices. They have their own tries because most
// of them mean something else away from a number.
type priceWords struct {
	lead     *trie[leadIn]
	before   *trie[bound] // 最多 20
	after    *trie[bound] // 20 以内
	edge     *trie[bound] // after an amount and before no other character: 20起, 20内
	joins    *trie[joining]
	yuan     *trie[bool] // true: a digit may follow as tenths (9块9)
	jiao     *trie[struct{}]
	currency *trie[struct{}] // before the number
	measure  *trie[struct{}] // units that are no money
	counter  *trie[struct{}] // measure words
	// plainMeasure are units that begin no other word.
	plainMeasure *trie[struct{}]
	compound     *trie[struct{}] // words that begin like a unit: 20-30 双肩包, 找个性
	minimum      *trie[struct{}] // after an amount that is the least order: 500元起批
	any          *trie[struct{}] // any price will do
	dimensions   []string
	models       []string
}

func newPriceWords() priceWords {
	list := func(w ...string) wordList[struct{}] { return wordList[struct{}]{words: w} }
	return priceWords{
		lead: words(
			wordList[leadIn]{aPrice, []string{"价格", "价位", "单价", "售价", "进价", "拿货价", "进货价", "代发价", "成本", "成本价", "价钱", "价", "预算", "控制在", "价格控制在", "成本控制在", "price", "prices", "budget", "价格区间", "价格范围", "预算在"}},
			wordList[leadIn]{betweenTwo, []string{"介于", "价格介于", "价格在", "价位在", "between", "price between", "priced between"}},
		),
		before: words(
			wordList[bound]{atMost, []string{
				"≤", "<", "<=", "=<", "最多", "最高", "最高价", "最贵", "顶多", "至多", "上限", "封顶", "不超过", "不要超过", "别超过", "不能超过", "不得超过", "不可超过", "不超", "不高于", "不要高于", "不能高于", "不多于", "不大于", "低于", "少于", "小于", "不到", "小于等于", "小于或等于", "低于等于", "低于或等于",
				"under", "below", "up to", "at most", "less than", "no more than", "not more than", "not over", "cheaper than", "max", "maximum", "max price", "within",
			}},
			wordList[bound]{atLeast, []string{
				"≥", ">", ">=", "=>", "最少", "最低", "最低价", "至少", "起步", "起步价", "下限", "不低于", "不要低于", "不能低于", "别低于", "不得低于", "不少于", "不小于", "大于", "高于", "多于", "超过", "从", "大于等于", "大于或等于", "高于等于", "高于或等于",
				"over", "above", "at least", "more than", "no less than", "not less than", "not under", "from", "min", "minimum", "min price",
			}},
			wordList[bound]{around, []string{"约", "大约", "大概", "大致", "差不多", "around", "about", "approx", "approximately", "roughly", "≈", "~"}},
		),
		after: words(
			wordList[bound]{atMost, []string{"以内", "以下", "之内", "之下", "封顶", "到顶", "以里", "往下", "及以下", "或以下", "不到", "已内", "已下", "一下", "以类", "max", "maximum", "or less", "or below", "or under", "or lower", "and below", "and under", "and less"}},
			wordList[bound]{atLeast, []string{"以上", "已上", "之上", "往上", "起步", "及以上", "或以上", "or more", "or above", "or over", "or up", "or higher", "and up", "and above", "and over", "plus"}},
			wordList[bound]{around, []string{"左右", "上下", "上下浮动", "附近"}},
		),
		edge: words(
			wordList[bound]{atMost, []string{"内"}},
			wordList[bound]{atLeast, []string{"+", "起"}},
			wordList[bound]{around, []string{"出头", "的样子"}},
		),
		joins: words(
			wordList[joining]{toOther, []string{"-", "--", "~", "~~", "到", "至", "to"}},
			wordList[joining]{andOther, []string{"和", "与", "and"}},
		),
		yuan: words(
			wordList[bool]{true, []string{"元", "块", "圆"}},
			wordList[bool]{false, []string{"元钱", "块钱", "块大洋", "元整", "块整", "人民币", "元人民币", "rmb", "cny", "yuan", "yuans", "¥"}},
		),
		jiao:     words(list("毛", "毛钱", "角", "角钱")),
		currency: words(list("¥", "rmb", "cny", "人民币")),
		measure: words(list(
			"岁", "周岁", "寸", "英寸", "尺", "英尺", "厘米", "公分", "毫米", "分米", "米", "克", "千克", "公斤", "斤", "两", "吨", "升", "毫升", "度", "瓦", "伏", "安", "毫安", "小时", "分钟", "秒", "天", "周", "个月", "月", "年", "日", "号", "码", "点", "折", "倍", "星", "级", "寸屏",
			"美元", "美金", "欧元", "日元", "港币", "港元", "刀", "新款", "新", "款", "代", "孔", "线", "针", "目", "克拉", "平", "平方", "立方", "像素", "万像素", "分",
			"cm", "cms", "mm", "m", "km", "g", "kg", "kgs", "mg", "ml", "l", "oz", "lb", "lbs", "w", "kw", "v", "mah", "a", "k", "d", "s", "h", "hz", "gb", "tb", "mb", "mp", "inch", "inches", "in", "ft", "feet", "foot", "liter", "liters", "litre", "litres", "meter", "meters", "watt", "watts", "volt", "volts", "gram", "grams",
			"pcs", "pc", "pieces", "piece", "sets", "set", "pair", "pairs", "pack", "packs", "years", "year", "months", "month", "weeks", "week", "days", "day", "hours", "hour", "minutes", "minute", "kids", "people", "persons", "players", "usd", "eur", "jpy", "hkd", "dollars", "dollar", "x",
		)),
		counter: words(list(
			"个", "件", "支", "只", "双", "套", "张", "条", "把", "包", "盒", "瓶", "箱", "袋", "根", "页", "片", "人", "人份", "色", "格", "层", "档", "对", "组", "种", "枚", "颗", "粒", "卷", "本", "台", "部", "辆", "家", "位", "次", "门", "头", "杯", "碗", "桶", "罐", "筒", "排", "轮", "段", "步", "期", "批", "名", "寸照", "朵", "块装", "串", "束", "副", "键",
		)),
		plainMeasure: words(list("岁", "寸", "英寸", "厘米", "毫米", "公分", "公斤", "千克", "毫升", "小时", "分钟")),
		compound: words(list(
			"双肩", "双层", "台灯", "台布", "台历", "头绳", "头饰", "头盔", "头灯", "头枕", "头巾", "头戴", "条纹", "包包", "包装", "杯子", "杯垫", "杯套", "盒子", "袋子", "本子", "瓶子", "箱子", "罐子", "桶子", "把手", "套装", "卷尺", "卷发", "支架", "对联", "组合", "层架", "米色", "度假", "天鹅", "天然", "天线", "日历", "日式", "日用", "日系",
			"年画", "年货", "月饼", "月子", "月亮", "线圈", "针织", "针线", "目镜", "新中式", "星空", "星星", "码表", "刀架", "刀具", "刀鞘", "安全", "升降", "折叠", "分装", "分隔", "分层", "人字", "人偶", "两用", "个性", "款式", "款项", "点读", "点心", "片刀", "排插", "门锁", "门帘", "门垫", "门挡", "张力", "页岩", "组装", "部队", "号码", "色丁", "格子", "格纹", "层叠",
		)),
		minimum:    words(list("起批", "起订", "起拍", "起送", "起购", "起卖")),
		any:        words(list("价格不限", "不限价格", "不限价", "价格随意", "价格都行", "价格无所谓", "价位不限", "任何价格", "多少钱都行", "any price")),
		dimensions: dimensions(),
		models:     models(),
	}
}

// begins calls each with every character that a price begins with.
func (w *priceWords) begins(each func(rune)) {
	w.lead.begins(each)
	w.before.begins(each)
	w.currency.begins(each)
	w.any.begins(each)
	for r := range rune(basicPlane) {
		if isNumeral(r) {
			each(r)
		}
	}
}

// dimensions are names of what is measured: a bare number after them is no
// price.
func dimensions() []string {
	return []string{
		"长", "宽", "高", "厚", "直径", "口径", "尺寸", "身高", "体重", "长度", "宽度", "高度", "厚度", "深度", "容量", "重量", "净重", "毛重", "腰围", "胸围", "臀围", "年龄", "尺码", "码数", "鞋码", "型号", "货号", "款号", "编号", "数量", "销量", "库存", "功率", "电压", "电流", "像素", "好评", "评分", "折扣",
		"起批", "起订", "起批量", "起订量", "大小", "规格", "版本", "系列", "温度", "适合", "适用", "度数", "续航", "承重", "第",
		"size", "sizes", "no", "no.", "version", "ver", "gen", "vol", "age", "ages", "aged", "height", "width", "length", "weight",
	}
}

// models are names that a model's number follows, also two of them: iPhone
// 15-16, Pro Max 256. With 以内 or 以上 the number is a price all the same.
func models() []string {
	return []string{
		"苹果", "华为", "小米", "荣耀", "红米", "三星",
		"model", "type", "series", "iphone", "ipad", "airpods", "mate", "galaxy", "note", "nova", "reno", "redmi", "honor", "huawei", "xiaomi", "oppo", "vivo", "switch", "ps", "rtx", "windows", "android", "ios", "watch", "pro", "air", "plus", "ultra",
	}
}
