package gateway

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
)

// The limits of a query picture. fw199 states none; these are those of the
// upstream search and of other resellers of it, the stricter where they differ.
const (
	maxAddress      = 1000     // characters of imgUrl
	maxPicture      = 3 << 20  // bytes
	maxPixels       = 50 << 20 // guards this process's memory
	minShortSide    = 256      // pixels
	adviceLongSide  = 1500     // pixels; more is only noted in the record
	fetchUserAgent  = "Mozilla/5.0 (compatible; imagesearch/1.0)"
	codeBadPicture  = "IMAGE_INVALID"
	codeUnreachable = "IMAGE_DOWNLOAD_FAILED"
)

// fetchPicture fetches and decodes a query picture. Errors are *unsuccess.
func (g *Gateway) fetchPicture(ctx context.Context, address string) (image.Image, *FetchedPicture, error) {
	body, err := g.download(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	fetched := &FetchedPicture{Bytes: len(body)}
	if len(body) > maxPicture {
		return nil, fetched, &unsuccess{codeBadPicture, "图片大小超过3M"}
	}

	var config func(io.Reader) (image.Config, error)
	var decode func(io.Reader) (image.Image, error)
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		fetched.Format, config, decode = "jpeg", jpeg.DecodeConfig, jpeg.Decode
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		fetched.Format, config, decode = "png", png.DecodeConfig, png.Decode
	default:
		return nil, fetched, &unsuccess{codeBadPicture, "图片格式不支持,仅支持JPG、PNG"}
	}
	size, err := config(bytes.NewReader(body))
	if err != nil {
		return nil, fetched, &unsuccess{codeBadPicture, "图片解析失败"}
	}
	fetched.Width, fetched.Height = size.Width, size.Height
	if int64(size.Width)*int64(size.Height) > maxPixels {
		return nil, fetched, &unsuccess{codeBadPicture, "图片尺寸过大"}
	}
	if min(size.Width, size.Height) < minShortSide {
		return nil, fetched, &unsuccess{codeBadPicture, "图片尺寸过小,短边不能小于256像素"}
	}
	img, err := decode(bytes.NewReader(body))
	if err != nil {
		return nil, fetched, &unsuccess{codeBadPicture, "图片解析失败"}
	}
	return img, fetched, nil
}

// download gets at most one byte more than a picture may have.
func (g *Gateway) download(ctx context.Context, address string) ([]byte, error) {
	failed := &unsuccess{codeUnreachable, "图片下载失败"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, failed
	}
	request.Header.Set("User-Agent", fetchUserAgent)
	response, err := g.fetch.Do(request)
	if err != nil {
		g.log.Info("gateway emulator cannot fetch the picture", "error", err)
		return nil, failed
	}
	defer func() {
		if err := response.Body.Close(); err != nil {
			g.log.Debug("close the picture's body", "error", err)
		}
	}()
	if response.StatusCode != http.StatusOK {
		g.log.Info("gateway emulator cannot fetch the picture", "status", response.StatusCode)
		return nil, failed
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxPicture+1))
	if err != nil {
		g.log.Info("gateway emulator cannot fetch the picture", "error", err)
		return nil, failed
	}
	return body, nil
}
