package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// part is a component that people can work, as the current card has it.
type part struct {
	tag  string
	node map[string]any
	form map[string]any // the form around it, or nil
	path string
}

// worked returns the tags of components that people can work.
func worked() []string {
	return []string{
		"button", "input", "overflow", "checker", "select_static", "multi_select_static", "select_person", "multi_select_person",
		"date_picker", "picker_time", "picker_datetime", "select_img", "interactive_container",
	}
}

// parts lists the components of a card that people can work, from top to
// bottom.
func parts(card map[string]any) []part {
	var out []part
	tags := worked()
	var visit func(v any, form map[string]any, path string)
	visit = func(v any, form map[string]any, path string) {
		switch v := v.(type) {
		case []any:
			for i, e := range v {
				visit(e, form, path+"["+strconv.Itoa(i)+"]")
			}
		case map[string]any:
			tag, _ := v["tag"].(string)
			if tag == "form" {
				form = v
			}
			if slices.Contains(tags, tag) {
				out = append(out, part{tag: tag, node: v, form: form, path: path})
			}
			for _, key := range []string{"elements", "columns"} {
				if child, ok := v[key]; ok {
					visit(child, form, path+"."+key)
				}
			}
			if area, ok := v["button_area"].(map[string]any); ok {
				visit(area["buttons"], form, path+".button_area.buttons")
			}
		}
	}
	visit(card["body"], nil, "body")
	return out
}

func (pt part) str(keys ...string) string {
	s, _ := dig(pt.node, keys...).(string)
	return s
}

// label is what a person reads on the component.
func (pt part) label() string {
	for _, key := range []string{"text", "placeholder", "label"} {
		if s := pt.str(key, "content"); s != "" {
			return s
		}
	}
	return ""
}

// callback returns the value of the component's callback, and whether it has
// one.
func (pt part) callback() (value map[string]any, ok bool) {
	list, _ := pt.node["behaviors"].([]any)
	for _, b := range list {
		if dig(b, "type") == "callback" {
			value, _ = dig(b, "value").(map[string]any)
			return value, true
		}
	}
	return nil, false
}

// address returns where the component leads, if anywhere.
func (pt part) address() string {
	list, _ := pt.node["behaviors"].([]any)
	for _, b := range list {
		if s, ok := dig(b, "default_url").(string); ok {
			return s
		}
	}
	return ""
}

// matches says whether the component is one that the click may mean.
func (pt part) matches(c Click) bool {
	if c.Path != "" && c.Path != pt.path || c.Tag != "" && c.Tag != pt.tag {
		return false
	}
	if c.ElementID != "" && c.ElementID != pt.str("element_id") || c.Name != "" && c.Name != pt.str("name") {
		return false
	}
	if c.Text != "" && c.Text != pt.label() {
		return false
	}
	if len(c.Value) > 0 {
		value, _ := pt.callback()
		for key, want := range c.Value {
			if !sameJSON(value[key], want) {
				return false
			}
		}
	}
	return true
}

// sameJSON compares values as JSON sees them: 2 and json.Number("2") are one.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	if errX != nil || errY != nil {
		return false
	}
	var u, v any
	return json.Unmarshal(x, &u) == nil && json.Unmarshal(y, &v) == nil && reflect.DeepEqual(u, v)
}

// find returns the one component that a click means.
func find(card map[string]any, c Click) (part, error) {
	var found []part
	for _, pt := range parts(card) {
		if pt.matches(c) {
			found = append(found, pt)
		}
	}
	switch {
	case len(found) == 0:
		return part{}, errors.New("the card has no such component")
	case c.Nth == 0 && len(found) > 1:
		return part{}, fmt.Errorf("%d components fit", len(found))
	case c.Nth > len(found):
		return part{}, fmt.Errorf("only %d components fit", len(found))
	}
	return found[max(c.Nth, 1)-1], nil
}

// formValue is what the client submits: each field's default, overlaid with
// what the person entered. Fields never touched and without default are left
// out, except inputs, which are empty, and multiple choices, which are none.
func formValue(form map[string]any, entered map[string]any) (map[string]any, error) {
	out := map[string]any{}
	known := map[string]part{}
	for _, pt := range parts(map[string]any{"body": map[string]any{"elements": []any{form}}}) {
		name := pt.str("name")
		if pt.tag == "button" || name == "" {
			continue
		}
		known[name] = pt
		if v := initial(pt); v != nil {
			out[name] = v
		}
	}
	for name, v := range entered {
		pt, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("the form has no field %q", name)
		}
		if pt.node["disabled"] == true {
			return nil, fmt.Errorf("the field %q is disabled", name)
		}
		value, err := pt.enter(v)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		out[name] = value
	}
	for name, pt := range known {
		if empty := out[name] == nil || out[name] == "" || reflect.DeepEqual(out[name], []string{}); empty && pt.node["required"] == true {
			return nil, fmt.Errorf("the field %q is required", name)
		}
	}
	return out, nil
}

// initial is a field's value before anybody touched it.
func initial(pt part) any {
	switch pt.tag {
	case "input":
		return pt.str("default_value")
	case "checker":
		return pt.node["checked"] == true
	case "multi_select_static", "multi_select_person":
		values := []string{}
		chosen, _ := pt.node["selected_values"].([]any)
		for _, v := range chosen {
			if s, ok := v.(string); ok {
				values = append(values, s)
			}
		}
		return values
	case "select_static", "select_person":
		return initialOption(pt)
	}
	for _, key := range []string{"initial_date", "initial_datetime", "initial_time"} {
		if s := pt.str(key); s != "" {
			return s + " +0800"
		}
	}
	return nil
}

func initialOption(pt part) any {
	options, _ := pt.node["options"].([]any)
	if first := pt.str("initial_option"); first != "" {
		for _, o := range options {
			if dig(o, "value") == first || dig(o, "text", "content") == first {
				return dig(o, "value")
			}
		}
	}
	if n, ok := pt.node["initial_index"].(json.Number); ok {
		if i, err := n.Int64(); err == nil && i >= 1 && int(i) <= len(options) {
			return dig(options[i-1], "value")
		}
	}
	return nil
}

// enter checks what a person gives a field: text for inputs and single choices,
// []string for multiple ones, bool for a checker.
func (pt part) enter(v any) (any, error) {
	switch pt.tag {
	case "checker":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, errors.New("a checker takes a bool")
	case "multi_select_static", "multi_select_person":
		values, ok := v.([]string)
		if !ok {
			return nil, errors.New("a multiple choice takes []string")
		}
		for _, s := range values {
			if !slices.Contains(optionValues(pt.node), s) {
				return nil, fmt.Errorf("no option has the value %q", s)
			}
		}
		return append([]string{}, values...), nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, errors.New("this field takes a string")
	}
	switch pt.tag {
	case "input":
		limit := maxInput
		if n, ok := pt.node["max_length"].(json.Number); ok {
			if i, err := n.Int64(); err == nil {
				limit = int(i)
			}
		}
		if len([]rune(s)) > limit {
			return nil, fmt.Errorf("longer than %d characters", limit)
		}
		if pt.str("input_type") != "multiline_text" && strings.Contains(s, "\n") {
			return nil, errors.New("the input takes one line")
		}
	case "select_static", "select_person", "select_img":
		if !slices.Contains(optionValues(pt.node), s) {
			return nil, fmt.Errorf("no option has the value %q", s)
		}
	}
	return s, nil
}
