package bot

import (
	"context"
	"errors"

	"tusou/cards"
	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
)

// rehostError says that the picture could not be stored for the gateway.
type rehostError struct{ err error }

func (e *rehostError) Error() string { return "rehost picture: " + e.err.Error() }

func (e *rehostError) Unwrap() error { return e.err }

// pictureProblems maps what package picture says of bytes to what people read.
func pictureProblems() []struct {
	err     error
	problem lang.Problem
} {
	return []struct {
		err     error
		problem lang.Problem
	}{
		{picture.ErrTooSmall, lang.ProblemTooSmall},
		{picture.ErrTooLarge, lang.ProblemTooLarge},
		{picture.ErrTooManyPixels, lang.ProblemTooLarge},
		{picture.ErrUnsupported, lang.ProblemUnsupported},
		{picture.ErrNotPicture, lang.ProblemNotPicture},
		{picture.ErrCorrupt, lang.ProblemUnreadable},
		{picture.ErrTimeout, lang.ProblemUnreadable},
	}
}

// failureView gives what the error card says of a cause.
func (b *Bot) failureView(cause error) cards.FailureView {
	if errors.Is(cause, errQuota) {
		return cards.FailureView{Problem: lang.ProblemQuota, Quota: b.cfg.DailyQuota}
	}
	var refused *sourcing.Failure
	if errors.As(cause, &refused) {
		return cards.FailureView{Problem: cards.ProblemOf(refused.Kind), Gateway: refused}
	}
	for _, p := range pictureProblems() {
		if errors.Is(cause, p.err) {
			view := cards.FailureView{Problem: p.problem}
			var format *picture.UnsupportedError
			if errors.As(cause, &format) {
				view.Detail = format.Format
			}
			return view
		}
	}
	var stored *rehostError
	if errors.As(cause, &stored) {
		return cards.FailureView{Problem: lang.ProblemStore}
	}
	var said *PlatformError
	if errors.As(cause, &said) {
		switch said.Action {
		case PlatformForbidden:
			return cards.FailureView{Problem: lang.ProblemPermission, Detail: said.Scope}
		case PlatformGone:
			return cards.FailureView{Problem: lang.ProblemGone}
		case PlatformTooBig:
			return cards.FailureView{Problem: lang.ProblemTooLarge}
		case PlatformSpent:
			return cards.FailureView{Problem: lang.ProblemSpent}
		}
		return cards.FailureView{Problem: lang.ProblemDownload}
	}
	return cards.FailureView{Problem: lang.ProblemInternal}
}

// errSpentAttempts says that a job has had all its attempts.
var errSpentAttempts = errors.New("every attempt failed or ended with the process")

// busy says that the gateway was not asked because this process's own rate had
// no turn: the search has to wait, it has not failed.
func busy(err error) bool {
	var failed *sourcing.Failure
	return errors.As(err, &failed) && failed.Kind == sourcing.FailureBusy
}

// transient says whether the same search may succeed in another attempt. The
// gateway has had its attempts already; what is wrong with a picture stays
// wrong.
func transient(err error) bool {
	var failed *sourcing.Failure
	var said *PlatformError
	switch {
	case errors.As(err, &failed), errors.Is(err, errQuota):
		return false
	case errors.As(err, &said):
		return said.Action == PlatformRetry
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return true
	}
	for _, p := range pictureProblems() {
		if errors.Is(err, p.err) {
			return false
		}
	}
	return true
}
