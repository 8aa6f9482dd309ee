package search

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

type known = entry[sourcing.Answer]

func answerOf(title string) known {
	return known{ID: "id", Value: sourcing.Answer{Offers: []sourcing.Offer{{ID: "1", Title: title}}}}
}

func TestMemoryKeepsWithinItsBytes(t *testing.T) {
	const limit = 64 << 10
	m := newMemory(limit, time.Hour)
	for i := range 500 {
		require.NoError(t, m.put(fmt.Sprint(i), answerOf(strings.Repeat("x", 10*i))))
		require.LessOrEqual(t, m.size, int64(limit))
	}
	var held int64
	for key, item := range m.items.Items() {
		body, ok := item.Object.([]byte)
		require.True(t, ok)
		held += int64(len(key)+len(body)) + entryOverhead
	}
	assert.Equal(t, held, m.size, "the account is what is held")
	assert.Equal(t, m.order.Len(), m.items.ItemCount())
	assert.Len(t, m.slots, m.order.Len())
	assert.True(t, m.get("499", &known{}))
	assert.False(t, m.get("0", &known{}))
}

func TestMemoryDropsWhatWasNotUsedForLongest(t *testing.T) {
	body := strings.Repeat("x", 1000)
	m := newMemory(3*(1000+entryOverhead+200), time.Hour)
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, m.put(key, answerOf(body)))
	}
	require.True(t, m.get("a", &known{}))
	require.NoError(t, m.put("d", answerOf(body)))
	for key, kept := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		assert.Equal(t, kept, m.get(key, &known{}), key)
	}
}

func TestMemoryLeavesOutWhatIsTooLargeAndForgetsItsOlderForm(t *testing.T) {
	m := newMemory(2000, time.Hour)
	require.NoError(t, m.put("a", answerOf("small")))
	require.NoError(t, m.put("a", answerOf(strings.Repeat("x", 5000))))
	assert.False(t, m.get("a", &known{}))
	assert.Zero(t, m.size)
}

func TestMemoryReplacesAnEntryOnce(t *testing.T) {
	m := newMemory(1<<20, time.Hour)
	for _, title := range []string{"first", "second", "third"} {
		require.NoError(t, m.put("a", answerOf(title)))
	}
	var e known
	require.True(t, m.get("a", &e))
	assert.Equal(t, "third", e.Value.Offers[0].Title)
	assert.Equal(t, 1, m.order.Len())
}

func TestMemorySweepsWhatHasExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(1<<20, time.Hour)
		require.NoError(t, m.put("a", answerOf("old")))
		time.Sleep(2 * time.Hour)
		assert.False(t, m.get("a", &known{}))
		require.NoError(t, m.put("b", answerOf("new")))
		assert.Equal(t, 1, m.order.Len())
		assert.Equal(t, 1, m.items.ItemCount())
	})
}

func TestNoCallerCanChangeWhatIsRemembered(t *testing.T) {
	m := newMemory(1<<20, time.Hour)
	e := answerOf("as it was")
	require.NoError(t, m.put("a", e))
	e.Value.Offers[0].Title = "changed"
	var first, second known
	require.True(t, m.get("a", &first))
	first.Value.Offers[0].Title = "changed"
	require.True(t, m.get("a", &second))
	assert.Equal(t, "as it was", second.Value.Offers[0].Title)
}

func BenchmarkMemoryGet(b *testing.B) {
	m := newMemory(1<<20, time.Hour)
	e := answerOf("x")
	for range 19 {
		e.Value.Offers = append(e.Value.Offers, sourcing.Offer{ID: "714865004667", Title: "手持小风扇usb批发桌面宿舍儿童手拿风扇", Price: 650})
	}
	require.NoError(b, m.put("a", e))
	for b.Loop() {
		if !m.get("a", &known{}) {
			b.Fatal("not found")
		}
	}
}
