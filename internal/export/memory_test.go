package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

const (
	manyRows  = 500
	mostBytes = 64 << 20 // of memory for so many rows
)

// copied gives many different pictures out of few: bytes behind a JPEG's end
// make it another one, for all that is known before it is decoded.
func copied(drawn [][]byte) func(number int) []byte {
	return func(number int) []byte {
		return binary.BigEndian.AppendUint32(bytes.Clone(drawn[number%len(drawn)]), uint32(number))
	}
}

// many gives a list of rows with two pictures each that no other row has, each
// made when its row is asked for.
func many(t testing.TB, picture func(number int) []byte) List {
	list := listOf(t)
	list.Count = manyRows
	list.Rows = func(yield func(Row, error) bool) {
		for i := range manyRows {
			row := Row{
				Candidate: sourcing.Candidate{
					Offer: sourcing.Offer{
						ID: fmt.Sprint(610947570000 + i), Title: fmt.Sprintf("桌面小风扇 USB 静音 迷你 学生宿舍 第 %d 款", i),
						URL: fmt.Sprintf("https://detail.1688.com/offer/%d.html", 610947570000+i), Price: sourcing.Money(100 + i),
					},
					CollectedBy: "ou_1", CollectedAt: made,
				},
				Detail:  &sourcing.Detail{Ladder: []sourcing.PriceStep{{From: 1, Price: 990}, {From: 100, Price: 890}}, MinOrder: 1, Place: "浙江 金华"},
				Filters: []string{"包邮", "48h发货"},
				Picture: picture(2 * i), QueryPicture: picture(2*i + 1),
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return list
}

// watched runs work, and gives the largest heap in use (what MemStats calls
// HeapInuse: all that lives or is not yet collected, excelize's part with it)
// and the largest growth of what the process has from the system, looked at
// every 2 ms in a way that does not stop it.
func watched(work func()) (heap, system uint64) {
	debug.FreeOSMemory()
	read := func() (inUse, held uint64) {
		samples := []metrics.Sample{
			{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
			{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
		}
		metrics.Read(samples)
		return samples[0].Value.Uint64() + samples[1].Value.Uint64(), samples[2].Value.Uint64() - samples[3].Value.Uint64()
	}
	_, before := read()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			inUse, held := read()
			heap, system = max(heap, inUse), max(system, held-min(held, before))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	work()
	close(done)
	<-stopped
	return heap, system
}

// TestALongListNeedsLittleMemory writes pictures so rich that they fill the
// file, and looks at each cell afterwards.
func TestALongListNeedsLittleMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName(texts(t, "zh"), made))
	file, err := os.Create(path)
	require.NoError(t, err)
	var pictures [][]byte
	for i := range 7 {
		pictures = append(pictures, rich(t, i, 152, 256))
	}
	list := many(t, copied(pictures))
	heap, _ := watched(func() { err = Write(t.Context(), file, list) })
	require.NoError(t, err)
	size, err := file.Seek(0, io.SeekCurrent)
	require.NoError(t, err)
	assert.LessOrEqual(t, size, int64(maxFile))
	assert.Greater(t, size, int64(maxFile*2/3), "the pictures are rich enough to try the memory")
	assert.Less(t, heap, uint64(mostBytes), "heap in use")
	t.Logf("file %.1f MiB, heap in use %.1f MiB at most", float64(size)/(1<<20), float64(heap)/(1<<20))

	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err)
	f := opened(t, file)
	require.NoError(t, file.Close())
	require.Len(t, mediaOf(f), 2*manyRows)
	found, err := f.GetPictureCells(sheet)
	require.NoError(t, err)
	assert.Len(t, found, 2*manyRows)
	all, err := f.GetRows(sheet)
	require.NoError(t, err)
	require.Len(t, all, manyRows+1)
	for i, row := range all[1:] {
		assert.Equal(t, []string{
			"", fmt.Sprintf("桌面小风扇 USB 静音 迷你 学生宿舍 第 %d 款", i), fmt.Sprintf("https://detail.1688.com/offer/%d.html", 610947570000+i),
			fmt.Sprint(610947570000 + i), sourcing.Money(100 + i).String(), "", "", "1 件起 ¥9.90\n100 件起 ¥8.90", "1", "浙江 金华", "", "", "包邮 · 48h发货",
			"ou_1", "2026-11-26 15:30",
		}, row[:15])
		is, target, err := f.GetCellHyperLink(sheet, fmt.Sprint("C", i+2))
		require.NoError(t, err)
		assert.True(t, is)
		assert.Equal(t, row[2], target)
	}
	thumbs := make([][]byte, len(pictures)) // by what was drawn
	for _, row := range []int{0, 1, 2, 3, manyRows / 2, manyRows - 1} {
		for i, column := range []string{"A", "K"} {
			drawn := (2*row + i) % len(pictures)
			raw, m := pictureIn(t, f, fmt.Sprint(column, row+2))
			assert.Equal(t, image.Pt(152, 152), m.Bounds().Size())
			if thumbs[drawn] != nil {
				assert.Equal(t, thumbs[drawn], raw, "picture %d of row %d", i, row)
			}
			thumbs[drawn] = raw
		}
	}
}

// BenchmarkWrite writes 500 rows with two photographs of 800 × 800 pixels each,
// and tells the largest heap in use and the largest growth of the process.
func BenchmarkWrite(b *testing.B) {
	var photos [][]byte
	for i := range 16 {
		photos = append(photos, asJPEG(b, drawn(i, 800, 800)))
	}
	list := many(b, copied(photos))
	var heap, system uint64
	for b.Loop() {
		h, s := watched(func() { require.NoError(b, Write(b.Context(), io.Discard, list)) })
		heap, system = max(heap, h), max(system, s)
	}
	b.ReportMetric(float64(heap)/(1<<20), "heap-MiB")
	b.ReportMetric(float64(system)/(1<<20), "system-MiB")
}
