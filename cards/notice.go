package cards

// maxNotice bounds a notice, in characters.
const maxNotice = 500

// Notice is a card of one short text, one of package lang's sentences.
func Notice(text string) Card {
	text = clean(text, maxNotice)
	return Card{summary: text, elements: []element{newDiv(text)}}
}
