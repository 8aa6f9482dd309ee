package lark

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
	"tusou/internal/sandbox/platform"
)

// fileOf is a file in memory.
func fileOf(name string, content []byte) bot.File {
	return bot.File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

func TestFilesAreUploadedWithTheirNameAndKind(t *testing.T) {
	for name, kind := range map[string]string{
		"选品清单-20261126-1530.xlsx": "xls", "A.XLSX": "xls", "a.pdf": "pdf", "a.docx": "doc", "a.ppt": "ppt", "a.zip": "stream", "a": "stream", `a".txt`: "stream",
	} {
		p := newFakeAPI(t, always(200, `{"code":0,"data":{"file_key":"file_1"}}`))
		key, err := newTestClient(t, p.URL, Deps{}).UploadFile(t.Context(), fileOf(name, []byte("zip")))
		require.NoError(t, err)
		assert.Equal(t, "file_1", key)
		asked := p.requests()
		require.Len(t, asked, 1)
		assert.Equal(t, map[string]string{"file_type": kind, "file_name": name, "file": "zip"}, formOf(t, asked[0]))
		assert.Equal(t, request{method: http.MethodPost, path: "/open-apis/im/v1/files"}, request{method: asked[0].method, path: asked[0].path})
	}
}

func TestAFileIsSentWholeAgainAfterARefusedToken(t *testing.T) {
	content := bytes.Repeat([]byte("xlsx"), 50_000)
	p := newFakeAPI(t, func(w http.ResponseWriter, _ request, n int) {
		if n == 0 {
			writeJSON(w, 400, `{"code":99991663,"msg":"Invalid access token"}`)
			return
		}
		writeJSON(w, 200, `{"code":0,"data":{"file_key":"file_1"}}`)
	})
	opened := 0
	f := fileOf("a.xlsx", content)
	open := f.Open
	f.Open = func() (io.ReadCloser, error) {
		opened++
		return open()
	}
	_, err := newTestClient(t, p.URL, Deps{}).UploadFile(t.Context(), f)
	require.NoError(t, err)
	require.Len(t, p.requests(), 2)
	assert.Equal(t, 2, opened)
	for _, r := range p.requests() {
		assert.Equal(t, string(content), formOf(t, r)["file"])
	}
}

func TestUploadsOfFilesThatFailSayWhatToDo(t *testing.T) {
	content := []byte("xlsx")
	for name, c := range map[string]struct {
		status int
		body   string
		file   bot.File
		action bot.PlatformAction
		calls  int
	}{
		"too large for the platform":     {400, `{"code":234006,"msg":"The file size exceed the max value."}`, fileOf("a.xlsx", content), bot.PlatformGiveUp, 1},
		"a scope is missing":             {400, `{"code":99991672,"msg":"Access denied."}`, fileOf("a.xlsx", content), bot.PlatformForbidden, 1},
		"too many calls":                 {429, `{"code":99991400,"msg":"limit"}`, fileOf("a.xlsx", content), bot.PlatformRetry, 1},
		"the month is used up":           {429, `{"code":99991403,"msg":"quota"}`, fileOf("a.xlsx", content), bot.PlatformSpent, 1},
		"an answer without a key":        {200, `{"code":0,"data":{}}`, fileOf("a.xlsx", content), bot.PlatformRetry, 1},
		"an answer that is none":         {200, `<html>`, fileOf("a.xlsx", content), bot.PlatformRetry, 1},
		"larger than the platform takes": {200, "", bot.File{Name: "a.xlsx", Size: 30<<20 + 1}, bot.PlatformGiveUp, 0},
		"empty":                          {200, "", fileOf("a.xlsx", nil), bot.PlatformGiveUp, 0},
		"a file that cannot be opened":   {200, "", bot.File{Name: "a.xlsx", Size: 1, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}, bot.PlatformGiveUp, 0},
		"a file shorter than it said":    {200, "", bot.File{Name: "a.xlsx", Size: 5, Open: fileOf("", content).Open}, bot.PlatformRetry, 0},
	} {
		t.Run(name, func(t *testing.T) {
			answered := 0
			p := newFakeAPI(t, func(w http.ResponseWriter, _ request, _ int) {
				answered++
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := newTestClient(t, p.URL, Deps{}).UploadFile(t.Context(), c.file)
			require.Error(t, err)
			assert.Equal(t, c.action, bot.ActionOf(err))
			p.Close() // waits for what is still being answered
			assert.Equal(t, c.calls, answered, "one attempt")
		})
	}
}

func TestTheEmulatedPlatformTakesFilesWithinItsLimits(t *testing.T) {
	e := emulate(t)
	largest := bot.File{Name: "a.xlsx", Size: 30 << 20, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, 30<<20)), nil
	}}
	key, err := e.bot.UploadFile(t.Context(), largest)
	require.NoError(t, err)
	stored, _, ok := e.File(key)
	require.True(t, ok)
	assert.Len(t, stored, 30<<20)

	e.RevokeTokens()
	_, err = e.bot.UploadFile(t.Context(), fileOf("a.xlsx", []byte("again")))
	require.NoError(t, err, "with a new token")
	var codes []int
	for _, c := range e.Calls() {
		if c.API == platform.APIFileUpload {
			codes = append(codes, c.Code)
		}
	}
	assert.Equal(t, []int{0, 99991663, 0}, codes, "each attempt is a call of the platform")
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// drain is a platform that takes whatever comes.
type drain struct{ bytes int64 }

func (d *drain) RoundTrip(r *http.Request) (*http.Response, error) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return nil, err
	}
	d.bytes = max(d.bytes, n)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"code":0,"tenant_access_token":"t-1","expire":7200,"data":{"file_key":"file_1"}}`)),
	}, nil
}

func TestAnUploadHoldsNoCopyOfTheFile(t *testing.T) {
	var d drain
	c := newTestClient(t, "http://127.0.0.1:1", Deps{HTTPClient: &http.Client{Transport: &d}})
	f := bot.File{Name: "a.xlsx", Size: 30 << 20, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, 30<<20)), nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.UploadFile(t.Context(), f)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Greater(t, d.bytes, int64(30<<20))
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), "bytes allocated for 30 MB")
}
