package command

import (
	"slices"

	"tusou/internal/sourcing"
)

// This file holds what people write around the filters' names, which are in
// sourcing.Filters. Words are folded: simplified, half-width, lower case.

// allChannels are the words before 面单 that mean every sales channel, and
// waybillWords the words for 面单 itself.
func allChannels() []string {
	return []string{"全平台", "全渠道", "所有平台", "所有渠道", "全部平台", "全部渠道", "各平台", "各渠道", "多平台", "六平台", "六大平台", "全部", "所有", "全部的", "所有的", "六个平台", "全平台的"}
}

func waybillWords() []string {
	return []string{"面单", "密文面单", "电子面单", "加密面单", "隐私面单", "密文"}
}

// sortWords are the orders that we can make. Strong words count anywhere, weak
// ones only alone or beside a term.
func sortWords(weak bool) []wordList[sourcing.Sort] {
	if weak {
		return []wordList[sourcing.Sort]{
			{sourcing.SortDefault, []string{"综合"}},
			{sourcing.SortPriceAsc, []string{"便宜", "升序", "低价"}},
			{sourcing.SortPriceDesc, []string{"降序"}},
		}
	}
	return []wordList[sourcing.Sort]{
		{sourcing.SortDefault, []string{"综合排序", "按综合排序", "默认排序", "default order", "default sort", "best match"}},
		{sourcing.SortPriceAsc, slices.Concat([]string{
			"最便宜", "最便宜的", "便宜的", "更便宜", "更便宜的", "再便宜点", "再便宜一点", "越便宜越好", "便宜的优先", "便宜的在前", "价格低的", "价低的", "低价的", "价格低一点", "价格低点", "价格便宜", "价格便宜点", "不要太贵", "不要太贵的", "别太贵", "不太贵",
			"便宜点", "便宜点的", "便宜一点", "便宜一点的", "便宜些", "便宜些的", "低价优先", "价格优先", "便宜优先", "最低价", "价格最低", "最低价格", "价格最便宜",
			"cheapest", "cheaper", "cheapest first", "cheap first", "lowest price", "lowest price first", "price asc", "price ascending", "sort by price", "price low to high", "low to high",
		}, ordered("价格", "价格升序", "价格从低到高", "价格由低到高", "价格低到高", "从低到高", "由低到高", "从便宜到贵", "价格从便宜到贵"))},
		{sourcing.SortPriceDesc, slices.Concat([]string{
			"最贵", "最贵的", "贵的优先", "价格高的", "高价优先", "最高价", "价格最高", "最高价格", "价格最贵",
			"most expensive", "highest price", "highest price first", "price desc", "price descending", "price high to low", "high to low",
		}, ordered("价格降序", "价格从高到低", "价格由高到低", "价格高到低", "从高到低", "由高到低", "从贵到便宜", "价格从贵到便宜"))},
	}
}

// ordered gives the ways to ask for the orders: 价格升序, 按价格升序排列. 价格 by
// itself is none.
func ordered(orders ...string) []string {
	var words []string
	for _, order := range orders {
		for _, before := range []string{"", "按", "按照"} {
			for _, after := range []string{"", "排", "排序", "排列"} {
				if word := before + order + after; word != "价格" {
					words = append(words, word)
				}
			}
		}
	}
	return words
}

// unavailable gives the ways to ask for what the gateway's answer has no
// figures for. The bare names of the figures are weak: 好评 alone, not 好评卡.
func unavailable(weak bool) []string {
	figures := []string{"销量", "月销量", "月销", "好评", "好评率", "评价", "评分", "回购率", "复购率", "人气", "热度", "成交量", "口碑", "回头率", "转化率"}
	if weak {
		return figures
	}
	list := []string{
		"卖得最好", "卖的最好", "卖得好", "卖得好的", "卖的好的", "5星好评", "五星好评", "好评如潮", "性价比高", "性价比高的", "性价比最高",
		"best selling", "best seller", "best sellers", "bestselling", "top rated", "by sales", "most sold", "most popular", "by rating", "highest rated",
	}
	for _, figure := range figures {
		for _, before := range []string{"", "按", "按照"} {
			for _, after := range []string{
				"", "高", "好", "多", "最高", "最好", "最多", "高的", "好的", "多的", "最高的", "最好的", "最多的", "优先", "排序", "排", "排行", "降序", "升序", "从高到低", "由高到低", "高到低", "从高到低排序", "降序排序", "降序排列",
			} {
				if before+after != "" {
					list = append(list, before+figure+after)
				}
			}
		}
	}
	return list
}

func freshWords() []string {
	return []string{"刷新", "刷新一下", "刷新下", "重新刷新", "强制刷新", "刷新缓存", "不用缓存", "不要缓存", "不走缓存", "no cache", "--fresh", "-fresh", "refresh"}
}

// notBefore are the words that take the next term away, over a space too;
// notGlued do so only directly before it.
func notBefore() []string {
	return []string{"不要", "不用", "不需要", "不必", "不必须", "不一定", "不一定要", "不能要", "不想要", "不要求", "不支持", "不考虑", "不选", "不找", "不接受", "无需", "不看", "不含", "不带", "不是", "除了", "除开", "除去", "去掉", "去除", "取消", "排除", "过滤掉", "剔除", "避开", "删掉", "删除", "别要", "别", "勿", "甭", "without", "no", "not", "except", "exclude", "excluding", "remove", "minus", "not need", "don't need", "don't want", "no need"}
}

func notGlued() []string { return []string{"不", "非", "除", "没", "没有", minus} }

// minus takes a term away where no word stands before it.
const minus = "-"

// linkWords belong to the term beside them, else to the product: with 48h, but
// mug with lid.
func linkWords() []string { return []string{"with"} }

// joinWords make a list of terms, as far as a Not reaches.
func joinWords() []string {
	return []string{"和", "、", "或", "或者", "跟", "与", "及", "以及", "还有", "&", "+", "and", "or"}
}

// fillers say nothing about the product, wherever they stand.
func fillers() []string {
	list := []string{
		"帮我找", "帮我搜", "帮我搜一下", "帮我找一下", "帮我查", "帮我查一下", "帮我看看", "帮我看一下", "帮我看下", "帮我", "帮忙", "帮忙找", "帮忙搜", "帮忙找一下", "帮忙看一下", "帮忙看下", "帮找", "帮找一下", "帮找下", "帮搜", "帮搜下", "帮查", "帮查下", "帮看", "帮看下", "帮我找下", "帮我搜下", "帮我查下", "帮忙找下", "帮忙搜下", "给我找", "给我搜", "给我",
		"找一下", "找下", "找找", "找货", "找找看", "搜一下", "搜下", "搜一搜", "搜搜", "搜搜看", "搜索", "搜寻", "搜寻一下", "搜图", "识图", "以图搜图", "查一下", "查下", "查查", "看看", "看一下", "看下", "一下",
		"我要找", "我要", "我想要", "我想找", "我想", "我需要", "我找", "我们要", "想要", "想找", "要找", "需要", "求推荐", "推荐一下", "推荐", "来一个", "就要", "就找", "照这个", "照着", "像这样的", "跟这个", "和这个", "跟图片", "和图片", "跟图", "按图", "按图片", "按照图片",
		"这个", "这款", "这种", "这样的", "这样", "这件", "这些", "这类", "那个", "那款", "那种", "那件", "那些", "此款", "该款", "这张图", "这个图", "这图", "图片同款", "图中同款", "图里这个", "图片这个",
		"有没有", "有木有", "有无", "是不是", "能不能", "可不可以", "要不要", "行不行", "好不好", "能否", "是否", "可否", "的话",
		"同款", "同款的", "同款货", "同类", "同类型", "同类产品", "一样的", "一样", "一模一样", "一模一样的", "类似的", "类似", "类似款", "相似的", "相似", "相似款", "差不多的", "图片里的", "图片中的", "图片上的", "图里的", "图中的", "图上的", "照片里的", "照片上的", "照片中的", "图片里", "图片中", "图片上", "照片里", "照片上",
		"谢谢你", "谢谢您", "谢谢啦", "谢谢了", "谢啦", "谢了", "辛苦了", "辛苦", "麻烦了", "麻烦", "麻烦你", "麻烦您", "拜托", "拜托了", "你好", "您好", "请问", "请帮我", "请帮忙", "劳驾", "哈喽", "在吗", "在么", "在不在", "好吗", "好不", "如果", "要是", "尽量", "可以吗", "行吗", "有吗", "有么", "有货吗", "还有吗", "有现货吗",
		"多少钱", "多少", "怎么卖", "什么价", "什么价格", "哪里有", "哪里买", "在哪买", "哪有", "谁家有", "哪家有", "可以", "必须", "最好是", "最好", "一定要", "一定", "只要", "只看", "仅限", "其他的", "其它的", "其他", "其它", "并且", "而且", "同时", "另外", "外加", "加上", "顺便",
		"以外", "之外", "都行", "都可以", "都可", "都不要紧", "没关系", "也行", "也可以", "就行", "就好", "就可以", "即可", "都要", "随便", "无所谓", "不限", "不重要", "老板好", "每个", "每件", "每只", "找货源", "求货源", "求链接", "发链接", "1688", "1688上", "1688里", "1688网", "在1688", "在1688上", "阿里巴巴", "关键词", "关键字", "/filter", "/筛选", "重新搜索", "重新搜", "重新找", "重搜", "再搜", "再搜一下", "再搜搜", "再找找", "再找一下", "再看看", "换一批", "已理解", "已理解:",
		"find", "find me", "search", "search for", "look for", "looking for", "show me", "get me", "help me", "help me find", "please", "pls", "plz", "thanks", "thanks a lot", "thank you", "thank you very much", "thx", "hi", "hello", "hey", "for me", "i want", "i need", "i'm looking for", "i am looking for",
		"do you have", "can you", "can you find", "could you find", "this", "this one", "that", "these", "same", "same one", "same item", "same style", "similar", "something like this", "like this", "the", "a", "an", "is there", "are there", "must be",
	}
	for _, wish := range wishes() {
		for _, measure := range measures() {
			list = append(list, wish+measure)
		}
	}
	return list
}

// fillersWithMeasure are fillers too, unless a word begins with their measure:
// 找个|性感 is none.
func fillersWithMeasure() []string {
	var list []string
	for _, wish := range wishes() {
		list = append(list, wish+"个", wish+"款")
	}
	return list
}

// fillersBefore are fillers unless one character goes on with them: 感谢卡, 老板椅.
func fillersBefore() []string {
	return []string{"谢谢", "感谢", "多谢", "支持", "老板", "老板娘", "老板们"}
}

// wishes and measures make fillers together: 找一款, 来个.
func wishes() []string {
	return []string{"找", "搜", "求", "来", "要", "要找", "我要", "我要找", "想要", "我想要", "想找", "我想找", "我找", "需要", "我需要", "帮我找", "帮我搜", "帮忙找", "帮找", "给我找", "给我来", "给我", "推荐", "查", "有没有", "有"}
}

func measures() []string {
	return []string{"一个", "一款", "一种", "一件", "一些", "几个", "几款", "这个", "这款", "这种", "这样的", "同款", "同款的", "类似的", "一样的"}
}

// weakFillers are fillers only where they stand alone, or touch a term or
// another filler: 老板椅 and 图片架 are products.
func weakFillers() []string {
	return []string{"好的", "优先", "一个", "一款", "一种", "一些", "几个", "几款", "在", "介于", "亲", "亲亲", "亲们", "图片", "图", "图里", "图中", "照片", "求", "搜", "查", "请", "要求", "条件", "筛选", "过滤", "价格", "发货", "发", "商品", "产品", "东西", "宝贝", "货源", "阿里", "全国", "平台", "渠道", "店铺", "看", "货代", "大家", "各位", "急", "急用", "尽快", "快点", "链接", "keywords", "any", "me", "only"}
}

// functionWords are the single characters that are not left beside a name:
// 要包邮的, 能代发吗.
const functionWords = "要的找吗呢能可都也就还吧啊呀哦嘛啦了得想需不么哈外有带用是全只必须求请且并又再给会该来走打出配做价嗯哟喔哇唉噢滴哒咯"

// leading are the function words that a keyword sheds in front; the others
// begin too many words (可乐, 能量, 都市).
const leading = "要的找"

// trailing are those that it sheds at its end.
const trailing = "的吗呢吧啊呀哦嘛啦了不么哈嗯哟喔哇噢咯"

// trailingBeforeTerm are those that it sheds before a term: 水杯要包邮.
const trailingBeforeTerm = "要能可都也就还得想需有须用全"

// rejecting words after an ambiguous name make it part of a product word.
func rejecting() []string { return []string{"同款", "爆款"} }

// sparedWords are real words that share characters with a name, so that the
// name does not count where it only overlaps with one of them: 面包|邮寄,
// 快|手抓饼, 抖音面单|打印机. Longer words need no entry for it, but keep a
// guess away.
func sparedWords() []string {
	return []string{
		"邮寄", "邮递", "邮差", "节约", "预约", "合约", "公约", "制约", "签约",
		"手抓饼", "手抓", "快手菜", "快手早餐", "抖音支架", "抖音神器", "抖音直播", "快手支架", "快手直播", "快手神器", "小红书包", "小红书签", "小红书架", "小红书桌", "南京东路", "南京东", "北京东", "东京东", "京东白条", "京东卡", "京东方", "淘宝店", "淘宝袋", "淘宝箱", "古代", "现代", "当代", "时代", "年代", "后代", "假发", "头发", "沙发", "发簪", "发夹", "发箍", "发圈", "发饰", "发带", "发卡", "发光", "发热", "发财", "发泄", "发条", "发酵", "发膜", "发蜡",
		"面单打印", "天猫精灵", "抖音同款", "抖音爆款",
		"保温杯", "便利店", "实力派", "工厂店", "工厂直销", "工厂风",
		"元店", "三角", "四角", "五角", "六角", "八角", "元旦", "毛巾", "毛绒", "毛衣", "毛线", "毛刷", "毛球", "毛毯", "毛笔", "毛呢", "毛孔", "毛毛", "角质", "角色", "角落", "角架", "角度", "起子", "起重", "起球", "起泡", "起钉",
		"老板电器", "老板牌", "图片架", "价格牌", "价格标签", "条件反射", "可可", "酒吧", "网吧", "水吧", "花呢", "毛呢", "了凡", "目的", "亲子", "刷新机", "和服", "除湿", "除尘", "除草", "除臭", "除甲醛", "除螨", "除味", "除毛", "除霜", "除雪", "不锈钢", "不倒翁", "不干胶", "不粘锅", "不沾", "不织布", "别墅", "别针", "非洲", "非遗", "没药", "综合体", "综合训练",
		"小红帽", "包装", "天无理由", "日无理由", "退货包运费", "退款率", "退货率", "谢谢惠顾", "谢谢光临", "感谢信", "感谢贴", "感谢卡片", "支持架", "打包", "专用", "通用", "备用", "实用", "常用", "多用", "两用", "齐全", "安全", "大全", "健全", "完全", "千元机", "百元机", "话筒", "话梅", "话题", "出口", "做工", "一次性", "块装", "以内加减", "以内的加减", "以内口算", "以内数字", "要塞", "的确", "的士", "小人书", "雅马哈", "娃哈哈", "爪哇", "喇嘛", "氧吧", "咖啡吧", "音乐吧", "大衣呢", "格子呢", "制服呢", "礼服呢", "西服呢", "直贡呢", "弹力呢", "粗呢", "法兰呢", "功能", "智能", "节能", "性能", "技能", "电能", "万能", "热能", "太阳能", "可能", "动能", "储能", "体能", "成都", "首都", "必要", "重要", "主要", "摘要", "许可", "可可", "小可", "心得", "理想", "梦想", "联想", "必需", "急需", "军需", "成就", "富有", "拥有", "和田", "和风", "和牛", "和平", "和纸", "和面", "和室", "及膝", "及腰", "高跟", "跟鞋", "或者", "上下铺", "上下床", "上下层", "factory price", "factory outlet", "factory direct", "factory store", "请柬", "请帖", "求婚", "求生", "类似物", "价格签", "筛选机", "搜救", "查询机", "看板", "图钉", "图腾", "图纸", "图书", "发明", "发动机",
	}
}

// ordinaryWords are real words in which a name's misspelling may come out: a
// word that holds one which the name does not hold is no misspelling of it.
func ordinaryWords() []string {
	return []string{
		"小说书", "小本书", "小秘书", "小图书", "小童书", "小布书", "小画书", "小文书", "小字书", "小绘书", "小证书",
		"面膜", "面包", "面具", "面板", "面粉", "面条", "面料", "面巾", "面霜", "面罩", "面盆", "面团", "面馆", "面部", "面积", "面子", "面纸", "面食", "面点", "面值", "面试", "书单", "菜单", "床单", "名单", "订单", "传单", "账单", "清单", "面试单",
		"送货", "到货", "收货", "交货", "取货", "提货", "订货", "补货", "退货", "发货", "拿货", "送达", "到达", "退款", "退换", "批发", "零售", "代理", "代购", "代工", "代销", "代打", "厂家", "厂商", "店家", "买家", "卖家", "玩家", "工厂", "工人", "工具", "工服", "试用", "保修", "保温", "保鲜", "质保", "包换",
		"红帽", "红花", "红旗", "红包", "红薯", "红豆", "红枣", "红酒", "红茶", "红糖", "红灯", "红绳", "红鞋", "红裙", "红伞", "红马", "红人", "红鱼", "红牛", "红袋", "红盒", "红车", "红瓶", "红管", "红砖", "红点", "红猪", "红兔", "红裤", "红心", "红星", "红日", "红衣", "红袜", "红杯", "红桶", "红椅", "红桌", "红凳", "红灯笼", "红球", "红盘", "红碗", "红壶", "红本", "红领巾",
		"面皮", "面筋", "面片", "面饼", "面汤", "面塑", "面扇", "面花", "面帘", "面油", "面扑", "面盘", "面盖", "面贴", "面人", "面杖", "面签", "面谈", "面容", "面相", "面色", "面漆", "面砖", "面纱", "面套", "面布", "面灯", "面壳", "面框",
		"爆单", "出单", "接单", "刷单", "拼单", "下单", "做单", "跑单", "补单", "开单", "退单", "跟单", "催单", "派单", "被单", "罚单", "保单", "税单", "报单", "简单", "点单", "餐单", "歌单", "片单", "榜单", "回单", "货单", "运单", "团单",
		"发芽", "发电", "发泡", "发票", "发动", "发车", "发声", "发音", "发炎", "发育", "发布", "发表", "发言", "发明", "发挥", "发奖", "发糕", "发面", "发菜", "发根", "发色", "发胶", "发油", "发泥", "发套", "发网", "发梳", "发冠", "发髻", "发片", "发型", "发质", "发烧", "发霉", "发黄", "发亮", "发香", "发声", "发汗",
		"明天", "明日", "次日", "隔天", "隔日", "后天", "改天", "每天", "每日", "几天", "多天", "白天", "生日", "假日", "节日", "周日", "即日", "近日", "补运", "付运", "出运", "算运", "有运", "海运", "空运", "托运", "货运",
		"售货", "卖货", "买货", "进货", "存货", "配货", "供货", "理货", "囤货", "验货", "换货", "杂货", "年货", "尾货", "退烧", "退热", "退火", "退色", "退役", "退休", "退步", "退房", "退税", "退票", "退单",
		"工牌", "工装", "工艺", "工程", "工位", "工帽", "工鞋", "工业", "工作", "商店", "商场", "商城", "商品", "商标", "商务", "商行", "商圈", "代付", "代写", "代买", "代拍", "代做", "代加", "代收", "代办", "代步", "代金", "代言", "代餐", "代码", "多件", "整件", "大件", "小件", "套件", "配件", "零件", "部件",
		"邮箱", "邮票", "邮筒", "邮轮", "邮件", "邮政", "邮局", "邮戳", "邮册", "邮袋", "邮包", "邮编", "包裹", "包邮箱",
		"factor", "factories", "dropshot",
	}
}

// longestEmojiText bounds, in characters, what in square brackets is an
// emoji's text unless it holds a term: [赞], [破涕为笑], [THUMBSUP]. A list of
// them would never be complete.
const (
	longestEmojiText        = 20
	longestChineseEmojiText = 8
)

// saidWords stand before keywords that are said outright.
func saidWords() []string { return []string{"关键词", "关键字", "keywords", "keyword"} }

// anyhow are the words after a name that make it a wish for nothing: 包邮无所谓.
func anyhow() []string {
	return []string{"无所谓", "都行", "随意", "随便", "不重要", "可有可无", "不限"}
}

// neighbours are real words that as a whole sound like a name, or are one less
// a character.
func neighbours() []string {
	return []string{
		"快递费", "运费", "免费",
		"小红薯", "社长", "舍长", "待发", "戴发", "带发", "袋发", "保佑", "保有", "抱有", "惊动", "晶冻", "豆饮", "套包", "陶包", "棉单", "痘点",
	}
}
