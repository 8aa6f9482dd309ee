package sandbox_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/page"
	"tusou/internal/sandbox/platform"
)

// sent gives the newest message of the buyer's direct chat once there are so
// many, and what it holds.
func (d *desk) sent(count int) (platform.Message, string) {
	d.t.Helper()
	chat := d.platform.DirectChat(d.buyer).ID
	require.NoError(d.t, d.platform.WaitFor(d.t.Context(), func(s platform.Snapshot) bool { return len(s.In(chat)) >= count }))
	messages := d.platform.Messages(chat)
	require.Len(d.t, messages, count)
	return messages[count-1], messages[count-1].Content
}

func TestPicturesArePastedDroppedAndPickedIntoOneMessage(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	attached := func(count int) {
		b.wait(fmt.Sprintf(`document.querySelectorAll(".attachment img").length === %d`, count))
	}

	eval[bool](b, `document.querySelector("#text").dispatchEvent(
		new ClipboardEvent("paste", { clipboardData: `+transfer(d.gateway, 0)+`, bubbles: true, cancelable: true }))`)
	attached(1)
	eval[bool](b, `document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer: `+transfer(d.gateway, 1)+`, bubbles: true, cancelable: true }))`)
	b.wait(`!document.querySelector("#drop").hidden`)
	eval[bool](b, `document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: `+transfer(d.gateway, 1, 2)+`, bubbles: true, cancelable: true }))`)
	attached(3)
	assert.True(t, eval[bool](b, `document.querySelector("#drop").hidden`))
	path := filepath.Join(t.TempDir(), "picked.jpg")
	require.NoError(t, os.WriteFile(path, d.gateway.Samples()[3].JPEG(), 0o600))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
	attached(4)
	b.click(css(".sample:nth-child(6)"))
	attached(5)
	b.click(css(".attachment:nth-child(2) .remove"))
	attached(4)
	b.click(css("#text"))
	b.keys("包邮\n")

	message, content := d.sent(1)
	assert.Equal(t, "post", message.Kind)
	var post struct{ Content [][]map[string]any }
	require.NoError(t, json.Unmarshal([]byte(content), &post))
	require.Len(t, post.Content, 5)
	assert.Equal(t, "包邮", post.Content[0][0]["text"])
	for i, sample := range []int{0, 2, 3, 5} {
		picture, _, ok := d.platform.Image(post.Content[i+1][0]["image_key"].(string))
		require.True(t, ok)
		assert.Equal(t, d.gateway.Samples()[sample].JPEG(), picture, "picture %d, byte by byte", i+1)
	}
	b.wait(`document.querySelectorAll(".mine .pictures img").length === 4 && document.querySelector("#attached").hidden`)
	b.sound()
}

func TestAFileIsAMessageOfItsOwnAndCanBeDownloaded(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	path := filepath.Join(t.TempDir(), "选品 表.xlsx")
	require.NoError(t, os.WriteFile(path, []byte("PK"), 0o600))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
	b.wait(css(".attachment").says("选品 表.xlsx"))
	b.click(css("#send"))
	message, _ := d.sent(1)
	assert.Equal(t, "file", message.Kind)
	b.wait(css(".mine .file b").says("选品 表.xlsx"))
	assert.Equal(t, "选品 表.xlsx", eval[string](b, `document.querySelector(".file").download`))
	assert.Equal(t, "PK", eval[string](b, `fetch(document.querySelector(".file").href).then((answer) => answer.text())`))
}

func TestShiftEnterBreaksTheLineAndEnterSends(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	b.click(css("#text"))
	b.keys("包邮")
	b.do(chromedp.KeyEvent("\r", chromedp.KeyModifiers(8)))
	b.keys("20以内\n")
	_, content := d.sent(1)
	assert.Equal(t, `{"text":"包邮\n20以内"}`, content)
}

func TestAMessageIsAnsweredAndRecalled(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	first := d.post(platform.Outgoing{Images: [][]byte{d.gateway.Samples()[0].JPEG()}})
	b.click(css(`[data-id="` + first + `"] .reply`))
	b.wait(css("#quote").says("回复 李然"))
	b.click(css("#quote-drop"))
	b.wait(`document.querySelector("#quote").hidden`)
	b.click(css(`[data-id="` + first + `"] .reply`))
	b.keys("便宜点\n")
	answer, _ := d.sent(2)
	assert.Equal(t, first, answer.Parent)
	quoted := css(`[data-id="` + answer.ID + `"] .quoted`)
	b.wait(quoted.says("回复 李然") + ` && ` + string(quoted.css("img")))

	b.click(css(`[data-id="` + first + `"] .recall`))
	b.wait(css(`[data-id="` + first + `"].recalled`).says("你撤回了一条消息"))
	assert.Zero(t, b.count(`[data-id="`+first+`"] img`), "what was withdrawn is not shown")
	b.click(css("#people label:nth-child(2)"))
	b.wait(`document.querySelector("#messages .nothing")`)
	assert.Zero(t, b.count("#messages .message"), "a direct chat is its person's own")
	b.sound()
}

func TestATopicIsShownBesideItsMessage(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	asked := d.post(platform.Outgoing{Text: "你好"})
	const notice = `{"schema":"2.0","config":{"update_multi":true},"header":{"title":{"tag":"plain_text","content":"%s"}},"body":{"elements":[]}}`
	card := d.reply(asked, fmt.Sprintf(notice, "结果"), false)
	d.reply(card, fmt.Sprintf(notice, "详情一"), true)
	second := d.reply(card, fmt.Sprintf(notice, "详情二"), true)
	b.wait(css(`[data-id="` + card + `"] .topic`).says("2 条话题回复"))
	assert.Equal(t, 2, b.count("#messages .message"), "answers in a topic are not between the others")
	assert.True(t, eval[bool](b, `document.querySelector("#topic").hidden`), "nobody here asked for it")

	b.click(css(`[data-id="` + card + `"] .topic`))
	b.wait(`document.querySelectorAll("#topic-messages .message").length === 2`)
	d.reply(second, fmt.Sprintf(notice, "详情三"), false)
	b.wait(last("#topic-messages .message").says("详情三"))
	b.resize(phone)
	assert.Equal(t, float64(phone.width), eval[float64](b, `document.querySelector("#topic").getBoundingClientRect().width`), "on a phone it covers the chat")
	b.click(css(`#topic-messages .message:nth-child(2) .reply`))
	b.wait(`document.querySelector("#topic").hidden`)
	b.keys("这个好\n")
	answer, _ := d.sent(6)
	assert.Equal(t, card, answer.Parent, "inside a topic everything answers its beginning")
	b.wait(css(`[data-id="` + card + `"] .topic`).says("4 条话题回复"))
	b.sound()
}

func TestWhoReadsElsewhereIsToldOfNewMessages(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	for range 30 {
		d.post(platform.Outgoing{Text: "一条消息"})
	}
	b.wait(`document.querySelectorAll("#messages .message").length === 30`)
	list := `document.querySelector("#messages")`
	b.wait(list + `.scrollHeight - ` + list + `.scrollTop - ` + list + `.clientHeight < 2`)
	eval[bool](b, `(`+list+`.scrollTo(0, 0), true)`)
	b.wait(list + `.scrollTop === 0`)
	d.post(platform.Outgoing{Text: "最新的"})
	b.wait(css("#missed").says("1 条新消息"))
	assert.Zero(t, eval[float64](b, list+`.scrollTop`), "who reads is left alone")
	b.click(css("#missed"))
	b.wait(`document.querySelector("#missed").hidden && ` + list + `.scrollHeight - ` + list + `.scrollTop - ` + list + `.clientHeight < 2`)
}

func TestWhoWorksTheEndOfACardStaysThere(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	a := d.answerClicks()
	b.open(d.url)
	const long = `{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[{"tag":"markdown","content":"%s"},
		{"tag":"button","text":{"tag":"plain_text","content":"%s"},"behaviors":[{"type":"callback","value":{"a":1}}]}]}}`
	lines := strings.Repeat(`一行\n`, 80)
	card := css(`[data-id="` + d.reply(d.post(platform.Outgoing{Text: "你好"}), fmt.Sprintf(long, lines, "按"), false) + `"]`)
	b.wait(string(card))
	list := `document.querySelector("#messages")`
	b.wait(`Math.abs(` + string(card) + `.getBoundingClientRect().top - ` + list + `.getBoundingClientRect().top - ` + list + `.clientHeight / 8) < 1`)
	b.click(card.labelled("按", 0))
	before := eval[float64](b, list+`.scrollTop`)
	<-a.clicks
	a.answers <- `{"card":{"type":"raw","data":` + fmt.Sprintf(long, lines, "又") + `}}`
	b.wait(string(card.labelled("又", 0)))
	assert.InDelta(t, before, eval[float64](b, list+`.scrollTop`), 80, "the button is still there, not the card's beginning")
}

func TestThePageSpeaksEnglishToo(t *testing.T) {
	b, d := openTab(t), newDeskIn(t, page.English)
	b.open(d.url)
	d.post(platform.Outgoing{Text: "hello"})
	b.wait(css("#messages .message").says("hello"))
	b.click(css("#messages .reply"))
	b.click(css("[data-chat=group]"))
	b.wait(css("#title").says("Sourcing"))
	assert.Equal(t, "en", eval[string](b, `document.documentElement.lang`))
	names := []string{"图搜", "李然", "王琳"}
	for _, sample := range d.gateway.Samples() {
		names = append(names, sample.Name)
	}
	said := eval[string](b, `[...document.querySelectorAll("*")].flatMap((node) =>
		[node.ariaLabel, node.title, node.placeholder, ...[...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data)]).join("\n")`)
	for _, name := range names {
		said = strings.ReplaceAll(said, name, "")
	}
	for _, letter := range "然琳图" { // of the avatars
		said = strings.ReplaceAll(said, string(letter), "")
	}
	assert.NotRegexp(t, `\p{Han}`, said)
	b.sound()
}

func TestHostileWordsStayWords(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	a := d.answerClicks()
	b.open(d.url)
	const hostile = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script><iframe srcdoc=x></iframe>`
	name := d.platform.NewUser(hostile)
	d.post(platform.Outgoing{Text: hostile + " @" + hostile, Mentions: []platform.User{name}})
	d.post(platform.Outgoing{Text: hostile, Title: hostile, Images: [][]byte{d.gateway.Samples()[0].JPEG()}, Mentions: []platform.User{name}})
	d.post(platform.Outgoing{Kind: "file", FileName: hostile + ".xlsx", File: []byte("PK")})
	asked := d.post(platform.Outgoing{Kind: "share_chat", Content: hostile})
	quoted, err := json.Marshal(hostile)
	require.NoError(t, err)
	word := string(quoted)
	card := `{"schema":"2.0","config":{"update_multi":true,"summary":{"content":` + word + `}},
		"header":{"title":{"tag":"plain_text","content":` + word + `},"text_tag_list":[{"tag":"text_tag","text":{"tag":"plain_text","content":` + word + `}}]},
		"body":{"elements":[
			{"tag":"markdown","content":` + word + `},
			{"tag":"div","text":{"tag":"lark_md","content":` + word + `}},
			{"tag":"button","text":{"tag":"plain_text","content":"<b>按</b>"},"hover_tips":{"tag":"plain_text","content":` + word + `},
				"confirm":{"title":{"tag":"plain_text","content":` + word + `},"text":{"tag":"plain_text","content":` + word + `}},
				"behaviors":[{"type":"callback","value":{"a":1}}]},
			{"tag":"table","columns":[{"name":"a","display_name":` + word + `}],"rows":[{"a":` + word + `}]},
			{"tag":"collapsible_panel","expanded":true,"header":{"title":{"tag":"plain_text","content":` + word + `}},"elements":[{"tag":"markdown","content":"[x](javascript:document.title='hacked')"}]}]}}`
	card = strings.NewReplacer("\n", "", "\t", "").Replace(card)
	message := css(`[data-id="` + d.reply(asked, card, false) + `"]`)
	b.wait(string(message.css(".card")))
	b.click(message.labelled("<b>按</b>", 0))
	b.wait(`document.querySelector("#ask").open`)
	b.click(css("#ask-yes"))
	<-a.clicks
	a.answers <- `{"toast":{"type":"info","content":` + word + `}}`
	b.wait(css(".toast").says("<script>"))

	assert.Equal(t, "图搜 · 沙盒", eval[string](b, `document.title`))
	assert.Zero(t, b.count(`script:not([src="app.js"]), iframe, [onerror], img[src=x]`))
	assert.Zero(t, eval[int](b, `[...document.links].filter((a) => !/^https?:/.test(a.href)).length`))
	assert.Equal(t, 5, b.count("#messages .message"))
	assert.Contains(t, b.text(message.css(".card-title")), "<script>")
	b.sound()
}

func TestThePageForbidsWhatItDoesNotNeed(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	refused := func(what, attempt string) {
		t.Helper()
		assert.NotEmpty(t, eval[string](b, `new Promise((resolve) => {
			document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective), { once: true });
			`+attempt+`
		})`), what)
	}
	refused("a script in the document", `const s = document.createElement("script"); s.textContent = "document.title = 'hacked'"; document.body.append(s);`)
	refused("a script from elsewhere", `const s = document.createElement("script"); s.src = "https://example.invalid/x.js"; document.body.append(s);`)
	refused("a picture from elsewhere", `new Image().src = "https://example.invalid/x.png";`)
	refused("a style in the document", `const s = document.createElement("style"); s.textContent = "*{}"; document.body.append(s);`)
	refused("a request elsewhere", `fetch("https://example.invalid/").catch(() => {});`)
	refused("a frame", `const f = document.createElement("iframe"); f.src = "https://example.invalid/"; document.body.append(f);`)
	assert.Equal(t, "图搜 · 沙盒", eval[string](b, `document.title`))
}
