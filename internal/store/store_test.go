package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"tusou/bot"
	"tusou/cards"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
	"tusou/internal/store"
)

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

// engines runs a test on SQLite and, where TUSOU_TEST_POSTGRES names a
// database, on PostgreSQL.
func engines(t *testing.T, test func(t *testing.T, s *store.Store, c *clock)) {
	ctx := context.Background()
	c := &clock{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	t.Run("SQLite", func(t *testing.T) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "t.db")+"?_txlock=immediate&_pragma=journal_mode(WAL)")
		require.NoError(t, err)
		db.SetMaxOpenConns(1)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		s, err := store.New(ctx, store.Config{}, db, c.read)
		require.NoError(t, err)
		test(t, s, c)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s, err := store.New(ctx, store.Config{Postgres: true}, postgres(t), c.read)
		require.NoError(t, err)
		test(t, s, c)
	})
}

// postgres gives an empty schema of its own.
func postgres(t *testing.T) *sql.DB {
	t.Helper()
	url := os.Getenv("TUSOU_TEST_POSTGRES")
	if url == "" {
		t.Skip("needs PostgreSQL: set TUSOU_TEST_POSTGRES=postgres://… to an empty database (see .ci/run)")
	}
	cfg, err := pgx.ParseConfig(url)
	require.NoError(t, err)
	schema := fmt.Sprintf("store_%d", time.Now().UnixNano())
	cfg.RuntimeParams["search_path"] = schema
	db := stdlib.OpenDB(*cfg)
	_, err = db.Exec("CREATE SCHEMA " + schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.Exec("DROP SCHEMA " + schema + " CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	return db
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	db := postgres(t)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { _, errs[i] = store.New(context.Background(), store.Config{Postgres: true}, db, time.Now) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func TestASearchIsGivenBackAsItWasSaved(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		want := bot.Search{
			ID: "s1", ChatID: "oc_1", Person: "ou_1", Asked: "om_1",
			Source: bot.Picture{MessageID: "om_1", Key: "img_1", File: true},
			Label:  cards.Label{N: 9, Of: 9, LeftOut: 2},
			Terms: sourcing.Terms{
				Filters: []string{"isOnePsale"}, Keywords: "小风扇 mini", Price: sourcing.PriceRange{Min: 500, Max: 2000}, Sort: sourcing.SortPriceAsc,
			},
			Fresh: true, PictureID: "p1", Notes: []string{"「包油」按「包邮」理解了"}, Origin: "live", Created: c.now,
		}
		require.NoError(t, s.SaveSearch(ctx, want))
		want.AnswerID = "a1"
		require.NoError(t, s.SaveSearch(ctx, want), "again, with its answer")
		begun := want
		begun.AnswerID, begun.Origin = "", ""
		require.NoError(t, s.SaveSearch(ctx, begun), "that it begins is noted once")
		got, ok, err := s.LoadSearch(ctx, "s1")
		require.NoError(t, err)
		require.True(t, ok)
		got.Created = got.Created.UTC()
		assert.Equal(t, want, got)
		_, ok, err = s.LoadSearch(ctx, "s2")
		require.NoError(t, err)
		assert.False(t, ok)
	})
}

func TestTheNewestAnswerToAQuestionIsFoundAndOlderOnesStay(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		older := sourcing.Answer{Offers: []sourcing.Offer{{ID: "1", Title: "旧", Price: 650}}, FetchedAt: c.now}
		newer := sourcing.Answer{Offers: []sourcing.Offer{{ID: "2", Title: "新", Tags: []string{"48小时发货"}}}, FetchedAt: c.now.Add(time.Hour), TraceID: "t"}
		oldID, err := s.SaveAnswer(ctx, "q", older)
		require.NoError(t, err)
		again, err := s.SaveAnswer(ctx, "q", older)
		require.NoError(t, err)
		assert.Equal(t, oldID, again, "saving one answer twice leaves one")
		newID, err := s.SaveAnswer(ctx, "q", newer)
		require.NoError(t, err)
		id, a, ok, err := s.LoadAnswer(ctx, "q")
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, newID, id)
		assert.Equal(t, newer.Offers, a.Offers)
		assert.True(t, newer.FetchedAt.Equal(a.FetchedAt))
		a, ok, err = s.LoadAnswerByID(ctx, oldID)
		require.NoError(t, err)
		assert.True(t, ok)
		assert.Equal(t, older.Offers, a.Offers)
		_, _, ok, err = s.LoadAnswer(ctx, "another")
		require.NoError(t, err)
		assert.False(t, ok)
	})
}

func TestTheNewestDetailOfAnOfferIsKeptWhateverTheOrderOfSaving(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		stock := int64(0)
		newer := sourcing.Detail{
			OfferID: "7", Title: "扇\x00 'x'", OffShelf: true, Images: []string{"https://a/1.jpg"},
			Price: sourcing.PriceRange{Min: 860, Max: 1380}, Ladder: []sourcing.PriceStep{{From: 2, Price: 860}}, Stock: &stock,
			SKUs:    []sourcing.SKU{{ID: "1", Values: []string{"白"}, Consign: 790, Stock: &stock}, {ID: "2"}},
			Freight: sourcing.Freight{Kind: sourcing.FreightTemplate, Template: "9"}, Dropship: sourcing.No, Returns7D: true,
			Channels: []string{"淘宝"}, NotServed: []string{"650000"}, Attributes: []sourcing.Attribute{{Name: "材质", Values: []string{"棉", "麻"}}},
			TraceID: "t", FetchedAt: c.now.Add(time.Hour),
		}
		older := sourcing.Detail{OfferID: "7", Title: "旧", FetchedAt: c.now}
		for _, d := range []sourcing.Detail{older, newer, older, newer, {OfferID: "8", FetchedAt: c.now}} {
			require.NoError(t, s.SaveDetail(ctx, d))
		}
		got, ok, err := s.LoadDetail(ctx, "7")
		require.NoError(t, err)
		require.True(t, ok)
		got.FetchedAt = got.FetchedAt.UTC()
		assert.Equal(t, newer, got)
		_, ok, err = s.LoadDetail(ctx, "9")
		require.NoError(t, err)
		assert.False(t, ok)
	})
}

func TestACardIsOpenedOnceAndFoundByItsMessage(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		first, err := s.OpenCard(ctx, bot.CardState{ID: "c1", ChatID: "oc_1", SearchID: "s1", View: bot.View{Page: 1}, Created: c.now})
		require.NoError(t, err)
		assert.Empty(t, first.MessageID)
		require.NoError(t, s.NoteCardMessage(ctx, "c1", "om_9"))
		again, err := s.OpenCard(ctx, bot.CardState{ID: "c1", ChatID: "oc_1", SearchID: "s2", Created: c.now})
		require.NoError(t, err)
		assert.Equal(t, "om_9", again.MessageID)
		assert.Equal(t, "s1", again.SearchID, "what stands stays")
		found, ok, err := s.LoadCardByMessage(ctx, "om_9")
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, again, found)
	})
}

func TestChangesOfACardAtOnceAllCount(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		_, err := s.OpenCard(ctx, bot.CardState{ID: "c1", ChatID: "oc_1", SearchID: "s1", View: bot.View{Page: 1}, Created: c.now})
		require.NoError(t, err)
		const clicks = 8
		var all sync.WaitGroup
		for range clicks {
			all.Go(func() {
				_, ok, err := s.ChangeCard(ctx, "c1", func(c *bot.CardState) { c.View.Page++ })
				assert.NoError(t, err)
				assert.True(t, ok)
			})
		}
		all.Wait()
		state, _, err := s.LoadCard(ctx, "c1")
		require.NoError(t, err)
		assert.Equal(t, 1+clicks, state.View.Page)
		assert.Equal(t, int64(1+clicks), state.Version)
		_, ok, err := s.ChangeCard(ctx, "none", func(*bot.CardState) {})
		require.NoError(t, err)
		assert.False(t, ok)
	})
}

func TestImageKeysAreKnownByTheirAddresses(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, _ *clock) {
		ctx := context.Background()
		require.NoError(t, s.SaveImageKey(ctx, "https://a/1.jpg", "img_old"))
		require.NoError(t, s.SaveImageKey(ctx, "https://a/1.jpg", "img_1"))
		require.NoError(t, s.SaveImageKey(ctx, "https://a/2.jpg", "img_2"))
		keys, err := s.LoadImageKeys(ctx, []string{"https://a/1.jpg", "https://a/2.jpg", "https://a/3.jpg"})
		require.NoError(t, err)
		assert.Equal(t, map[string]string{"https://a/1.jpg": "img_1", "https://a/2.jpg": "img_2"}, keys)
		keys, err = s.LoadImageKeys(ctx, nil)
		require.NoError(t, err)
		assert.Empty(t, keys)
	})
}

func TestImageKeysAreForgottenWhenTheyAreRefusedOrOld(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		known := func() []string {
			keys, err := s.LoadImageKeys(ctx, []string{"https://a/1.jpg", "https://a/2.jpg", "https://a/3.jpg"})
			require.NoError(t, err)
			return slices.Sorted(maps.Values(keys))
		}
		for n := range 3 {
			require.NoError(t, s.SaveImageKey(ctx, fmt.Sprintf("https://a/%d.jpg", n+1), fmt.Sprintf("img_%d", n+1)))
		}
		require.NoError(t, s.ForgetImageKeys(ctx, []string{"img_1", "img_of_another_card"}))
		require.NoError(t, s.ForgetImageKeys(ctx, nil))
		assert.Equal(t, []string{"img_2", "img_3"}, known())

		require.NoError(t, s.SaveImageKey(ctx, "https://a/2.jpg", "img_newer"))
		require.NoError(t, s.ForgetImageKeys(ctx, []string{"img_2"}))
		assert.Equal(t, []string{"img_3", "img_newer"}, known(), "what was uploaded since stays")

		c.now = c.now.Add(29 * 24 * time.Hour)
		require.NoError(t, s.SaveImageKey(ctx, "https://a/3.jpg", "img_again"))
		assert.Equal(t, []string{"img_again", "img_newer"}, known())
		c.now = c.now.Add(2 * 24 * time.Hour)
		assert.Equal(t, []string{"img_again"}, known(), "a month is a key's life")
		require.NoError(t, s.Sweep(ctx, 90*24*time.Hour))
		assert.Equal(t, []string{"img_again"}, known())
	})
}

// disc draws a coloured disc with a dark bar on white.
func disc(c color.RGBA) *image.RGBA {
	const side = 400
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.Set(x, y, color.White)
			if dx, dy := x-180, y-220; dx*dx+dy*dy < 120*120 {
				img.Set(x, y, c)
			}
			if x > 150 && x < 210 && y > 190 && y < 215 {
				img.Set(x, y, color.Gray{Y: 70})
			}
		}
	}
	return img
}

// prepared gives a picture as it is after a JPEG of a quality.
func prepared(t *testing.T, img image.Image, quality int) *picture.Picture {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}))
	p, err := picture.New(picture.Config{})
	require.NoError(t, err)
	made, err := p.Prepare(context.Background(), out.Bytes())
	require.NoError(t, err)
	return made
}

func TestACopyOfAPictureHasItsIdAndAnotherColourHasAnother(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, _ *clock) {
		ctx := context.Background()
		red, wine, blue := disc(color.RGBA{200, 30, 40, 255}), disc(color.RGBA{150, 30, 60, 255}), disc(color.RGBA{30, 60, 200, 255})
		ids := map[string]string{}
		for name, img := range map[string]*image.RGBA{"red": red, "wine": wine, "blue": blue} {
			id, err := s.ResolvePicture(ctx, prepared(t, img, 95))
			require.NoError(t, err)
			ids[name] = id
		}
		assert.Len(t, map[string]bool{ids["red"]: true, ids["wine"]: true, ids["blue"]: true}, 3, "each colour is a picture of its own")
		for name, img := range map[string]*image.RGBA{"red": red, "wine": wine, "blue": blue} {
			for how, p := range map[string]*picture.Picture{
				"the same bytes": prepared(t, img, 95),
				"recompressed":   prepared(t, img, 50),
				"cropped":        prepared(t, img.SubImage(image.Rect(8, 4, 394, 396)), 80),
			} {
				same, err := s.ResolvePicture(ctx, p)
				require.NoError(t, err)
				assert.Equal(t, ids[name], same, "%s, %s", name, how)
			}
		}
	})
}

func TestCopiesThatComeAtOnceAreOnePicture(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, _ *clock) {
		img := disc(color.RGBA{40, 120, 80, 255})
		var pictures []*picture.Picture
		for quality := 60; quality < 76; quality++ {
			pictures = append(pictures, prepared(t, img, quality))
		}
		ids := make([]string, len(pictures))
		var all sync.WaitGroup
		for i, p := range pictures {
			all.Go(func() {
				id, err := s.ResolvePicture(context.Background(), p)
				assert.NoError(t, err)
				ids[i] = id
			})
		}
		all.Wait()
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(ids))), 1)
	})
}

func TestASweepForgetsWhatIsOldAndKeepsTheRest(t *testing.T) {
	engines(t, func(t *testing.T, s *store.Store, c *clock) {
		ctx := context.Background()
		save := func(id string) {
			require.NoError(t, s.SaveSearch(ctx, bot.Search{ID: id, Created: c.now}))
			_, err := s.SaveAnswer(ctx, id, sourcing.Answer{FetchedAt: c.now})
			require.NoError(t, err)
			require.NoError(t, s.SaveDetail(ctx, sourcing.Detail{OfferID: id, FetchedAt: c.now}))
			_, err = s.OpenCard(ctx, bot.CardState{ID: id, Created: c.now})
			require.NoError(t, err)
		}
		save("old")
		c.now = c.now.Add(48 * time.Hour)
		save("new")
		require.NoError(t, s.Sweep(ctx, 24*time.Hour))
		for id, want := range map[string]bool{"old": false, "new": true} {
			_, ok, err := s.LoadSearch(ctx, id)
			require.NoError(t, err)
			assert.Equal(t, want, ok, "search "+id)
			_, _, ok, err = s.LoadAnswer(ctx, id)
			require.NoError(t, err)
			assert.Equal(t, want, ok, "answer "+id)
			_, ok, err = s.LoadDetail(ctx, id)
			require.NoError(t, err)
			assert.Equal(t, want, ok, "detail "+id)
			_, ok, err = s.LoadCard(ctx, id)
			require.NoError(t, err)
			assert.Equal(t, want, ok, "card "+id)
		}
	})
}
