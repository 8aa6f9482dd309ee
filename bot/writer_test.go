package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/cards"
)

// desk is a platform and a store of one card that do what a test says.
type desk struct {
	Platform
	Observer
	CardStates
	calls []string
	// fail gives the error of a call, nil for a success.
	fail    func(call string) error
	replies map[string]string // message id by uuid
	shows   map[string]string // card by message id
	noted   string
	old     string // the message that can no longer be changed
}

func newDesk() *desk {
	return &desk{fail: func(string) error { return nil }, replies: map[string]string{}, shows: map[string]string{}}
}

func (d *desk) call(name string) error {
	d.calls = append(d.calls, name)
	return d.fail(name)
}

func (d *desk) Reply(_ context.Context, _, uuid string, card json.RawMessage, _ bool) (string, error) {
	if err := d.call("reply"); err != nil {
		return "", err
	}
	if id, ok := d.replies[uuid]; ok {
		return id, nil
	}
	id := fmt.Sprint("om_", len(d.replies)+1)
	d.replies[uuid], d.shows[id] = id, string(card)
	return id, nil
}

func (d *desk) Patch(_ context.Context, id string, card json.RawMessage) error {
	if err := d.call("patch"); err != nil {
		return err
	}
	if id == d.old {
		return refusedWith(PlatformTooOld)
	}
	d.shows[id] = string(card)
	return nil
}

func (d *desk) Delete(_ context.Context, id string) error {
	delete(d.shows, id)
	return d.call("delete")
}

func (d *desk) NoteCardMessage(_ context.Context, _, id string) error {
	d.noted = id
	return nil
}

func (*desk) CardSent() {}

func (*desk) CardPatched() {}

func (d *desk) open(messageID string, again bool) *visibleCard {
	w := &cardWriter{platform: d, states: d, observe: d, log: slog.New(slog.DiscardHandler)}
	return w.open(CardState{ID: "card", MessageID: messageID}, "om_asked", again)
}

func refusedWith(action PlatformAction) error {
	return &PlatformError{Op: "test", Action: action, Code: 1}
}

func notice(text string) cards.Card { return cards.Notice(text) }

// TestAReplyThatAnAttemptHandedBackLeftIsPatched is for the attempt that
// was cancelled while its reply was on the way: it is not counted, and the
// platform gives its message back unchanged.
func TestAReplyThatAnAttemptHandedBackLeftIsPatched(t *testing.T) {
	d := newDesk()
	d.replies[replyUUID("card")], d.shows["om_1"] = "om_1", "progress"
	require.NoError(t, d.open("", true).show(t.Context(), notice("result")))
	assert.Equal(t, []string{"reply", "patch"}, d.calls)
	assert.Contains(t, d.shows["om_1"], "result")
	assert.Len(t, d.replies, 1)
	assert.Equal(t, "om_1", d.noted)
}

func TestAReplyWhoseAnswerWasLostIsRepeatedAndPatched(t *testing.T) {
	d := newDesk()
	lost := true
	d.fail = func(call string) error {
		if call == "reply" && lost {
			lost = false
			d.replies[replyUUID("card")], d.shows["om_1"] = "om_1", "progress"
			return refusedWith(PlatformRetry)
		}
		return nil
	}
	require.NoError(t, d.open("", false).show(t.Context(), notice("result")))
	assert.Equal(t, []string{"reply", "reply", "patch"}, d.calls)
	assert.Contains(t, d.shows["om_1"], "result")
	assert.Len(t, d.replies, 1)
}

func TestACardThatIsRefusedForItsSizeBecomesSmaller(t *testing.T) {
	d := newDesk()
	refusals := 2
	d.fail = func(string) error {
		if refusals > 0 {
			refusals--
			return refusedWith(PlatformTooBig)
		}
		return nil
	}
	require.NoError(t, d.open("", false).show(t.Context(), notice("full"), notice("bare"), notice("sentence")))
	assert.Contains(t, d.shows["om_1"], "sentence")
	assert.Len(t, d.calls, 3)
}

func TestACardTooOldToBeChangedIsSentAnewOnce(t *testing.T) {
	d := newDesk()
	d.shows["om_old"] = "old"
	d.old = "om_old"
	require.NoError(t, d.open("om_old", false).show(t.Context(), notice("result")))
	assert.Contains(t, d.shows["om_1"], "result")
	assert.Equal(t, "om_1", d.noted)
	assert.NotContains(t, d.replies, replyUUID("card"), "the first reply's uuid would give the old message back")

	// The same once more, as after a death before the note.
	require.NoError(t, d.open("om_old", true).show(t.Context(), notice("again")))
	assert.Len(t, d.replies, 1, "no second new message")
	assert.Contains(t, d.shows["om_1"], "again")
}

func TestWhatNobodyCanMendEndsTheWork(t *testing.T) {
	for _, action := range []PlatformAction{PlatformGiveUp, PlatformGone, PlatformTooBig, PlatformForbidden, PlatformSpent} {
		d := newDesk()
		d.fail = func(string) error { return refusedWith(action) }
		err := d.open("", false).show(t.Context(), notice("result"), notice("smaller"))
		require.ErrorIs(t, err, errGone)
		assert.Equal(t, action, ActionOf(err), "the cause is kept")
	}
	d := newDesk()
	stored := errors.New("database is locked")
	d.fail = func(string) error { return stored }
	err := d.open("", false).show(t.Context(), notice("result"))
	require.ErrorIs(t, err, stored)
	assert.NotErrorIs(t, err, errGone, "what is none of the platform's may be mended")
}

func TestACallWaitsAsLongAsThePlatformAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started, calls := time.Now(), 0
		require.NoError(t, calling(t.Context(), func() error {
			if calls++; calls == 1 {
				return &PlatformError{Action: PlatformRetry, After: 7 * time.Second}
			}
			return nil
		}))
		assert.GreaterOrEqual(t, time.Since(started), 7*time.Second)
	})
}

func TestACallThatWouldOutlastItsTimeEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		started := time.Now()
		err := calling(ctx, func() error { return &PlatformError{Action: PlatformRetry, After: time.Minute} })
		assert.Equal(t, PlatformRetry, ActionOf(err))
		assert.Zero(t, time.Since(started), "its worker is free for others")
	})
}
