package gateway_test

import (
	"bytes"
	"image"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type file struct {
	status      int
	contentType string
	body        string
}

func get(t *testing.T, r *rig, path, referer string) file {
	t.Helper()
	return request(t, r, http.MethodGet, path, referer)
}

func request(t *testing.T, r *rig, method, path, referer string) file {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.address+path, nil)
	require.NoError(t, err)
	if referer != "" {
		req.Header.Set("Referer", referer)
	}
	response, err := r.client.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return file{response.StatusCode, response.Header.Get("Content-Type"), string(body)}
}

func sizeOf(t *testing.T, f file) image.Point {
	t.Helper()
	config, format, err := image.DecodeConfig(bytes.NewReader([]byte(f.body)))
	require.NoError(t, err)
	assert.Equal(t, "jpeg", format)
	return image.Pt(config.Width, config.Height)
}

func TestPicturesAreServedByAlicdnsRules(t *testing.T) {
	r := newRig(t)
	path := "/img/ibank/" + r.Offers()[0].PictureName

	plain := get(t, r, path, "")
	assert.Equal(t, http.StatusOK, plain.status)
	assert.Equal(t, "image/jpeg", plain.contentType)
	assert.Equal(t, image.Pt(720, 720), sizeOf(t, plain))

	for referer, status := range map[string]int{
		"https://detail.1688.com/":      http.StatusOK,
		"https://cbu01.alicdn.com/x":    http.StatusOK,
		r.address + "/page":             http.StatusOK,
		"https://open.feishu.cn/":       http.StatusForbidden,
		"https://1688.com.evil.example": http.StatusForbidden,
		"://":                           http.StatusForbidden,
	} {
		assert.Equal(t, status, get(t, r, path, referer).status, referer)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, request(t, r, http.MethodHead, path, "").status)
	assert.Equal(t, http.StatusNotFound, get(t, r, "/img/ibank/O1CNnothing.jpg", "").status)
	assert.Equal(t, http.StatusNotFound, get(t, r, "/img/ibank/", "").status)
}

func TestOnlySomePicturesComeInSizes(t *testing.T) {
	r := newRig(t)
	sized, unsized := 0, 0
	seen := make(map[string]bool)
	for _, offer := range r.Offers() {
		if offer.PictureName == "" || seen[offer.PictureName] || len(seen) == 12 {
			continue
		}
		seen[offer.PictureName] = true
		small := get(t, r, "/img/ibank/"+offer.PictureName+"_300x300.jpg", "")
		if small.status == http.StatusNotFound {
			unsized++
			continue
		}
		sized++
		size := sizeOf(t, small)
		assert.Equal(t, 300, max(size.X, size.Y))
		assert.Equal(t, http.StatusOK, get(t, r, "/img/ibank/"+offer.PictureName+"_220x220q90.jpg", "").status)
		assert.Equal(t, http.StatusNotFound, get(t, r, "/img/ibank/"+offer.PictureName+"_301x301.jpg", "").status)
		assert.Equal(t, http.StatusNotFound, get(t, r, "/img/ibank/"+offer.PictureName+"_.webp", "").status)
	}
	assert.Positive(t, sized)
	assert.Positive(t, unsized)
}

func TestEveryPictureIsDrawnTheSameInEveryRun(t *testing.T) {
	one, two := newRig(t), newRig(t)
	path := "/img/ibank/" + one.Offers()[0].PictureName
	assert.Equal(t, get(t, one, path, ""), get(t, two, path, ""))
	assert.Equal(t, one.Samples()[0].JPEG(), two.Samples()[0].JPEG())
}
