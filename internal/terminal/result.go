package terminal

import (
	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Result is one picture's search.
type Result struct {
	Picture string // as it was named on the command line
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

// Failure is why a picture has no answer.
type Failure struct {
	Problem lang.Problem
	Detail  string            // what exactly was met: a format, a cause; "" for nothing
	Gateway *sourcing.Failure // whose words are quoted; nil for none
}

// Sentence says a failure in one line: whose, why, and what to do.
func (f *Failure) Sentence(t *lang.Texts, picture string) string {
	p := t.TerminalProblem(f.Problem)
	return t.Terminal.Failed.With(Clean(picture), p.Reason, p.Advice)
}

// Support gives the lines under the sentence: what exactly was met, and the
// gateway's own words.
func (f *Failure) Support(t *lang.Texts) []string {
	var lines []string
	add := func(format lang.Format, s string) {
		if s = Clean(s); s != "" {
			lines = append(lines, format.With(s))
		}
	}
	add(t.Failure.Detail, f.Detail)
	if f.Gateway != nil {
		add(t.Failure.Code, f.Gateway.Code)
		add(t.Failure.Message, f.Gateway.Message)
		add(t.Failure.TraceID, f.Gateway.TraceID)
	}
	return lines
}
