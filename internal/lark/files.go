package lark

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"time"

	"tusou/bot"
)

const (
	maxFileBytes = 30 << 20
	fileTimeout  = 2 * time.Minute // one attempt: a slow line still gets 30 MB through
)

// UploadFile implements bot.Platform. It sends the file itself, as it is read,
// because the SDK would hold all of it in memory twice.
func (c *Client) UploadFile(ctx context.Context, f bot.File) (string, error) {
	const op = "im.file.create"
	if f.Size <= 0 || f.Size > maxFileBytes {
		return "", &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Message: fmt.Sprintf("files have 1 to %d bytes, not %d", maxFileBytes, f.Size)}
	}
	body, err := c.do(ctx, call{api: op, timeout: fileTimeout, send: func(ctx context.Context, token string) (answer, error) {
		return c.sendFile(ctx, op, token, f)
	}})
	if err != nil {
		return "", err
	}
	return keyOf(op, body, "file_key")
}

// sendFile makes one attempt, with the file read anew from its beginning.
func (c *Client) sendFile(ctx context.Context, op, token string, f bot.File) (answer, error) {
	head, tail, contentType, err := fileForm(f.Name)
	if err != nil {
		return answer{}, err
	}
	content, err := f.Open()
	if err != nil {
		return answer{}, &bot.PlatformError{Op: op, Action: bot.PlatformGiveUp, Err: fmt.Errorf("open the file: %w", err)}
	}
	defer func() { _ = content.Close() }() // read to its end, or given up
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.BaseURL+"/open-apis/im/v1/files",
		io.MultiReader(bytes.NewReader(head), content, bytes.NewReader(tail)))
	if err != nil {
		return answer{}, err
	}
	// A file that is shorter or longer than it said fails for it.
	req.ContentLength = int64(len(head)) + f.Size + int64(len(tail))
	req.Header.Set("Content-Type", contentType)
	a, err := c.exchange(req, op, token, maxAnswer)
	a.file = false // whatever comes back, it is no file
	return a, err
}

// fileForm gives what stands before and behind the file in the form.
func fileForm(name string) (head, tail []byte, contentType string, err error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, field := range [][2]string{{"file_type", fileType(name)}, {"file_name", name}} {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return nil, nil, "", fmt.Errorf("make the form: %w", err)
		}
	}
	if _, err := form.CreateFormFile("file", name); err != nil {
		return nil, nil, "", fmt.Errorf("make the form: %w", err)
	}
	split := b.Len()
	if err := form.Close(); err != nil {
		return nil, nil, "", fmt.Errorf("make the form: %w", err)
	}
	return b.Bytes()[:split], b.Bytes()[split:], form.FormDataContentType(), nil
}

// fileType gives the platform's name for a kind of file, by which its clients
// choose icon and preview; what it has no name for is a stream.
func fileType(name string) string {
	kinds := map[string]string{
		".xlsx": "xls", ".xls": "xls", ".docx": "doc", ".doc": "doc", ".pptx": "ppt", ".ppt": "ppt", ".pdf": "pdf",
	}
	if kind, ok := kinds[strings.ToLower(path.Ext(name))]; ok {
		return kind
	}
	return "stream"
}
