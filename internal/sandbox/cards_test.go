package sandbox_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// goldenCards gives every card that the bot can show, by the name of its file.
func goldenCards(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../cards/testdata/golden/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	cards := make(map[string]string, len(files))
	for _, file := range files {
		indented, err := os.ReadFile(file)
		require.NoError(t, err)
		var card bytes.Buffer
		require.NoError(t, json.Compact(&card, indented))
		cards[filepath.Base(file)] = card.String()
	}
	return cards
}

// plainTexts gives the words of a card that must be read somewhere on it.
func plainTexts(node any) []string {
	var texts []string
	switch node := node.(type) {
	case []any:
		for _, each := range node {
			texts = append(texts, plainTexts(each)...)
		}
	case map[string]any:
		if content, ok := node["content"].(string); ok && node["tag"] == "plain_text" {
			return []string{content}
		}
		for key, each := range node {
			// A picture's words, those of a field that holds something, and a
			// question that was not asked yet are not read.
			if key != "alt" && key != "placeholder" && key != "confirm" {
				texts = append(texts, plainTexts(each)...)
			}
		}
	}
	return texts
}

// components counts the components of a card by their tags.
func components(node any, counts map[string]int) map[string]int {
	switch node := node.(type) {
	case []any:
		for _, each := range node {
			components(each, counts)
		}
	case map[string]any:
		for _, key := range []string{"body", "columns"} {
			components(node[key], counts)
		}
		elements, _ := node["elements"].([]any)
		for _, each := range elements {
			counts[each.(map[string]any)["tag"].(string)]++
			components(each, counts)
		}
	}
	return counts
}

func TestEveryCardOfTheBotIsDrawnWhole(t *testing.T) {
	b := openTab(t)
	d := newDesk(t)
	asked := d.post(platform.Outgoing{Text: "你好"})
	keys := regexp.MustCompile(`img_v3_0283_[0-9a-z]+`)
	people := regexp.MustCompile(`ou_[0-9a-f]{32}`)
	picture := d.upload()
	names, cards := map[string]string{}, map[string]string{}
	for name, card := range goldenCards(t) {
		card = people.ReplaceAllString(keys.ReplaceAllString(card, picture), d.buyer.OpenID)
		id := d.reply(asked, card, false)
		names[id], cards[id] = name, card
	}
	b.open(d.url)
	b.wait(`document.querySelectorAll("#messages .card").length === ` + js(len(names)))
	b.wait(`[...document.images].every((image) => image.complete)`)
	for id, name := range names {
		var card any
		require.NoError(t, json.Unmarshal([]byte(cards[id]), &card))
		said := eval[string](b, `document.querySelector('[data-id=`+js(id)+`]').textContent`)
		for _, text := range plainTexts(card) {
			assert.Contains(t, said, text, name)
		}
		assert.Equal(t, components(card, map[string]int{}), eval[map[string]int](b, `[...document.querySelectorAll('[data-id=`+js(id)+`] [data-tag]')]
			.reduce((counts, { dataset: { tag } }) => ({ ...counts, [tag]: (counts[tag] ?? 0) + 1 }), {})`), name)
		assert.Empty(t, eval[string](b, `[...document.querySelectorAll('[data-id=`+js(id)+`] .card-error')].map((e) => e.textContent).join()`), name)
	}
	for _, v := range []viewport{desktop, phone} {
		b.resize(v)
		assert.Empty(t, eval[[]string](b, `[...document.querySelectorAll("#messages .message")]
			.filter((m) => m.scrollWidth > m.clientWidth).map((m) => m.textContent)`), "nothing reaches over the edge at %d", v.width)
	}
	b.sound()
}
