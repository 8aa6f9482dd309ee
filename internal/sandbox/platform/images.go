package platform

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// The limits of an uploaded image (reference C4).
const (
	maxImageBytes  = 10 << 20
	maxGIFSide     = 2000
	maxImageSide   = 12000
	maxAvatarSide  = 4096
	multipartRoom  = 64 << 10 // what a form may take beside the file
	octetStream    = "application/octet-stream"
	contentTypeICO = "image/x-icon"
)

// format is one image format that the platform takes.
type format struct {
	contentType string
	config      func(io.Reader) (image.Config, error)
}

// sniffFormat recognises an image by its first bytes.
func sniffFormat(data []byte) (format, bool) {
	has := func(at int, magic string) bool {
		return len(data) >= at+len(magic) && string(data[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return format{"image/jpeg", jpeg.DecodeConfig}, true
	case has(0, "\x89PNG\r\n\x1a\n"):
		return format{"image/png", png.DecodeConfig}, true
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return format{"image/gif", gif.DecodeConfig}, true
	case has(0, "RIFF") && has(8, "WEBP"):
		return format{"image/webp", webp.DecodeConfig}, true
	case has(0, "BM"):
		return format{"image/bmp", bmp.DecodeConfig}, true
	case has(0, "II*\x00"), has(0, "MM\x00*"):
		return format{"image/tiff", tiff.DecodeConfig}, true
	case has(0, "\x00\x00\x01\x00"):
		return format{contentTypeICO, icoConfig}, true
	case has(4, "ftypheic"), has(4, "ftypheix"), has(4, "ftypmif1"), has(4, "ftypmsf1"):
		return format{"image/heic", heicConfig}, true
	}
	return format{}, false
}

// sniffImage returns the content type of an image, or octet-stream.
func sniffImage(data []byte) string {
	if f, ok := sniffFormat(data); ok {
		return f.contentType
	}
	return octetStream
}

// icoConfig reads the size of an icon's first picture.
func icoConfig(r io.Reader) (image.Config, error) {
	head := make([]byte, 22)
	if _, err := io.ReadFull(r, head); err != nil {
		return image.Config{}, err
	}
	if head[4] == 0 && head[5] == 0 {
		return image.Config{}, errors.New("ico: no picture")
	}
	side := func(b byte) int { return (int(b)+255)%256 + 1 } // 0 stands for 256
	return image.Config{Width: side(head[6]), Height: side(head[7])}, nil
}

// heicConfig reads the size of the first ispe box, which states it.
func heicConfig(r io.Reader) (image.Config, error) {
	head, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return image.Config{}, err
	}
	at := bytes.Index(head, []byte("ispe"))
	if at < 0 || len(head) < at+16 {
		return image.Config{}, errors.New("heic: no size")
	}
	w, h := binary.BigEndian.Uint32(head[at+8:]), binary.BigEndian.Uint32(head[at+12:])
	return image.Config{Width: int(w), Height: int(h)}, nil
}

func (p *Platform) serveImageUpload(q *request) (any, *apiError) {
	form, refusal := q.form()
	if refusal != nil {
		return nil, refusal
	}
	kind := form.values["image_type"]
	data, ok := form.files["image"]
	switch {
	case kind != "message" && kind != "avatar", !ok:
		return nil, badRequest(234001, "Invalid request param.")
	case len(data) == 0:
		return nil, badRequest(234010, "File's size can't be 0.")
	case len(data) > maxImageBytes:
		return nil, badRequest(234006, "The file size exceed the max value.")
	}
	f, ok := sniffFormat(data)
	if !ok {
		return nil, badRequest(234011, "Can't regonnize the image format.")
	}
	config, err := f.config(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, badRequest(234011, "Can't regonnize the image format.")
	}
	if longest := max(config.Width, config.Height); longest > maxSide(f.contentType, kind) {
		return nil, badRequest(234039, "Image resolution exceeds limit.")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := resourceKey("img_v3")
	// An avatar's key is good for avatars only.
	p.images[key] = &upload{data: data, contentType: f.contentType, fileType: kind, ours: kind == "message", at: p.cfg.Now()}
	return map[string]string{"image_key": key}, nil
}

func maxSide(contentType, kind string) int {
	switch {
	case contentType == "image/gif":
		return maxGIFSide
	case kind == "avatar":
		return maxAvatarSide
	}
	return maxImageSide
}

// form is a parsed multipart body.
type form struct {
	values map[string]string
	files  map[string][]byte
	names  map[string]string // file names
}

func (q *request) form() (form, *apiError) {
	out := form{values: map[string]string{}, files: map[string][]byte{}, names: map[string]string{}}
	kind, params, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return out, &apiError{status: http.StatusBadRequest, code: 234001, msg: "Invalid request param."}
	}
	parts := multipart.NewReader(bytes.NewReader(q.body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, badRequest(234001, "Invalid request param.")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return out, badRequest(234001, "Invalid request param.")
		}
		if name := part.FormName(); part.FileName() != "" {
			out.files[name], out.names[name] = data, part.FileName()
		} else {
			out.values[name] = string(data)
		}
	}
}
