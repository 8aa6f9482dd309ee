package sourcing

import (
	"slices"
	"strings"
)

// Filter is one of the gateway's search filters.
type Filter struct {
	Key     string   // the gateway's value
	Name    string   // full Chinese name, as the bot shows it; counts as a term
	English string   // name under TUSOU_LANG=en; counts as a term
	Group   Group    // where the filter form and /filters list it
	Seed    bool     // one of the ten of the vendor's interface document
	Full    []string // other full names: count as terms even when glued to other words
	Short   []string // ambiguous names: count only alone or beside another term
	// Spellings are further full names, mostly put together by rule. They are
	// understood like Full and come last where names are listed.
	Spellings []string
}

// Group is a heading under which filters are listed; its text is package
// lang's.
type Group string

// The groups, in the order in which they are listed.
const (
	GroupService   Group = "service"   // 代发服务
	GroupWaybill   Group = "waybill"   // 密文面单
	GroupSpeed     Group = "speed"     // 发货时效
	GroupCollect24 Group = "collect24" // 24小时揽收率
	GroupCollect48 Group = "collect48" // 48小时揽收率
	GroupQuality   Group = "quality"   // 品质退款率
	GroupRefund    Group = "refund"    // 总退款率
	GroupSeller    Group = "seller"    // 商家
	GroupScore     Group = "score"     // 综合体验分
	GroupExtra     Group = "extra"     // the administrator's own
)

// AllNames gives every name under which people may type the filter, its key
// with them, each once: those to be shown first, the ambiguous ones after the
// full ones, the remaining spellings last.
func (f Filter) AllNames() []string {
	var names []string
	for _, name := range slices.Concat([]string{f.Name, f.English, f.Key}, f.Full, f.Short, f.Spellings) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Filters gives the gateway's filters in the order of the lists shown to
// people: the ten of the vendor's interface document, then those of its newer
// edition. Names are in simplified characters and lower case, except what the
// bot shows.
func Filters() []Filter {
	return slices.Concat(serviceFilters(), waybillFilters(), newerFilters(), rateFilters())
}

func serviceFilters() []Filter {
	return []Filter{
		{
			Key: "isOnePsaleFreePost", Name: "包邮", English: "Free shipping", Group: GroupService, Seed: true,
			Full:      []string{"免邮", "免邮费", "免运费", "免运", "包运费", "包邮费", "免快递费", "包快递费", "包快递", "含运费", "0运费"},
			Spellings: []string{"含邮", "含邮费", "零运费", "freeshipping", "free ship", "free post", "free postage", "free delivery", "shipping free", "postage free"},
		},
		{
			Key: "noReason7DReturn", Name: "7天无理由退货", English: "7-day returns", Group: GroupService, Seed: true,
			Full: []string{"7天无理由", "七天无理由", "七天无理由退货", "7天无理由退换货", "7天退", "七天退", "7天包退", "无理由退货"},
			Spellings: slices.Concat(returnNames(), []string{
				"无理由退换", "无理由退换货", "7day return", "7day returns", "7days return", "7days returns",
				"7 day return", "7 days return", "7 day returns", "7 days returns",
				"7 day no reason return", "7 days no reason return", "seven day return", "seven days return",
				"return in 7 days", "returns in 7 days", "return within 7 days", "returns within 7 days",
			}),
		},
		{
			Key: "isOnePsale", Name: "一件代发", English: "Dropship", Group: GroupService, Seed: true,
			Full:  []string{"1件代发", "支持代发", "可代发", "能代发", "可以代发", "dropshipping", "drop ship", "drop shipping"},
			Short: []string{"代发"},
			Spellings: []string{
				"单件代发", "一件也代发", "一件起代发", "1件起代发", "一件可代发", "1件可代发", "一件能代发", "支持一件代发", "提供代发", "提供一件代发",
				"dropshipper", "dropshippers", "one piece dropship", "one piece dropshipping",
			},
		},
		{
			Key: "shipIn48Hours", Name: "48h发货", English: "Ships in 48h", Group: GroupService, Seed: true,
			Full:  []string{"48小时发货", "48小时内发货", "两天内发货", "2天内发货", "ship in 48h"},
			Short: slices.Concat(hours("48", "四十八"), sendNames("48小时", "48h", "两天", "2天")),
			Spellings: slices.Concat(shippingWithin("48", "四十八"), dispatchNames("两天", "两日", "二天", "2天", "2日"), []string{
				"ship in 2 days", "ships in 2 days", "ship within 2 days", "ships within 2 days", "ship in two days", "ships in two days", "ship within two days", "ships within two days",
			}),
		},
	}
}

// returnNames gives the Chinese ways to ask for a week's right of return.
func returnNames() []string {
	var names []string
	for _, week := range []string{"7天", "七天", "7日", "七日"} {
		for _, rest := range []string{
			"无理由", "无理由退", "无理由退货", "无理由退换", "无理由退换货", "内无理由", "内无理由退货", "内无理由退换货", "无忧退货", "无忧退换",
			"退", "退货", "退换", "退换货", "可退", "可退货", "可退换", "可退换货", "能退", "包退", "包退货", "包退换", "内退货", "内退换", "内可退", "内可退货", "内包退", "无理由退货包运费", "退货包运费",
		} {
			names = append(names, week+rest)
		}
	}
	return names
}

// dispatchNames gives the Chinese ways to ask for dispatch within a span.
func dispatchNames(spans ...string) []string {
	var names []string
	for _, span := range spans {
		for _, within := range []string{"", "内", "之内", "以内"} {
			for _, verb := range []string{"发货", "发出", "必发", "必发货", "能发货", "可发货", "要发货", "出货", "寄出"} {
				names = append(names, span+within+verb)
			}
		}
	}
	return names
}

// sendNames are like dispatchNames, but 发 alone begins many words (发热, 发光).
func sendNames(spans ...string) []string {
	var names []string
	for _, span := range spans {
		for _, within := range []string{"", "内"} {
			for _, verb := range []string{"发", "能发", "可发", "就发", "就能发"} {
				names = append(names, span+within+verb)
			}
		}
	}
	return names
}

// hours gives the names of a span of hours, and of "within" it: the number in
// digits and in characters.
func hours(digits, characters string) []string {
	spans := []string{digits + "小时", digits + "h", digits + "个小时", digits + "hr", characters + "小时", characters + "个小时", digits + "钟头"}
	names := slices.Clone(spans)
	for _, within := range []string{"内", "之内", "以内"} {
		for _, span := range spans {
			names = append(names, span+within)
		}
	}
	return append(names, digits+" h", digits+"hrs", digits+"hours", digits+" hours", digits+" hour", digits+" hrs", digits+" hr")
}

// shippingWithin gives the ways to ask for dispatch within so many hours.
func shippingWithin(digits, characters string) []string {
	names := dispatchNames(digits+"小时", digits+"h", digits+"时", digits+"个小时", characters+"小时", digits+"hr", digits+"hrs", digits+"hours")
	for _, unit := range []string{"h", "hr", "hrs", "hour", "hours"} {
		for _, space := range []string{"", " "} {
			span := digits + space + unit
			for _, verb := range []string{"ship", "ships", "shipped", "shipping", "dispatch"} {
				names = append(names, verb+" in "+span, verb+" within "+span, span+" "+verb)
			}
			names = append(names, "within "+span)
		}
	}
	return names
}

func waybillFilters() []Filter {
	return []Filter{
		waybill("tbCiphertext", "淘宝", "Taobao", "天猫", "tb", "tmall", "淘系"),
		waybill("pddCiphertext", "拼多多", "Pinduoduo", "pdd", "拼夕夕"),
		waybill("dyCiphertext", "抖音", "Douyin", "dy", "抖店", "抖音小店"),
		waybill("ksCiphertext", "快手", "Kuaishou", "ks", "快手小店"),
		waybill("jdCiphertext", "京东", "JD", "jingdong"),
		waybill("xhsCiphertext", "小红书", "Xiaohongshu", "xhs", "rednote"),
	}
}

// waybill is the filter for a sales channel's encrypted waybill (密文面单).
// The channel's bare names are ambiguous; with 面单 or 密文 they are not.
func waybill(key, channel, english string, others ...string) Filter {
	f := Filter{
		Key: key, Name: channel + "面单", English: english + " waybill", Group: GroupWaybill, Seed: true,
		Full:  []string{channel + "密文", channel + "密文面单"},
		Short: append([]string{channel, strings.ToLower(english)}, others...),
	}
	for _, name := range f.Short {
		f.Full = append(f.Full, name+"面单")
		for _, suffix := range []string{"密文", "的面单", "的密文", "的密文面单", "密文面单", "电子面单", "加密面单", "隐私面单", " waybill", " waybills"} {
			f.Spellings = append(f.Spellings, name+suffix)
		}
		f.Spellings = append(f.Spellings, "密文"+name)
	}
	return f
}

// newerFilters and rateFilters are of the newer edition of the vendor's page
// 1688-fx-image-similar-offer-search.
func newerFilters() []Filter {
	return []Filter{
		{
			Key: "shipInToday", Name: "当天发货", English: "Ships today", Group: GroupSpeed,
			Full:  []string{"当日发货", "今天发货", "今日发货", "当天发出", "当天就发", "ship today", "same day shipping"},
			Short: sendNames("当天", "当日", "今天", "今日"),
			Spellings: slices.Concat(dispatchNames("当天", "当日", "今天", "今日"), []string{
				"今天就发", "当天就发货", "今天就发货", "当天就能发货", "今天就能发货",
				"shipped today", "shipping today", "ship same day", "ships same day", "same day ship", "same day dispatch",
			}),
		},
		{
			Key: "shipIn24Hours", Name: "24h发货", English: "Ships in 24h", Group: GroupSpeed,
			Full:      []string{"24小时发货", "24小时内发货", "一天内发货", "1天内发货", "ship in 24h"},
			Short:     slices.Concat(hours("24", "二十四"), sendNames("24小时", "24h", "一天", "1天")),
			Spellings: slices.Concat(shippingWithin("24", "二十四"), dispatchNames("一天", "一日", "1天", "1日"), []string{"ship in 1 day", "ships in 1 day", "ship in one day", "ship within 1 day", "ships within one day"}),
		},
		{
			Key: "powerMerchant", Name: "实力商家", English: "Power merchant", Group: GroupSeller,
			Full:      []string{"实力卖家", "实力供应商", "实力商户"},
			Spellings: []string{"power merchants", "powerful merchant", "powerful merchants", "power seller", "power sellers"},
		},
		{
			Key: "certifiedFactory", Name: "认证工厂", English: "Certified factory", Group: GroupSeller,
			Full:      []string{"工厂认证", "认证厂家", "factory"},
			Spellings: []string{"已认证工厂", "认证过的工厂", "verified factory", "verified factories", "certified factories"},
		},
		{
			Key: "freeCredit", Name: "免费赊账", English: "Free credit", Group: GroupSeller,
			Full:      []string{"免费账期", "可赊账", "支持赊账"},
			Short:     []string{"赊账", "赊帐"},
			Spellings: []string{"免费赊帐", "免费帐期", "可赊帐", "可以赊账", "可以赊帐", "能赊账", "支持赊帐"},
		},
	}
}
