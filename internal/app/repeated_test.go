package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// copyOf gives a picture as another program hands it on: a little cropped, in
// another size and quality.
func copyOf(t testing.TB, raw []byte) []byte {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(raw))
	require.NoError(t, err)
	b := m.Bounds()
	cut := image.Rect(b.Min.X+b.Dx()/60, b.Min.Y+b.Dy()/80, b.Max.X-b.Dx()/70, b.Max.Y)
	out := image.NewRGBA(image.Rect(0, 0, cut.Dx(), cut.Dy()))
	draw.Draw(out, out.Rect, m, cut.Min, draw.Src)
	var data bytes.Buffer
	require.NoError(t, jpeg.Encode(&data, out, &jpeg.Options{Quality: 55}))
	return data.Bytes()
}

// different counts texts, each once.
func different(texts []string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(texts))))
}

func TestFiftyEqualSearchesAtOnceAreOneCallAndFiftyCards(t *testing.T) {
	const people = 50
	w := startWorld(t, "TUSOU_WORKERS=50")
	w.gateway.SetLatency(700 * time.Millisecond)
	var asked []string
	for n := range people {
		user := w.platform.NewUser(fmt.Sprintf("采购%d", n))
		picture := w.sample(0)
		if n%2 == 1 {
			picture = copyOf(t, picture)
		}
		asked = append(asked, w.post(platform.Outgoing{Chat: w.platform.DirectChat(user), Sender: user, Images: [][]byte{picture}}))
	}
	var links, images []string
	for _, id := range asked {
		card := w.result(id)
		if links == nil {
			links, images = card.offerLinks(), card.images
		}
		assert.Equal(t, links, card.offerLinks())
		assert.Equal(t, images, card.images)
	}
	require.Len(t, images, 5)
	assert.Len(t, w.searches(), 1)
	assert.Equal(t, different(images), w.platform.Counts()[platform.APIImageUpload], "each thumbnail is brought once for all")
}

func TestAfterARestartCopiesAreStillKnownAndOtherColoursAreNot(t *testing.T) {
	w := startWorld(t)
	var colours []gateway.Sample // of one product
	for _, s := range w.gateway.Samples() {
		colours = append(colours, s)
		if len(colours) > 1 && colours[0].Product == s.Product {
			colours = []gateway.Sample{colours[0], s}
			break
		}
	}
	require.Len(t, colours, 2)
	require.Equal(t, colours[0].Product, colours[1].Product)
	card := w.result(w.sendPicture(colours[0].JPEG()))
	w.stop()
	w.start()
	again := w.result(w.sendPicture(copyOf(t, colours[0].JPEG())))
	assert.True(t, again.contains("缓存"), "%v", again.texts)
	assert.Equal(t, card.offerLinks(), again.offerLinks())
	assert.Equal(t, card.images, again.images, "the thumbnails' keys are known, too")
	assert.Len(t, w.searches(), 1)

	other := w.result(w.sendPicture(colours[1].JPEG()))
	assert.True(t, other.contains("实时"), "%v", other.texts)
	assert.Len(t, w.searches(), 2)
}

func TestThumbnailsThatThePlatformNoLongerKnowsAreBroughtToItAgain(t *testing.T) {
	w := startWorld(t)
	first := w.result(w.sendPicture(w.sample(0)))
	require.Len(t, first.images, 5)
	w.platform.ForgetImages()
	id := w.sendPicture(w.sample(0))
	again := w.result(id)
	assert.True(t, again.contains("缓存"))
	assert.Equal(t, first.offerLinks(), again.offerLinks())
	require.Len(t, again.images, 5)
	for _, key := range again.images {
		_, _, known := w.platform.Image(key)
		assert.True(t, known, "a new key")
	}
	assert.Len(t, w.repliesTo(id), 1)
	assert.Len(t, w.searches(), 1)

	third := w.result(w.sendPicture(w.sample(0)))
	assert.Equal(t, again.images, third.images, "the new keys are remembered")
	assert.Equal(t, different(first.images)+different(again.images), w.platform.Counts()[platform.APIImageUpload])
}

// A picture host that does not answer for a while shows that no card waits for
// it: while nothing can have been uploaded, the card is there.
func TestACardDoesNotWaitForItsThumbnailsWhetherItsAnswerIsNewOrKnown(t *testing.T) {
	w := startWorld(t)
	for _, known := range []bool{false, true} {
		t.Run(fmt.Sprintf("known %v", known), func(t *testing.T) {
			w.t = t
			defer func(outer testing.TB) { w.t = outer }(t)
			w.platform.ForgetImages()
			uploads := w.platform.Counts()[platform.APIImageUpload]
			w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Delay: 4 * time.Second})
			id := w.sendPicture(w.sample(0))
			w.eventually("the card without its pictures", func() bool {
				replies := w.repliesTo(id)
				if len(replies) != 1 {
					return false
				}
				card := readCard(t, replies[0])
				return card.isResult() && card.contains("加载中")
			})
			assert.Equal(t, uploads, w.platform.Counts()[platform.APIImageUpload])
			w.gateway.ClearFaults()
			card := w.result(id)
			assert.Equal(t, known, card.contains("缓存"))
			assert.Len(t, card.images, 5, "what was late is patched in")
		})
	}
}

func TestAPictureInAFormatThatCannotBeReadIsNamed(t *testing.T) {
	w := startWorld(t)
	for name, data := range map[string]string{
		"HEIC": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + string(make([]byte, 200)),
		"AVIF": "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif" + string(make([]byte, 200)),
	} {
		id := w.post(platform.Outgoing{Chat: w.direct, Kind: "file", FileName: "IMG_0001." + name, File: []byte(data)})
		card := w.reply(id, name)
		assert.False(t, card.isResult())
	}
	assert.Empty(t, w.searches())
}
