package platform

import (
	"regexp"
	"strings"
)

var (
	codeSpan      = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	markdownImage = regexp.MustCompile(`!\[[^\]]*\]\(\s*([^)\s]*)[^)]*\)`)
	atTag         = regexp.MustCompile(`<at\b([^>]*)>`)
	personTag     = regexp.MustCompile(`<person\b([^>]*)>`)
	idAttribute   = regexp.MustCompile(`\b(ids?|email)\s*=\s*["']?([^"'\s>]*)`)
	tableRule     = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$`)
)

// markup checks text that may be read as Markdown: pictures must be known, the
// people mentioned too, and tables count.
func markup(c *checker, at string, v any) {
	s, ok := v.(string)
	if !ok {
		c.bad(at, "not a string")
		return
	}
	s = withoutCode(s)
	for _, m := range markdownImage.FindAllStringSubmatch(s, -1) {
		imageKey(c, at, m[1])
	}
	for _, form := range []*regexp.Regexp{atTag, personTag} {
		for _, m := range form.FindAllStringSubmatch(s, -1) {
			c.mentioned(at, m[1])
		}
	}
	c.tables += countTables(s)
}

// withoutCode blanks code out; an escaped character is no markup either.
func withoutCode(s string) string {
	s = strings.NewReplacer(`\<`, "", `\!`, "", `\[`, "", "\\`", "").Replace(s)
	return codeSpan.ReplaceAllString(s, "")
}

func (c *checker) mentioned(at, attributes string) {
	m := idAttribute.FindStringSubmatch(attributes)
	if m == nil {
		c.fail(subUser, at, "There is an invalid user resource(at/person) in your card", attributes)
		return
	}
	if m[1] == "email" {
		return
	}
	for _, id := range strings.Split(m[2], ",") {
		if id != "all" {
			person(c, at, id)
		}
	}
}

// countTables counts Markdown tables: a rule of dashes under a row of cells.
func countTables(s string) int {
	lines := strings.Split(s, "\n")
	n := 0
	for i := 1; i < len(lines); i++ {
		if tableRule.MatchString(lines[i]) && strings.Contains(lines[i-1], "|") {
			n++
		}
	}
	return n
}

// richText is a tagged text whose content is Markdown unless it is plain_text.
func richText(tags, required []string, further map[string]rule) rule {
	props := map[string]rule{"content": text(0), "i18n_content": texts}
	for k, r := range further {
		props[k] = r
	}
	check := tagged(tags, required, props)
	return func(c *checker, at string, v any) {
		check(c, at, v)
		if o, _ := v.(map[string]any); o["tag"] != "plain_text" {
			if content, ok := o["content"]; ok {
				markup(c, at+" -> content", content)
			}
		}
	}
}

// plainText is a plain_text of at most limit characters.
func plainText(limit int) rule {
	return tagged([]string{"plain_text"}, []string{"content"}, map[string]rule{"content": text(limit), "i18n_content": texts})
}

// styledText is the text of a div or a checker.
func styledText() rule {
	return richText([]string{"plain_text", "lark_md"}, []string{"content"}, map[string]rule{
		"element_id": elementID, "text_size": textSize, "text_color": color,
		"text_align": oneOf("left", "center", "right"), "lines": integer(1, 1<<31-1),
	})
}

// icon is a library or an own icon, with the further properties of its place.
func icon(further map[string]rule) rule {
	props := map[string]rule{"token": text(0), "color": color, "img_key": imageKey}
	for k, r := range further {
		props[k] = r
	}
	check := tagged([]string{"standard_icon", "custom_icon"}, nil, props)
	return func(c *checker, at string, v any) {
		check(c, at, v)
		o, _ := v.(map[string]any)
		tag, _ := o["tag"].(string)
		needs := map[string]string{"standard_icon": "token", "custom_icon": "img_key"}[tag]
		if s, _ := o[needs].(string); s == "" && needs != "" {
			c.bad(at, "an icon needs its "+needs)
		}
	}
}

func confirm() rule {
	return fields([]string{"title", "text"}, map[string]rule{"title": plainText(0), "text": plainText(0)})
}
