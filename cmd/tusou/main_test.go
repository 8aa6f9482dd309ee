package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func call(environ []string, args ...string) (status int, out, errs string) {
	var stdout, stderr bytes.Buffer
	status = run(context.Background(), streams{out: &stdout, err: &stderr, environ: environ}, args)
	return status, stdout.String(), stderr.String()
}

func TestWrongSettingsAreAllToldAtOnceWithoutTheirValuesAndExitWith2(t *testing.T) {
	status, _, errs := call([]string{
		"TUSOU_LARK_EVENTS=webhook", "TUSOU_GATEWAY_RATE=canary-rate", "TUSOU_WORKERS=100000",
		"TUSOU_DATABASE_URL=postgres://u:canary-password@host:port/db", "TUSOU_LANG=canary-lang",
	}, "serve")
	assert.Equal(t, exitUsage, status)
	for _, variable := range []string{
		"TUSOU_LARK_APP_ID", "TUSOU_LARK_APP_SECRET", "TUSOU_LARK_ENCRYPT_KEY", "TUSOU_LARK_VERIFICATION_TOKEN",
		"TUSOU_GATEWAY_APP_ID", "TUSOU_GATEWAY_APP_SECRET", "TUSOU_GATEWAY_SELLER_NICK", "TUSOU_GATEWAY_RATE",
		"TUSOU_PUBLIC_URL", "TUSOU_WORKERS", "TUSOU_DATABASE_URL", "TUSOU_LANG",
	} {
		lines := 0
		for line := range strings.Lines(errs) {
			if strings.HasPrefix(line, variable+" ") || strings.HasPrefix(line, variable+":") {
				lines++
			}
		}
		assert.Equal(t, 1, lines, "one line for %s in\n%s", variable, errs)
	}
	assert.NotContains(t, errs, "canary")
}

func TestACommandLineThatIsWrongExitsWith2(t *testing.T) {
	for _, args := range [][]string{{}, {"search-everything"}, {"serve", "now"}, {"serve", "--no-such-flag"}} {
		status, _, errs := call(nil, args...)
		assert.Equal(t, exitUsage, status, args)
		assert.NotEmpty(t, errs)
	}
}

func TestVersionNamesProgramGoAndSDK(t *testing.T) {
	status, out, _ := call(nil, "version")
	assert.Equal(t, exitDone, status)
	for _, part := range []string{"tusou", "commit ", "go go1", "lark sdk "} {
		assert.Contains(t, out, part)
	}
}

func TestHealthOfAProcessThatIsNotThereFails(t *testing.T) {
	status, _, errs := call([]string{"TUSOU_ADMIN_ADDR=127.0.0.1:1"}, "health")
	assert.Equal(t, exitFailed, status)
	assert.NotEmpty(t, errs)
}
