package platform_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"testing"

	larkim "github.com/larksuite/oapi-sdk-go/v3/service/im/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

// form makes a multipart body of one file and values in pairs.
func multipartForm(t *testing.T, field string, data []byte, values ...string) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(values); i += 2 {
		require.NoError(t, m.WriteField(values[i], values[i+1]))
	}
	part, err := m.CreateFormFile(field, "unknown-file")
	require.NoError(t, err)
	_, err = part.Write(data)
	require.NoError(t, err)
	require.NoError(t, m.Close())
	return m.FormDataContentType(), b.Bytes()
}

func (w *world) upload(path, field string, data []byte, values ...string) answer {
	w.t.Helper()
	if w.token == "" {
		w.login()
	}
	contentType, body := multipartForm(w.t, field, data, values...)
	return w.do("Bearer "+w.token, http.MethodPost, path, contentType, body)
}

func (w *world) key(t *testing.T, field, name, value string, data []byte) string {
	t.Helper()
	a := w.upload("/im/v1/images", field, data, name, value)
	require.Zero(t, a.Code, a.Msg)
	return a.str("image_key")
}

func (w *world) file(t *testing.T, kind string) string {
	t.Helper()
	a := w.upload("/im/v1/files", "file", []byte("x"), "file_type", kind, "file_name", "x")
	require.Zero(t, a.Code, a.Msg)
	return a.str("file_key")
}

// gifHeader is the start of a GIF that claims a size.
func gifHeader(side int) []byte {
	b := []byte("GIF89a")
	b = binary.LittleEndian.AppendUint16(b, uint16(side))
	b = binary.LittleEndian.AppendUint16(b, uint16(side))
	return append(b, 0, 0, 0, ';')
}

// bmpHeader is the start of a BMP that claims a size.
func bmpHeader(side int) []byte {
	b := append([]byte("BM"), make([]byte, 52)...)
	b[10], b[14] = 54, 40
	binary.LittleEndian.PutUint32(b[18:], uint32(side))
	binary.LittleEndian.PutUint32(b[22:], uint32(side))
	b[26], b[28] = 1, 24
	return b
}

func TestImagesAreCheckedOnUpload(t *testing.T) {
	w := start(t)
	jpeg := picture(t, 40, 30)
	for name, c := range map[string]struct {
		data []byte
		kind string
		code int
	}{
		"a JPEG":                {jpeg, "message", 0},
		"a GIF of 2000 pixels":  {gifHeader(2000), "message", 0},
		"a GIF of 2001 pixels":  {gifHeader(2001), "message", 234039},
		"a BMP of 12000 pixels": {bmpHeader(12000), "message", 0},
		"a BMP of 12001 pixels": {bmpHeader(12001), "message", 234039},
		"an avatar too large":   {bmpHeader(4097), "avatar", 234039},
		"an icon":               {append([]byte("\x00\x00\x01\x00\x01\x00\x20\x20"), make([]byte, 14)...), "message", 0},
		"an empty icon":         {append([]byte("\x00\x00\x01\x00"), make([]byte, 18)...), "message", 234011},
		"a HEIC":                {append([]byte("\x00\x00\x00\x18ftypheic....ispe\x00\x00\x00\x00"), 0, 0, 0, 9, 0, 0, 0, 9), "message", 0},
		"a HEIC without size":   {[]byte("\x00\x00\x00\x18ftypheic...."), "message", 234011},
		"a broken PNG":          {[]byte("\x89PNG\r\n\x1a\n...."), "message", 234011},
		"a broken WebP":         {[]byte("RIFF....WEBP...."), "message", 234011},
		"a broken TIFF":         {[]byte("II*\x00...."), "message", 234011},
		"an unknown use":        {jpeg, "wallpaper", 234001},
		"nothing":               {nil, "message", 234010},
		"a text":                {[]byte("hello"), "message", 234011},
		"a broken JPEG":         {jpeg[:8], "message", 234011},
		"more than 10 MB":       {append(bytes.Clone(jpeg), make([]byte, 10<<20)...), "message", 234006},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.upload("/im/v1/images", "image", c.data, "image_type", c.kind)
			assert.Equal(t, c.code, a.Code, a.Msg)
		})
	}
}

func TestTheSDKUploadsImages(t *testing.T) {
	w := start(t)
	raw := picture(t, 40, 30)
	resp, err := w.sdk().Im.Image.Create(t.Context(), larkim.NewCreateImageReqBuilder().Body(
		larkim.NewCreateImageReqBodyBuilder().ImageType("message").Image(bytes.NewReader(raw)).Build()).Build())
	require.NoError(t, err)
	require.True(t, resp.Success(), resp.Msg)
	data, contentType, ok := w.Image(*resp.Data.ImageKey)
	require.True(t, ok)
	assert.Equal(t, raw, data)
	assert.Equal(t, "image/jpeg", contentType)
	assert.Len(t, w.Uploads(), 1)
}

func TestFilesAreCheckedOnUpload(t *testing.T) {
	w := start(t)
	assert.Equal(t, 234001, w.upload("/im/v1/files", "file", []byte("x"), "file_type", "exe", "file_name", "x").Code)
	assert.Equal(t, 234001, w.upload("/im/v1/files", "file", []byte("x"), "file_type", "xls").Code)
	assert.Equal(t, 234010, w.upload("/im/v1/files", "file", nil, "file_type", "xls", "file_name", "x").Code)
	assert.Equal(t, 234006, w.upload("/im/v1/files", "file", make([]byte, 31<<20), "file_type", "xls", "file_name", "x").Code)
	key := w.upload("/im/v1/files", "file", []byte("sheet"), "file_type", "xls", "file_name", "选品.xlsx").str("file_key")
	assert.Zero(t, w.send(w.group.ID, "file", fmt.Sprintf(`{"file_key":%q}`, key), "").Code)
	data, name, ok := w.File(key)
	require.True(t, ok)
	assert.Equal(t, "sheet", string(data))
	assert.Equal(t, "选品.xlsx", name)
}

func TestResourcesOfMessagesAreDownloaded(t *testing.T) {
	w := start(t)
	raw := picture(t, 40, 30)
	direct := w.DirectChat(w.anna)
	image, err := w.Post(platform.Outgoing{Chat: direct, Images: [][]byte{raw}})
	require.NoError(t, err)
	file, err := w.Post(platform.Outgoing{Chat: direct, Kind: "file", FileName: "photo.jpg", File: raw})
	require.NoError(t, err)
	bundle, err := w.Post(platform.Outgoing{Chat: direct, Kind: "merge_forward", Images: [][]byte{raw}})
	require.NoError(t, err)
	sticker, err := w.Post(platform.Outgoing{Chat: direct, Kind: "sticker"})
	require.NoError(t, err)
	away := w.NewGroup("别人的群", w.anna)
	unseen, err := w.Post(platform.Outgoing{Chat: away, Sender: w.anna, Images: [][]byte{raw}})
	require.NoError(t, err)
	require.NoError(t, w.RemoveBot(away.ID))
	own := w.sendCard(card(words("x")))

	key := func(id, field string) string {
		m, _ := w.Message(id)
		return keyIn(t, m.Content, field)
	}
	get := func(id, key, kind string) answer {
		return w.call(http.MethodGet, "/im/v1/messages/"+id+"/resources/"+key+"?type="+kind, nil)
	}
	assert.Equal(t, raw, get(image, key(image, "image_key"), "image").Raw)
	got := get(file, key(file, "file_key"), "file")
	assert.Equal(t, raw, got.Raw)
	assert.Contains(t, got.Header.Get("Content-Disposition"), "photo.jpg")

	assert.Equal(t, 234003, get(image, key(image, "image_key"), "file").Code, "the type must fit")
	assert.Equal(t, 234003, get(image, key(unseen, "image_key"), "image").Code)
	assert.Equal(t, 234001, get(image, key(image, "image_key"), "video").Code)
	assert.Equal(t, 234004, get(unseen, key(unseen, "image_key"), "image").Code)
	assert.Equal(t, 234043, get(sticker, key(sticker, "file_key"), "file").Code)
	assert.Equal(t, 234043, get(own, "img_x", "image").Code)
	assert.Equal(t, 234043, get(bundle, "img_x", "image").Code)

	var looked struct {
		Data struct {
			Items []struct {
				MessageID string `json:"message_id"`
				Upper     string `json:"upper_message_id"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(w.call(http.MethodGet, "/im/v1/messages/"+bundle, nil).Raw, &looked))
	require.Len(t, looked.Data.Items, 2)
	assert.Equal(t, bundle, looked.Data.Items[1].Upper)
	childID := looked.Data.Items[1].MessageID
	assert.Equal(t, 234043, get(childID, key(childID, "image_key"), "image").Code)

	require.NoError(t, w.Recall(image))
	assert.Equal(t, 230110, get(image, key(image, "image_key"), "image").Code)
}
