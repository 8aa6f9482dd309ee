package cards

import "tusou/internal/lang"

// maxNotice bounds a notice, in characters.
const maxNotice = 500

// Notice is a card of one short text, one of package lang's sentences.
func Notice(text string) Card {
	text = clean(text, maxNotice)
	return Card{summary: text, elements: []element{newDiv(text)}}
}

// Hint is the card for somebody who wrote without a picture: how to use the
// bot, in short.
func Hint(t *lang.Texts) Card {
	return Card{
		header:   newHeader(templateInfo, t.Hint.Title, ""),
		summary:  t.Hint.Title,
		elements: []element{newMarkdown(t.Hint.Body + "\n" + bullets(t.Hint.Lines))},
	}
}

// WelcomeView says where the bot introduces itself.
type WelcomeView struct {
	Direct       bool // in direct chat, not in a group
	EveryPicture bool // in this group every picture is searched, mention or not
}

// Welcome is the card with which the bot introduces itself.
func Welcome(t *lang.Texts, v WelcomeView) Card {
	how := t.Welcome.Group
	switch {
	case v.Direct:
		how = t.Welcome.Direct
	case v.EveryPicture:
		how = t.Welcome.Every
	}
	return Card{
		header:   newHeader(templateInfo, t.Welcome.Title, ""),
		summary:  t.Welcome.Title,
		elements: []element{newDiv(how), newMarkdown(bullets(t.Welcome.Lines)), small(t.Welcome.More)},
	}
}
