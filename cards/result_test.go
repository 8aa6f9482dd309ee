package cards

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func zhResult(t *testing.T, v ResultView) []byte {
	t.Helper()
	raw := Result(texts(t, lang.Chinese), v).JSON()
	assertSound(t, raw)
	return raw
}

func TestPageIsBroughtIntoRange(t *testing.T) {
	listing := sourcing.Arrange(vendorOffers(t)[:12], sourcing.PriceRange{}, sourcing.SortDefault)
	for _, c := range []struct {
		name            string
		page, at, count int
	}{
		{"the first", 1, 1, 5},
		{"the second", 2, 2, 5},
		{"the last is shorter", 3, 3, 2},
		{"zero", 0, 1, 5},
		{"negative", -7, 1, 5},
		{"beyond the end", 99, 3, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, at, pages := PageRows(listing, c.page)
			assert.Equal(t, c.at, at)
			assert.Equal(t, 3, pages)
			assert.Len(t, rows, c.count)
		})
	}
	rows, at, pages := PageRows(sourcing.Listing{}, 4)
	assert.Empty(t, rows)
	assert.Equal(t, []int{1, 1}, []int{at, pages}, "an empty listing has one page")
}

func TestTheOrderIsChosenInASelect(t *testing.T) {
	raw := zhResult(t, result(t, sourcing.Terms{Sort: sourcing.SortPriceDesc}))
	selects := withTag(t, raw, "select_static")
	require.Len(t, selects, 2, "on the card and in its form")
	for _, s := range selects {
		assert.Equal(t, "排序", s["placeholder"].(object)["content"])
		assert.Equal(t, "price_desc", s["initial_option"])
		var shown []any
		for _, o := range s["options"].([]any) {
			shown = append(shown, o.(object)["text"].(object)["content"])
		}
		assert.Equal(t, []any{"综合", "价格升序", "价格降序"}, shown)
	}
}

func TestPagingIsDisabledAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		page     int
		previous bool
		next     bool
	}{
		{1, true, false},
		{2, false, false},
		{4, false, true},
	} {
		v := result(t, sourcing.Terms{})
		v.Page = c.page
		raw := zhResult(t, v)
		assert.Equal(t, c.previous, labelled(t, raw, "上一页")["disabled"] == true, "previous on page %d", c.page)
		assert.Equal(t, c.next, labelled(t, raw, "下一页")["disabled"] == true, "next on page %d", c.page)
	}
}

func TestEveryPageHoldsItsFiveOffersOnce(t *testing.T) {
	v := result(t, sourcing.Terms{})
	seen := map[string]int{}
	for page := 1; page <= 4; page++ {
		v.Page = page
		for _, value := range actions(t, zhResult(t, v)) {
			a, err := ParseAction(value)
			require.NoError(t, err)
			if a.Verb == VerbDetail {
				seen[a.Offer]++
			}
		}
	}
	assert.Len(t, seen, 20)
	for id, n := range seen {
		assert.Equal(t, 1, n, "offer %s", id)
	}
}

func TestButtonsCarryTheCardAndItsSearch(t *testing.T) {
	v := result(t, sourcing.Terms{})
	v.Page = 2
	verbs := map[Verb]int{}
	for _, value := range actions(t, zhResult(t, v)) {
		a, err := ParseAction(value)
		require.NoError(t, err)
		assert.Equal(t, v.CardID, a.Card)
		assert.Equal(t, v.SearchID, a.Search)
		verbs[a.Verb]++
	}
	assert.Equal(t, map[Verb]int{
		VerbDetail: 5, VerbSimilar: 5, VerbCollect: 5, VerbPage: 2, VerbSort: 1, VerbRefresh: 1, VerbRefilter: 1,
	}, verbs)
}

func TestACollectedOfferSaysSoAndCanBeTakenOff(t *testing.T) {
	v := result(t, sourcing.Terms{})
	id := v.Listing.Rows[0].ID
	v.Collected = map[string]bool{id: true}
	b := labelled(t, zhResult(t, v), "已收藏")
	value := b["behaviors"].([]any)[0].(object)["value"].(object)
	assert.Equal(t, "uncollect", value["a"])
	assert.Equal(t, id, value["o"])
}

func TestPricesAreSaidAsTheOfferHasThem(t *testing.T) {
	for _, c := range []struct {
		name           string
		price, consign sourcing.Money
		want           string
	}{
		{"one price", 650, 650, "<font color='red'>**¥6.50**</font>"},
		{"no 代发价", 650, 0, "<font color='red'>**¥6.50**</font>"},
		{"another 代发价", 650, 700, "<font color='red'>**¥6.50**</font>  代发价 ¥7.00"},
		{"only 代发价", 0, 700, "代发价 ¥7.00"},
		{"neither", 0, 0, "<font color='grey'>价格未提供</font>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := result(t, sourcing.Terms{})
			v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: "风扇", Price: c.price, ConsignPrice: c.consign}},
				sourcing.PriceRange{}, sourcing.SortDefault)
			assert.Contains(t, markdownOf(t, zhResult(t, v)), c.want)
		})
	}
}

func TestAnAnswerWithoutPricesHasNoPriceLine(t *testing.T) {
	v := result(t, sourcing.Terms{})
	v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: "风扇"}}, sourcing.PriceRange{}, sourcing.SortDefault)
	assert.NotContains(t, string(zhResult(t, v)), "中位")
}

func TestBadgesSayOnlyWhatTheOfferSays(t *testing.T) {
	terms := sourcing.Terms{Filters: []string{"isOnePsaleFreePost", "shipIn48Hours"}}
	v := result(t, terms)
	v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: "风扇", Price: 100}}, sourcing.PriceRange{}, sourcing.SortDefault)
	for _, content := range markdownOf(t, zhResult(t, v)) {
		assert.NotContains(t, content, "text_tag", "a filter asked for is no promise")
	}
	v.Listing = sourcing.Arrange([]sourcing.Offer{
		{ID: "1", Title: "风扇", Price: 100, FreeShipping: true, Selected: true, Tags: []string{"48小时发货"}, Image: "https://a/1.jpg"},
		{ID: "2", Title: "风扇", Price: 200, Image: "https://a/1.jpg"},
	}, sourcing.PriceRange{}, sourcing.SortDefault)
	all := markdownOf(t, zhResult(t, v))
	assert.Contains(t, all, "<text_tag color='green'>代发包邮</text_tag> <text_tag color='orange'>精选货源</text_tag> "+
		"<text_tag color='blue'>同图 2 家</text_tag> <text_tag color='neutral'>48小时发货</text_tag>")
	assert.Contains(t, all, "<text_tag color='blue'>同图 2 家</text_tag>")
}

func TestPicturesHaveThreeStates(t *testing.T) {
	tx := texts(t, lang.Chinese)
	for _, c := range []struct {
		name  string
		image string
		thumb Thumb
		key   string
		said  string
	}{
		{"ready", "https://a/1.jpg", Thumb{Key: "img_1"}, "img_1", ""},
		{"loading", "https://a/1.jpg", Thumb{}, "", tx.Result.PictureLoading},
		{"failed", "https://a/1.jpg", Thumb{Failed: true}, "", tx.Result.PictureMissing},
		{"failed with a neutral picture", "https://a/1.jpg", Thumb{Key: "img_neutral", Failed: true}, "img_neutral", ""},
		{"none", "", Thumb{}, "", tx.Result.PictureMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := result(t, sourcing.Terms{})
			v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: "风扇", Image: c.image}}, sourcing.PriceRange{}, sourcing.SortDefault)
			v.Thumbs = map[string]Thumb{"https://a/1.jpg": c.thumb}
			raw := zhResult(t, v)
			images := withTag(t, raw, "img")
			if c.key == "" {
				assert.Empty(t, images)
				assert.Contains(t, plainOf(t, raw), c.said)
				return
			}
			require.Len(t, images, 1)
			assert.Equal(t, c.key, images[0]["img_key"])
		})
	}
}

func TestThePriceRangeIsSaidHonestly(t *testing.T) {
	for _, c := range []struct {
		name    string
		price   sourcing.PriceRange
		want    string
		showAll bool
	}{
		{"both ends", sourcing.PriceRange{Min: 1000, Max: 2000}, "20 个结果中 5 个在 10–20 元", false},
		{"upper end", sourcing.PriceRange{Max: 650}, "20 个结果中 7 个在 6.5 元以内", false},
		{"lower end", sourcing.PriceRange{Min: 20000}, "20 个结果中 1 个在 200 元以上", false},
		{"none in range", sourcing.PriceRange{Min: 5000, Max: 6000}, "20 个结果中没有在 50–60 元的，下面是最接近的 5 个", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := zhResult(t, result(t, sourcing.Terms{Price: c.price}))
			assert.Contains(t, plainOf(t, raw), c.want)
			if c.showAll {
				labelled(t, raw, "看全部")
			} else {
				assert.NotContains(t, string(raw), "看全部")
			}
		})
	}
}

func TestAPriceRangeWithoutAnyKnownPriceStillLeadsToTheOffers(t *testing.T) {
	price := sourcing.PriceRange{Max: 1000}
	v := result(t, sourcing.Terms{Price: price})
	v.Listing = sourcing.Arrange([]sourcing.Offer{{ID: "1", Title: "风扇"}}, price, sourcing.SortDefault)
	raw := zhResult(t, v)
	assert.Contains(t, plainOf(t, raw), "1 个结果中没有在 10 元以内的")
	labelled(t, raw, "看全部")
}

func TestNothingFoundSaysWhatToTryAndKeepsTheForm(t *testing.T) {
	v := result(t, sourcing.Terms{Filters: []string{"dyCiphertext"}})
	v.Listing = sourcing.Listing{}
	raw := zhResult(t, v)
	assert.Contains(t, string(raw), "没有找到同款")
	assert.Contains(t, string(raw), "去掉几个筛选条件")
	labelled(t, raw, "重新搜索")
	labelled(t, raw, "刷新")
	assert.NotContains(t, string(raw), "下一页")
}

func TestTheSmallPrintSaysSourceAndAge(t *testing.T) {
	for _, c := range []struct {
		name   string
		source Source
		want   string
	}{
		{"live", Source{FetchedAt: now, Now: now}, "来源 1688 · 实时 · 刚刚"},
		{"cached", Source{Cached: true, FetchedAt: now.Add(-3 * time.Minute), Now: now}, "来源 1688 · 缓存 · 3 分钟前"},
		{"stale", Source{Cached: true, Stale: true, FetchedAt: now.Add(-73 * time.Hour), Now: now}, "来源 1688 · 旧结果 · 3 天前（搜索接口暂时不可用，先看上次的）"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := result(t, sourcing.Terms{})
			v.Source = c.source
			raw := zhResult(t, v)
			assert.Contains(t, plainOf(t, raw), c.want)
			assert.Equal(t, c.source.Stale, strings.Contains(string(raw), `"text_tag_list"`), "a tag marks a stale result")
		})
	}
}

func TestTheLastOfManyPicturesSaysHowManyWereLeftOut(t *testing.T) {
	v := result(t, sourcing.Terms{})
	v.Label = Label{N: 9, Of: 9, LeftOut: 2}
	raw := zhResult(t, v)
	assert.Contains(t, plainOf(t, raw), "第 9 张 / 共 9 张")
	assert.Contains(t, plainOf(t, raw), "一次最多搜 9 张图，还有 2 张没有搜，请分开再发。")
}

func TestOffersWithoutIDOrAddressHaveNoSuchButtons(t *testing.T) {
	for _, c := range []struct {
		name    string
		offer   sourcing.Offer
		buttons int
	}{
		{"both", sourcing.Offer{ID: "1", URL: "https://detail.1688.com/offer/1.html"}, 4},
		{"no address", sourcing.Offer{ID: "1"}, 3},
		{"an address that is no web page", sourcing.Offer{ID: "1", URL: "javascript:alert(1)"}, 3},
		{"an address with a password", sourcing.Offer{ID: "1", URL: "https://a:b@detail.1688.com/"}, 3},
		{"an endless address", sourcing.Offer{ID: "1", URL: "https://detail.1688.com/" + strings.Repeat("a", 1000)}, 3},
		{"an id no click can carry", sourcing.Offer{ID: strings.Repeat("9", maxIDLength+1), URL: "https://detail.1688.com/offer/1.html"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := result(t, sourcing.Terms{})
			v.Listing = sourcing.Arrange([]sourcing.Offer{c.offer}, sourcing.PriceRange{}, sourcing.SortDefault)
			n := 0
			for _, b := range withTag(t, zhResult(t, v), "button") {
				switch b["text"].(object)["content"] {
				case "详情", "找同款", "收藏", "1688":
					n++
				}
			}
			assert.Equal(t, c.buttons, n)
		})
	}
}

// markdownOf gives the content of every markdown component.
func markdownOf(t *testing.T, raw []byte) []string {
	t.Helper()
	var contents []string
	for _, o := range withTag(t, raw, "markdown") {
		contents = append(contents, o["content"].(string))
	}
	return contents
}

// plainOf gives the content of every plain text.
func plainOf(t *testing.T, raw []byte) []string {
	t.Helper()
	var contents []string
	for _, o := range withTag(t, raw, "plain_text") {
		contents = append(contents, o["content"].(string))
	}
	return contents
}
