package cards

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

var update = flag.Bool("update", false, "write the golden cards anew")

// goldenCards gives every card in the states worth looking at.
func goldenCards(t *testing.T) map[string]func(*lang.Texts) Card {
	t.Helper()
	gateway := &sourcing.Failure{Kind: sourcing.FailureThrottled, Code: "429001", Message: "调用频率超限，请稍后再试", TraceID: "7f3a-01"}
	resultOf := func(v ResultView) func(*lang.Texts) Card {
		return func(tx *lang.Texts) Card { return Result(tx, v) }
	}

	plainResult := result(t, sourcing.Terms{})
	plainResult.Understood = "包邮 · 48h发货"
	plainResult.Terms.Filters = []string{"isOnePsaleFreePost", "shipIn48Hours"}

	pictures := result(t, sourcing.Terms{Sort: sourcing.SortPriceAsc})
	pictures.Page = 4
	pictures.Understood = "包邮 · 48h发货 · 抖音面单 · 价格升序 · 关键词 手持小风扇"
	pictures.Notes = []string{"「包油」按「包邮」理解了，不对的话请重发。"}
	pictures.Label = Label{N: 9, Of: 9, LeftOut: 3}
	pictures.Source = Source{Cached: true, FetchedAt: now.Add(-3 * time.Minute), Now: now}
	pictures.Thumbs, pictures.Collected = map[string]Thumb{}, map[string]bool{}
	for i, row := range pictures.Listing.Rows[15:] {
		switch i {
		case 0:
			pictures.Thumbs[row.Image] = Thumb{Failed: true}
		case 1, 2:
			pictures.Thumbs[row.Image] = Thumb{Key: "img_v3_0283_1b2c3d4e"}
			pictures.Collected[row.ID] = true
		}
	}

	inRange := result(t, sourcing.Terms{Price: sourcing.PriceRange{Min: 1000, Max: 2000}, Keywords: "小风扇", Filters: []string{"shipIn24Hours"}})
	inRange.Understood = "10-20元 · 关键词 小风扇"

	nearest := result(t, sourcing.Terms{Price: sourcing.PriceRange{Max: 300}})
	nearest.Understood = "≤3元"

	stale := result(t, sourcing.Terms{})
	stale.Source = Source{Cached: true, Stale: true, FetchedAt: now.Add(-50 * time.Hour), Now: now}

	dearer := result(t, sourcing.Terms{})
	offers := vendorOffers(t)[:2]
	offers[0].ConsignPrice = 790
	offers[1].Price, offers[1].ConsignPrice = 0, 0
	dearer.Listing = sourcing.Arrange(offers, sourcing.PriceRange{}, sourcing.SortDefault)

	empty := result(t, sourcing.Terms{Keywords: "小风扇"})
	empty.Listing, empty.Understood = sourcing.Arrange(nil, sourcing.PriceRange{}, sourcing.SortDefault), "关键词 小风扇"

	sparse := detailView(t)
	sparse.Detail = sourcing.Detail{OfferID: "895911576112", Consign: 790, OffShelf: true, Dropship: sourcing.No, Shipping: sourcing.No}
	sparse.Collected = true
	sparse.Source = Source{Cached: true, Stale: true, FetchedAt: now.Add(-50 * time.Hour), Now: now}

	many := detailView(t)
	for i := range 15 {
		many.Detail.SKUs = append(many.Detail.SKUs, sourcing.SKU{Values: []string{fmt.Sprintf("款式 %d", i+1)}, Consign: 1001})
		many.Detail.Attributes = append(many.Detail.Attributes, detail().Attributes...)
	}

	defaults := FilterFormView{
		CardID: "f_1a2b3c4d5e6f7a8b", SearchID: "c0b72c3a9b17b1fc", Filters: sourcing.Filters(),
		Terms: sourcing.Terms{Filters: []string{"isOnePsaleFreePost", "certifiedFactory"}, Price: sourcing.PriceRange{Max: 2000}, Sort: sourcing.SortPriceAsc},
	}

	return map[string]func(*lang.Texts) Card{
		"detail":         func(tx *lang.Texts) Card { return Detail(tx, detailView(t)) },
		"detail_sparse":  func(tx *lang.Texts) Card { return Detail(tx, sparse) },
		"detail_many":    func(tx *lang.Texts) Card { return Detail(tx, many) },
		"compare":        func(tx *lang.Texts) Card { return Compare(tx, CompareView{Candidates: compared(t), Total: 12}) },
		"compare_two":    func(tx *lang.Texts) Card { return Compare(tx, CompareView{Candidates: compared(t)[:2]}) },
		"compare_one":    func(tx *lang.Texts) Card { return Compare(tx, CompareView{Candidates: compared(t)[:1]}) },
		"shortlist":      func(tx *lang.Texts) Card { return Shortlist(tx, shortlist(t, 1)) },
		"shortlist_last": func(tx *lang.Texts) Card { return Shortlist(tx, shortlist(t, 3)) },
		"shortlist_nameless": func(tx *lang.Texts) Card {
			v := shortlist(t, 3)
			v.Nameless = true
			return Shortlist(tx, v)
		},
		"shortlist_empty": func(tx *lang.Texts) Card { return Shortlist(tx, ShortlistView{CardID: "l1"}) },
		"history":         func(tx *lang.Texts) Card { return History(tx, history(1)) },
		"history_empty":   func(tx *lang.Texts) Card { return History(tx, HistoryView{CardID: "h1"}) },
		"filterform": func(tx *lang.Texts) Card {
			v := defaults
			v.Whose = tx.FilterForm.LastPicture
			return FilterForm(tx, v)
		},
		"stats": func(tx *lang.Texts) Card { return Stats(tx, stats()) },
		"failure_quota": func(tx *lang.Texts) Card {
			return Failure(tx, FailureView{CardID: "c1", SearchID: "s1", Problem: lang.ProblemQuota, Quota: 50})
		},
		"failure_detail": func(tx *lang.Texts) Card {
			return Failure(tx, FailureView{CardID: "c1", SearchID: "s1", Problem: ProblemOf(gateway.Kind), Gateway: gateway, Details: &sourcing.Offer{ID: "941121990036"}})
		},
		"filters":  func(tx *lang.Texts) Card { return Filters(tx, sourcing.Filters()) },
		"progress": func(tx *lang.Texts) Card { return Progress(tx, ProgressView{}) },
		"progress_of_three": func(tx *lang.Texts) Card {
			return Progress(tx, ProgressView{Label: Label{N: 1, Of: 3}, Understood: "包邮 · ≤20元"})
		},
		"result":               resultOf(plainResult),
		"result_last_page":     resultOf(pictures),
		"result_in_range":      resultOf(inRange),
		"result_nearest":       resultOf(nearest),
		"result_stale":         resultOf(stale),
		"result_consign_price": resultOf(dearer),
		"result_empty":         resultOf(empty),
		"failure_throttled": func(tx *lang.Texts) Card {
			return Failure(tx, FailureView{CardID: "c1", SearchID: "s1", Understood: "包邮", Problem: ProblemOf(gateway.Kind), Gateway: gateway})
		},
		"failure_permission": func(tx *lang.Texts) Card {
			return Failure(tx, FailureView{CardID: "c1", Problem: lang.ProblemPermission, Detail: "im:message.group_msg"})
		},
		"failure_format": func(tx *lang.Texts) Card {
			return Failure(tx, FailureView{CardID: "c1", Label: Label{N: 2, Of: 2}, Problem: lang.ProblemUnsupported, Detail: "HEIC"})
		},
		"hint":           Hint,
		"welcome_direct": func(tx *lang.Texts) Card { return Welcome(tx, WelcomeView{Direct: true}) },
		"welcome_group":  func(tx *lang.Texts) Card { return Welcome(tx, WelcomeView{}) },
		"welcome_every":  func(tx *lang.Texts) Card { return Welcome(tx, WelcomeView{EveryPicture: true}) },
		"help": func(tx *lang.Texts) Card {
			return Help(tx, HelpView{Commands: []string{"filter", "default", "reset", "filters", "help"}})
		},
		"notice": func(tx *lang.Texts) Card { return Notice(tx.Notice.ChatNotAllowed) },
	}
}

func TestCardsAreAsTheGoldenFilesShowThem(t *testing.T) {
	for name, build := range goldenCards(t) {
		for _, code := range []string{lang.Chinese, lang.English} {
			t.Run(name+"."+code, func(t *testing.T) {
				raw := build(texts(t, code)).JSON()
				assertSound(t, raw)
				var got bytes.Buffer
				require.NoError(t, json.Indent(&got, raw, "", "  "))
				got.WriteByte('\n')
				file := filepath.Join("testdata", "golden", name+"."+code+".json")
				if *update {
					require.NoError(t, os.WriteFile(file, got.Bytes(), 0o600))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err, "run the test with -update to write it")
				assert.Equal(t, string(want), got.String())
			})
		}
	}
}
