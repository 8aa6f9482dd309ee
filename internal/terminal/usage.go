package terminal

import (
	"strings"

	"tusou/internal/lang"
)

// Usage writes what a command says of itself.
func Usage(u lang.Usage) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n") }
	line(u.Line)
	line("")
	for _, s := range u.About {
		line(s)
	}
	for _, part := range []struct {
		title string
		rows  []lang.Example
	}{{u.OptionsTitle, u.Options}, {u.ExamplesTitle, u.Examples}} {
		line("")
		line(part.title)
		widest := 0
		for _, e := range part.rows {
			widest = max(widest, Width(e.Type))
		}
		for _, e := range part.rows {
			line("  " + Pad(e.Type, widest) + "  " + e.Does)
		}
	}
	return b.String()
}
