package rehost

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
)

// Handler serves the pictures under GET and HEAD /images/{name}.jpg, with
// ranges and conditional requests, until their time to live is over. Everything
// else below that path does not exist, whatever its form.
func (d *Disk) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		file, ok := strings.CutPrefix(r.URL.Path, "/"+pathPrefix)
		if !ok || !d.name.MatchString(file) {
			notFound(w)
			return
		}
		d.serve(w, r, file)
	})
}

func (d *Disk) serve(w http.ResponseWriter, r *http.Request, file string) {
	f, err := os.Open(d.path(file))
	if errors.Is(err, fs.ErrNotExist) {
		notFound(w)
		return
	}
	if err != nil {
		unreadable(w)
		return
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		unreadable(w)
		return
	}
	left := d.left(info)
	if left <= 0 {
		notFound(w)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheControl(left))
	h.Set("ETag", `"`+strings.TrimSuffix(file, extension)+`"`)
	http.ServeContent(w, r, "", info.ModTime(), f)
}

func notFound(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
}

func unreadable(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
