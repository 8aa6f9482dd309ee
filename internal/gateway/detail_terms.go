package gateway

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tusou/internal/sourcing"
)

// readFreight reads the freight template: 0 is freight as the page describes
// it, 1 that the seller pays, another number a template's id.
func readFreight(raw json.RawMessage) (sourcing.Freight, bool) {
	n, ok := readCount(raw)
	switch {
	case !ok:
		return sourcing.Freight{}, false
	case n == 0:
		return sourcing.Freight{Kind: sourcing.FreightAsDescribed}, true
	case n == 1:
		return sourcing.Freight{Kind: sourcing.FreightSeller}, true
	}
	return sourcing.Freight{Kind: sourcing.FreightTemplate, Template: strconv.FormatInt(n, 10)}, true
}

// readWeight reads a decimal number above 0 and gives it as it is written.
func readWeight(raw json.RawMessage) (string, bool) {
	s := strings.TrimSpace(string(textOf(raw)))
	if len(s) > 20 || strings.Trim(s, "0123456789.") != "" {
		return "", false
	}
	f, err := strconv.ParseFloat(s, 64)
	return s, err == nil && f > 0
}

// dropship says whether the offer may be dropshipped. The older interface says
// it beside the product.
func dropship(info, beside parts) sourcing.Answered {
	lists := slices.Concat(info.values("productBizGroupInfos", "bizGroupInfos"), beside.values("productBizGroupInfos", "bizGroupInfos"))
	return first(named(lists, "code", "support", "isConsignMarketOffer"), readAnswered)
}

// returns7D says whether the buyer protection names 7-day returns, whose code
// is shbp.
func returns7D(extend []json.RawMessage) bool {
	for _, said := range named(extend, "key", "value", "buyerProtection") {
		codes, _ := readWords(said)
		if slices.ContainsFunc(codes, func(code string) bool { return strings.EqualFold(code, "shbp") }) {
			return true
		}
	}
	return false
}

// notServed gives the codes of the places that the seller does not send to.
func notServed(values []json.RawMessage) []string {
	return first(values, func(raw json.RawMessage) ([]string, bool) {
		words, _ := readWords(raw)
		codes := slices.DeleteFunc(words, func(word string) bool {
			return len(word) != 6 || strings.Trim(word, "0123456789") != ""
		})
		return codes, len(codes) > 0
	})
}

// readWords reads words in any form in which lists of them come: a list, one
// written as a text, words with commas between them, an object that says yes
// or no to each, or an object that holds a list. No word comes twice.
func readWords(raw json.RawMessage) ([]string, bool) {
	words := wordsOf(raw, 1)
	return words, len(words) > 0
}

// wordsOf follows lists inside objects as deep as it is told.
func wordsOf(raw json.RawMessage, depth int) []string {
	var words []string
	for _, element := range readList(raw, entryLimit) {
		words = appendNew(words, wordsOfElement(element, depth), wordLimit)
	}
	return words
}

func wordsOfElement(raw json.RawMessage, depth int) []string {
	if isList(raw) {
		if depth == 0 {
			return nil
		}
		return wordsOf(raw, depth-1)
	}
	entry := readPart(raw)
	if entry == nil {
		return splitWords(string(textOf(raw)))
	}
	// An object may describe one word …
	if name := first(parts{entry}.values("name", "channelName", "channel", "code", "title"), line(nameLimit)); name != "" {
		if first(parts{entry}.values("support", "enable"), readAnswered) == sourcing.No {
			return nil
		}
		return splitWords(name)
	}
	// … or hold lists of words, or be one.
	var listed, affirmed []string
	for _, f := range entry.fields() {
		if isList(f.value) {
			listed = append(listed, wordsOfElement(f.value, depth)...)
		} else if textOf(f.value).yes() {
			affirmed = append(affirmed, splitWords(f.name)...)
		}
	}
	if len(listed) > 0 {
		return listed
	}
	return affirmed
}

// isList says that a value is an array, or a text that holds one.
func isList(raw json.RawMessage) bool {
	inner := unpacked(raw)
	return len(inner) > 0 && inner[0] == '['
}

// splitWords takes words apart that stand in one text. Truth values are none.
func splitWords(s string) []string {
	var words []string
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，、;；|\n", r) }) {
		switch word = oneLine(word, nameLimit); strings.ToLower(word) {
		case "", "true", "false", "null":
		default:
			words = appendNew(words, []string{word}, wordLimit)
		}
		if len(words) == wordLimit {
			break
		}
	}
	return words
}
