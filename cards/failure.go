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
	Quota      int               // searches that a person has in a day, said with ProblemQuota; 0 for not said
	// Details is the offer whose details could not be had: the words are then
	// not those of a search, 「重试」 asks for them again, and the offer's page
	// can be opened. Nil for a search.
	Details *sourcing.Offer
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
	if v.Details != nil {
		problem = t.DetailProblem(v.Problem)
	}
	subtitle, line := understood(t, v.Understood)
	elements := []element{newDiv(problem.Reason)}
	if v.Problem == lang.ProblemQuota && v.Quota > 0 {
		elements = append(elements, newDiv(t.Failure.Quota.With(v.Quota)))
	}
	elements = append(elements, newDiv(t.Failure.WhatToDo.With(problem.Advice)))
	template := templateLook
	if mendable(v.Problem) {
		template = templateFailed
	}
	if buttons := failureButtons(t, v); len(buttons) > 0 {
		columns := make([]column, len(buttons))
		for i, b := range buttons {
			columns[i] = autoColumn(b)
		}
		elements = append(elements, newColumns(columns...))
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

// failureButtons gives what can be done about the failure from the card.
func failureButtons(t *lang.Texts, v FailureView) []button {
	var buttons []button
	retry := newAction(VerbRetry, v.CardID, v.SearchID)
	if v.Details != nil {
		retry = newAction(VerbDetail, v.CardID, v.SearchID).on(v.Details.ID)
	}
	if mendable(v.Problem) && v.CardID != "" && (v.Details == nil || validID(v.Details.ID)) {
		buttons = append(buttons, newButton(buttonSearch, t.Failure.Retry, retry))
	}
	if v.Details != nil {
		buttons = append(buttons, linkButtons(t, offerPage(v.Details.ID, v.Details.URL))...)
	}
	return buttons
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
