package cards

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The platform's bounds of a card: the size of its JSON, and the number of
// its objects with a tag.
const (
	MaxBytes    = 30 << 10
	MaxElements = 200
)

// summaryLength bounds the line that stands for the card in the chat list.
const summaryLength = 100

// Card is one card, ready to be sent.
type Card struct {
	header   *header
	summary  string
	elements []element
}

// JSON gives the card as the platform takes it: one Card JSON 2.0 object.
func (c Card) JSON() json.RawMessage {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	// Escaping < > & would only make the card larger: it is never read as HTML.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(document{
		Schema: "2.0",
		Config: config{UpdateMulti: true, Summary: summary{Content: clean(c.summary, summaryLength)}},
		Header: c.header,
		Body:   body{Elements: c.elements},
	}); err != nil {
		// Components are structs of texts and numbers, which always encode.
		panic(fmt.Sprintf("cards: encode: %v", err))
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// MarshalJSON makes a Card encode as what JSON gives.
func (c Card) MarshalJSON() ([]byte, error) { return c.JSON(), nil }

// element is a component that can stand in a body or in a container.
type element interface{ component() }

type document struct {
	Schema string  `json:"schema"`
	Config config  `json:"config"`
	Header *header `json:"header,omitempty"`
	Body   body    `json:"body"`
}

type config struct {
	UpdateMulti bool    `json:"update_multi"`
	Summary     summary `json:"summary"`
}

type summary struct {
	Content string `json:"content"`
}

type body struct {
	Elements []element `json:"elements"`
}

// The header colours, by what they say.
const (
	templateResult  = "blue"   // offers were found
	templateRunning = "wathet" // work is under way
	templateLook    = "orange" // something needs the buyer's attention
	templateFailed  = "red"    // our side or the gateway failed
	templateInfo    = "turquoise"
)

type header struct {
	Title    plainText  `json:"title"`
	Subtitle *plainText `json:"subtitle,omitempty"`
	Tags     []textTag  `json:"text_tag_list,omitempty"`
	Template string     `json:"template"`
}

// textTag is one of at most three tags behind the title.
type textTag struct {
	Tag   string    `json:"tag"`
	Text  plainText `json:"text"`
	Color string    `json:"color"`
}

// newHeader makes a header; an empty subtitle leaves that line out.
func newHeader(template, title, subtitle string, tags ...textTag) *header {
	h := &header{Title: plain(title), Tags: tags, Template: template}
	if subtitle != "" {
		line := plain(subtitle)
		h.Subtitle = &line
	}
	return h
}

func newTextTag(color, content string) textTag {
	return textTag{Tag: "text_tag", Text: plain(content), Color: color}
}
