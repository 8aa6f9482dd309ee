package cards

import "tusou/internal/lang"

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
