package cards

import "tusou/internal/lang"

// ProgressView is what the card shows while a search runs.
type ProgressView struct {
	Label      Label
	Understood string   // as in ResultView
	Notes      []string // as in ResultView
}

// Progress is the card that answers at once and later becomes the result.
func Progress(t *lang.Texts, v ProgressView) Card {
	subtitle, line := understood(t, v.Understood)
	elements := append([]element{newDiv(t.Progress.Body)}, remarks(t, line, v.Label, v.Notes)...)
	return Card{
		header:   newHeader(templateRunning, t.Progress.Title, subtitle, labelTags(t, v.Label)...),
		summary:  t.Progress.Title,
		elements: elements,
	}
}
