package terminal

import (
	"cmp"
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Result is one picture's search.
type Result struct {
	Picture string // as it was named on the command line
	Shown   string // for people, where they would read something else; "" for Picture
	Number  int    // of the picture, from 1
	Of      int    // number of pictures

	Understood string   // the terms told back, without 「已理解」; "" for none
	Notes      []string // whole sentences on how the terms were read
	Terms      sourcing.Terms
	Answer     sourcing.Answer
	Listing    sourcing.Listing // of the answer, by the terms' price and order
	Cached     bool             // the same picture was searched before in this run
	Failure    *Failure         // nil if there is an answer
}

// name is what the picture is called for people.
func (r Result) name() string { return Clean(cmp.Or(r.Shown, r.Picture)) }

// Failure is why a picture has no answer.
type Failure struct {
	Problem lang.Problem
	Detail  string            // what exactly was met: a format, a cause; "" for nothing
	Gateway *sourcing.Failure // whose words are quoted; nil for none
}

// Trouble writes why a picture has no answer: one line with what to do, and
// under it what exactly was met and the gateway's own words.
func Trouble(t *lang.Texts, r Result) string {
	f := r.Failure
	p := t.TerminalProblem(f.Problem)
	lines := []string{t.Terminal.Failed.With(r.name(), p.Reason, p.Advice)}
	add := func(format lang.Format, s string) {
		if s = Clean(s); s != "" {
			lines = append(lines, "  "+format.With(s))
		}
	}
	add(t.Failure.Detail, f.Detail)
	if f.Gateway != nil {
		add(t.Failure.Code, f.Gateway.Code)
		add(t.Failure.Message, f.Gateway.Message)
		add(t.Failure.TraceID, f.Gateway.TraceID)
	}
	return strings.Join(lines, "\n") + "\n"
}
