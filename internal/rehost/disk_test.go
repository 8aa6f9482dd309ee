package rehost

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newDisk gives a store and the server of its pictures.
func newDisk(t *testing.T) (*Disk, *httptest.Server) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	d, err := NewDisk(DiskConfig{
		Dir: filepath.Join(t.TempDir(), "images"), PublicURL: "http://" + server.Listener.Addr().String(), TTL: ttl,
	})
	require.NoError(t, err)
	server.Config.Handler = d.Handler()
	server.Start()
	t.Cleanup(server.Close)
	return d, server
}

func TestHandlerServesPicturesAsTheProtocolWants(t *testing.T) {
	d, _ := newDisk(t)
	address, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)

	response, body := get(t, http.MethodHead, address, nil)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Empty(t, body)
	assert.Equal(t, int64(len(someJPEG())), response.ContentLength)
	assert.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"))
	assert.Regexp(t, `^public, max-age=17\d{4}, immutable$`, response.Header.Get("Cache-Control"))
	etag := response.Header.Get("ETag")
	require.NotEmpty(t, etag)

	response, _ = get(t, http.MethodGet, address, http.Header{"If-None-Match": {etag}})
	assert.Equal(t, http.StatusNotModified, response.StatusCode)

	response, body = get(t, http.MethodGet, address, http.Header{"Range": {"bytes=2-3"}})
	assert.Equal(t, http.StatusPartialContent, response.StatusCode)
	assert.Equal(t, someJPEG()[2:4], body)

	response, _ = get(t, http.MethodGet, address, http.Header{"Range": {"bytes=9999-"}})
	assert.Equal(t, http.StatusRequestedRangeNotSatisfiable, response.StatusCode)

	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		response, _ = get(t, method, address, nil)
		assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode, method)
		assert.Equal(t, "GET, HEAD", response.Header.Get("Allow"), method)
	}
}

func TestHandlerForgetsAPictureBeforeItIsSwept(t *testing.T) {
	d, _ := newDisk(t)
	address, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	d.now = func() time.Time { return time.Now().Add(ttl + time.Second) }
	response, _ := get(t, http.MethodGet, address, nil)
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
	assert.Equal(t, "no-store", response.Header.Get("Cache-Control"))
}

// hostilePaths are what a handler must not follow.
func hostilePaths() []string {
	return []string{
		"/", "/images", "/images/", "/images//", "/images/.", "/images/..", "/images/../canary.jpg", "/images/%2e%2e/canary.jpg",
		"/images/..%2fcanary.jpg", "/images/ab/", "/images/ab", "/images/put-123", "/images/canary.jpg", "/images/CANARY.JPG",
		"/images/abcdefghijklmnopqrstuvwxyz", "/images/abcdefghijklmnopqrstuvwxyz.jpg/", "/images/abcdefghijklmnopqrstuvwxyz.jpg%00",
		"/images/abcdefghijklmnopqrstuvwxyz.jpg\n", "/images/ABCDEFGHIJKLMNOPQRSTUVWXYZ.jpg", "/images/ab/abcdefghijklmnopqrstuvwxyz.jpg",
		"/images/abcdefghijklmnopqrstuvwxy1.jpg", "//images/x.jpg", "/other/abcdefghijklmnopqrstuvwxyz.jpg",
	}
}

// serveHostile asks for a path in a folder that holds what must not be served,
// and gives the status.
func serveHostile(t *testing.T, d *Disk, path string) int {
	t.Helper()
	recorder := httptest.NewRecorder()
	decoded, err := url.PathUnescape(path)
	if err != nil {
		decoded = path
	}
	d.Handler().ServeHTTP(recorder, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: decoded, RawPath: path}, Header: http.Header{}})
	assert.NotContains(t, recorder.Body.String(), "secret canary")
	assert.NotContains(t, recorder.Body.String(), "<a href")
	return recorder.Code
}

func canaryDisk(t testing.TB) *Disk {
	t.Helper()
	dir := t.TempDir()
	d, err := NewDisk(DiskConfig{Dir: filepath.Join(dir, "images"), PublicURL: "https://bot.example", TTL: ttl})
	require.NoError(t, err)
	for _, file := range []string{"canary.jpg", "images/canary.jpg", "images/put-123"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte("secret canary"), 0o600))
	}
	return d
}

func TestHandlerServesNothingElse(t *testing.T) {
	d := canaryDisk(t)
	for _, path := range hostilePaths() {
		assert.Equal(t, http.StatusNotFound, serveHostile(t, d, path), "%q", path)
	}
}

func FuzzHandler(f *testing.F) {
	for _, path := range hostilePaths() {
		f.Add(path)
	}
	d := canaryDisk(f)
	f.Fuzz(func(t *testing.T, path string) {
		assert.Equal(t, http.StatusNotFound, serveHostile(t, d, path))
	})
}

func TestPutLeavesNoPartOfAPicture(t *testing.T) {
	d, _ := newDisk(t)
	_, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	require.NoError(t, d.Usable(t.Context()))
	var files []string
	require.NoError(t, filepath.WalkDir(d.cfg.Dir, func(path string, e fs.DirEntry, err error) error {
		if !e.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	require.Len(t, files, 1)
	assert.Equal(t, d.cfg.Dir, filepath.Dir(filepath.Dir(files[0])), "in a folder of its own kind")
	info, err := os.Stat(files[0])
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestSweepTouchesOnlyWhatTheStoreWrote(t *testing.T) {
	d, _ := newDisk(t)
	_, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	old := time.Now().Add(-10 * ttl)
	for name, gone := range map[string]bool{
		"abcdefghijklmnopqrstuvwxyz.jpg": true,
		"put-1":                          true,
		"note.txt":                       false,
		"photo.jpg":                      false,
	} {
		file := filepath.Join(d.cfg.Dir, "ab", name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		require.NoError(t, os.Chtimes(file, old, old))
		require.NoError(t, d.Sweep(t.Context()))
		_, err := os.Stat(file)
		assert.Equal(t, gone, errors.Is(err, fs.ErrNotExist), name)
	}
	fresh := filepath.Join(d.cfg.Dir, "put-2")
	require.NoError(t, os.WriteFile(fresh, nil, 0o600))
	require.NoError(t, d.Sweep(t.Context()))
	assert.FileExists(t, fresh, "a Put may be under way")
}

func TestAStoreThatCannotWriteSaysSo(t *testing.T) {
	d, _ := newDisk(t)
	require.NoError(t, os.RemoveAll(d.cfg.Dir))
	require.NoError(t, os.WriteFile(d.cfg.Dir, nil, 0o600))
	_, err := d.Put(t.Context(), someJPEG())
	require.Error(t, err)
	require.Error(t, d.Usable(t.Context()))
}

func TestAFullDiskIsKnownAsOne(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		err := diskError(fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: cause}))
		require.ErrorIs(t, err, ErrFull)
		assert.ErrorIs(t, err, cause)
	}
	assert.NotErrorIs(t, diskError(fs.ErrPermission), ErrFull)
}

// fullFile takes so many bytes, and says then that the disk is full.
type fullFile struct {
	*os.File
	room *int
}

func (f fullFile) Write(p []byte) (int, error) {
	n := min(len(p), *f.room)
	*f.room -= n
	written, err := f.File.Write(p[:n])
	if err == nil && n < len(p) {
		err = &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return written, err
}

func TestOnAFullDiskThePicturesThatAreThereAreServedAndNoPartOfAnotherIsLeft(t *testing.T) {
	d, _ := newDisk(t)
	address, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	room := 7
	d.create = func(dir string) (tempFile, error) {
		f, err := os.CreateTemp(dir, tempPrefix)
		return fullFile{f, &room}, err
	}
	_, err = d.Put(t.Context(), someJPEG())
	require.ErrorIs(t, err, ErrFull)
	require.ErrorIs(t, d.Usable(t.Context()), ErrFull)

	response, body := get(t, http.MethodGet, address, nil)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, someJPEG(), body)
	files := 0
	require.NoError(t, filepath.WalkDir(d.cfg.Dir, func(_ string, e fs.DirEntry, err error) error {
		if !e.IsDir() {
			files++
		}
		return err
	}))
	assert.Equal(t, 1, files)

	room = 1 << 20 // somebody made room
	require.NoError(t, d.Usable(t.Context()))
	_, err = d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
}

func TestPicturesAreOneKindOfContentHoweverTheyAreAskedFor(t *testing.T) {
	d, _ := newDisk(t)
	address, err := d.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	for _, header := range []http.Header{
		{"Range": {"bytes=0-1,4-5"}}, {"Range": {"bytes=-3"}}, {"Accept-Encoding": {"gzip, br"}}, {"Accept": {"text/html"}},
		{"If-Range": {`"another"`}, "Range": {"bytes=0-1"}},
	} {
		response, _ := get(t, http.MethodGet, address, header)
		assert.Contains(t, []int{http.StatusOK, http.StatusPartialContent}, response.StatusCode, "%v", header)
		kind := response.Header.Get("Content-Type")
		assert.True(t, kind == "image/jpeg" || strings.HasPrefix(kind, "multipart/byteranges"), "%v: %s", header, kind)
		assert.Empty(t, response.Header.Get("Content-Encoding"), "%v", header)
		assert.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"), "%v", header)
	}
}

func TestNamesAreLongAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		name := newName()
		assert.Len(t, name, 26)
		assert.Equal(t, strings.ToLower(name), name)
		assert.False(t, seen[name])
		seen[name] = true
	}
}
