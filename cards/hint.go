package cards

import "tusou/internal/lang"

// Hint is the card for somebody who wrote without a picture: how to use the
// bot, in short.
func Hint(t *lang.Texts) Card {
	return Card{
		header:   newHeader(templateInfo, t.Hint.Title, ""),
		summary:  t.Hint.Title,
		elements: []element{newMarkdown(t.Hint.Body + "\n" + bullets(t.Hint.Lines))},
	}
}
