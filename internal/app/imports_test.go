package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// listed is one package as `go list -json` tells of it.
type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

const module = "tusou"

// ours lists what each package may import of the project; "…" for a package
// that may import all but the sandbox.
func ours() map[string][]string {
	adapter := []string{"bot", "internal/sourcing", "internal/picture", "internal/lang", "internal/secret", "internal/telemetry"}
	// Commands that are not the bot put some of its parts together.
	lookup := []string{
		"internal/app", "internal/config", "internal/terminal", "internal/command", "internal/lang", "internal/sourcing",
		"internal/gateway", "internal/picture", "internal/search", "internal/webfetch", "bot", "cards",
	}
	doctor := []string{
		"internal/app", "internal/config", "internal/terminal", "internal/lang", "internal/secret",
		"internal/gateway", "internal/lark", "internal/picture", "bot",
	}
	return map[string][]string{
		"internal/sourcing":             {},
		"internal/lang":                 {},
		"internal/secret":               {},
		"internal/command":              {"internal/sourcing", "internal/lang"},
		"cards":                         {"internal/sourcing", "internal/lang"},
		"internal/picture":              {"internal/secret"},
		"internal/picture/cmd/lookeval": {"internal/picture"},
		"internal/picture/cmd/peakmem":  {"internal/picture"},
		"internal/webfetch":             {"internal/secret"},
		"internal/telemetry":            {"internal/secret"},
		"internal/gateway":              adapter,
		"internal/rehost":               adapter,
		"internal/store":                adapter,
		"internal/export":               adapter,
		"internal/inbox":                adapter,
		"internal/lark":                 adapter,
		"internal/search":               {"internal/sourcing", "internal/picture", "internal/telemetry"},
		"bot":                           {"cards", "internal/command", "internal/sourcing", "internal/picture", "internal/lang"},
		"internal/config":               {"internal/secret", "internal/sourcing"},
		"internal/app":                  {"…"},
		"internal/terminal":             {"internal/sourcing", "internal/lang"},
		"internal/lookup":               lookup,
		"internal/doctor":               doctor,
		"internal/sandbox/platform":     {},
		"internal/sandbox/gateway":      {},
		"internal/sandbox/page":         {"internal/sandbox/platform", "internal/sandbox/gateway"},
		"internal/sandbox":              {"internal/app", "internal/config", "internal/secret", "internal/sandbox/platform", "internal/sandbox/gateway", "internal/sandbox/page"},
		"cmd/tusou":                     {"internal/app", "internal/config", "internal/telemetry", "internal/sandbox", "internal/lookup", "internal/doctor", "internal/terminal", "internal/lang"},
	}
}

// guarded lists libraries that only some packages may import.
func guarded() map[string][]string {
	return map[string][]string{
		"github.com/go-resty/resty/v2":        {"internal/gateway"},
		"github.com/patrickmn/go-cache":       {"internal/search", "internal/lark"},
		"github.com/larksuite/oapi-sdk-go/v3": {"internal/lark"},
		"github.com/stretchr/testify":         {},
		"github.com/riverqueue/river":         {"internal/inbox"},
		"github.com/minio/minio-go/v7":        {"internal/rehost"},
		"github.com/caarlos0/env/v11":         {"internal/config"},
		"github.com/prometheus/client_golang": {"internal/telemetry"},
		"github.com/sony/gobreaker/v2":        {"internal/search"},
		"code.dny.dev/ssrf":                   {"internal/webfetch"},
		"github.com/johannesboyne/gofakes3":   {},
		"github.com/chromedp/chromedp":        {},
		"github.com/mozillazg/go-pinyin":      {"internal/command"},
		"github.com/agnivade/levenshtein":     {"internal/command"},
		"go.uber.org/goleak":                  {},
		"modernc.org/sqlite":                  {"internal/app"},
		"github.com/jackc/pgx/v5":             {"internal/app", "internal/config", "internal/inbox"},
		"github.com/gorilla/websocket":        {"internal/sandbox/platform"},
		"github.com/gofrs/flock":              {"internal/app"},
		"github.com/xuri/excelize/v2":         {"internal/export"},
		"github.com/joho/godotenv":            {"internal/config"},
		"golang.org/x/image":                  {"internal/picture", "internal/picture/cmd/lookeval", "internal/picture/cmd/peakmem", "internal/sandbox/gateway", "internal/sandbox/platform"},
	}
}

func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...").Output()
	require.NoError(t, err)
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

func TestEveryPackageImportsOnlyWhatItsLayerMay(t *testing.T) {
	rules := ours()
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		may, known := rules[name]
		if !assert.True(t, known, "%s has no rule: add it to ours and to the README", name) {
			continue
		}
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module+"/")
			if !isOwn {
				continue
			}
			if slices.Contains(may, "…") {
				assert.False(t, strings.HasPrefix(own, "internal/sandbox"), "%s must not import %s", name, own)
				continue
			}
			assert.Contains(t, may, own, "%s must not import %s", name, own)
		}
	}
}

func TestLibrariesAreImportedOnlyByThePackageThatWrapsThem(t *testing.T) {
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		for _, imported := range p.Imports {
			for library, may := range guarded() {
				if imported == library || strings.HasPrefix(imported, library+"/") {
					assert.Contains(t, may, name, "%s must not import %s", name, imported)
				}
			}
		}
	}
}

func TestNoPackageHasANameThatSaysNothing(t *testing.T) {
	for _, p := range list(t) {
		last := p.ImportPath[strings.LastIndex(p.ImportPath, "/")+1:]
		assert.NotContains(t, []string{"util", "utils", "common", "helpers", "types", "models"}, last)
	}
}

func TestTheEmulatorsShareNothingWithTheBotEvenInTests(t *testing.T) {
	for _, p := range list(t) {
		if !strings.HasSuffix(p.ImportPath, "/sandbox/platform") && !strings.HasSuffix(p.ImportPath, "/sandbox/gateway") {
			continue
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if imported != p.ImportPath {
				assert.False(t, strings.HasPrefix(imported, module+"/"), "%s imports %s", p.ImportPath, imported)
			}
		}
	}
}
