package platform

// card checks the root.
func (c *checker) card(card map[string]any) {
	if card["schema"] != "2.0" {
		c.bad("ROOT -> schema", "schema must be stated as 2.0")
	}
	if config, ok := card["config"].(map[string]any); ok {
		c.defined(config, "color", c.colors)
		c.defined(config, "text_size", c.sizes)
	}
	c.object("ROOT", card, shape{props: map[string]rule{
		"schema":    text(0),
		"config":    config(),
		"card_link": links(),
		"header":    cardHeader(),
		"body":      body(),
	}})
}

// defined notes the names that config.style gives to colours or sizes.
func (c *checker) defined(config map[string]any, kind string, into map[string]bool) {
	if names, ok := dig(config, "style", kind).(map[string]any); ok {
		for name := range names {
			into[name] = true
		}
	}
}

func config() rule {
	return fields(nil, map[string]rule{
		"streaming_mode": boolean,
		"streaming_config": fields(nil, map[string]rule{
			"print_frequency_ms": perClient(integer(1, 1<<31-1)), "print_step": perClient(integer(1, 1<<31-1)),
			"print_strategy": oneOf("fast", "delay"),
		}),
		"summary":                    fields(nil, map[string]rule{"content": text(0), "i18n_content": texts}),
		"locales":                    list(0, text(0)),
		"enable_forward":             boolean,
		"enable_forward_interaction": boolean,
		"use_custom_translation":     boolean,
		"update_multi":               onlyTrue,
		"width_mode":                 oneOf("default", "compact", "fill"),
		"style": fields(nil, map[string]rule{
			"text_size": mapOf(fields(nil, map[string]rule{"default": textSize, "pc": textSize, "mobile": textSize})),
			"color":     mapOf(fields(nil, map[string]rule{"light_mode": rgba, "dark_mode": rgba})),
		}),
	})
}

func perClient(r rule) rule {
	return fields(nil, map[string]rule{"default": r, "android": r, "ios": r, "pc": r})
}

func onlyTrue(c *checker, at string, v any) {
	if v != true {
		c.bad(at, "update_multi only supports true")
	}
}

func cardHeader() rule {
	title := richText([]string{"plain_text", "lark_md"}, []string{"content"}, nil)
	tags := list(3, tagged([]string{"text_tag"}, []string{"text"}, map[string]rule{
		"element_id": elementID, "text": plainText(0), "color": tagColor,
	}))
	return fields([]string{"title"}, map[string]rule{
		"title": title, "subtitle": title, "text_tag_list": tags, "i18n_text_tag_list": mapOf(tags),
		"template": oneOf("blue", "wathet", "turquoise", "green", "yellow", "orange", "red", "carmine", "violet", "purple", "indigo", "grey", "default"),
		"icon":     icon(nil), "padding": padding,
	})
}

func body() rule {
	props := layout()
	props["padding"] = padding
	props["elements"] = func(c *checker, at string, v any) {
		c.atRoot = true
		c.children(at, v)
		c.atRoot = false
	}
	return fields(nil, props)
}

// layout are the properties by which a container arranges its children.
func layout() map[string]rule {
	return map[string]rule{
		"direction":          oneOf("vertical", "horizontal"),
		"horizontal_spacing": gap, "vertical_spacing": gap,
		"horizontal_align": oneOf("left", "center", "right"),
		"vertical_align":   oneOf("top", "center", "bottom"),
	}
}
