package sandbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// prices gives the prices of a card's offers, in their order.
func (s *stage) prices(card node) []string {
	s.t.Helper()
	return eval[[]string](s.tab, `[...`+string(card)+`.querySelectorAll(".markdown span b")].map((e) => e.textContent).filter((text) => text.startsWith("¥"))`)
}

// titles gives the titles of a card's offers, in their order.
func (s *stage) titles(card node) []string {
	s.t.Helper()
	return eval[[]string](s.tab, `[...`+string(card)+`.querySelectorAll(".clamped")].map((e) => e.textContent)`)
}

func TestAPastedPictureBecomesACardThatIsPagedSortedAndFiltered(t *testing.T) {
	s := newStage(t)
	s.paste(2)
	s.write("")
	card := s.answered("找到 20 个同款")
	first := s.titles(card)
	assert.True(t, eval[bool](s.tab, string(card.labelled("上一页", 0))+`.disabled`), "there is no page before the first")

	s.click(card.labelled("下一页", 0))
	s.complete(card, "2 / ")
	assert.NotEqual(t, first, s.titles(card), "the second page shows other offers")
	s.click(card.labelled("上一页", 0))
	s.complete(card, "1 / ")
	assert.Equal(t, first, s.titles(card))

	eval[bool](s.tab, `(`+string(card.css("select"))+`.focus(), true)`)
	s.do(chromedp.KeyEvent(kb.ArrowDown))
	s.wait(string(card.css("select")) + `.value === "price_asc" && !` + string(card.css("select")) + `.disabled`)
	s.complete(card, "已理解: 价格升序")
	prices := s.prices(card)
	require.Len(t, prices, 5)
	assert.IsNonDecreasing(t, cents(t, prices))

	s.click(card.labelled("筛选条件", 0))
	s.click(card.css("[data-tag=multi_select_static] summary"))
	s.click(card.labelled("包邮", 0))
	s.click(card.css("[data-tag=multi_select_static] summary"))
	s.click(card.css("[data-name=price_max]"))
	s.keys("20")
	s.shot("desktop-filters")
	s.click(card.labelled("重新搜索", 0))
	s.complete(card, "已理解: 包邮 · ≤20元 · 价格升序")
	assert.False(t, eval[bool](s.tab, string(card.css("details.panel"))+`.open`), "the form folds again")
	assert.Equal(t, 2, s.count("#messages .card"), "all of it happened in one card, below the welcome")

	s.paste(2)
	s.click(css("#text"))
	s.keys("包邮 20以内")
	s.write("")
	assert.Contains(t, s.text(s.answered("找到")), "已理解: 包邮 · ≤20元")
	assert.Equal(t, 3, s.count("#messages .card"))
	s.sound()
}

// cents reads amounts such as ¥5.57.
func cents(t *testing.T, prices []string) []int {
	t.Helper()
	out := make([]int, len(prices))
	for i, price := range prices {
		var yuan, rest int
		_, err := fmt.Sscanf(price, "¥%d.%02d", &yuan, &rest)
		require.NoError(t, err, price)
		out[i] = 100*yuan + rest
	}
	return out
}

func TestDetailsShowInTheTopicAndSimilarOffersInANewCard(t *testing.T) {
	s := newStage(t)
	s.paste(2)
	s.write("包邮 20以内")
	card := s.answered("找到")
	titles := s.titles(card)
	s.click(card.labelled("详情", 0))
	detail := last("#topic-messages .card")
	s.complete(detail, "商品详情")
	assert.Contains(t, s.text(detail), titles[0])
	assert.Equal(t, 2, s.count("#messages .card"), "the chat itself is as before")
	s.wait(css("#messages .topic").says("1 条话题回复"))
	s.shot("desktop-details")
	s.click(css("#topic-close"))
	s.wait(`document.querySelector("#topic").hidden`)
	s.click(css("#messages .topic"))
	s.wait(detail.says("商品详情"))
	s.click(detail.labelled("收藏", 0))
	s.wait(detail.says("已收藏"))
	s.click(css("#topic-close"))

	// A card that has no topic yet: what answers one that has stays in it.
	s.paste(6)
	s.write("")
	other := s.answered("找到")
	s.click(other.labelled("找同款", 1))
	s.wait(`document.querySelectorAll("#messages .card").length === 4`)
	assert.NotEqual(t, other, s.answered("找到"))
	s.complete(other, "找到")
	s.sound()
}

func TestCandidatesAreCollectedComparedAndExported(t *testing.T) {
	s := newStage(t)
	s.paste(6)
	s.write("")
	card := s.answered("找到")
	for n := range 3 {
		s.click(card.labelled("收藏", 0))
		s.wait(string(card.labelled("已收藏", n)) + ` !== undefined`)
	}
	s.wait(`[...document.querySelectorAll(".toast")].some((toast) => toast.textContent === "已收藏，选品清单共 3 个")`)

	s.write("/list")
	list := s.answered("选品清单（3 个）")
	s.write("/compare")
	s.answered("对比 3 个商品")
	s.shot("desktop-compare")

	s.click(list.labelled("移出", 0))
	s.wait(list.says("选品清单（2 个）"))
	folder := t.TempDir()
	_, err := chromedp.CallBrowser(s.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder, EventsEnabled: new(true),
	})
	require.NoError(t, err)
	downloads := chromedp.BrowserEvents(s.ctx, browser.DownloadProgress)
	s.click(list.labelled("导出 Excel", 0))
	s.wait(last("#messages .file").says(".xlsx"))
	s.click(last("#messages .file"))
	for progress, err := range downloads {
		require.NoError(t, err)
		require.NotEqual(t, browser.DownloadProgressStateCanceled, progress.State)
		if progress.State == browser.DownloadProgressStateCompleted {
			break
		}
	}
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, files, 1)
	assert.Equal(t, s.text(last("#messages .file").css("b")), files[0].Name())
	path := filepath.Join(folder, files[0].Name())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(raw), "PK\x03\x04"), "a workbook is a zip archive")
	book, err := excelize.OpenFile(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	rows, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	assert.Len(t, rows, 3, "a header and two candidates")
	s.sound()
}

func TestInAGroupTheBotHearsOnlyWhatMentionsIt(t *testing.T) {
	s := newStage(t)
	s.click(css("[data-chat=group]"))
	s.wait(css("#title").says("选品群"))
	s.click(css("#mention-box"))
	s.wait(css("#hint").says("收不到"))
	s.paste(2)
	s.write("")
	s.wait(`document.querySelectorAll("#messages .message").length === 1`)

	// Another person answers that picture, first without a mention, then with one.
	s.click(css("#people label:nth-child(2)"))
	s.wait(`document.querySelectorAll("#messages .mine").length === 0`)
	s.click(css("#messages .reply"))
	s.wait(css("#quote-text").says("李然"))
	s.write("这个怎么样")
	s.click(css("#mention-box"))
	s.click(css("#messages .reply"))
	s.write("包邮")
	s.answered("找到")
	s.shot("desktop-group")
	assert.Equal(t, 4, s.count("#messages .message"), "three of people, one of the bot: what mentioned nobody was not answered")
	assert.Contains(t, s.text(last("#messages .mine")), "@图搜")
	assert.Contains(t, s.text(last("#messages .message")), "回复 王琳")

	// In the other group nothing of this is seen, and what happens in this one
	// is counted there.
	s.click(css("[data-chat=group2]"))
	s.wait(css("#title").says("家居采购群"))
	assert.Zero(t, s.count("#messages .message"))
	s.paste(0)
	s.write("@图搜")
	s.click(css("[data-chat=direct]"))
	s.wait(css("#title").says("图搜"))
	s.wait(css("[data-chat=group2] .badge").says("1"))
	s.click(css("[data-chat=group2]"))
	s.answered("找到")
	assert.True(t, eval[bool](s.tab, string(css("[data-chat=group2] .badge"))+`.hidden`))
	s.sound()
}

func TestTheMenuAnswersInDirectChat(t *testing.T) {
	s := newStage(t)
	s.paste(4)
	s.write("")
	s.answered("找到")
	s.click(css("[data-chat=group]"))
	for _, entry := range []struct{ key, title string }{
		{"tusou_help", "怎么用"}, {"tusou_history", "最近的搜索"}, {"tusou_list", "选品清单还是空的"},
	} {
		s.click(css("[data-menu=" + entry.key + "]"))
		s.answered(entry.title)
		assert.Equal(t, "图搜", s.text(css("#title")))
	}
	s.sound()
}

func TestOnAPhoneNothingReachesOverTheEdge(t *testing.T) {
	s := newStage(t)
	s.resize(phone)
	fits := func(what string) {
		t.Helper()
		assert.Empty(t, eval[[]string](s.tab, `[document.documentElement, ...document.querySelectorAll(".messages, .card-body, .composer, .top, .column")]
			.filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1).map((node) => node.className + ": " + node.textContent.slice(0, 60))`), what)
		assert.Equal(t, float64(phone.width), eval[float64](s.tab, `document.documentElement.scrollWidth`), what)
	}
	fits("the welcome")
	s.paste(6)
	s.write("包邮 48h 100以内 耳机")
	card := s.answered("找到")
	fits("the result")
	s.shot("phone-result")
	s.click(card.labelled("筛选条件", 0))
	s.click(card.css("[data-tag=multi_select_static] summary"))
	fits("the form")
	s.shot("phone-form")
	s.click(card.css("[data-tag=multi_select_static] summary"))
	s.click(card.labelled("详情", 0))
	detail := last("#topic-messages .card")
	s.complete(detail, "商品详情")
	fits("the details")
	s.click(css("#topic-close"))
	for n := range 3 {
		s.click(card.labelled("收藏", 0))
		s.wait(string(card.labelled("已收藏", n)) + ` !== undefined`)
	}
	for _, command := range []struct{ words, title string }{
		{"/compare", "对比 3 个商品"}, {"/filter", "按条件搜索"}, {"/help", "怎么用"}, {"/history", "最近的搜索"}, {"/filters", "筛选条件"}, {"/list", "选品清单（3 个）"},
	} {
		s.write(command.words)
		s.answered(command.title)
		fits(command.words)
	}
	s.shot("phone-list")
	s.click(css("[data-chat=group]"))
	s.wait(css("#title").says("选品群"))
	fits("a group")
	s.sound()
}
