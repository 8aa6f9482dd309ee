package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// everything holds each component that the page draws, so that what no card of
// the bot uses yet is seen, too. KEY is a picture, PERSON an open id.
const everything = `{"schema":"2.0","config":{"update_multi":true},
	"header":{"template":"carmine","title":{"tag":"plain_text","content":"全部组件"},"subtitle":{"tag":"lark_md","content":"**副**标题"},
		"text_tag_list":[{"tag":"text_tag","color":"orange","text":{"tag":"plain_text","content":"标签"}}],
		"icon":{"tag":"standard_icon","token":"search_outlined"}},
	"body":{"direction":"vertical","vertical_spacing":"12px","elements":[
		{"tag":"div","text":{"tag":"plain_text","content":"平的 **字**","lines":1},"icon":{"tag":"standard_icon","token":"info_outlined","color":"blue"}},
		{"tag":"div","text":{"tag":"lark_md","content":"<at id=PERSON></at> [链接](https://detail.1688.com/offer/1.html)"}},
		{"tag":"markdown","content":"**粗** <font color='green'>绿</font> <text_tag color='red'>红</text_tag>\n- 一\n- 二","text_align":"center"},
		{"tag":"hr"},
		{"tag":"img","img_key":"KEY","alt":{"tag":"plain_text","content":"杯子"},"size":"medium","scale_type":"crop_center","corner_radius":"50%"},
		{"tag":"img","img_key":"KEY","alt":{"tag":"plain_text","content":""},"size":"30px 20px","preview":false},
		{"tag":"img_combination","combination_mode":"double","img_list":[{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"}]},
		{"tag":"img_combination","combination_mode":"triple","img_list":[{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"}]},
		{"tag":"img_combination","combination_mode":"bisect","img_list":[{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"}]},
		{"tag":"img_combination","combination_mode":"trisect","img_list":[{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"},{"img_key":"KEY"}]},
		{"tag":"person","user_id":"PERSON","show_name":true,"size":"small"},
		{"tag":"person_list","persons":[{"id":"PERSON"}],"show_name":true},
		{"tag":"column_set","flex_mode":"none","background_style":"grey","horizontal_spacing":"8px","columns":[
			{"tag":"column","width":"weighted","weight":3,"background_style":"blue-50","elements":[{"tag":"markdown","content":"三"}]},
			{"tag":"column","width":"weighted","weight":1,"elements":[{"tag":"markdown","content":"一"}]},
			{"tag":"column","width":"100px","elements":[{"tag":"markdown","content":"百"}]}]},
		{"tag":"column_set","flex_mode":"bisect","columns":[
			{"tag":"column","width":"weighted","elements":[{"tag":"markdown","content":"左"}]},
			{"tag":"column","width":"weighted","elements":[{"tag":"markdown","content":"右"}]}]},
		{"tag":"interactive_container","has_border":true,"behaviors":[{"type":"open_url","default_url":"https://example.com/"}],
			"elements":[{"tag":"markdown","content":"容器"}]},
		{"tag":"button","type":"primary_filled","text":{"tag":"plain_text","content":"主按钮"},"behaviors":[{"type":"callback","value":{"a":1}}]},
		{"tag":"button","disabled":true,"text":{"tag":"plain_text","content":"不可点"},"disabled_tips":{"tag":"plain_text","content":"还不行"},"behaviors":[{"type":"callback","value":{"a":1}}]},
		{"tag":"button","type":"danger","text":{"tag":"plain_text","content":"清空"},"behaviors":[{"type":"callback","value":{"a":2}}],
			"confirm":{"title":{"tag":"plain_text","content":"清空吗？"},"text":{"tag":"plain_text","content":"不能撤销"}}},
		{"tag":"button","type":"primary_text","text":{"tag":"plain_text","content":"去看"},"behaviors":[{"type":"open_url","default_url":"https://detail.1688.com/offer/1.html"}]},
		{"tag":"select_static","placeholder":{"tag":"plain_text","content":"排序"},"initial_option":"b","behaviors":[{"type":"callback","value":{"a":3}}],
			"options":[{"text":{"tag":"plain_text","content":"甲"},"value":"a"},{"text":{"tag":"plain_text","content":"乙"},"value":"b"}]},
		{"tag":"overflow","behaviors":[{"type":"callback","value":{"a":4}}],"options":[{"text":{"tag":"plain_text","content":"更多一"},"value":"1"}]},
		{"tag":"select_img","behaviors":[{"type":"callback","value":{"a":5}}],"options":[{"img_key":"KEY","value":"i"}]},
		{"tag":"checker","checked":true,"text":{"tag":"plain_text","content":"做完"}},
		{"tag":"date_picker","initial_date":"2026-11-26","behaviors":[{"type":"callback","value":{"a":6}}]},
		{"tag":"picker_time","behaviors":[{"type":"callback","value":{"a":6}}]},
		{"tag":"picker_datetime","initial_datetime":"2026-11-26 10:00","behaviors":[{"type":"callback","value":{"a":6}}]},
		{"tag":"select_person","options":[{"value":"PERSON"}],"behaviors":[{"type":"callback","value":{"a":7}}]},
		{"tag":"form","name":"form","elements":[
			{"tag":"collapsible_panel","header":{"title":{"tag":"plain_text","content":"条件"}},"border":{"color":"grey","corner_radius":"5px"},"elements":[
				{"tag":"multi_select_static","name":"many","required":false,"selected_values":["x"],"placeholder":{"tag":"plain_text","content":"几个"},
					"options":[{"text":{"tag":"plain_text","content":"包邮"},"value":"x"},{"text":{"tag":"plain_text","content":"抖音"},"value":"y"}]},
				{"tag":"multi_select_person","name":"people","required":false,"options":[{"value":"PERSON"}]},
				{"tag":"input","name":"low","label":{"tag":"plain_text","content":"最低价"},"default_value":"10","max_length":20},
				{"tag":"input","name":"long","input_type":"multiline_text"},
				{"tag":"button","name":"send","form_action_type":"submit","type":"primary_filled","text":{"tag":"plain_text","content":"提交"},"behaviors":[{"type":"callback","value":{"a":8}}]},
				{"tag":"button","name":"reset","form_action_type":"reset","text":{"tag":"plain_text","content":"复原"}}]}]},
		{"tag":"table","page_size":2,"header_style":{"bold":true,"background_style":"grey"},
			"columns":[{"name":"k","display_name":"款式","data_type":"text"},{"name":"n","display_name":"价格","data_type":"number","format":{"symbol":"¥","precision":2}},
				{"name":"o","display_name":"标记","data_type":"options"},{"name":"m","display_name":"备注","data_type":"markdown"}],
			"rows":[{"k":"红","n":6.5,"o":[{"text":"新","color":"green"}],"m":"**好**"},{"k":"蓝","n":7},{"k":"绿","n":8}]}
	]}}`

// app answers the platform's callbacks in the bot's place, over a webhook.
type app struct {
	answers chan string         // what the next click is answered with
	clicks  chan map[string]any // the action of each click that waits for its answer
}

func (d *desk) answerClicks() *app {
	d.t.Helper()
	a := &app{answers: make(chan string), clicks: make(chan map[string]any)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Challenge string
			Event     struct{ Action map[string]any }
		}
		raw, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(raw, &body) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer := `{}`
		switch {
		case body.Challenge != "":
			answer = `{"challenge":"` + body.Challenge + `"}`
		case body.Event.Action != nil:
			select {
			case a.clicks <- body.Event.Action:
			case <-d.t.Context().Done():
				return
			}
			select {
			case answer = <-a.answers:
			case <-d.t.Context().Done():
				return
			}
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	d.t.Cleanup(server.Close)
	require.NoError(d.t, d.platform.UseWebhook(d.t.Context(), server.URL))
	return a
}

// show replies with a card and waits until the page shows it.
func (d *desk) show(b *tab, card string) string {
	d.t.Helper()
	card = strings.NewReplacer("KEY", d.upload(), "PERSON", d.buyer.OpenID, "\n", "", "\t", "").Replace(card)
	id := d.reply(d.post(platform.Outgoing{Text: "你好"}), card, false)
	b.wait(`document.querySelector('.message[data-id=` + js(id) + `] .card')`)
	return ".message[data-id=\"" + id + "\"]"
}

func TestEveryComponentIsDrawnAsTheClientDrawsIt(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	at := d.show(b, everything)
	one := func(selector string) string { return `document.querySelector(` + js(at+" "+selector) + `)` }
	text := func(selector string) string { return eval[string](b, one(selector)+`.textContent`) }
	count := func(selector string) int { return b.count(at + " " + selector) }

	assert.Equal(t, "副标题", text(".card-subtitle"))
	assert.Equal(t, "标签", text(".card-title .text-tag"))
	assert.Equal(t, "平的 **字**", text(`[data-tag=div] .div-text`), "plain text has no markup")
	assert.Equal(t, "@李然", text(".at"))
	assert.Equal(t, []int{2, 3, 4, 5}, []int{
		count(".double img"), count(".triple img"), count(".bisect img"), count("[data-tag=img_combination].trisect img"),
	}, "what a combination has no room for is not shown")
	assert.Equal(t, "李然", text("[data-tag=person]:not(.at)")[len("然"):], "the avatar's letter, then the name")
	columns := eval[[]float64](b, `[...`+one(".flex-none")+`.children].map((c) => c.getBoundingClientRect().width)`)
	require.Len(t, columns, 3)
	assert.InDelta(t, 3, columns[0]/columns[1], 0.05, "columns share by their weights")
	assert.InDelta(t, 100, columns[2], 0.5)
	assert.Equal(t, "https://detail.1688.com/offer/1.html noopener noreferrer", eval[string](b, `(({ href, rel }) => href + " " + rel)(`+one("a.button")+`)`))
	assert.True(t, eval[bool](b, one(`button:disabled`)+`.title === "还不行"`))
	assert.Equal(t, "b", eval[string](b, one(`select`)+`.value`))
	assert.False(t, eval[bool](b, one(`details.panel`)+`.open`))
	assert.Equal(t, "包邮", text(`[data-tag=multi_select_static] summary`))
	assert.Equal(t, "10", eval[string](b, one(`[data-name=low]`)+`.value`))

	assert.Equal(t, "款式价格标记备注红¥6.50新好蓝¥7.00", text(".grid"), "a page of the table")
	b.click(css(at + ` [data-tag=table] button:last-of-type`))
	b.wait(one(".grid-page") + `.textContent === "2 / 2"`)
	assert.Equal(t, "款式价格标记备注绿¥8.00", text(".grid"))

	b.click(css(at + ` [data-tag=img].enlarges`))
	b.wait(`document.querySelector("#large").open && document.querySelector("#large-image").naturalWidth > 0`)
	b.click(css("#large-image"))
	b.wait(`!document.querySelector("#large").open`)

	for _, v := range []viewport{desktop, phone} {
		b.resize(v)
		assert.False(t, eval[bool](b, one(".card-body")+`.scrollWidth > `+one(".card-body")+`.clientWidth`), "nothing reaches over the edge at %d", v.width)
	}
	assert.Zero(t, count(".card-error"))
	b.sound()
}

func TestWhatThePageCannotDrawIsSeen(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	assert.Equal(t, "沙盒画不出这个组件：chart|沙盒画不出这个组件：constructor|沙盒画不出这个组件：undefined", eval[string](b, `import("/card.js").then(({ drawCard }) => {
		const card = { body: { elements: [{ tag: "chart" }, { tag: "column_set", columns: [{ elements: [{ tag: "constructor" }] }] }, null] } };
		document.querySelector("#messages").append(drawCard(card, { drafts: new Map(), kept: new Map() }));
		return [...document.querySelectorAll(".card-error")].filter((e) => e.checkVisibility()).map((e) => e.textContent).join("|");
	})`))
}

func TestAClickWaitsIsAnsweredAndChangesItsCard(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	a := d.answerClicks()
	b.open(d.url)
	at := d.show(b, everything)
	button := at + ` .primary_filled`

	b.click(css(button))
	action := <-a.clicks
	assert.Equal(t, map[string]any{"a": 1.0}, action["value"])
	assert.True(t, eval[bool](b, `document.querySelector(`+js(button)+`).disabled`), "a button that waits takes no second click")
	a.answers <- `{"toast":{"type":"success","content":"好了 <b>x</b>"},"card":{"type":"raw","data":{"schema":"2.0","config":{"update_multi":true},
		"body":{"elements":[{"tag":"markdown","content":"换了"},{"tag":"button","text":{"tag":"plain_text","content":"再来"},"behaviors":[{"type":"callback","value":{"a":9}}]}]}}}}`
	b.wait(`document.querySelector(".toast.success")?.textContent === "好了 <b>x</b>"`)
	b.wait(`document.querySelector(` + js(at+" .card-body") + `).textContent === "换了再来"`)

	// Words alone leave the card, and the button can be clicked again.
	b.click(css(at + ` .button`))
	<-a.clicks
	a.answers <- `{}`
	b.wait(`!document.querySelector(` + js(at+" .button") + `).disabled`)

	// What goes wrong is told as the client tells it.
	b.click(css(at + ` .button`))
	<-a.clicks
	a.answers <- `[]`
	b.wait(`document.querySelector(".toast.error")?.textContent.includes("code: 200672")`)
	b.wait(`!document.querySelector(` + js(at+" .button") + `).disabled`)
}

func TestAQuestionIsAskedBeforeWhatCannotBeUndone(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	a := d.answerClicks()
	b.open(d.url)
	at := d.show(b, everything)

	b.click(css(at + ` .danger`))
	b.wait(`document.querySelector("#ask").open`)
	assert.Equal(t, "清空吗？不能撤销", eval[string](b, `document.querySelector("#ask-title").textContent + document.querySelector("#ask-text").textContent`))
	b.click(css("#ask-no"))
	b.wait(`!document.querySelector("#ask").open`)
	b.click(css(at + ` .danger`))
	b.wait(`document.querySelector("#ask").open`)
	b.click(css("#ask-yes"))
	assert.Equal(t, map[string]any{"a": 2.0}, (<-a.clicks)["value"], "the first, refused click sent nothing")
	a.answers <- `{}`
	b.wait(`!document.querySelector(` + js(at+" .danger") + `).disabled`)
}

func TestAFormSubmitsWhatWasEnteredAndKeepsItMeanwhile(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	a := d.answerClicks()
	b.open(d.url)
	at := d.show(b, everything)
	low := `document.querySelector(` + js(at+" [data-name=low]") + `)`

	b.click(css(at + ` .panel-title`))
	b.click(css(at + ` [data-tag=multi_select_static] summary`))
	b.click(css(at + ` [data-tag=multi_select_static] .choice:nth-child(2)`))
	b.click(css(at + ` [data-name=low]`))
	b.wait(`!document.querySelector(` + js(at+" [data-tag=multi_select_static]") + `).open`)
	b.do(chromedp.KeyEvent("5"))
	assert.Equal(t, "包邮、抖音", eval[string](b, `document.querySelector(`+js(at+" [data-tag=multi_select_static] summary")+`).textContent`))

	// The card changes while somebody fills in its form.
	b.click(css(at + ` .primary_filled`))
	<-a.clicks
	whole := strings.NewReplacer("KEY", d.upload(), "PERSON", d.buyer.OpenID, "全部组件", "换了标题", "\n", "", "\t", "").Replace(everything)
	a.answers <- `{"card":{"type":"raw","data":` + whole + `}}`
	b.wait(`document.querySelector(` + js(at+" .card-title") + `).textContent.includes("换了标题")`)
	assert.Equal(t, "105", eval[string](b, low+`.value`), "what was typed is still there")
	assert.True(t, eval[bool](b, `document.querySelector(`+js(at+" details.panel")+`).open`), "what was opened is still open")

	b.click(css(at + ` [data-tag=form] .primary_filled`))
	action := <-a.clicks
	assert.Equal(t, map[string]any{"many": []any{"x", "y"}, "people": []any{}, "low": "105", "long": ""}, action["form_value"])
	a.answers <- `{}`
	b.wait(`!document.querySelector(` + js(at+" [data-tag=form] .primary_filled") + `).disabled`)

	// A select outside a form sends at once.
	b.do(chromedp.SetValue(chromedp.CSS(at+" > .inside > .card > .card-body > select"), "a"))
	eval[bool](b, `document.querySelector(`+js(at+" > .inside > .card > .card-body > select")+`).dispatchEvent(new Event("change"))`)
	assert.Equal(t, "a", (<-a.clicks)["option"])
	a.answers <- `{}`
	b.sound()
}
