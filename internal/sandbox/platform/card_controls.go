package platform

import "slices"

// behaviors is what a component does when it is worked. Callback values must be
// objects: the SDKs cannot decode others.
func behaviors(links bool) rule {
	open := shape{required: []string{"type", "default_url"}, props: map[string]rule{
		"type": oneOf("open_url"), "default_url": webLink, "android_url": link, "ios_url": link, "pc_url": link,
	}}
	callback := shape{required: []string{"type", "value"}, props: map[string]rule{"type": oneOf("callback"), "value": anyObject}}
	return list(0, func(c *checker, at string, v any) {
		o, _ := v.(map[string]any)
		if o["type"] == "open_url" && links {
			c.object(at, v, open)
			return
		}
		c.object(at, v, callback)
	})
}

// needsBehaviors refuses a component that would do nothing when it is worked.
func needsBehaviors(c *checker, at string, o map[string]any) {
	if list, _ := o["behaviors"].([]any); len(list) == 0 && !c.inForm && o["disabled"] != true {
		c.bad(at, "behaviors is required")
	}
}

// control are the properties of a component that people work.
func control(further map[string]rule) map[string]rule {
	props := map[string]rule{"name": nonEmpty, "disabled": boolean, "confirm": confirm(), "behaviors": behaviors(false)}
	for name, r := range further {
		props[name] = r
	}
	return props
}

// formField are those of a component that gives a form a value.
func formField(further map[string]rule) map[string]rule {
	props := control(map[string]rule{"required": boolean, "width": controlWidth, "placeholder": plainText(100)})
	for name, r := range further {
		props[name] = r
	}
	return props
}

func controls() map[string]component {
	return map[string]component{
		"button": {interactive: true, also: buttonRules, props: buttonProps()},
		"input": {interactive: true, also: inputRules, props: formField(map[string]rule{
			"default_value": text(0), "i18n_default_value": texts, "disabled_tips": plainText(0), "max_length": integer(1, 1000),
			"input_type": oneOf("text", "multiline_text", "password"), "rows": integer(1, 1<<31-1), "auto_resize": boolean,
			"max_rows": integer(1, 1<<31-1), "show_icon": boolean, "label": plainText(0), "label_position": oneOf("top", "left"),
		})},
		"overflow": {interactive: true, required: []string{"options"}, props: control(map[string]rule{
			"width": controlWidth,
			"options": list(0, fields(nil, map[string]rule{
				"text": plainText(100), "multi_url": links(), "value": text(0),
			})),
		})},
		"checker": {interactive: true, props: control(map[string]rule{
			"checked": boolean, "text": styledText(), "overall_checkable": boolean, "padding": padding, "required": boolean,
			"button_area": fields(nil, map[string]rule{
				"pc_display_rule": oneOf("always", "on_hover"),
				"buttons": list(3, func(c *checker, at string, v any) {
					c.elements++
					c.object(at, v, component{props: buttonProps()}.shape())
				}),
			}),
			"checked_style": fields(nil, map[string]rule{"show_strikethrough": boolean, "opacity": number(0, 1)}),
			"hover_tips":    plainText(0), "disabled_tips": plainText(0),
		})},
	}
}

func buttonProps() map[string]rule {
	return control(map[string]rule{
		"type":  oneOf("default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"),
		"size":  oneOf("tiny", "small", "medium", "large"),
		"width": controlWidth, "text": plainText(100), "icon": icon(nil), "hover_tips": plainText(0), "disabled_tips": plainText(0),
		"behaviors": behaviors(true), "form_action_type": oneOf("submit", "reset"),
	})
}

func buttonRules(c *checker, at string, o map[string]any) {
	action, given := o["form_action_type"]
	switch {
	case given && !c.inForm:
		c.bad(at, "form_action_type is only allowed inside a form")
	case !given && c.inForm:
		c.bad(at, "form_action_type is required inside a form")
	case action == "submit":
		c.submits++
	}
	if o["text"] == nil && o["icon"] == nil {
		c.bad(at, "a button needs text or icon")
	}
	needsBehaviors(c, at, o)
}

func inputRules(c *checker, at string, o map[string]any) {
	value, _ := o["default_value"].(string)
	limit := maxInput
	if n, ok := o["max_length"].(interface{ Int64() (int64, error) }); ok {
		if v, err := n.Int64(); err == nil {
			limit = int(v)
		}
	}
	if len([]rune(value)) > limit {
		c.bad(at, "default_value is longer than max_length")
	}
}

// maxInput is how many characters an input takes if it states nothing.
const maxInput = 1000

func pickers() map[string]component {
	option := fields([]string{"text", "value"}, map[string]rule{"text": plainText(0), "icon": icon(nil), "value": nonEmpty})
	candidate := fields([]string{"value"}, map[string]rule{"value": person})
	border := oneOf("default", "text")
	return map[string]component{
		"select_static": {interactive: true, also: selectRules, props: formField(map[string]rule{
			"type": border, "options": list(0, option), "initial_option": text(0), "initial_index": integer(0, 1<<31-1),
		})},
		"multi_select_static": {interactive: true, formOnly: true, also: selectRules, props: formField(map[string]rule{
			"type": border, "options": list(0, option), "selected_values": list(0, text(0)),
		})},
		"select_person": {interactive: true, also: needsBehaviors, props: formField(map[string]rule{
			"type": border, "options": list(0, candidate), "initial_option": person,
		})},
		"multi_select_person": {interactive: true, formOnly: true, props: formField(map[string]rule{
			"type": border, "options": list(0, candidate), "selected_values": list(0, person),
		})},
		"date_picker":     {interactive: true, also: needsBehaviors, props: formField(map[string]rule{"initial_date": text(0)})},
		"picker_time":     {interactive: true, also: needsBehaviors, props: formField(map[string]rule{"initial_time": text(0)})},
		"picker_datetime": {interactive: true, also: needsBehaviors, props: formField(map[string]rule{"initial_datetime": text(0)})},
		"select_img": {interactive: true, props: control(map[string]rule{
			"multi_select": boolean, "layout": oneOf("stretch", "bisect", "trisect"), "required": boolean, "can_preview": boolean,
			"aspect_ratio": oneOf("1:1", "4:3", "16:9"), "disabled_tips": plainText(0),
			"options": list(0, fields([]string{"img_key", "value"}, map[string]rule{
				"img_key": imageKey, "i18n_img_key": mapOf(imageKey), "value": nonEmpty, "disabled": boolean,
				"disabled_tips": plainText(0), "hover_tips": plainText(0),
			})),
		})},
	}
}

// selectRules wants options that can be told apart, and first choices among
// them.
func selectRules(c *checker, at string, o map[string]any) {
	needsBehaviors(c, at, o)
	values := optionValues(o)
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			c.bad(at, "option value "+v+" is used twice")
		}
	}
	chosen, _ := o["selected_values"].([]any)
	if first, _ := o["initial_option"].(string); first != "" && !slices.Contains(optionTexts(o), first) {
		chosen = append(chosen, first)
	}
	for _, v := range chosen {
		if s, _ := v.(string); !slices.Contains(values, s) {
			c.bad(at, "no option has the value "+s)
		}
	}
}

// optionValues returns the values of a component's options.
func optionValues(o map[string]any) []string {
	options, _ := o["options"].([]any)
	var out []string
	for _, option := range options {
		if v, ok := dig(option, "value").(string); ok {
			out = append(out, v)
		}
	}
	return out
}

// optionTexts returns the words of a component's options, by which a first
// choice may be named too.
func optionTexts(o map[string]any) []string {
	options, _ := o["options"].([]any)
	var out []string
	for _, option := range options {
		if v, ok := dig(option, "text", "content").(string); ok {
			out = append(out, v)
		}
	}
	return out
}
