package gateway

import "image"

// products gives the drawn products. Their order is that of equally alike
// offers and of the sample queries.
func products() []product {
	square, tall, wide := image.Pt(720, 720), image.Pt(640, 800), image.Pt(800, 640)
	return []product{
		{
			key: "fan", name: "桌面小风扇", category: "小风扇/USB风扇", categoryID: 1034340, draw: drawFan, size: square, price: 990, unit: "台",
			colours:    []colour{{"薄荷绿", 0x7CCFB4}, {"樱花粉", 0xF2A3BC}, {"天空蓝", 0x78AEE8}, {"石墨黑", 0x3B4048}},
			sizes:      []string{"USB插电款", "充电款1200毫安"},
			attributes: []attribute{{"品牌", "其他"}, {"功率", "5W以下"}, {"供电方式", "USB"}, {"供电方式", "锂电池"}, {"外壳材质", "ABS"}},
			titles: []string{
				"桌面小风扇USB电风扇小电扇台扇办公宿舍学生户外大风力可折叠",
				"手持小风扇usb批发桌面宿舍儿童手拿风扇电风扇便携式折叠小型",
				"2026新款风扇桌面USB小风扇大风力学生宿舍床上迷你台式电风扇",
				"【一件包邮】风扇桌面静音伸缩台扇低噪宿舍收纳壁挂风扇",
			},
		},
		{
			key: "mug", name: "陶瓷马克杯", category: "马克杯", categoryID: 124186004, draw: drawMug, size: wide, price: 680, unit: "个",
			colours:    []colour{{"珊瑚红", 0xE0604C}, {"奶油黄", 0xF0CF7A}, {"雾霾蓝", 0x6F8FB3}, {"墨绿", 0x2F6B57}},
			sizes:      []string{"350ml", "450ml带盖勺"},
			attributes: []attribute{{"材质", "陶瓷"}, {"容量", "301-400ml"}, {"工艺", "釉下彩"}, {"适用人群", "通用"}},
			titles: []string{
				"北欧简约陶瓷马克杯定制logo咖啡杯子情侣水杯办公室早餐杯批发",
				"创意马克杯带盖带勺大容量陶瓷杯子家用牛奶杯礼品杯可印字",
				"纯色哑光陶瓷杯ins风高颜值水杯男女办公室喝水杯厂家直销",
			},
		},
		{
			key: "backpack", name: "双肩背包", category: "双肩背包", categoryID: 1042954, draw: drawBackpack, size: tall, price: 4580, unit: "个",
			colours:    []colour{{"藏青", 0x2E4374}, {"酒红", 0x8E2F3F}, {"军绿", 0x66733F}},
			sizes:      []string{"小号14寸", "大号17寸"},
			attributes: []attribute{{"材质", "牛津布"}, {"容量", "20-35升"}, {"功能", "防水,耐磨,减负"}},
			titles: []string{
				"双肩包男大容量旅行背包商务电脑包女学生书包休闲户外运动包",
				"牛津布防水双肩背包初中高中学生书包大容量轻便批发一件代发",
				"跨境双肩包USB充电男士商务通勤背包出差旅行电脑包可印logo",
			},
		},
		{
			key: "lamp", name: "护眼台灯", category: "台灯", categoryID: 122184002, draw: drawLamp, size: square, price: 3260, unit: "盏",
			colours:    []colour{{"柠檬黄", 0xF4C531}, {"湖水绿", 0x3FA79A}, {"丁香紫", 0x9A83CE}},
			sizes:      []string{"充电款", "插电款"},
			attributes: []attribute{{"光源", "LED"}, {"调光", "三档触摸"}, {"材质", "铁+ABS"}},
			titles: []string{
				"LED护眼台灯学生宿舍学习专用充电插电两用书桌阅读床头小夜灯",
				"北欧折叠铁艺台灯卧室床头可调光长臂办公桌面工作灯批发",
				"触摸调光台灯USB充电儿童写字护眼灯礼品定制logo",
			},
		},
		{
			key: "headphones", name: "头戴式耳机", category: "蓝牙耳机", categoryID: 122702003, draw: drawHeadphones, size: square, price: 3950, unit: "个",
			colours:    []colour{{"曜石黑", 0x2C2F36}, {"玫瑰粉", 0xE58FA6}, {"海军蓝", 0x31528F}},
			sizes:      []string{"标准版", "降噪版"},
			attributes: []attribute{{"蓝牙版本", "5.3"}, {"续航", "20小时以上"}, {"佩戴方式", "头戴式"}},
			titles: []string{
				"头戴式蓝牙耳机无线重低音可折叠电竞游戏音乐运动耳麦跨境批发",
				"新款头戴耳机蓝牙5.3降噪超长续航学生网课带麦耳机厂家",
				"高颜值无线头戴式耳机ins女生可爱折叠便携插卡耳麦代发",
			},
		},
		{
			key: "bottle", name: "保温杯", category: "保温杯", categoryID: 201164801, draw: drawBottle, size: tall, price: 1890, unit: "个",
			colours:    []colour{{"薄雾蓝", 0x8DB6D9}, {"蜜桃橙", 0xF2905D}, {"香芋紫", 0xA893CF}, {"松石绿", 0x3A9C8B}},
			sizes:      []string{"350ml", "500ml", "750ml"},
			attributes: []attribute{{"内胆材质", "304不锈钢"}, {"保温时长", "6-12小时"}, {"杯口", "直饮"}},
			titles: []string{
				"304不锈钢保温杯女大容量便携直饮水杯男学生高颜值杯子定制",
				"24小时保温杯智能测温水杯商务礼品杯子印logo批发",
				"运动保温水壶户外便携车载不锈钢杯跨境专供一件代发",
			},
		},
		{
			key: "phonecase", name: "手机壳", category: "手机保护套", categoryID: 1033866, draw: drawPhoneCase, size: tall, price: 450, unit: "个",
			colours:    []colour{{"远峰蓝", 0x8FB3D1}, {"暗夜紫", 0x5B4A78}, {"西柚红", 0xEA6A63}, {"抹茶绿", 0xA5C48A}},
			sizes:      []string{"15", "15 Pro", "15 Pro Max", "16", "16 Pro"},
			attributes: []attribute{{"材质", "TPU+PC"}, {"工艺", "肤感磨砂"}, {"适用品牌", "苹果"}},
			titles: []string{
				"液态硅胶手机壳适用苹果16Pro全包防摔磁吸保护套批发",
				"肤感磨砂手机壳简约纯色软边硬壳男女款新款外贸一件代发",
				"magsafe磁吸手机壳镜头全包超薄不发黄保护壳厂家直供",
			},
		},
		{
			key: "umbrella", name: "晴雨伞", category: "晴雨伞", categoryID: 1037003, draw: drawUmbrella, size: wide, price: 1680, unit: "把",
			colours:    []colour{{"宝石红", 0xC7303F}, {"孔雀蓝", 0x1F7FA3}, {"向日葵", 0xF5B92C}},
			sizes:      []string{"8骨手动", "10骨全自动"},
			attributes: []attribute{{"伞面", "碰击布黑胶"}, {"防晒指数", "UPF50+"}, {"折数", "三折"}},
			titles: []string{
				"全自动晴雨伞黑胶防晒防紫外线太阳伞折叠两用女广告伞定制",
				"加固大号雨伞男女双人学生结实抗风三折伞印logo批发",
				"日系小清新遮阳伞UPF50+便携五折伞礼品一件代发",
			},
		},
		{
			key: "sneaker", name: "运动鞋", category: "休闲运动鞋", categoryID: 1038378, draw: drawSneaker, size: wide, price: 5600, unit: "双",
			colours:    []colour{{"火焰橙", 0xF26B2E}, {"电光蓝", 0x2F6FE0}, {"浅卡其", 0xC4AC86}},
			sizes:      []string{"36", "37", "38", "39", "40", "41", "42"},
			attributes: []attribute{{"鞋面材质", "飞织网布"}, {"鞋底材质", "EVA"}, {"适用季节", "春夏秋"}},
			titles: []string{
				"春季新款运动鞋男飞织网面透气跑步鞋轻便软底休闲鞋批发",
				"网红老爹鞋女学生百搭厚底增高小白鞋ins潮一件代发",
				"跨境大码男鞋减震缓震跑鞋户外健身旅游鞋厂家直销",
			},
		},
		{
			key: "tshirt", name: "纯棉T恤", category: "男式T恤", categoryID: 1031910, draw: drawTShirt, size: square, price: 1590, unit: "件",
			colours:    []colour{{"樱桃红", 0xD63447}, {"克莱因蓝", 0x1F3FB5}, {"森林绿", 0x2E7D4F}, {"姜黄", 0xE0A030}},
			sizes:      []string{"S", "M", "L", "XL", "2XL"},
			attributes: []attribute{{"面料", "棉"}, {"克重", "220克"}, {"领型", "圆领"}, {"版型", "宽松"}},
			titles: []string{
				"220g纯棉短袖T恤男宽松圆领打底衫纯色文化衫定制印字批发",
				"夏季新款重磅纯棉t恤女情侣装半袖ins潮牌上衣一件代发",
				"美式复古短袖男大码休闲体恤外贸广告衫工作服可印logo",
			},
		},
		{
			key: "duck", name: "发声小鸭", category: "戏水玩具", categoryID: 1813, draw: drawDuck, size: square, price: 260, unit: "只",
			colours:    []colour{{"经典黄", 0xFBCB2B}, {"草莓粉", 0xF48FB1}, {"冰川蓝", 0x6FC3E8}},
			sizes:      nil,
			attributes: []attribute{{"材质", "搪胶"}, {"适用年龄", "3-6岁"}, {"3C编号", "其他"}},
			titles: []string{
				"小黄鸭洗澡玩具儿童戏水捏捏叫发声搪胶鸭子浴室漂浮宝宝批发",
				"网红发声鸭婴儿沐浴玩具地摊货源夜市热卖礼品小鸭子",
				"搪胶小鸭子可定制logo汽车摆件装饰跨境一件代发",
			},
		},
		{
			key: "notebook", name: "笔记本", category: "记事本", categoryID: 1046676, draw: drawNotebook, size: tall, price: 720, unit: "本",
			colours:    []colour{{"焦糖棕", 0xA6693C}, {"勃艮第", 0x7B2B3A}, {"午夜蓝", 0x27406B}},
			sizes:      []string{"A6", "A5", "B5"},
			attributes: []attribute{{"封面", "PU皮"}, {"页数", "200页"}, {"内页", "横线"}},
			titles: []string{
				"A5皮面笔记本本子商务记事本加厚办公会议记录本定制logo批发",
				"复古绑带手账本学生日记本软皮面横线本礼品套装一件代发",
				"B5加厚工作笔记本厂家定制烫金软皮本子年会伴手礼",
			},
		},
		{
			key: "kettle", name: "电热水壶", category: "电热水壶", categoryID: 122186003, draw: drawKettle, size: square, price: 4290, unit: "个",
			colours:    []colour{{"复古绿", 0x7FA58B}, {"奶茶色", 0xC9A88A}, {"番茄红", 0xD9483B}},
			sizes:      []string{"0.8L", "1.7L"},
			attributes: []attribute{{"内胆", "304不锈钢"}, {"功率", "1500W"}, {"功能", "防干烧,自动断电"}},
			titles: []string{
				"家用电热水壶304不锈钢自动断电大容量烧水壶宿舍小型开水壶",
				"复古电水壶保温一体长嘴咖啡壶礼品OEM厂家批发",
				"迷你便携烧水壶学生旅行双层防烫热水壶跨境110V一件代发",
			},
		},
		{
			key: "watch", name: "石英手表", category: "石英表", categoryID: 122214004, draw: drawWatch, size: tall, price: 2380, unit: "只",
			colours:    []colour{{"棕色", 0x8A5A36}, {"黑色", 0x25272C}, {"墨蓝", 0x2B4C7E}},
			sizes:      []string{"男款", "女款"},
			attributes: []attribute{{"机芯", "石英"}, {"表带材质", "合成革"}, {"防水", "30米"}},
			titles: []string{
				"男士手表商务简约皮带石英表学生防水夜光腕表批发",
				"轻奢情侣对表女士小众复古手表礼盒装一件代发",
				"外贸手表男超薄大表盘防水石英表定制logo厂家",
			},
		},
		{
			key: "chair", name: "餐椅", category: "餐椅", categoryID: 122236004, draw: drawChair, size: tall, price: 6900, unit: "把",
			colours:    []colour{{"芥末黄", 0xD6A531}, {"孔雀绿", 0x1F7D78}, {"烟灰粉", 0xC98E90}},
			sizes:      nil,
			attributes: []attribute{{"坐面", "绒布"}, {"框架", "实木"}, {"承重", "150kg"}},
			titles: []string{
				"北欧餐椅家用轻奢靠背椅子现代简约书桌凳子网红化妆椅批发",
				"伊姆斯椅实木腿洽谈椅奶茶店甜品店桌椅组合厂家直销",
				"绒布软包椅子卧室梳妆椅酒店餐厅靠背凳一件代发",
			},
		},
		{
			key: "tote", name: "帆布包", category: "帆布包", categoryID: 1042841, draw: drawTote, size: square, price: 830, unit: "个",
			colours:    []colour{{"米驼", 0xCDB48C}, {"砖红", 0xB4533C}, {"深海蓝", 0x2C5A7D}},
			sizes:      []string{"30x35cm", "38x40cm"},
			attributes: []attribute{{"材质", "12安帆布"}, {"开袋方式", "拉链"}, {"印花", "丝印"}},
			titles: []string{
				"帆布包定制logo手提袋女单肩包大容量购物袋学生环保袋批发",
				"加厚12安帆布袋空白手绘diy广告礼品袋厂家现货一件代发",
				"ins文艺帆布包韩版百搭托特包通勤大学生上课单肩包",
			},
		},
		{
			key: "cap", name: "棒球帽", category: "棒球帽", categoryID: 1042824, draw: drawCap, size: wide, price: 1080, unit: "顶",
			colours:    []colour{{"正红", 0xC92A35}, {"卡其", 0xB59A6A}, {"湖蓝", 0x2D9CC4}},
			sizes:      nil,
			attributes: []attribute{{"材质", "纯棉"}, {"帽檐", "弯檐"}, {"头围", "56-60cm"}},
			titles: []string{
				"纯色棒球帽定制logo刺绣鸭舌帽男女四季遮阳帽广告帽批发",
				"软顶做旧弯檐帽子女ins百搭大头围显脸小防晒帽一件代发",
				"外贸五片帽空白帽团建志愿者帽子印字厂家现货",
			},
		},
		{
			key: "mouse", name: "无线鼠标", category: "鼠标", categoryID: 1034221, draw: drawMouse, size: tall, price: 1490, unit: "个",
			colours:    []colour{{"玛瑙黑", 0x33363D}, {"蜜桃粉", 0xF3A6A0}, {"青柠绿", 0x9CCB4B}},
			sizes:      []string{"2.4G单模", "蓝牙双模"},
			attributes: []attribute{{"连接", "2.4G无线"}, {"DPI", "1600"}, {"供电", "5号电池"}},
			titles: []string{
				"无线鼠标可充电静音蓝牙双模办公笔记本电脑女生可爱批发",
				"2.4G无线鼠标人体工学商务礼品定制logo厂家直销",
				"跨境鼠标轻薄便携高颜值宿舍家用台式机通用一件代发",
			},
		},
	}
}
