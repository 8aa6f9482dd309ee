package lookup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func TestPicturesAreToldFromTerms(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.WriteFile("包邮", []byte("a file may be called so"), 0o600))
	require.NoError(t, os.Mkdir("小风扇", 0o700))
	file := filepath.Join(dir, "any name")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, test := range []struct {
		args     []string
		pictures []string
		terms    string
	}{
		{nil, nil, ""},
		{[]string{"20以内", file, "48h", "-"}, []string{file, "-"}, "20以内 48h"},
		{[]string{"包邮", "小风扇"}, []string{"包邮"}, "小风扇"},
		{[]string{"https://e.com/a", "HTTP://E.COM/b.png?x=1", "e.com/a"}, []string{"https://e.com/a", "HTTP://E.COM/b.png?x=1"}, "e.com/a"},
		{[]string{"missing.JPG", "missing", "new.heic"}, []string{"missing.JPG", "new.heic"}, "missing"},
		{[]string{"-包邮", "--fresh", "/filter"}, nil, "-包邮 --fresh /filter"},
	} {
		assert.Equal(t, Request{Pictures: test.pictures, Terms: test.terms}, Read(test.args), test.args)
	}
}

func TestAPictureWithoutATurnIsAskedForAgain(t *testing.T) {
	busy := &sourcing.Failure{Kind: sourcing.FailureBusy}
	asked := 0
	found, err := untilTurn(t.Context(), time.Nanosecond, func() (sourcing.Found, error) {
		if asked++; asked < 4 {
			return sourcing.Found{}, busy
		}
		return sourcing.Found{AnswerID: "a"}, nil
	})
	require.NoError(t, err)
	assert.Equal(t, "a", found.AnswerID)
	assert.Equal(t, 4, asked)

	other := errors.New("other")
	_, err = untilTurn(t.Context(), time.Nanosecond, func() (sourcing.Found, error) { return sourcing.Found{}, other })
	require.ErrorIs(t, err, other)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = untilTurn(ended, time.Hour, func() (sourcing.Found, error) { return sourcing.Found{}, busy })
	require.ErrorIs(t, err, context.Canceled)
}
