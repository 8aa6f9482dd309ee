package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // pictures of a folder
	_ "image/jpeg" // pictures of a folder
	"io"
	"io/fs"
	"math"
	"os"
	"runtime"
	"slices"

	_ "golang.org/x/image/bmp"  // pictures of a folder
	_ "golang.org/x/image/tiff" // pictures of a folder
	_ "golang.org/x/image/webp" // pictures of a folder
	"golang.org/x/sync/errgroup"

	"tusou/internal/picture"
)

// original is a picture of a set.
type original struct {
	name  string
	raw   []byte
	image *image.RGBA // upright, on white
	// copied says that copies are made of it; in a drawn set one colour of each
	// product is enough.
	copied bool
}

// readFolder reads the pictures in a folder and those below it, each content
// once.
func readFolder(folder string) ([]original, error) {
	var out []original
	seen := map[[sha256.Size]byte]bool{}
	files := os.DirFS(folder)
	err := fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		m, _, err := image.Decode(bytes.NewReader(raw))
		if errors.Is(err, image.ErrFormat) {
			return nil // no picture: a README
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if sum := sha256.Sum256(raw); !seen[sum] {
			seen[sum] = true
			out = append(out, original{name: path, raw: raw, image: atMost(onWhite(m), 800), copied: true})
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s holds no picture", folder)
	}
	return out, err
}

// tally is how one kind of copy fared.
type tally struct {
	kind        string
	made, found int
	farthest    float64 // distance to the original of those that were near at all
}

// pair is two different pictures that counted as the same.
type pair struct {
	one, other string
	distance   float64
}

// report is what evaluate finds out.
type report struct {
	kinds   []tally
	missed  []string // copies that did not lead to their original
	pairs   int      // of different pictures that were compared
	same    []pair
	astray  []pair  // copies that led to another picture
	closest float64 // distance of two different pictures
}

// copyLook is the look of one copy of the picture at index of.
type copyLook struct {
	of   int
	kind string
	look picture.Look
}

// evaluate makes the looks of all pictures and their copies and compares them.
func evaluate(ctx context.Context, pictures []original) (report, error) {
	preparer, err := picture.New(picture.Config{})
	if err != nil {
		return report{}, err
	}
	looks := make([]picture.Look, len(pictures))
	copied := make([][]copyLook, len(pictures))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range pictures {
		group.Go(func() error {
			prepared, err := preparer.Prepare(ctx, p.raw)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			looks[i] = prepared.Look
			if !p.copied {
				return nil
			}
			for _, c := range copies() {
				raw, err := c.make(p.image)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", p.name, c.kind, err)
				}
				prepared, err := preparer.Prepare(ctx, raw)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", p.name, c.kind, err)
				}
				copied[i] = append(copied[i], copyLook{of: i, kind: c.kind, look: prepared.Look})
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return report{}, err
	}
	return compare(pictures, looks, slices.Concat(copied...)), nil
}

// compare asks for every copy among all pictures, and for every picture among
// the others.
func compare(pictures []original, looks []picture.Look, copied []copyLook) report {
	r := report{closest: math.Inf(1)}
	kinds := map[string]*tally{}
	for _, c := range copied {
		t := kinds[c.kind]
		if t == nil {
			t = &tally{kind: c.kind}
			kinds[c.kind] = t
		}
		t.made++
		nearest, least, own := nearest(&c.look, looks, c.of)
		if !math.IsInf(own, 1) {
			t.farthest = max(t.farthest, own)
		}
		switch {
		case nearest == c.of:
			t.found++
		case nearest >= 0:
			r.astray = append(r.astray, pair{pictures[c.of].name + ", " + c.kind, pictures[nearest].name, least})
		default:
			r.missed = append(r.missed, fmt.Sprintf("%s, %s: distance %.2f", pictures[c.of].name, c.kind, own))
		}
	}
	for _, t := range kinds {
		r.kinds = append(r.kinds, *t)
	}
	slices.SortFunc(r.kinds, func(a, b tally) int { return cmp.Compare(a.kind, b.kind) })
	for i := range looks {
		matcher := picture.NewMatcher(&looks[i])
		for j := range i {
			d := matcher.Distance(&looks[j])
			r.pairs++
			r.closest = min(r.closest, d)
			if d <= 1 {
				r.same = append(r.same, pair{pictures[j].name, pictures[i].name, d})
			}
		}
	}
	return r
}

// nearest asks for a look as the store does, and gives the index of what it
// leads to, -1 for nothing, and the distance of the picture at index of.
func nearest(l *picture.Look, looks []picture.Look, of int) (at int, least, own float64) {
	matcher, near := picture.NewMatcher(l), l.Near()
	at, own = -1, matcher.Distance(&looks[of])
	for i := range looks {
		if !near.Holds(looks[i].Mark()) {
			continue
		}
		if d := matcher.Distance(&looks[i]); d <= 1 && (at < 0 || d < least) {
			at, least = i, d
		}
	}
	return at, least, own
}

// hits gives how many copies were found, and of how many.
func (r report) hits() (found, made int) {
	for _, t := range r.kinds {
		found, made = found+t.found, made+t.made
	}
	return found, made
}

func (r report) good() bool {
	found, made := r.hits()
	return float64(found) >= hitsWanted*float64(made) && len(r.same) == 0 && len(r.astray) == 0
}

func (r report) print(w io.Writer) {
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) } // a report that nobody reads is no error
	for _, t := range r.kinds {
		line("  %-32s %5d of %5d found, farthest %.2f", t.kind, t.found, t.made, t.farthest)
	}
	for _, m := range r.missed {
		line("  missed: %s", m)
	}
	for _, p := range r.astray {
		line("  ASTRAY: %s led to %s: distance %.2f", p.one, p.other, p.distance)
	}
	for _, p := range r.same {
		line("  FALSE HIT: %s and %s: distance %.2f", p.one, p.other, p.distance)
	}
	found, made := r.hits()
	line("  hits: %d of %d copies = %.2f %%", found, made, 100*float64(found)/float64(max(made, 1)))
	line("  false hits: %d of %d pairs of different pictures (closest %.2f), %d of %d copies led astray", len(r.same), r.pairs, r.closest, len(r.astray), made)
}
