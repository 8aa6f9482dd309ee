package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// output is what a command has written so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// address gives the chat page's, or nothing before it is printed.
func (o *output) address() string {
	_, rest, _ := strings.Cut(o.String(), "http://")
	address, _, ended := strings.Cut(rest, "\n")
	if !ended {
		return ""
	}
	return "http://" + address
}

func TestTheSandboxPrintsItsPageOpensItAndRunsWhileTheBrowserDoes(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("The command that opens a browser is put into the path as xdg-open, which only Linux asks for.")
	}
	for name, browser := range map[string]struct{ script, warning string }{
		"a browser that stays": {"exec sleep 600", ""},
		"no browser":           {"exit 3", "the browser could not be opened"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			opened := filepath.Join(folder, "opened")
			script := "#!/bin/sh\necho \"$1\" > " + opened + ".tmp && mv " + opened + ".tmp " + opened + "\n" + browser.script + "\n"
			require.NoError(t, os.WriteFile(filepath.Join(folder, "xdg-open"), []byte(script), 0o700))
			t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))

			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var out, errs output
			ended := make(chan int, 1)
			go func() {
				ended <- run(ctx, streams{out: &out, err: &errs}, []string{"sandbox", "-addr", "127.0.0.1:0", "--open"})
			}()
			require.Eventually(t, func() bool { return out.address() != "" }, time.Minute, 10*time.Millisecond)
			require.Eventually(t, func() bool {
				address, err := os.ReadFile(opened)
				return err == nil && strings.TrimSpace(string(address)) == out.address()
			}, time.Minute, 10*time.Millisecond)
			// The bot runs while the browser is being opened.
			require.Eventually(t, func() bool {
				response, err := http.Get(out.address() + "api/status")
				if err != nil {
					return false
				}
				body, err := io.ReadAll(response.Body)
				return errors.Join(err, response.Body.Close()) == nil && strings.Contains(string(body), `"connections":1`)
			}, time.Minute, 10*time.Millisecond)
			require.Eventually(t, func() bool { return strings.Contains(errs.String(), browser.warning) }, time.Minute, 10*time.Millisecond)
			stop()
			assert.Equal(t, exitDone, <-ended, errs.String())
		})
	}
}

func TestWhatIsEndedWhileItStartsHasNotFailed(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs output
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, streams{out: &out, err: &errs}, []string{"sandbox", "-addr", "127.0.0.1:0"}) }()
	require.Eventually(t, func() bool { return out.address() != "" }, time.Minute, time.Millisecond)
	stop()
	assert.Equal(t, exitDone, <-ended, errs.String())
}
