package inbox

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRiverSaysEachThingOnceInAWhile(t *testing.T) {
	var out bytes.Buffer
	h := fromWarn(slog.New(slog.NewTextHandler(&out, nil))).With("queue", "default").Handler()
	start := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	say := func(after time.Duration, level slog.Level, message string) {
		if h.Enabled(context.Background(), level) {
			require.NoError(t, h.Handle(context.Background(), slog.NewRecord(start.Add(after), level, message, 0)))
		}
	}
	say(0, slog.LevelInfo, "job stats")
	for n := range 100 {
		say(time.Duration(n)*20*time.Millisecond, slog.LevelError, "cannot fetch")
	}
	say(time.Second, slog.LevelWarn, "something else")
	say(sameEvery, slog.LevelError, "cannot fetch")
	say(2*sameEvery, slog.LevelError, "cannot fetch")
	said := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, said, 4, out.String())
	assert.Contains(t, said[0], "cannot fetch")
	assert.Contains(t, said[1], "something else")
	assert.Contains(t, said[2], "repeated=99")
	assert.NotContains(t, said[3], "repeated")
}
