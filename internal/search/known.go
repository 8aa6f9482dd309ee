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

// recall gives the newest known answer, fresh or not; a store that fails is a
// store that knows nothing.
func (f *Finder) recall(ctx context.Context, key string) (entry, bool) {
	// Another replica may have stored a newer answer than this memory's, so only
	// a fresh one spares the store.
	inMemory, ok := f.memory.get(key)
	if ok && f.fresh(inMemory) {
		return inMemory, true
	}
	stored, known, err := f.load(ctx, key)
	if err != nil {
		f.log.WarnContext(ctx, "the store of answers cannot be read", "error", err)
	}
	if known {
		return stored, true
	}
	return inMemory, ok
}

// load reads the store and remembers what it says.
func (f *Finder) load(ctx context.Context, key string) (entry, bool, error) {
	id, answer, ok, err := f.answers.LoadAnswer(ctx, key)
	if err != nil {
		return entry{}, false, fmt.Errorf("search: load answer: %w", err)
	}
	if !ok {
		return entry{}, false, nil
	}
	e := entry{ID: id, Answer: answer}
	f.remember(ctx, key, e)
	return e, true, nil
}

// known gives an answer from memory or store. One that the store could not
// keep when it came is tried again, so that the trouble does not outlive the
// store's.
func (f *Finder) known(ctx context.Context, key string, e entry) sourcing.Found {
	if e.ID == "" {
		e.ID = f.keep(ctx, key, e.Answer)
	}
	return sourcing.Found{AnswerID: e.ID, Answer: e.Answer, Cached: true}
}

// keep stores and remembers an answer and gives its id, "" if the store fails.
func (f *Finder) keep(ctx context.Context, key string, a sourcing.Answer) string {
	id, err := f.answers.SaveAnswer(ctx, key, a)
	if err != nil {
		f.log.WarnContext(ctx, "the answer cannot be stored", "error", err)
		id = ""
	}
	f.remember(ctx, key, entry{ID: id, Answer: a})
	return id
}

func (f *Finder) remember(ctx context.Context, key string, e entry) {
	if err := f.memory.put(key, e); err != nil {
		f.log.WarnContext(ctx, "the answer cannot be cached", "error", err)
	}
}

func (f *Finder) age(e entry) time.Duration { return f.now().Sub(e.Answer.FetchedAt) }

func (f *Finder) fresh(e entry) bool { return f.age(e) < f.cfg.TTL }

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
