package main

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sandbox/platform"
	"tusou/internal/terminal"
)

// clinic is a whole configuration whose services are emulated.
func clinic(t *testing.T, scopes []string, extra ...string) []string {
	t.Helper()
	d := newDesk(t)
	p, err := platform.New(platform.Config{AppID: "cli_doctor", AppSecret: "canary-app-secret", Scopes: scopes})
	require.NoError(t, err)
	server := httptest.NewServer(p.Handler())
	t.Cleanup(func() {
		require.NoError(t, p.Close())
		server.Close()
	})
	return append(append(d.extra, "TUSOU_LARK_APP_ID=cli_doctor", "TUSOU_LARK_APP_SECRET=canary-app-secret", "TUSOU_LARK_BASE_URL="+server.URL), extra...)
}

// marksOf gives the first sign of each line that is a check's.
func marksOf(out string) string {
	var marks strings.Builder
	for l := range strings.Lines(out) {
		if sign, _, _ := strings.Cut(l, " "); slices.Contains([]string{"✓", "✗", "–"}, sign) {
			marks.WriteString(sign)
		}
	}
	return marks.String()
}

func TestTheDoctorPrintsALineACheckAndExitsWith0WhereAllIsGood(t *testing.T) {
	for code, last := range map[string]string{lang.Chinese: "全部正常。", lang.English: "Everything is good."} {
		status, out, errs := call(clinic(t, nil, "TUSOU_LANG="+code), "doctor")
		assert.Equal(t, exitDone, status, out)
		assert.Empty(t, errs)
		assert.Equal(t, "✓✓✓✓✓✓✓✓✓✓", marksOf(out), out)
		assert.True(t, strings.HasSuffix(out, "\n\n"+last+"\n"), out)

		texts, err := lang.For(code)
		require.NoError(t, err)
		widest := 0
		for _, name := range texts.Doctor.Names {
			widest = max(widest, terminal.Width(name))
		}
		lines := strings.Split(out, "\n")
		for i, check := range lang.AllChecks() {
			assert.True(t, strings.HasPrefix(lines[i], "✓ "+terminal.Pad(texts.Doctor.Names[check], widest)+"  "), lines[i])
		}
	}
}

func TestTheDoctorSaysHowToMendWhatIsWrongAndExitsWith1(t *testing.T) {
	status, out, _ := call(clinic(t, nil, "TUSOU_LARK_APP_SECRET=canary-wrong", "TUSOU_GATEWAY_APP_SECRET=canary-wrong"), "doctor")
	assert.Equal(t, exitFailed, status)
	assert.Equal(t, "✗––––✓✗✓✓✓", marksOf(out), out)
	lines := strings.Split(out, "\n")
	assert.True(t, strings.HasPrefix(lines[1], "    怎么办: 核对 TUSOU_LARK_APP_ID"), lines[1])
	assert.Contains(t, out, "有 2 项需要处理。")
	assert.NotContains(t, out, "canary")
}

func TestWhatCannotBeCheckedIsNoFault(t *testing.T) {
	status, out, _ := call(clinic(t, []string{"im:message", "im:message.p2p_msg", "im:message.group_at_msg", "im:resource", "im:chat"}), "doctor")
	assert.Equal(t, exitDone, status, out)
	assert.Equal(t, "✓✓✓✓–✓✓✓✓✓", marksOf(out), out)
	assert.Contains(t, out, "200340")
	assert.Contains(t, out, "没有发现问题，有 1 项没法检查。")
}

func TestTheDoctorTellsWrongSettingsAsEveryCommandDoes(t *testing.T) {
	status, out, errs := call([]string{"TUSOU_LANG=xx"}, "doctor")
	assert.Equal(t, exitUsage, status)
	assert.Empty(t, out)
	for _, variable := range []string{"TUSOU_LARK_APP_ID", "TUSOU_GATEWAY_APP_SECRET", "TUSOU_PUBLIC_URL", "TUSOU_LANG"} {
		assert.Contains(t, errs, variable)
	}
	status, out, _ = call(clinic(t, nil), "doctor", "--help")
	assert.Equal(t, exitDone, status)
	assert.Contains(t, out, "用法: tusou doctor")
	status, _, errs = call(clinic(t, nil), "doctor", "now")
	assert.Equal(t, exitUsage, status)
	assert.NotEmpty(t, errs)
	_, _, errs = call(clinic(t, nil, "TUSOU_WORKER=1"), "doctor")
	assert.Contains(t, errs, "TUSOU_WORKER is no setting")
}
