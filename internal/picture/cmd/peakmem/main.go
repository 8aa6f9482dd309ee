// Command peakmem measures how much memory the preparation of pictures takes at
// most:
//
//	go run ./internal/picture/cmd/peakmem [-photos 200] [-megabytes 10] [-workers 16] [-limit 400]
//
// So many workers each read a photograph into memory, as after a download, and
// prepare it, until all are done. It prints the peak of the process's resident
// memory (VmHWM, which Linux counts) and exits with status 1 if that is over the
// limit in MiB. The photographs are drawn beforehand, into a folder of their
// own; what drawing them took is not counted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"tusou/internal/picture"
)

// different is how many photographs are drawn; each is prepared several times.
const different = 4

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "peakmem:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("peakmem", flag.ContinueOnError)
	photos := flags.Int("photos", 200, "how many photographs are prepared")
	megabytes := flags.Float64("megabytes", 10, "size of each")
	workers := flags.Int("workers", 16, "how many are in memory at once")
	limit := flags.Int("limit", 400, "most MiB of resident memory; 0: any")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "peakmem")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	for i := range different {
		raw, size, err := drawPhoto(uint64(i), *megabytes)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file(folder, i), raw, 0o600); err != nil {
			return err
		}
		fmt.Printf("photograph %d: %d×%d, %.1f MB\n", i+1, size.X, size.Y, float64(len(raw))/1e6)
	}
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return fmt.Errorf("reset the peak: %w", err)
	}
	before, err := peak()
	if err != nil {
		return err
	}
	started := time.Now()
	if err := prepareAll(ctx, folder, *photos, *workers); err != nil {
		return err
	}
	most, err := peak()
	if err != nil {
		return err
	}
	fmt.Printf("%d photographs by %d workers in %.1f s\n", *photos, *workers, time.Since(started).Seconds())
	fmt.Printf("peak of resident memory: %d MiB (%d MiB before)\n", most, before)
	if *limit > 0 && most > *limit {
		return fmt.Errorf("more than %d MiB", *limit)
	}
	return nil
}

func file(folder string, i int) string { return filepath.Join(folder, fmt.Sprintf("%d.jpg", i)) }

func prepareAll(ctx context.Context, folder string, photos, workers int) error {
	// What is measured is memory; the machine may be busy.
	preparer, err := picture.New(picture.Config{Timeout: time.Minute})
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i := range photos {
		group.Go(func() error {
			raw, err := os.ReadFile(file(folder, i%different))
			if err != nil {
				return err
			}
			_, err = preparer.Prepare(ctx, raw)
			return err
		})
	}
	return group.Wait()
}

// peak gives the greatest resident memory since it was reset, in MiB.
func peak() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return kilobytes / 1024, err
		}
	}
	return 0, errors.New("the system does not count resident memory")
}
