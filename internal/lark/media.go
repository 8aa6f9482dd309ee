package lark

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"

	"tusou/bot"
)

// Resource implements bot.Platform. It reads the picture itself, because the
// SDK holds up to 100 MB of whatever comes. A picture of more than limit bytes
// is bot.PlatformTooBig.
func (c *Client) Resource(ctx context.Context, p bot.Picture, limit int64) ([]byte, error) {
	const op = "im.resource.get"
	kind := "image"
	if p.File {
		kind = "file"
	}
	address := fmt.Sprintf("%s/open-apis/im/v1/messages/%s/resources/%s?type=%s",
		c.cfg.BaseURL, url.PathEscape(p.MessageID), url.PathEscape(p.Key), kind)
	return c.do(ctx, call{api: op, timeout: transferTimeout, send: func(ctx context.Context, token string) (answer, error) {
		return c.download(ctx, op, address, token, limit)
	}})
}

func (c *Client) download(ctx context.Context, op, address, token string, limit int64) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	return c.exchange(req, op, token, limit)
}

// exchange makes one attempt of a call without the SDK. What comes is read up
// to limit bytes if it is a file, else up to maxAnswer.
func (c *Client) exchange(req *http.Request, op, token string, limit int64) (answer, error) {
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }() // read whole, or given up
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.file = resp.StatusCode == http.StatusOK && !isJSON(resp.Header)
	most := int64(maxAnswer)
	if a.file {
		most = limit
	}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return answer{}, err
	}
	if int64(len(a.body)) > most {
		return answer{}, &bot.PlatformError{
			Op: op, Action: bot.PlatformTooBig, Status: resp.StatusCode,
			Message: fmt.Sprintf("larger than %d bytes", most),
		}
	}
	return a, nil
}

func isJSON(header http.Header) bool {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// UploadImage implements bot.Platform. The platform takes up to 10 MB.
func (c *Client) UploadImage(ctx context.Context, jpeg []byte) (string, error) {
	return c.upload(ctx, "im.image.create", "/open-apis/im/v1/images", "image_key", func() *larkcore.Formdata {
		return larkcore.NewFormdata().
			AddField("image_type", "message").
			AddFileWithName("image", "image.jpg", bytes.NewReader(jpeg))
	})
}

func (c *Client) upload(ctx context.Context, op, path, key string, form func() *larkcore.Formdata) (string, error) {
	body, err := c.do(ctx, call{api: op, timeout: transferTimeout, send: c.bySDK(func() *larkcore.ApiReq {
		return &larkcore.ApiReq{HttpMethod: http.MethodPost, ApiPath: path, Body: form()}
	})})
	if err != nil {
		return "", err
	}
	return keyOf(op, body, key)
}

// keyOf reads the key of what was uploaded.
func keyOf(op string, body []byte, key string) (string, error) {
	var got struct {
		Data map[string]any `json:"data"`
	}
	if err := json.Unmarshal(body, &got); err == nil {
		if text, ok := got.Data[key].(string); ok && text != "" {
			return text, nil
		}
	}
	return "", &bot.PlatformError{Op: op, Action: bot.PlatformRetry, Status: http.StatusOK, Message: "the answer holds no " + key}
}
