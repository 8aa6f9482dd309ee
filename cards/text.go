package cards

// Text sizes of the platform.
const (
	sizeHeading  = "heading"  // 16 px
	sizeNotation = "notation" // 12 px
)

// plainText is the text of a header, a button, an option or a label. The
// platform shows it as it is.
type plainText struct {
	Tag     string `json:"tag"`
	Content string `json:"content"`
}

func plain(content string) plainText {
	return plainText{Tag: "plain_text", Content: content}
}

// div is a block of plain text.
type div struct {
	Tag    string  `json:"tag"`
	Margin string  `json:"margin,omitempty"`
	Text   divText `json:"text"`
}

func (div) component() {}

type divText struct {
	Tag     string `json:"tag"`
	Content string `json:"content"`
	Size    string `json:"text_size,omitempty"`
	Color   string `json:"text_color,omitempty"`
	Align   string `json:"text_align,omitempty"`
	Lines   int    `json:"lines,omitempty"` // shown at most
}

func newDiv(content string) div {
	return div{Tag: "div", Text: divText{Tag: "plain_text", Content: content}}
}

// small gives a block of small grey print.
func small(content string) div {
	d := newDiv(content)
	d.Text.Size, d.Text.Color = sizeNotation, "grey"
	return d
}

// markdown is a block of the platform's markdown. Foreign text goes in only
// through escape.
type markdown struct {
	Tag     string `json:"tag"`
	Margin  string `json:"margin,omitempty"`
	Content string `json:"content"`
	Size    string `json:"text_size,omitempty"`
	Align   string `json:"text_align,omitempty"`
}

func (markdown) component() {}

func newMarkdown(content string) markdown {
	return markdown{Tag: "markdown", Content: content}
}

func sized(size, content string) markdown {
	m := newMarkdown(content)
	m.Size = size
	return m
}

// hr is a rule across the card.
type hr struct {
	Tag string `json:"tag"`
}

func (hr) component() {}

func newRule() hr { return hr{Tag: "hr"} }
