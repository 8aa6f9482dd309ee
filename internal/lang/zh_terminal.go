package lang

// zhTerminal gives the texts of tusou search in Simplified Chinese.
func zhTerminal() Terminal {
	return Terminal{
		Usage: Usage{
			Line: "用法: tusou search [选项] 图片… [条件…]",
			About: []string{
				"用图片在 1688 找一件代发的同款，打印成表格。图片是文件、网址（http:// 或 https://）或 -（标准输入），可以有几张。",
				"其余的参数就是条件，写法和聊天里图片旁边的一样：筛选、价格、排序、关键词，顺序随意。价格和排序只作用于搜到的结果。",
				"只需要搜索接口和图片存储的设置。图片存在数据目录时，这个命令会在搜索期间自己监听 TUSOU_HTTP_ADDR；已经有 tusou serve 在监听就用它。存进去的图片搜完就删。",
				"有一张图没搜成，退出码是 1，原因写在标准错误里，其余的图照常给出结果。",
			},
			OptionsTitle: "选项",
			Options: []Example{
				{"--json", "每张图输出一行 JSON，字段名固定，金额单位是元"},
				{"--env-file 文件", "从文件读设置；环境变量优先"},
				{"--", "后面的参数不再当作选项"},
				{"--help", "显示这段说明"},
			},
			ExamplesTitle: "例子",
			Examples: []Example{
				{"tusou search fan.jpg", "搜一张图"},
				{"tusou search fan.jpg 包邮 48h发货 20以内 最便宜 小风扇", "加条件"},
				{"tusou search a.jpg b.jpg 抖音面单 7天无理由", "几张图用同样的条件"},
				{"tusou search https://example.com/fan.jpg 10-20", "网上的图片"},
				{"curl -s https://example.com/fan.jpg | tusou search - --json", "标准输入，输出 JSON"},
			},
		},
		Number:      "#",
		Price:       "价格",
		Consign:     "代发价",
		Badges:      "标签",
		Title:       "标题",
		Link:        "链接",
		NoPrice:     "-",
		Input:       "标准输入",
		Failed:      "%s: %s%s",
		NoPicture:   "没有给图片。请给文件、网址或 -（标准输入）；用法见 tusou search --help。",
		NoneOf:      "没有图片: %s 里没有一个是文件。请给文件、网址或 -（标准输入）；用法见 tusou search --help。",
		NotHere:     "「%s」是聊天里的命令，这里只能写条件；用法见 tusou search --help。",
		UnknownFlag: "没有 %s 这个选项；用法见 tusou search --help。",
		NeedsValue:  "%s 后面要跟一个值；用法见 tusou search --help。",
		Interrupted: "已中断。",
		Folder:      "这是文件夹",
		NotPublic:   "不是公网地址",
		NoAddress:   "不是能取图片的网址",
		Redirects:   "跳转太多",
		Status:      "HTTP %d",
		Unserved:    "%s 上监听的程序不提供这个数据目录里的图片",
		NoListener:  "没法在 %s 上监听",
		Problems: map[Problem]ProblemText{
			ProblemNotPicture:  {"这不是图片", "打开后不是图片。", "请换成 JPG、PNG 或 WebP 格式的商品图。"},
			ProblemUnreadable:  {"图片打不开", "图片已损坏或不完整，读不出来。", "请重新保存一份再试。"},
			ProblemTooSmall:    {"图片太小", "图片太小，看不清是什么商品。", "请换一张更大的图，边长最好在 256 像素以上。"},
			ProblemTooLarge:    {"图片太大", "图片的文件或尺寸超过了能处理的上限。", "请压缩后再试。"},
			ProblemUnsupported: {"暂不支持这种图片格式", "这种格式的图片暂时打不开。", "请转成 JPG 或 PNG 再试。"},
			ProblemFile:        {"文件读不了", "文件读不了。", "请检查文件名和权限。"},
			ProblemAddress:     {"网址取不到图片", "从这个网址取不到图片。", "请检查网址，或者下载下来再搜；内网的网址要在 TUSOU_FETCH_ALLOW_PRIVATE 里放行。"},
			ProblemRefused:     {"1688 接口没有接受这次搜索", "搜索接口拒绝了这次请求。", "再试一次，或者去掉几个条件；一直这样请运行 tusou doctor。"},
			ProblemThrottled:   {"搜索太频繁", "搜索接口说请求太频繁，暂时不让搜。", "请等一分钟再试。"},
			ProblemTimeout:     {"搜索超时", "搜索接口没有在规定时间内给出结果。", "再试一次，一般就好。"},
			ProblemUnavailable: {"搜索服务连不上", "现在连不上 1688 的搜索接口。", "请过几分钟再试；一直不行请运行 tusou doctor。"},
			ProblemGarbled:     {"搜索结果读不出来", "搜索接口返回的内容不完整或有误。", "再试一次；一直这样请把下面的信息发给管理员。"},
			ProblemBreaker:     {"搜索服务暂停中", "搜索接口刚才连续失败，已暂停几秒钟，这张图没有去搜。", "请等十几秒再试。"},
			ProblemStore:       {"图片存储出了问题", "图片没能存好，所以搜不了。", "请运行 tusou doctor 检查图片存储和公网地址。"},
			ProblemInternal:    {"出了点问题", "程序内部出错，这次没有搜成。", "再试一次；一直这样请联系管理员。"},
		},
	}
}

// zhCause gives the usual reasons of failures.
func zhCause() Cause {
	return Cause{
		Name:        "域名解析不到",
		Refused:     "连接被拒绝，那里没有程序在监听",
		Timeout:     "超时，没有应答",
		Certificate: "HTTPS 证书不可信",
		Canceled:    "检查被中断",
		Full:        "存储空间满了",
		Missing:     "没有这个文件",
		Permission:  "系统不允许（权限不足）",
	}
}
