package platform

// component is one tag of Card JSON 2.0.
type component struct {
	props       map[string]rule
	required    []string
	container   bool
	interactive bool
	rootOnly    bool
	formOnly    bool
	also        func(c *checker, at string, o map[string]any) // rules over several properties
}

// shape adds what every component has.
func (k component) shape() shape {
	props := map[string]rule{"tag": text(0), "element_id": elementID, "margin": margin}
	for name, r := range k.props {
		props[name] = r
	}
	return shape{props: props, required: append([]string{"tag"}, k.required...)}
}

// components returns every tag that may stand in a list of elements.
func components() map[string]component {
	all := map[string]component{}
	for _, family := range []map[string]component{displays(), containers(), controls(), pickers()} {
		for tag, k := range family {
			all[tag] = k
		}
	}
	return all
}

func displays() map[string]component {
	align := oneOf("left", "center", "right")
	return map[string]component{
		"div": {props: map[string]rule{
			"text": styledText(), "icon": icon(nil), "width": width(16, 999, "fill", "auto"),
		}},
		"markdown": {required: []string{"content"}, props: map[string]rule{
			"content": markup, "i18n_content": texts, "text_size": textSize, "text_align": align, "icon": icon(nil),
		}},
		"img": {required: []string{"img_key", "alt"}, also: imageSize, props: map[string]rule{
			"img_key": imageKey, "i18n_img_key": mapOf(imageKey), "alt": plainText(0), "title": plainText(0), "corner_radius": radius,
			"scale_type": oneOf("crop_center", "crop_top", "fit_horizontal"),
			"size":       sizeOfImage, "transparent": boolean, "preview": boolean,
		}},
		"img_combination": {required: []string{"combination_mode", "img_list"}, props: map[string]rule{
			"combination_mode": oneOf("double", "triple", "bisect", "trisect"), "combination_transparent": boolean, "corner_radius": radius,
			"img_list": list(0, fields([]string{"img_key"}, map[string]rule{
				"img_key": imageKey, "i18n_img_key": mapOf(imageKey), "transparent": boolean,
			})),
		}},
		"person": {required: []string{"user_id"}, props: map[string]rule{
			"user_id": person, "size": avatarSize(), "show_avatar": boolean, "show_name": boolean, "style": oneOf("normal", "capsule"),
		}},
		"person_list": {required: []string{"persons"}, props: map[string]rule{
			"persons": list(0, fields([]string{"id"}, map[string]rule{"id": person})), "size": avatarSize(),
			"show_avatar": boolean, "show_name": boolean, "lines": integer(1, 1<<31-1), "drop_invalid_user_id": boolean,
			"icon": icon(nil), "ud_icon": fields(nil, map[string]rule{"token": text(0), "style": fields(nil, map[string]rule{"color": color})}),
		}},
		"chart": {required: []string{"chart_spec"}, props: map[string]rule{
			"chart_spec": anyObject, "aspect_ratio": oneOf("1:1", "2:1", "4:3", "16:9"), "preview": boolean,
			"color_theme": oneOf("brand", "rainbow", "complementary", "converse", "primary"), "height": width(1, 999, "auto"),
		}},
		"hr": {},
		"audio": {required: []string{"file_key"}, props: map[string]rule{
			"file_key": nonEmpty, "i18n_file_key": texts, "audio_id": text(0), "disabled": boolean, "disabled_tips": plainText(0),
			"show_progress_bar": boolean, "show_time": boolean, "time_display": text(0), "time_position": text(0),
			"border": border(), "style": oneOf("normal", "speak"), "padding": padding, "background_style": color, "fill_color": color,
			"width": width(1, unbounded, "default", "fill"),
		}},
		"table": table(),
	}
}

func avatarSize() rule { return oneOf("extra_small", "small", "medium", "large") }

func border() rule { return fields(nil, map[string]rule{"color": color, "corner_radius": radius}) }

func sizeOfImage(c *checker, at string, v any) {
	switch v {
	case "stretch", "large", "medium", "small", "tiny":
	default:
		square(c, at, v)
	}
}

// imageSize refuses a size where the scale type shows the whole picture: it
// would have no effect.
func imageSize(c *checker, at string, o map[string]any) {
	if _, ok := o["size"]; ok && o["scale_type"] == "fit_horizontal" {
		c.bad(at, "size needs scale_type crop_center or crop_top")
	}
}

func table() component {
	return component{
		rootOnly: true, required: []string{"columns", "rows"},
		also: func(c *checker, _ string, _ map[string]any) { c.tables++ },
		props: map[string]rule{
			"page_size": integer(1, 10), "row_height": width(32, 124, "low", "middle", "high", "auto"), "row_max_height": width(32, 999),
			"freeze_first_column": boolean,
			"header_style": fields(nil, map[string]rule{
				"text_align": oneOf("left", "center", "right"), "text_size": textSize, "background_style": oneOf("none", "grey"),
				"text_color": color, "bold": boolean, "lines": integer(1, 1<<31-1),
			}),
			"columns": list(50, fields([]string{"name"}, map[string]rule{
				"name": nonEmpty, "display_name": text(0), "i18n_display_name": texts, "width": width(80, 600, "auto"),
				"data_type":      oneOf("text", "lark_md", "options", "number", "persons", "date", "markdown"),
				"vertical_align": oneOf("top", "center", "bottom"), "horizontal_align": oneOf("left", "center", "right"),
				"date_format": text(0),
				"format":      fields(nil, map[string]rule{"symbol": text(1), "precision": integer(0, 10), "separator": boolean}),
			})),
			"rows": list(0, anyObject),
		},
	}
}
