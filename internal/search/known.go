package search

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tusou/internal/sourcing"
)

// entry is a known answer. ID is "" when the store could not keep it yet.
type entry[T any] struct {
	ID    string `json:"id"`
	Value T      `json:"value"`
}

// recall gives the newest known answer, fresh or not; a store that fails is a
// store that knows nothing.
func (d *desk[T]) recall(ctx context.Context, key string) (entry[T], bool) {
	// Another replica may have stored a newer answer than this memory's, so only
	// a fresh one spares the store.
	inMemory, ok := d.remembered(key)
	if ok && d.isFresh(inMemory) {
		return inMemory, true
	}
	stored, known, err := d.stored(ctx, key)
	if err != nil {
		d.log.WarnContext(ctx, "the store of answers cannot be read", "error", err)
	}
	if known {
		return stored, true
	}
	return inMemory, ok
}

// stored reads the store and remembers what it says.
func (d *desk[T]) stored(ctx context.Context, key string) (entry[T], bool, error) {
	e, ok, err := d.load(ctx, key)
	if err != nil {
		return entry[T]{}, false, fmt.Errorf("search: load %s: %w", d.name, err)
	}
	if !ok {
		return entry[T]{}, false, nil
	}
	d.remember(ctx, key, e)
	return e, true, nil
}

// known gives an answer from memory or store. One that the store could not
// keep when it came is tried again, so that the trouble does not outlive the
// store's.
func (d *desk[T]) known(ctx context.Context, key string, e entry[T]) answer[T] {
	if e.ID == "" {
		e.ID = d.keep(ctx, key, e.Value)
	}
	return answer[T]{entry: e, cached: true}
}

// keep stores and remembers an answer and gives its id, "" if the store fails.
func (d *desk[T]) keep(ctx context.Context, key string, value T) string {
	id, err := d.save(ctx, key, value)
	if err != nil {
		d.log.WarnContext(ctx, "the answer cannot be stored", "error", err)
		id = ""
	}
	d.remember(ctx, key, entry[T]{ID: id, Value: value})
	return id
}

func (d *desk[T]) remember(ctx context.Context, key string, e entry[T]) {
	if err := d.memory.put(d.name+" "+key, e); err != nil {
		d.log.WarnContext(ctx, "the answer cannot be cached", "error", err)
	}
}

func (d *desk[T]) remembered(key string) (e entry[T], ok bool) {
	ok = d.memory.get(d.name+" "+key, &e)
	return e, ok
}

func (d *desk[T]) age(e entry[T]) time.Duration { return d.now().Sub(d.fetched(e.Value)) }

func (d *desk[T]) isFresh(e entry[T]) bool { return d.age(e) < d.ttl }

// keyOf is the key of memory and store: picture id, keywords and sorted
// filters as a JSON array, which is unambiguous and can be read in the
// database.
func keyOf(q sourcing.Question) string {
	key, err := json.Marshal([]any{q.PictureID, keywordsOf(q), filtersOf(q)})
	if err != nil {
		panic("search: texts always marshal: " + err.Error())
	}
	return string(key)
}

func keywordsOf(q sourcing.Question) string { return strings.TrimSpace(q.Keywords) }

// filtersOf gives the filters in order and without repeats; never nil, so that
// none has one spelling in the key.
func filtersOf(q sourcing.Question) []string {
	filters := append([]string{}, q.Filters...)
	slices.Sort(filters)
	return slices.Compact(filters)
}
