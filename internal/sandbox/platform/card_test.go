package platform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func known(key string) bool { return key == "img_known" }

func plain(s string) string { return fmt.Sprintf(`{"tag":"plain_text","content":%q}`, s) }

func img(further string) string {
	return `{"tag":"img","img_key":"img_known","alt":` + plain("") + further + `}`
}

// nest puts column_sets into one another.
func nest(n int) string {
	inner := words("x")
	for range n {
		inner = `{"tag":"column_set","columns":[{"tag":"column","elements":[` + inner + `]}]}`
	}
	return inner
}

// formOf is a form with the elements and a button that submits.
func formOf(elements string) string {
	return `{"tag":"form","name":"f","elements":[` + elements + `,{"tag":"button","name":"ok","form_action_type":"submit","text":` + plain("ok") + `}]}`
}

func times(n int, element string) string {
	return strings.TrimSuffix(strings.Repeat(element+",", n), ",")
}

func TestCardsThatThePlatformTakes(t *testing.T) {
	for name, raw := range map[string]string{
		"only a schema": `{"schema":"2.0"}`,
		"everything of the root": `{"schema":"2.0","config":{"update_multi":true,"width_mode":"fill","summary":{"content":"x","i18n_content":{"en_us":"y"}},"enable_forward":true,
			"style":{"color":{"mine":{"light_mode":"rgba(5,157,178,0.52)","dark_mode":"rgba(78,23,108,0.49)"}},"text_size":{"big":{"default":"medium","pc":"medium","mobile":"large"}}}},
			"card_link":{"url":"https://example.com","ios_url":"lark://msgcard/unsupported_action"},
			"header":{"title":` + plain("x") + `,"subtitle":` + plain("y") + `,"template":"blue","padding":"12px 8px 12px 8px","icon":{"tag":"standard_icon","token":"search_outlined","color":"blue"},
			"text_tag_list":[{"tag":"text_tag","text":` + plain("新") + `,"color":"neutral"}]},
			"body":{"direction":"vertical","padding":"12px","vertical_spacing":"8px","horizontal_spacing":"small","elements":[
			{"tag":"markdown","element_id":"a_1","content":"x","text_size":"big"},{"tag":"div","text":{"tag":"plain_text","content":"y","text_color":"mine","lines":2}}]}}`,
		"a picture":           card(img(`,"scale_type":"crop_center","size":"80px 80px","corner_radius":"8px","preview":false,"margin":"0px -12px"`)),
		"pictures together":   card(`{"tag":"img_combination","combination_mode":"trisect","img_list":[{"img_key":"img_known"}]}`),
		"a picture in text":   card(words(`![x](img_known)`)),
		"a mention of all":    card(words(`<at id=all></at>`)),
		"plain text is none":  card(`{"tag":"div","text":` + plain("![x](img_x) <at id=ou_x>") + `}`),
		"code is no markup":   card(words("`![x](img_x)` and \\<at id=ou_x>")),
		"columns":             card(`{"tag":"column_set","flex_mode":"none","horizontal_spacing":"8px","columns":[{"tag":"column","width":"weighted","weight":5,"vertical_align":"center","elements":[` + words("x") + `]}]}`),
		"five levels":         card(nest(5)),
		"a form with a panel": card(filterForm),
		"an input":            card(`{"tag":"input","name":"x","label":` + plain("最低价") + `,"label_position":"left","behaviors":[{"type":"callback","value":{}}]}`),
		"a disabled button":   card(`{"tag":"button","disabled":true,"text":` + plain("上一页") + `}`),
		"link and callback":   card(`{"tag":"button","type":"primary_filled","size":"small","width":"fill","text":` + plain("x") + `,"behaviors":[{"type":"open_url","default_url":"https://a.b"},{"type":"callback","value":{"a":1}}]}`),
		"an active container": card(`{"tag":"interactive_container","behaviors":[{"type":"callback","value":{}}],"elements":[` + words("x") + `]}`),
		"five tables":         card(times(5, `{"tag":"table","columns":[{"name":"a","data_type":"number","format":{"precision":2}}],"rows":[{"a":1}]}`)),
		"every component":     card(everyComponent),
		"200 elements":        card(times(200, `{"tag":"hr"}`)),
		"a confirmation":      card(`{"tag":"button","text":` + plain("x") + `,"confirm":{"title":` + plain("x") + `,"text":` + plain("y") + `},"behaviors":[{"type":"callback","value":{}}]}`),
	} {
		t.Run(name, func(t *testing.T) { assert.NoError(t, platform.CheckCard([]byte(raw), known)) })
	}
}

// everyComponent has each tag that the other cards lack.
const everyComponent = `{"tag":"checker","name":"c","checked":true,"text":{"tag":"lark_md","content":"x"},"overall_checkable":false,"checked_style":{"show_strikethrough":true,"opacity":0.5},
		"button_area":{"pc_display_rule":"on_hover","buttons":[{"tag":"button","type":"text","size":"small","text":{"tag":"plain_text","content":"x"}}]}},
	{"tag":"collapsible_panel","expanded":false,"background_color":"grey-50","border":{"color":"grey","corner_radius":"5px"},"vertical_spacing":"8px","padding":"8px",
		"header":{"title":{"tag":"markdown","content":"x"},"icon":{"tag":"standard_icon","token":"down-small-ccm_outlined","size":"16px 16px"},"icon_position":"follow_text","icon_expanded_angle":-180},"elements":[]},
	{"tag":"person","user_id":"ou_x","size":"small","style":"capsule"},
	{"tag":"person_list","persons":[{"id":"ou_x"}],"lines":1},
	{"tag":"chart","chart_spec":{},"aspect_ratio":"16:9","height":"auto"},
	{"tag":"select_person","options":[{"value":"ou_x"}],"behaviors":[{"type":"callback","value":{}}]},
	{"tag":"date_picker","name":"date","behaviors":[{"type":"callback","value":{"a":"date"}}]},
	{"tag":"picker_time","initial_time":"11:30","behaviors":[{"type":"callback","value":{}}]},
	{"tag":"picker_datetime","behaviors":[{"type":"callback","value":{}}]},
	{"tag":"select_img","name":"pick","aspect_ratio":"1:1","options":[{"img_key":"img_known","value":"a"}],"behaviors":[{"type":"callback","value":{}}]},
	{"tag":"input","name":"words","behaviors":[{"type":"callback","value":{}}]},
	{"tag":"interactive_container","width":"fill","has_border":true,"behaviors":[{"type":"callback","value":{"a":"open"}}],"elements":[]},
	{"tag":"audio","file_key":"file_x"}`

func TestCardsThatThePlatformRefuses(t *testing.T) {
	behaved := func(b string) string {
		return card(`{"tag":"button","text":` + plain("x") + `,"behaviors":[` + b + `]}`)
	}
	for name, c := range map[string]struct {
		raw string
		sub int
	}{
		"no JSON":                         {`{`, 200621},
		"no object":                       {`[]`, 200621},
		"two cards":                       {`{"schema":"2.0"}{}`, 200621},
		"no schema":                       {`{"body":{"elements":[]}}`, 200621},
		"schema 1.0":                      {`{"schema":"1.0"}`, 200621},
		"an unknown root property":        {`{"schema":"2.0","elements":[]}`, 200621},
		"update_multi false":              {`{"schema":"2.0","config":{"update_multi":false}}`, 200621},
		"a property of 1.0":               {`{"schema":"2.0","config":{"wide_screen_mode":true}}`, 200621},
		"a header without title":          {`{"schema":"2.0","header":{}}`, 200621},
		"an unknown template":             {`{"schema":"2.0","header":{"title":` + plain("x") + `,"template":"pink"}}`, 200621},
		"four header tags":                {`{"schema":"2.0","header":{"title":` + plain("x") + `,"text_tag_list":[` + times(4, `{"tag":"text_tag","text":`+plain("x")+`}`) + `]}}`, 200621},
		"an unknown tag":                  {card(`{"tag":"note","elements":[]}`), 200861},
		"the action module":               {card(`{"tag":"action","actions":[]}`), 200861},
		"no tag":                          {card(`{"content":"x"}`), 200861},
		"an unknown property":             {card(`{"tag":"hr","colour":"red"}`), 200621},
		"a wrong type":                    {card(`{"tag":"markdown","content":1}`), 200621},
		"a missing property":              {card(`{"tag":"markdown"}`), 200621},
		"an unknown text size":            {card(`{"tag":"markdown","content":"x","text_size":"huge"}`), 200621},
		"a margin too wide":               {card(`{"tag":"hr","margin":"100px"}`), 200621},
		"a margin without unit":           {card(`{"tag":"hr","margin":"4"}`), 200621},
		"a negative padding":              {`{"schema":"2.0","body":{"padding":"-1px","elements":[]}}`, 200621},
		"an unknown colour":               {card(`{"tag":"column_set","background_style":"#fff","columns":[]}`), 200621},
		"a picture without alt":           {card(`{"tag":"img","img_key":"img_known"}`), 200621},
		"an unknown picture":              {card(`{"tag":"img","img_key":"img_x","alt":` + plain("") + `}`), 200570},
		"an address as picture":           {card(`{"tag":"img","img_key":"https://a.b/c.jpg","alt":` + plain("") + `}`), 200570},
		"a size that is gone":             {card(img(`,"size":"stretch_without_padding"`)), 200621},
		"a size without crop":             {card(img(`,"size":"large","scale_type":"fit_horizontal"`)), 200621},
		"an old picture mode":             {card(img(`,"mode":"large"`)), 200621},
		"an unknown picture in text":      {card(words(`![x](img_x)`)), 200570},
		"an unknown picture in a heading": {`{"schema":"2.0","header":{"title":{"tag":"lark_md","content":"![](img_x)"}}}`, 200570},
		"a mention of nobody":             {card(words(`<at>x</at>`)), 100290},
		"a bad element_id":                {card(`{"tag":"hr","element_id":"1a"}`), 200621},
		"a long element_id":               {card(`{"tag":"hr","element_id":"a23456789012345678901"}`), 200621},
		"an element_id twice":             {card(times(2, `{"tag":"hr","element_id":"a"}`)), 300301},
		"201 elements":                    {card(times(201, `{"tag":"hr"}`)), 300305},
		"201 with texts of options":       {card(times(40, `{"tag":"overflow","options":`+optionAB+`}`) + `,` + times(27, button("x", "{}")) + `,` + times(27, `{"tag":"hr"}`)), 300305},
		"six tables":                      {card(times(6, `{"tag":"table","columns":[],"rows":[]}`)), 11310},
		"six tables in text":              {card(words(strings.Repeat("|a|b|\n|-|-|\n|1|2|\n\n", 6))), 11310},
		"a table in a column":             {card(`{"tag":"column_set","columns":[{"tag":"column","elements":[{"tag":"table","columns":[],"rows":[]}]}]}`), 200621},
		"six levels":                      {card(nest(6)), 200621},
		"a column alone":                  {card(`{"tag":"column","elements":[]}`), 200861},
		"a weight too high":               {card(`{"tag":"column_set","columns":[{"tag":"column","width":"weighted","weight":6,"elements":[]}]}`), 200621},
		"a fraction":                      {card(`{"tag":"column_set","columns":[{"tag":"column","weight":1.5,"elements":[]}]}`), 200621},
		"a form in a panel":               {card(`{"tag":"collapsible_panel","header":{},"elements":[` + formOf(words("x")) + `]}`), 200621},
		"a form in a form":                {card(formOf(formOf(words("x")))), 200621},
		"a form without button":           {card(`{"tag":"form","name":"f","elements":[]}`), 200621},
		"a form without name":             {card(`{"tag":"form","elements":[{"tag":"button","name":"ok","form_action_type":"submit","text":` + plain("ok") + `}]}`), 200621},
		"a form with reset only":          {card(`{"tag":"form","name":"f","elements":[{"tag":"button","name":"r","form_action_type":"reset","text":` + plain("r") + `}]}`), 200621},
		"a field without name":            {card(formOf(`{"tag":"input"}`)), 200621},
		"a name twice":                    {card(formOf(times(2, `{"tag":"input","name":"x"}`))), 200621},
		"a form's name twice":             {card(formOf(`{"tag":"input","name":"f"}`)), 200621},
		"submit outside a form":           {card(`{"tag":"button","name":"ok","form_action_type":"submit","text":` + plain("ok") + `}`), 200621},
		"multi select outside a form":     {card(`{"tag":"multi_select_static","name":"x","options":[]}`), 200621},
		"required outside a form":         {card(`{"tag":"input","required":true}`), 200621},
		"an option twice":                 {card(formOf(`{"tag":"select_static","name":"x","options":` + strings.Replace(optionAB, `"b"`, `"a"`, 1) + `}`)), 200621},
		"an unknown first choice":         {card(formOf(`{"tag":"select_static","name":"x","initial_option":"z","options":` + optionAB + `}`)), 200621},
		"a long button":                   {card(button(strings.Repeat("字", 101), "{}")), 200621},
		"a button with Markdown":          {card(`{"tag":"button","text":{"tag":"lark_md","content":"x"},"behaviors":[{"type":"callback","value":{}}]}`), 200621},
		"a button that does nothing":      {card(`{"tag":"button","text":` + plain("x") + `}`), 200621},
		"an old button value":             {card(`{"tag":"button","text":` + plain("x") + `,"value":{}}`), 200621},
		"a text as callback value":        {behaved(`{"type":"callback","value":"x"}`), 200621},
		"a callback without value":        {behaved(`{"type":"callback"}`), 200621},
		"an unknown behaviour":            {behaved(`{"type":"sing"}`), 200621},
		"a link without address":          {behaved(`{"type":"open_url","default_url":""}`), 200621},
		"a script as address":             {behaved(`{"type":"open_url","default_url":"javascript:alert(1)"}`), 200621},
		"a long default":                  {card(formOf(`{"tag":"input","name":"x","max_length":2,"default_value":"123"}`)), 200621},
		"a panel without header":          {card(`{"tag":"collapsible_panel","elements":[]}`), 200621},
		"an icon without token":           {card(`{"tag":"div","icon":{"tag":"standard_icon"}}`), 200621},
		"an own icon that is unknown":     {card(`{"tag":"div","icon":{"tag":"custom_icon","img_key":"img_x"}}`), 200570},
		"an element that is none":         {card(`"x"`), 200621},
	} {
		t.Run(name, func(t *testing.T) {
			err := platform.CheckCard([]byte(c.raw), known)
			var fault *platform.CardError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, 230099, fault.Code)
			assert.Equal(t, c.sub, fault.Sub, fault.Error())
			assert.Contains(t, fault.Error(), fmt.Sprintf("Failed to create card content, ext=ErrCode: %d;", c.sub))
		})
	}
}

func TestACardOfMoreThan30KBIsTooLong(t *testing.T) {
	short := card(words(strings.Repeat("x", 30<<10-len(card(words(""))))))
	assert.NoError(t, platform.CheckCard([]byte(short), nil))
	var fault *platform.CardError
	require.ErrorAs(t, platform.CheckCard([]byte(short+" "), nil), &fault)
	assert.Equal(t, 230025, fault.Code)
}

func TestTheSameCardAlwaysGivesTheSameError(t *testing.T) {
	raw := []byte(card(`{"tag":"hr","z":1,"b":1,"a":1,"m":1}`))
	first := platform.CheckCard(raw, nil).Error()
	for range 20 {
		require.Equal(t, first, platform.CheckCard(raw, nil).Error())
	}
}

func TestCardsNameOnlyPeopleOfTheTenant(t *testing.T) {
	w := start(t)
	assert.Zero(t, w.send(w.group.ID, "interactive", card(words("<at id="+w.anna.OpenID+"></at>")), "").Code)
	a := w.send(w.group.ID, "interactive", card(words("<at id=ou_stranger></at>")), "")
	assert.Equal(t, 230099, a.Code)
	assert.Contains(t, a.Msg, "ErrCode: 100290")
}

func TestCardsHoldOnlyPicturesThatTheAppUploaded(t *testing.T) {
	w := start(t)
	id, err := w.Post(platform.Outgoing{Chat: w.group, Sender: w.anna, Images: [][]byte{picture(t, 20, 20)}})
	require.NoError(t, err)
	m, _ := w.Message(id)
	theirs := keyIn(t, m.Content, "image_key")
	ours := w.key(t, "image", "image_type", "message", picture(t, 20, 20))
	avatar := w.key(t, "image", "image_type", "avatar", picture(t, 20, 20))
	show := func(key string) answer {
		return w.send(w.group.ID, "interactive", card(`{"tag":"img","img_key":"`+key+`","alt":`+plain("")+`}`), "")
	}
	assert.Zero(t, show(ours).Code)
	assert.Contains(t, show(theirs).Msg, "ErrCode: 200570")
	assert.Contains(t, show(avatar).Msg, "ErrCode: 200570")
}

func FuzzCheckCard(f *testing.F) {
	f.Add([]byte(card(filterForm)))
	f.Add([]byte(card(img("") + "," + words("|a|b|\n|-|-|"))))
	f.Add([]byte(`{"schema":"2.0","config":{"style":{"color":{"a":1}}},"body":{"elements":[{"tag":"column_set","columns":[null]}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := platform.CheckCard(raw, known); err != nil {
			var fault *platform.CardError
			require.ErrorAs(t, err, &fault)
		}
	})
}

func BenchmarkCheckCard(b *testing.B) {
	raw := []byte(card(filterForm))
	for b.Loop() {
		if err := platform.CheckCard(raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}
