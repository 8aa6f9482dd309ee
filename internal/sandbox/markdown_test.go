package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// drawn is what became of a text.
type drawn struct {
	Tags  []string // of every element below the drawing, in order
	Words string   // what is read
	Links []string
}

func TestMarkdownMakesOnlySafeNodes(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	draw := func(text string) drawn {
		return eval[drawn](b, `(async () => {
			const { markdown } = await import("/markdown.js");
			const view = { picture: (key) => Object.assign(document.createElement("img"), { alt: key }), nameOf: (id) => "<" + id + ">" };
			const box = document.createElement("div");
			box.append(...markdown(`+js(text)+`, view));
			const all = [...box.querySelectorAll("*")];
			return {
				tags: all.map((node) => node.tagName.toLowerCase()),
				words: [...box.children].map((node) => node.textContent).join("\n"),
				links: all.filter((node) => node.href).map((node) => node.href + " " + node.rel),
			};
		})()`)
	}

	// Hostile text stays text.
	for _, text := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<iframe srcdoc=x>", "<svg/onload=alert(1)>",
		"<font onclick=alert(1)", "<b>x</b>", "<style>*{}</style>",
	} {
		assert.Equal(t, drawn{Tags: []string{"div"}, Words: text, Links: []string{}}, draw(text), text)
	}
	for _, text := range []string{
		"[x](javascript:alert(1))", "[x](data:text/html,x)", `<a href="javascript:alert(1)">x</a>`, `<link url="vbscript:x">x</link>`, "[x](//evil.example)",
	} {
		assert.Empty(t, draw(text).Links, text)
	}
	assert.Equal(t, "<b> **x** A &#0; &nope;", draw("&lt;b&gt; &#42;&#42;x&#42;&#42; &#x41; &#0; &nope;").Words)
	assert.Equal(t, []string{"div"}, draw("&#42;&#42;x&#42;&#42;").Tags, "what is escaped is no markup")
	assert.Equal(t, "**x**", draw(`\*\*x\*\*`).Words)

	// Ordinary text becomes what it says.
	const safe = " noopener noreferrer"
	for text, want := range map[string]drawn{
		"**a** *b* ~~c~~ `d`": {Tags: []string{"div", "b", "i", "s", "code"}, Words: "a b c d"},
		"[商品](https://detail.1688.com/offer/1.html?a=1&amp;b=2)": {
			Tags: []string{"div", "a"}, Words: "商品", Links: []string{"https://detail.1688.com/offer/1.html?a=1&b=2" + safe},
		},
		"见 https://example.com/x。":             {Tags: []string{"div", "a"}, Words: "见 https://example.com/x。", Links: []string{"https://example.com/x" + safe}},
		"<font color='red'>**¥1**</font>":      {Tags: []string{"div", "span", "b"}, Words: "¥1"},
		"<text_tag color='blue'>包邮</text_tag>": {Tags: []string{"div", "span"}, Words: "包邮"},
		"<at id=ou_1></at> 你好":                 {Tags: []string{"div", "span"}, Words: "@<ou_1> 你好"},
		"![图](img_1)":                          {Tags: []string{"div", "img"}, Words: ""},
		"- a\n- b":                             {Tags: []string{"div", "div", "span", "span", "div", "span", "span"}, Words: "•a•b"},
		"1. a\n2. b":                           {Tags: []string{"div", "div", "span", "span", "div", "span", "span"}, Words: "1.a2.b"},
		"## a\nb":                              {Tags: []string{"div", "div"}, Words: "a\nb"},
		"a\nb":                                 {Tags: []string{"div", "br"}, Words: "ab"},
		"a\n\nb":                               {Tags: []string{"div", "div"}, Words: "a\nb"},
		"|a|b|\n|-|-|\n|1|2|":                  {Tags: []string{"div", "table", "tr", "th", "th", "tr", "td", "td"}, Words: "ab12"},
		"> a":                                  {Tags: []string{"blockquote", "div"}, Words: "a"},
		"---":                                  {Tags: []string{"hr"}, Words: ""},
		"```\n**a**\n```":                      {Tags: []string{"pre"}, Words: "**a**"},
		"2*3*4 与 a_b_c":                        {Tags: []string{"div", "i"}, Words: "234 与 a_b_c"},
		"<person id='ou_1'></person><br>:DONE: :NO::": {Tags: []string{"div", "span", "br"}, Words: "<ou_1>✅ :NO::"},
	} {
		if want.Links == nil {
			want.Links = []string{}
		}
		assert.Equal(t, want, draw(text), text)
	}
	b.sound()
}

func TestOnlyColoursOfThePlatformAreStyles(t *testing.T) {
	b, d := openTab(t), newDesk(t)
	b.open(d.url)
	for name, want := range map[string]any{
		"red": "#f54a45", "rgba(1,2,3,0.5)": "rgba(1,2,3,0.5)", "white": "#fff",
		"javascript": nil, "constructor": nil, "red;background:url(x)": nil, "": nil, "url(https://evil.example)": nil,
	} {
		assert.Equal(t, want, eval[any](b, `import("/nodes.js").then(({ colour }) => colour(`+js(name)+`))`), name)
	}
	for address, want := range map[string]any{
		"https://a.example/": "https://a.example/", "http://a.example/": "http://a.example/",
		"//a.example": nil, "javascript:alert(1)": nil, "/x": nil, "": nil,
	} {
		assert.Equal(t, want, eval[any](b, `import("/nodes.js").then(({ safeAddress }) => safeAddress(`+js(address)+`))`), address)
	}
}
