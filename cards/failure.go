package cards

import (
	"strings"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// Bounds of what the error card quotes, in characters.
const (
	maxDetail  = 100
	maxCode    = 64
	maxMessage = 200
	maxTrace   = 128
)

// FailureView is what the error card shows.
type FailureView struct {
	CardID     string // without it the card has no 「重试」
	SearchID   string
	Label      Label
	Understood string // as in ResultView
	Problem    lang.Problem
	Detail     string            // what exactly was met, for people: a picture format, a missing scope; "" for nothing
	Gateway    *sourcing.Failure // whose code, message and trace id are quoted small; nil for none
}

// ProblemOf gives the problem that a kind of gateway failure is to people.
func ProblemOf(kind sourcing.FailureKind) lang.Problem {
	switch kind {
	case sourcing.FailureRefused:
		return lang.ProblemRefused
	case sourcing.FailureThrottled, sourcing.FailureBusy:
		return lang.ProblemThrottled
	case sourcing.FailureTimeout:
		return lang.ProblemTimeout
	case sourcing.FailureUnavailable:
		return lang.ProblemUnavailable
	case sourcing.FailureGarbled:
		return lang.ProblemGarbled
	case sourcing.FailureBreaker:
		return lang.ProblemBreaker
	}
	return lang.ProblemInternal
}

// Failure is the error card: the reason in the buyer's words, what to do, a
// button to try again where that can help, and the gateway's own words small.
func Failure(t *lang.Texts, v FailureView) Card {
	problem := t.Problem(v.Problem)
	subtitle, line := understood(t, v.Understood)
	elements := []element{newDiv(problem.Reason), newDiv(t.Failure.WhatToDo.With(problem.Advice))}
	template := templateLook
	if mendable(v.Problem) {
		template = templateFailed
		if v.CardID != "" {
			elements = append(elements, newButton(buttonSearch, t.Failure.Retry,
				Action{Version: ActionVersion, Verb: VerbRetry, Card: v.CardID, Search: v.SearchID}))
		}
	}
	elements = append(elements, remarks(t, line, v.Label, nil)...)
	if lines := support(t, v); len(lines) > 0 {
		elements = append(elements, newRule(), small(strings.Join(lines, "\n")))
	}
	return Card{
		header:   newHeader(template, problem.Title, subtitle, labelTags(t, v.Label)...),
		summary:  problem.Title,
		elements: elements,
	}
}

// mendable says whether the same picture may succeed later, so that trying
// again is worth offering.
func mendable(p lang.Problem) bool {
	switch p {
	case lang.ProblemNotPicture, lang.ProblemUnreadable, lang.ProblemTooSmall, lang.ProblemTooLarge,
		lang.ProblemUnsupported, lang.ProblemGone, lang.ProblemQuota:
		return false
	}
	return true
}

// support gives the small lines at the end.
func support(t *lang.Texts, v FailureView) []string {
	var lines []string
	add := func(format lang.Format, s string, most int) {
		if s = clean(s, most); s != "" {
			lines = append(lines, format.With(s))
		}
	}
	add(t.Failure.Detail, v.Detail, maxDetail)
	if v.Gateway == nil {
		return lines
	}
	said := len(lines)
	add(t.Failure.Code, v.Gateway.Code, maxCode)
	add(t.Failure.Message, v.Gateway.Message, maxMessage)
	add(t.Failure.TraceID, v.Gateway.TraceID, maxTrace)
	if len(lines) > said {
		lines = append(lines[:said], append([]string{t.Failure.Support}, lines[said:]...)...)
	}
	return lines
}
