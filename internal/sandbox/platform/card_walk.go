package platform

import (
	"slices"
	"strings"
)

// dig follows keys into nested objects.
func dig(v any, keys ...string) any {
	for _, key := range keys {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[key]
	}
	return v
}

// walk visits every object with a tag in a decoded card, in the order of
// arrays; what a callback carries is not part of the card.
func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["tag"].(string); ok {
			visit(v)
		}
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b string) int { return strings.Compare(walkOrder(a), walkOrder(b)) })
		for _, k := range keys {
			if k != "behaviors" && k != "config" {
				walk(v[k], visit)
			}
		}
	case []any:
		for _, e := range v {
			walk(e, visit)
		}
	}
}

// walkOrder puts a header before what stands under it.
func walkOrder(key string) string {
	if key == "header" || key == "text" || key == "title" {
		return "0" + key
	}
	return "1" + key
}
