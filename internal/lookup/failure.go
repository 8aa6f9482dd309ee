package lookup

import (
	"errors"
	"syscall"

	"tusou/bot"
	"tusou/cards"
	"tusou/internal/lang"
	"tusou/internal/sourcing"
	"tusou/internal/terminal"
	"tusou/internal/webfetch"
)

// failureOf gives what people are told of an error.
func (l *Lookup) failureOf(err error) *terminal.Failure {
	var asked *sourcing.Failure
	if errors.As(err, &asked) {
		return &terminal.Failure{Problem: cards.ProblemOf(asked.Kind), Gateway: asked}
	}
	if problem, format, ok := bot.PictureProblem(err); ok {
		return &terminal.Failure{Problem: problem, Detail: format}
	}
	var stored *storeError
	if errors.As(err, &stored) {
		return &terminal.Failure{Problem: lang.ProblemStore, Detail: l.storeDetail(stored)}
	}
	var source *sourceError
	if errors.As(err, &source) {
		return l.sourceFailure(source)
	}
	return &terminal.Failure{Problem: lang.ProblemInternal, Detail: l.cause(err)}
}

// storeDetail says why the store failed; its own words hold no secret.
func (l *Lookup) storeDetail(e *storeError) string {
	switch words, ok := terminal.Cause(l.texts.Cause, e.err); {
	case e.detail != "":
		return e.detail
	case ok:
		return words
	}
	return e.err.Error()
}

// sourceFailure tells of a picture whose bytes could not be had.
func (l *Lookup) sourceFailure(e *sourceError) *terminal.Failure {
	t := l.texts.Terminal
	f := &terminal.Failure{Problem: lang.ProblemFile, Detail: l.cause(e.err)}
	if errors.Is(e.err, syscall.EISDIR) {
		f.Detail = t.Folder
	}
	if !e.address {
		return f
	}
	f.Problem = lang.ProblemAddress
	var fetched *webfetch.Error
	switch {
	case errors.Is(e.err, webfetch.ErrNotPicture):
		f.Problem, f.Detail = lang.ProblemNotPicture, ""
	case errors.Is(e.err, webfetch.ErrTooLarge):
		f.Problem, f.Detail = lang.ProblemTooLarge, ""
	case errors.Is(e.err, webfetch.ErrForbidden):
		f.Detail = t.NotPublic
	case errors.Is(e.err, webfetch.ErrAddress):
		f.Detail = t.NoAddress
	case errors.Is(e.err, webfetch.ErrRedirects):
		f.Detail = t.Redirects
	case errors.As(e.err, &fetched) && fetched.Status != 0:
		f.Detail = t.Status.With(fetched.Status)
	}
	return f
}

// cause gives a usual reason in words, and no other.
func (l *Lookup) cause(err error) string {
	words, _ := terminal.Cause(l.texts.Cause, err)
	return words
}
