package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
	"tusou/internal/sourcing"
)

func get(t testing.TB, url string) (status int, body []byte) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = res.Body.Close() }()
	body, err = io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, body
}

// firstPage gives what the first page of a card must show for what the gateway
// answered.
func (w *world) firstPage(ids []int64) []gateway.Offer {
	w.t.Helper()
	all := w.arranged(ids)
	return all[:min(5, len(all))]
}

// arranged gives what all pages must show, in their order.
func (w *world) arranged(ids []int64) []gateway.Offer {
	w.t.Helper()
	offers := make([]sourcing.Offer, len(ids))
	for i, id := range ids {
		o := w.offer(id)
		price, err := sourcing.ParseMoney(o.Price)
		require.NoError(w.t, err)
		consign, err := sourcing.ParseMoney(o.ConsignPrice)
		require.NoError(w.t, err)
		offers[i] = sourcing.Offer{ID: strconv.FormatInt(id, 10), Image: o.PictureName, Price: price, ConsignPrice: consign}
	}
	rows := sourcing.Arrange(offers, sourcing.PriceRange{}, sourcing.SortDefault).Rows
	all := make([]gateway.Offer, len(rows))
	for i := range all {
		id, err := strconv.ParseInt(rows[i].ID, 10, 64)
		require.NoError(w.t, err)
		all[i] = w.offer(id)
	}
	return all
}

// assertShows checks that a card shows exactly these offers with their own
// pictures and links.
func (w *world) assertShows(card shownCard, offers []gateway.Offer) {
	w.t.Helper()
	links := make([]string, len(offers))
	var pictures []string
	for i, o := range offers {
		links[i] = o.DetailURL()
		if o.PictureName != "" {
			pictures = append(pictures, o.PictureName)
		}
	}
	assert.Equal(w.t, links, card.offerLinks(), "the offers and their links")
	if !assert.Len(w.t, card.images, len(pictures), "one picture an offer that has one") {
		return
	}
	for i, name := range pictures {
		_, want := get(w.t, strings.TrimSuffix(w.settings["TUSOU_GATEWAY_URL"], "/gateway")+"/img/ibank/"+name)
		uploaded, _, ok := w.platform.Image(card.images[i])
		assert.True(w.t, ok)
		assert.Equal(w.t, want, uploaded, "picture %d is the offer's own", i+1)
	}
}

func TestEveryPhotoBecomesOneCardByOneSearchAndTheSamePhotoAgainByNone(t *testing.T) {
	all := photos(t)
	w := startWorld(t)
	for n, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			w.t = t
			defer func(outer testing.TB) { w.t = outer }(t)
			id := w.sendPicture(all[name])
			card := w.result(id)

			require.Len(t, w.searches(), n+1, "one call a photo")
			call := w.searches()[n]
			assert.True(t, call.SignatureValid)
			assert.Empty(t, call.Refusal)
			assert.Empty(t, call.Warnings)
			assert.Empty(t, call.Request.Filters)
			assert.Empty(t, call.Request.Keywords)
			assert.True(t, strings.HasPrefix(call.Request.ImageURL, "http://"+w.public+"/images/"))
			assert.ElementsMatch(t, []string{"appid", "timestamp", "seller_nick", "sign", "request_data"}, slices.Collect(maps.Keys(call.Form)))
			require.NotNil(t, call.Picture)
			assert.LessOrEqual(t, max(call.Picture.Width, call.Picture.Height), 1500)
			assert.GreaterOrEqual(t, min(call.Picture.Width, call.Picture.Height), 256)

			w.assertShows(card, w.firstPage(call.OfferIDs))
			assert.True(t, card.contains("实时"))

			again := w.result(w.sendPicture(all[name]))
			assert.Len(t, w.searches(), n+1, "the same photo again asks nobody")
			assert.True(t, again.contains("缓存"))
			assert.Equal(t, card.offerLinks(), again.offerLinks())
			assert.Equal(t, card.images, again.images)
			assert.Len(t, again.message.History, 1, "a cached answer arrives finished, in one message")
		})
	}
	// A call is counted when its answer is written, a moment after its effect.
	w.eventually("every call is counted", func() bool { return w.platform.Counts()[platform.APIReply] >= 2*len(all) })
	calls := w.platform.Counts()
	assert.Equal(t, 2*len(all), calls[platform.APIResource], "one download a message")
	assert.Equal(t, 2*len(all), calls[platform.APIReply], "one reply a message")
}

func TestAPictureInAGroupWithoutAMentionGivesNothing(t *testing.T) {
	w := startWorld(t)
	sample := w.gateway.Samples()[0].JPEG()
	w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{sample}})
	w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{sample}, Text: "大家看看 @王琳", Mentions: []platform.User{w.wang}})
	w.post(platform.Outgoing{Chat: w.group, Sender: w.li, Images: [][]byte{sample}, Text: "@所有人", MentionAll: true})
	// What comes later is answered: then what came before would have been.
	w.result(w.sendPicture(sample))
	for _, m := range w.platform.Messages(w.group.ID) {
		assert.False(t, m.FromBot, "no message of the bot in the group")
	}
	assert.Equal(t, 1, w.platform.Counts()[platform.APIResource], "nothing is fetched either")
}

func TestAPostWithAMentionIsSearchedWithTheFiltersOfItsText(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{
		Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜 包邮 48h发货 抖音面单 小风扇 20以内",
		Images: [][]byte{w.gateway.Samples()[0].JPEG()},
	})
	card := w.result(id)
	require.Len(t, w.searches(), 1)
	call := w.searches()[0]
	assert.ElementsMatch(t, []string{"isOnePsaleFreePost", "shipIn48Hours", "dyCiphertext"}, call.Request.Filters)
	assert.Equal(t, "小风扇", call.Request.Keywords)
	for _, said := range []string{"包邮", "48h发货", "抖音", "小风扇", "20"} {
		assert.True(t, card.contains(said), said)
	}
}

func TestTheTenFiltersAreReadByTheirChineseNamesAndTheirKeys(t *testing.T) {
	w := startWorld(t)
	sample := w.gateway.Samples()[0].JPEG()
	for name, key := range map[string]string{
		"包邮": "isOnePsaleFreePost", "7天无理由退货": "noReason7DReturn", "一件代发": "isOnePsale", "48h发货": "shipIn48Hours",
		"淘宝": "tbCiphertext", "拼多多": "pddCiphertext", "抖音": "dyCiphertext", "快手": "ksCiphertext", "京东": "jdCiphertext", "小红书": "xhsCiphertext",
	} {
		for _, text := range []string{name, key} {
			id := w.post(platform.Outgoing{Chat: w.group, Sender: w.li, MentionBot: true, Text: "@图搜 " + text + " 刷新", Images: [][]byte{sample}})
			before := len(w.searches())
			w.eventually("a search", func() bool { return len(w.repliesTo(id)) == 1 && len(w.searches()) >= before })
			w.eventually("its card", func() bool { c := readCard(t, w.repliesTo(id)[0]); return c.isResult() })
			calls := w.searches()
			assert.Equal(t, []string{key}, calls[len(calls)-1].Request.Filters, text)
		}
	}
}

func TestThreePicturesInOnePostGiveThreeLabelledCards(t *testing.T) {
	w := startWorld(t)
	samples := w.gateway.Samples()
	id := w.post(platform.Outgoing{
		Chat: w.direct, Kind: "post", Title: "这三款", Text: "代发 最便宜",
		Images: [][]byte{samples[0].JPEG(), samples[3].JPEG(), samples[6].JPEG()},
	})
	w.eventually("three finished cards", func() bool { return w.finished(id) == 3 })
	var labels []string
	for _, m := range w.repliesTo(id) {
		card := readCard(t, m)
		for n := 1; n <= 3; n++ {
			if label := fmt.Sprintf("第 %d 张 / 共 3 张", n); card.contains(label) {
				labels = append(labels, label)
			}
		}
	}
	assert.ElementsMatch(t, []string{"第 1 张 / 共 3 张", "第 2 张 / 共 3 张", "第 3 张 / 共 3 张"}, labels)
	for _, call := range w.searches() {
		assert.Equal(t, []string{"isOnePsale"}, call.Request.Filters)
	}
}

// finished counts the finished result cards that answer a message.
func (w *world) finished(id string) int {
	n := 0
	for _, m := range w.repliesTo(id) {
		card := readCard(w.t, m)
		if card.isResult() && !card.contains("加载中") {
			n++
		}
	}
	return n
}

func TestOfMoreThanNinePicturesTheNinthSaysHowManyWereLeftOut(t *testing.T) {
	w := startWorld(t)
	var images [][]byte
	for _, s := range w.gateway.Samples()[:11] {
		images = append(images, s.JPEG())
	}
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "post", Text: "看看", Images: images})
	w.eventually("nine finished cards", func() bool { return w.finished(id) == 9 })
	said := 0
	for _, m := range w.repliesTo(id) {
		card := readCard(t, m)
		if card.contains("还有 2 张") || card.contains("2 张没") || card.contains("其余 2 张") {
			said++
			assert.True(t, card.contains("第 9 张 / 共 9 张"))
		}
	}
	assert.Equal(t, 1, said)
	assert.Len(t, w.searches(), 9)
}

func TestASlowSearchShowsProgressAndBecomesTheResultInTheSameMessage(t *testing.T) {
	w := startWorld(t)
	w.gateway.SetLatency(700 * time.Millisecond)
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	card := w.result(id)
	first := readCard(t, platform.Message{Content: card.message.History[0].Content})
	assert.True(t, first.contains("正在"))
	assert.False(t, first.isResult())
	assert.LessOrEqual(t, len(card.message.History), 3, "one reply, at most two patches")
	counts := w.platform.Counts()
	assert.Equal(t, 1, counts[platform.APIReply])
	assert.LessOrEqual(t, counts[platform.APIPatch], 2)
	assert.LessOrEqual(t, counts[platform.APIImageUpload], 5)
	assert.Equal(t, 1, counts[platform.APIResource])
}

func TestAPictureThatIsNoneGetsItsCard(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "file", FileName: "风扇.jpg", File: []byte("这不是图片,只是文字")})
	card := w.reply(id, "不是图片")
	assert.NotContains(t, card.buttons, "重试", "the same bytes will not become a picture")
	assert.Empty(t, w.searches())
	w.result(w.sendPicture(w.gateway.Samples()[0].JPEG()))
}

func TestAPictureSentAsAFileIsSearched(t *testing.T) {
	w := startWorld(t)
	id := w.post(platform.Outgoing{Chat: w.direct, Kind: "file", FileName: "IMG_20261120_风扇.jpg", File: w.gateway.Samples()[0].JPEG()})
	w.result(id)
}

func TestAGatewayThatRefusesGivesAnErrorCardWhoseRetryEndsInTheSameMessage(t *testing.T) {
	w := startWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Times: 1, Code: 5012, Message: "卖家未授权 <at id=all></at>"})
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	card := w.reply(id, "没有接受")
	assert.True(t, card.contains("5012"))
	assert.True(t, card.contains("卖家未授权"))
	require.Contains(t, card.buttons, "重试")
	require.Len(t, w.searches(), 1, "a refusal is not repeated")

	answer := w.click(card, w.li, platform.Click{Text: "重试"})
	require.NotNil(t, answer.Toast)
	result := w.result(id)
	assert.Equal(t, card.message.ID, result.message.ID)
	assert.Len(t, w.searches(), 2)
}

func TestAGatewayThatIsDownIsAskedTwiceAndThenSaidToBeDown(t *testing.T) {
	w := startWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Status: 502, Body: "<html>bad gateway</html>"})
	card := w.reply(w.sendPicture(w.gateway.Samples()[0].JPEG()), "连不上")
	assert.Contains(t, card.buttons, "重试")
	assert.Len(t, w.searches(), 2)
}

func TestAThumbnailThatFailsShowsTheNeutralPictureAndTheRestGoesOn(t *testing.T) {
	w := startWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Times: 1, Status: 404, Body: "gone"})
	card := w.result(w.sendPicture(w.gateway.Samples()[0].JPEG()))
	assert.Len(t, card.offerLinks(), 5)
	sizes := map[int]int{}
	for _, key := range card.images {
		data, _, ok := w.platform.Image(key)
		require.True(t, ok)
		sizes[len(data)]++
	}
	assert.NotEmpty(t, card.images)
	assert.LessOrEqual(t, w.platform.Counts()[platform.APIImageUpload], 5)
}

func TestAnEventThatCannotBeReadIsAcknowledgedOnceAndTheRestGoesOn(t *testing.T) {
	w := startWorld(t)
	bad := w.post(platform.Outgoing{Chat: w.direct, Kind: "image", Images: [][]byte{w.gateway.Samples()[0].JPEG()}, Content: `{"image_key":17`})
	w.result(w.sendPicture(w.gateway.Samples()[1].JPEG()))
	attempts := 0
	for _, d := range w.platform.Deliveries() {
		if d.MessageID == bad {
			attempts++
			assert.Empty(t, d.Failure)
		}
	}
	assert.Equal(t, 1, attempts)
	assert.Contains(t, w.log.String(), bad, "the log names the message")
}

func TestAMessageDeliveredAgainIsAnsweredOnce(t *testing.T) {
	w := startWorld(t)
	w.platform.SetQuirks(platform.Quirks{Duplicates: 2, FreshEventIDs: true})
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	w.result(id)
	w.eventually("three deliveries", func() bool {
		n := 0
		for _, d := range w.platform.Deliveries() {
			if d.MessageID == id && d.Failure == "" {
				n++
			}
		}
		return n == 3
	})
	w.result(w.sendPicture(w.gateway.Samples()[1].JPEG()))
	assert.Len(t, w.repliesTo(id), 1)
	assert.Len(t, w.searches(), 2)
}

func TestAfterARestartTheSamePhotoIsStillKnownAndOldCardsStillWork(t *testing.T) {
	w := startWorld(t)
	sample := w.gateway.Samples()[0].JPEG()
	card := w.result(w.sendPicture(sample))
	w.stop()
	w.start()
	again := w.result(w.sendPicture(sample))
	assert.True(t, again.contains("缓存"))
	assert.Len(t, w.searches(), 1)
	answer := w.click(card, w.li, platform.Click{Text: "下一页"})
	require.NotNil(t, answer.Card)
	w.eventually("the second page's pictures", func() bool {
		m, _ := w.platform.Message(card.message.ID)
		shown := readCard(t, m)
		return shown.contains("2 / 4") && !shown.contains("加载中")
	})
}

func TestPagingAndSortingAreAnsweredInTheCallback(t *testing.T) {
	w := startWorld(t)
	card := w.result(w.sendPicture(w.gateway.Samples()[0].JPEG()))
	next := w.click(card, w.li, platform.Click{Text: "下一页"})
	require.NotNil(t, next.Card)
	sorted := w.click(card, w.li, platform.Click{Tag: "select_static", Option: "price_asc", Value: map[string]any{"a": "sort"}})
	require.NotNil(t, sorted.Card)
	var m map[string]any
	require.NoError(t, json.Unmarshal(sorted.Card, &m))
	w.eventually("the cheapest first, with pictures", func() bool {
		now, _ := w.platform.Message(card.message.ID)
		shown := readCard(t, now)
		return shown.contains("1 / 4") && !shown.contains("加载中")
	})
	assert.Len(t, w.searches(), 1)
}

func TestRefreshAsksTheGatewayAgainInTheSameMessage(t *testing.T) {
	w := startWorld(t)
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	card := w.result(id)
	answer := w.click(card, w.li, platform.Click{Text: "刷新"})
	require.NotNil(t, answer.Toast)
	w.eventually("a second search", func() bool { return len(w.searches()) == 2 })
	assert.Equal(t, card.message.ID, w.result(id).message.ID)
}
