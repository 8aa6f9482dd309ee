package lark

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"tusou/bot"
)

var (
	// placeholder stands in a text for a mention: @_user_1, or @_all.
	placeholder = regexp.MustCompile(`[ \t]*@_(?:user_\d+|all)[ \t]*`)
	// link is how the platform gives links in texts.
	link = regexp.MustCompile(`\[([^\[\]\n]*)\]\(https?://[^()\s]*\)`)
)

// plain gives what a person wrote: mentions leave a space, links their text.
func plain(text string) string {
	text = link.ReplaceAllString(text, "$1")
	return strings.TrimSpace(placeholder.ReplaceAllString(text, " "))
}

// post is a rich text: paragraphs of pieces.
type post struct {
	Title   string        `json:"title"`
	Content [][]postPiece `json:"content"`
}

type postPiece struct {
	Tag      string `json:"tag"`
	Text     string `json:"text"`
	ImageKey string `json:"image_key"`
}

// fillPost reads title, words and pictures, in their order.
func fillPost(m *bot.Message, content string) error {
	p, err := readPost([]byte(content))
	if err != nil {
		return err
	}
	lines := []string{p.Title}
	for _, paragraph := range p.Content {
		var line strings.Builder
		for _, piece := range paragraph {
			switch piece.Tag {
			case "text", "a", "md", "code_block":
				line.WriteString(piece.Text)
			case "at":
				line.WriteByte(' ')
			case "img":
				if piece.ImageKey != "" {
					m.Pictures = append(m.Pictures, bot.Picture{MessageID: m.ID, Key: piece.ImageKey})
				}
			}
		}
		lines = append(lines, line.String())
	}
	kept := lines[:0]
	for _, line := range lines {
		if line = plain(line); line != "" {
			kept = append(kept, line)
		}
	}
	m.Text = strings.Join(kept, "\n")
	return nil
}

// readPost takes a post as it is received, and one wrapped in a language as on
// sending.
func readPost(content []byte) (post, error) {
	var p post
	if err := json.Unmarshal(content, &p); err != nil {
		return post{}, err
	}
	if p.Content != nil || p.Title != "" {
		return p, nil
	}
	var byLanguage map[string]json.RawMessage
	if err := json.Unmarshal(content, &byLanguage); err != nil {
		return post{}, err
	}
	for _, language := range []string{"zh_cn", "en_us", "ja_jp", "zh_hk", "zh_tw"} {
		if wrapped, ok := byLanguage[language]; ok {
			if err := json.Unmarshal(wrapped, &p); err != nil {
				return post{}, err
			}
			return p, nil
		}
	}
	if _, ok := byLanguage["content"]; ok {
		return p, nil
	}
	return post{}, errors.New("post holds no content")
}
