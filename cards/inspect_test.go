package cards

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// object is one JSON object of a card.
type object = map[string]any

// objects gives every object of a card that has a tag, in document order, each
// with the tags of the objects around it.
func objects(t *testing.T, raw json.RawMessage) (found []object, around [][]string) {
	t.Helper()
	var card any
	require.NoError(t, json.Unmarshal(raw, &card))
	var walk func(v any, path []string)
	walk = func(v any, path []string) {
		switch v := v.(type) {
		case object:
			if tag, ok := v["tag"].(string); ok {
				found, around = append(found, v), append(around, path)
				path = append(path[:len(path):len(path)], tag)
			}
			for _, inner := range v {
				walk(inner, path)
			}
		case []any:
			for _, inner := range v {
				walk(inner, path)
			}
		}
	}
	walk(card, nil)
	return found, around
}

// withTag gives the objects that have one of the tags.
func withTag(t *testing.T, raw json.RawMessage, tags ...string) []object {
	t.Helper()
	all, _ := objects(t, raw)
	var found []object
	for _, o := range all {
		for _, tag := range tags {
			if o["tag"] == tag {
				found = append(found, o)
			}
		}
	}
	return found
}

// labelled gives the one button that has a label.
func labelled(t *testing.T, raw json.RawMessage, label string) object {
	t.Helper()
	var found []object
	for _, b := range withTag(t, raw, "button") {
		if b["text"].(object)["content"] == label {
			found = append(found, b)
		}
	}
	require.Len(t, found, 1, "buttons with the label %s", label)
	return found[0]
}

// actions gives the value of every control, as a click brings it back.
func actions(t *testing.T, raw json.RawMessage) []json.RawMessage {
	t.Helper()
	var values []json.RawMessage
	for _, o := range withTag(t, raw, "button", "select_static") {
		behaviors, _ := o["behaviors"].([]any)
		for _, b := range behaviors {
			if value, ok := b.(object)["value"]; ok {
				raw, err := json.Marshal(value)
				require.NoError(t, err)
				values = append(values, raw)
			}
		}
	}
	return values
}

// assertSound checks the rules of the platform that a card can break: those
// that this package promises, counted here, and all that the emulated platform
// knows.
func assertSound(t *testing.T, raw json.RawMessage) {
	t.Helper()
	assert.NoError(t, platform.CheckCard(raw, nil), "the strict check")
	var card struct {
		Schema string
		Config struct {
			UpdateMulti *bool `json:"update_multi"`
		}
	}
	require.NoError(t, json.Unmarshal(raw, &card))
	assert.Equal(t, "2.0", card.Schema)
	if assert.NotNil(t, card.Config.UpdateMulti, "update_multi is stated") {
		assert.True(t, *card.Config.UpdateMulti)
	}
	assert.LessOrEqual(t, len(raw), MaxBytes, "bytes")
	assert.False(t, bytes.Contains(raw, []byte("null")), "no null in the card")

	all, around := objects(t, raw)
	assert.LessOrEqual(t, len(all), MaxElements, "elements")
	containers := map[string]bool{"column_set": true, "form": true, "collapsible_panel": true}
	names := map[any]bool{}
	for i, o := range all {
		depth, inForm := 0, false
		for _, tag := range around[i] {
			if containers[tag] {
				depth++
			}
			inForm = inForm || tag == "form"
		}
		assert.LessOrEqual(t, depth, 5, "depth of %v", o["tag"])
		switch o["tag"] {
		case "form", "table":
			assert.Empty(t, around[i], "a %s stands at the root", o["tag"])
		case "multi_select_static":
			assert.True(t, inForm, "a multi-select stands in a form")
		case "button":
			label := o["text"].(object)["content"].(string)
			assert.LessOrEqual(t, len([]rune(label)), 100)
			assert.NotEmpty(t, o["behaviors"])
		case "img":
			assert.NotEmpty(t, o["img_key"])
			assert.Contains(t, o, "alt")
		}
		switch o["tag"] {
		case "button", "input", "select_static", "multi_select_static":
			if inForm {
				assert.NotEmpty(t, o["name"], "a control in a form has a name")
				assert.False(t, names[o["name"]], "the name %v is unique", o["name"])
				names[o["name"]] = true
			}
		}
	}
	for _, value := range actions(t, raw) {
		_, err := ParseAction(value)
		assert.NoError(t, err, "action %s", value)
	}
}

// cellsOf gives every cell of every table.
func cellsOf(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var cells []string
	for _, o := range withTag(t, raw, "table") {
		for _, row := range o["rows"].([]any) {
			for _, cell := range row.(object) {
				cells = append(cells, cell.(string))
			}
		}
	}
	return cells
}
