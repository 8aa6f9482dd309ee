package platform

import (
	"encoding/json"
	"fmt"
)

func containers() map[string]component {
	return map[string]component{
		"column_set":            columnSet(),
		"form":                  formContainer(),
		"interactive_container": interactiveContainer(),
		"collapsible_panel":     collapsiblePanel(),
	}
}

// nested are the layout properties of a container with children of its own.
func nested(further map[string]rule) map[string]rule {
	props := layout()
	props["padding"] = padding
	props["elements"] = (*checker).children
	for name, r := range further {
		props[name] = r
	}
	return props
}

func columnSet() component {
	column := shape{required: []string{"tag"}, props: nested(map[string]rule{
		"tag": oneOf("column"), "element_id": elementID, "margin": margin, "background_style": color,
		"width": width(16, 600, "auto", "weighted"), "weight": integer(1, 5), "action": linkAction(),
	})}
	return component{container: true, required: []string{"columns"}, props: map[string]rule{
		"horizontal_spacing": gap, "horizontal_align": oneOf("left", "center", "right"),
		"flex_mode":        oneOf("none", "stretch", "flow", "bisect", "trisect"),
		"background_style": color, "action": linkAction(),
		// A column is no level of its own: the official example of column_set
		// nests three of them.
		"columns": list(0, func(c *checker, at string, v any) {
			c.elements++
			c.object(at, v, column)
		}),
	}}
}

func formContainer() component {
	return component{
		container: true, rootOnly: true, required: []string{"name", "elements"},
		props: nested(map[string]rule{"name": nonEmpty}),
		also: func(c *checker, at string, o map[string]any) {
			if name, _ := o["name"].(string); c.names[name] {
				c.bad(at, "name "+name+" is used twice")
			} else {
				c.names[name] = true
			}
			if c.submits == 0 {
				c.bad(at, "a form needs a button with form_action_type submit")
			}
		},
	}
}

func interactiveContainer() component {
	return component{container: true, required: []string{"elements"}, also: needsBehaviors, props: nested(map[string]rule{
		"width": width(16, 999, "fill", "auto"), "height": width(10, 999, "auto"), "background_style": color,
		"has_border": boolean, "border_color": color, "corner_radius": radius, "behaviors": behaviors(true),
		"disabled": boolean, "disabled_tips": plainText(0), "hover_tips": plainText(0), "confirm": confirm(),
	})}
}

func collapsiblePanel() component {
	title := richText([]string{"plain_text", "markdown", "lark_md"}, nil, nil)
	return component{container: true, required: []string{"header"}, props: nested(map[string]rule{
		"expanded": boolean, "background_color": color, "border": border(),
		"header": fields(nil, map[string]rule{
			"title": title, "background_color": color, "vertical_align": oneOf("top", "center", "bottom"), "padding": padding,
			"position": oneOf("top", "bottom"), "width": oneOf("fill", "auto", "auto_when_fold"),
			"icon": icon(map[string]rule{"size": square}), "icon_position": oneOf("left", "right", "follow_text"),
			"icon_expanded_angle": angle,
		}),
	})}
}

func angle(c *checker, at string, v any) {
	switch v {
	case json.Number("-180"), json.Number("-90"), json.Number("90"), json.Number("180"):
	default:
		c.bad(at, fmt.Sprintf("%v is not one of -180, -90, 90, 180", v))
	}
}
