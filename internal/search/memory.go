package search

import (
	"container/list"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	cache "github.com/patrickmn/go-cache"
)

const (
	// entryOverhead is about what the maps and the list hold for one entry, in
	// bytes beside key and value.
	entryOverhead = 512
	// sweepEvery is how often writing removes what has expired.
	sweepEvery = 10 * time.Minute
)

// memory is a cache bounded in bytes that drops what was not used for longest.
// Values are kept encoded, so that their size is known and no caller can
// change another's answer. go-cache expires them; its own sweeping goroutine
// could not be stopped and is not used.
type memory struct {
	mu    sync.Mutex
	items *cache.Cache
	order *list.List // of keys, the last used first
	slots map[string]slot
	size  int64
	limit int64
	swept time.Time
}

// slot is one item's place in the order and its share of the bytes.
type slot struct {
	place *list.Element
	size  int64
}

func newMemory(limit int64, keep time.Duration) *memory {
	m := &memory{
		items: cache.New(keep, 0),
		order: list.New(),
		slots: make(map[string]slot),
		limit: limit,
		swept: time.Now(),
	}
	// All deletions are made by this type's methods, which hold the lock.
	m.items.OnEvicted(func(key string, _ any) { m.forget(key) })
	return m
}

// get reads a value into what into points to; it says whether there was one.
func (m *memory) get(key string, into any) bool {
	m.mu.Lock()
	value, ok := m.items.Get(key)
	if ok {
		m.order.MoveToFront(m.slots[key].place)
	}
	m.mu.Unlock()
	body, isBytes := value.([]byte)
	return ok && isBytes && json.Unmarshal(body, into) == nil
}

func (m *memory) put(key string, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	size := int64(len(key)+len(body)) + entryOverhead
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	m.items.Delete(key)
	if size > m.limit {
		return nil
	}
	for m.size+size > m.limit {
		oldest, _ := m.order.Back().Value.(string)
		m.items.Delete(oldest)
	}
	m.items.SetDefault(key, body)
	m.slots[key] = slot{place: m.order.PushFront(key), size: size}
	m.size += size
	return nil
}

// sweep removes what has expired, now and then.
func (m *memory) sweep() {
	if now := time.Now(); now.Sub(m.swept) >= sweepEvery {
		m.swept = now
		m.items.DeleteExpired()
	}
}

// forget takes a deleted item out of the account.
func (m *memory) forget(key string) {
	s := m.slots[key]
	m.size -= s.size
	m.order.Remove(s.place)
	delete(m.slots, key)
}
