package store

import (
	"context"
	"database/sql"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"tusou/internal/picture"
)

// benchmarkLooks is how many looks the benchmark searches.
const benchmarkLooks = 100_000

// drawnLook gives the look of a product of one to three bodies in one colour
// and a label, about the middle of a white, grey or sandy ground: what shops
// show, and so what looks are alike in.
func drawnLook(r *rand.Rand) picture.Look {
	const side = 48
	m := image.NewYCbCr(image.Rect(0, 0, side, side), image.YCbCrSubsampleRatio444)
	fill := func(inside func(x, y float64) bool, c [3]byte) {
		for y := range side {
			for x := range side {
				if inside((float64(x)+0.5)/side, (float64(y)+0.5)/side) {
					at := y*m.YStride + x
					m.Y[at], m.Cb[at], m.Cr[at] = c[0], c[1], c[2]
				}
			}
		}
	}
	ground := [][3]byte{{254, 128, 128}, {254, 128, 128}, {235, 128, 129}, {190, 116, 136}}[r.IntN(4)]
	fill(func(_, _ float64) bool { return true }, ground)
	ellipse := func(spread, least, most float64) func(x, y float64) bool {
		cx, cy := 0.5+r.NormFloat64()*spread, 0.5+r.NormFloat64()*spread
		rx, ry := least+r.Float64()*(most-least), least+r.Float64()*(most-least)
		return func(x, y float64) bool { return (x-cx)*(x-cx)/(rx*rx)+(y-cy)*(y-cy)/(ry*ry) <= 1 }
	}
	body := [3]byte{byte(20 + r.IntN(215)), byte(min(max(128+r.NormFloat64()*16, 0), 255)), byte(min(max(128+r.NormFloat64()*16, 0), 255))}
	for range 1 + r.IntN(3) {
		fill(ellipse(0.06, 0.1, 0.4), body)
	}
	for range 1 + r.IntN(2) {
		fill(ellipse(0.15, 0.02, 0.12), [3]byte{byte(r.IntN(256)), 128, 128})
	}
	return picture.LookOf(m)
}

// drawnLooks draws looks, the same every time.
func drawnLooks(n int, seed uint64) []picture.Look {
	out := make([]picture.Look, n)
	const parts = 8
	var all sync.WaitGroup
	for part := range parts {
		all.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(part)))
			for i := part; i < n; i += parts {
				out[i] = drawnLook(r)
			}
		})
	}
	all.Wait()
	return out
}

// BenchmarkResolvePicture is the time for a picture among 100,000 others that
// are stored: of one that is new, and of a copy of one that is there.
func BenchmarkResolvePicture(b *testing.B) {
	looks := drawnLooks(benchmarkLooks, 1)
	b.Run("SQLite", func(b *testing.B) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "t.db")+
			"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		require.NoError(b, err)
		db.SetMaxOpenConns(1)
		b.Cleanup(func() { require.NoError(b, db.Close()) })
		benchmarkResolve(b, Config{}, db, looks)
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		url := os.Getenv("TUSOU_TEST_POSTGRES")
		if url == "" {
			b.Skip("needs PostgreSQL: set TUSOU_TEST_POSTGRES=postgres://… to an empty database (see .ci/run)")
		}
		cfg, err := pgx.ParseConfig(url)
		require.NoError(b, err)
		schema := fmt.Sprintf("looks_%d", time.Now().UnixNano())
		cfg.RuntimeParams["search_path"] = schema
		db := stdlib.OpenDB(*cfg)
		_, err = db.Exec("CREATE SCHEMA " + schema)
		require.NoError(b, err)
		b.Cleanup(func() {
			_, err := db.Exec("DROP SCHEMA " + schema + " CASCADE")
			require.NoError(b, err)
			require.NoError(b, db.Close())
		})
		benchmarkResolve(b, Config{Postgres: true}, db, looks)
	})
}

func benchmarkResolve(b *testing.B, cfg Config, db *sql.DB, looks []picture.Look) {
	ctx := context.Background()
	s, err := New(ctx, cfg, db, time.Now)
	require.NoError(b, err)
	for part := 0; part < len(looks); part += 10_000 {
		require.NoError(b, s.inTx(ctx, func(tx *sql.Tx) error {
			for i := part; i < min(part+10_000, len(looks)); i++ {
				if err := s.addPicture(ctx, tx, fmt.Sprint(i), looks[i]); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	asked := drawnLooks(200, 2)
	look := func(b *testing.B, l *picture.Look) string {
		var id string
		err := s.inTx(ctx, func(tx *sql.Tx) (err error) {
			id, err = nearest(ctx, tx, l)
			return err
		})
		require.NoError(b, err)
		return id
	}
	b.Run("new", func(b *testing.B) {
		n := 0
		for b.Loop() {
			look(b, &asked[n%len(asked)])
			n++
		}
	})
	b.Run("copy", func(b *testing.B) {
		n := 0
		for b.Loop() {
			require.NotEmpty(b, look(b, &looks[n*491%len(looks)]))
			n++
		}
	})
}
