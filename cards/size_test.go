package cards

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

// The worst that a view can hold: emoji are four bytes a character, and a mark
// becomes up to six where it is escaped.
func wide() string   { return strings.Repeat("🔥", 500) }
func marked() string { return strings.Repeat("~", 500) }

// wideID is the longest id that a click can carry.
func wideID() string { return strings.Repeat("9", maxIDLength) }

func wideOffer() sourcing.Offer {
	return sourcing.Offer{
		ID: wideID(), Title: wide(), URL: "https://detail.1688.com/" + strings.Repeat("a", 170), Image: "https://a/1.jpg",
		Price: 100_000_000_000, ConsignPrice: 99_999_999_999, Selected: true, FreeShipping: true,
		Tags: slices.Repeat([]string{marked()}, 9),
	}
}

// wideDetail is larger than anything that a seller can fill in.
func wideDetail() *sourcing.Detail {
	most := int64(math.MaxInt64)
	d := &sourcing.Detail{
		OfferID: wideID(), Title: wide(), Category: marked(), OffShelf: true, Price: sourcing.PriceRange{Min: 1, Max: 100_000_000_000},
		Consign: 99_999_999_999, Unit: marked(), MinOrder: most, Stock: &most, Place: marked(),
		Freight: sourcing.Freight{Kind: sourcing.FreightTemplate, Template: marked()}, Shipping: sourcing.No, Dropship: sourcing.No,
		Returns7D: true, Handling: most, WeightKg: marked(), Supplier: marked(),
	}
	for i := range 500 {
		d.Images = append(d.Images, fmt.Sprintf("https://a/%d.jpg", i))
		d.Ladder = append(d.Ladder, sourcing.PriceStep{From: most, Price: 100_000_000_000})
		d.SKUs = append(d.SKUs, sourcing.SKU{Values: []string{wide(), wide()}, Price: 100_000_000_000, Consign: 99_999_999_999, Stock: &most})
		d.Channels, d.Services = append(d.Channels, marked()), append(d.Services, marked())
		d.Attributes = append(d.Attributes, sourcing.Attribute{Name: marked(), Values: []string{marked(), marked()}})
	}
	return d
}

// wideFilters is the table with many more of an administrator's.
func wideFilters(extra int) []sourcing.Filter {
	all := sourcing.Filters()
	for i := range extra {
		all = append(all, sourcing.Filter{Key: fmt.Sprintf("%0*d", maxKeyLength, i), Name: wide(), English: wide(), Group: sourcing.GroupExtra})
	}
	return all
}

func keysOf(filters []sourcing.Filter) []string {
	var keys []string
	for _, f := range filters {
		keys = append(keys, f.Key)
	}
	return keys
}

// assertFits checks a card and logs what the worst view makes of it.
func assertFits(t *testing.T, c Card) {
	t.Helper()
	raw := c.JSON()
	assertSound(t, raw)
	elements, _ := objects(t, raw)
	t.Logf("%d bytes, %d elements", len(raw), len(elements))
}

func TestNoOtherCardExceedsThePlatformsBounds(t *testing.T) {
	thumbs := map[string]Thumb{"https://a/1.jpg": {Key: "img_v3_" + strings.Repeat("k", 60)}}
	d := wideDetail()
	for i, address := range d.Images {
		thumbs[address] = Thumb{Key: fmt.Sprintf("img_v3_%060d", i)}
	}
	stale := Source{Cached: true, Stale: true, FetchedAt: now.AddDate(-1, 0, 0), Now: now}
	candidate := sourcing.Candidate{
		Offer: wideOffer(), CollectedBy: wideID(), CollectedAt: now, SearchID: wideID(), Keywords: wide(), Filters: keysOf(wideFilters(40)),
	}
	entry := PastEntry{SearchID: wideID(), Understood: wide(), Answered: true, Offers: 1 << 40, Lowest: 100_000_000_000, Image: "https://a/1.jpg"}
	period := Period{Searches: 1 << 40, Cached: 1 << 40, GatewayCalls: 1 << 40, Failures: 1 << 40, People: 1 << 40, Median: 100 * time.Hour, P95: 100 * time.Hour}
	var uses []FilterUse
	for _, f := range wideFilters(40) {
		uses = append(uses, FilterUse{Filter: sourcing.Filter{Key: f.Key, Name: wide()}, Times: 1 << 40})
	}
	for _, code := range []string{lang.Chinese, lang.English} {
		tx := texts(t, code)
		for name, card := range map[string]Card{
			"detail":                    Detail(tx, DetailView{CardID: wideID(), SearchID: wideID(), Detail: *d, Offer: wideOffer(), Thumbs: thumbs, Collected: true, Source: stale}),
			"compare":                   Compare(tx, CompareView{Total: 1 << 40, Candidates: slices.Repeat([]Compared{{Offer: wideOffer(), Detail: d, Thumb: thumbs["https://a/1.jpg"]}}, 9)}),
			"compare, without pictures": Compare(tx, CompareView{Candidates: slices.Repeat([]Compared{{Offer: wideOffer(), Detail: d}}, 4)}),
			"shortlist": Shortlist(tx, ShortlistView{
				CardID: wideID(), Total: 1 << 40, Page: 1 << 40, Candidates: slices.Repeat([]sourcing.Candidate{candidate}, 9), Thumbs: thumbs, Filters: wideFilters(40),
			}),
			"shortlist, pictures loading": Shortlist(tx, ShortlistView{CardID: wideID(), Total: 9, Candidates: slices.Repeat([]sourcing.Candidate{candidate}, 9)}),
			"history":                     History(tx, HistoryView{CardID: wideID(), Total: 1 << 40, Page: 7, Entries: slices.Repeat([]PastEntry{entry}, 9), Thumbs: thumbs}),
			"stats":                       Stats(tx, StatsView{Now: now, Today: period, Week: period, Filters: uses}),
			"filters":                     Filters(tx, wideFilters(40)),
			"failure": Failure(tx, FailureView{
				CardID: wideID(), SearchID: wideID(), Label: Label{N: 9, Of: 9, LeftOut: 91}, Understood: wide(), Problem: lang.ProblemRefused, Detail: wide(),
				Gateway: &sourcing.Failure{Code: wide(), Message: wide(), TraceID: wide()}, Details: &sourcing.Offer{ID: wideID(), URL: wideOffer().URL},
			}),
		} {
			t.Run(name+"."+code, func(t *testing.T) { assertFits(t, card) })
		}
		for _, extra := range []int{0, 40, 400} {
			all := wideFilters(extra)
			for name, terms := range map[string]sourcing.Terms{
				"nothing in force":    {},
				"everything in force": {Filters: keysOf(all), Keywords: wide(), Price: sourcing.PriceRange{Min: 1, Max: 100_000_000_000}},
			} {
				t.Run(fmt.Sprintf("filter form, %d extra, %s.%s", extra, name, code), func(t *testing.T) {
					assertFits(t, FilterForm(tx, FilterFormView{CardID: wideID(), SearchID: wideID(), Whose: wide(), Terms: terms, Filters: all}))
				})
			}
		}
	}
}

func TestNoResultExceedsThePlatformsBounds(t *testing.T) {
	wide, id := wide(), wideID()
	all := seedFilters()
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		all = append(all, sourcing.Filter{Key: strings.Repeat(key, maxKeyLength), Name: wide, English: wide, Group: "extra"})
	}
	offers := slices.Repeat([]sourcing.Offer{wideOffer()}, 50)
	terms := sourcing.Terms{
		Filters: keysOf(all), Keywords: wide, Sort: sourcing.SortPriceAsc,
		Price: sourcing.PriceRange{Min: 1, Max: 2},
	}
	views := map[string]ResultView{
		"the nearest, stale": {
			Listing: sourcing.Arrange(offers, terms.Price, terms.Sort), Page: 1,
		},
		"a middle page, stale": {
			Listing: sourcing.Arrange(offers, sourcing.PriceRange{Min: 1}, terms.Sort), Page: 5,
		},
		"nothing": {},
	}
	for name, v := range views {
		for _, code := range []string{lang.Chinese, lang.English} {
			for state, thumb := range map[string]Thumb{"ready": {Key: "img_v3_" + strings.Repeat("k", 60)}, "loading": {}, "failed": {Failed: true}} {
				t.Run(name+", "+state+", "+code, func(t *testing.T) {
					v := v
					v.CardID, v.SearchID = id, id
					v.Label = Label{N: 9, Of: 9, LeftOut: 91}
					v.Understood = wide
					v.Notes = []string{wide, wide, wide, wide, wide, wide, wide, wide}
					v.Terms, v.Filters = terms, all
					v.Thumbs = map[string]Thumb{"https://a/1.jpg": thumb}
					v.Collected = map[string]bool{id: true}
					v.Source = Source{Cached: true, Stale: true, FetchedAt: now.AddDate(-1, 0, 0), Now: now}
					assertFits(t, Result(texts(t, code), v))
				})
			}
		}
	}
}
