// Command lookeval measures how well the look of package picture finds copies
// of a picture, and how well it tells different pictures apart:
//
//	go run ./internal/picture/cmd/lookeval [-drawn N] [FOLDER…]
//
// It takes the pictures of each folder, and a set of products in colour
// variants that it draws itself, so that it runs anywhere. Of every picture it
// makes the copies that go round (copies.go) and asks for each as the store
// does, by mark and by distance: did it lead to the picture that it was made
// of, and to no other? Then it compares every two pictures of a set.
//
// It prints the share of copies found, by kind, and every pair of different
// pictures that counted as the same. The exit status is 1 if fewer than 99 % of
// the copies were found, or if any two different pictures were taken for one.
// Two files of one content are one picture.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// hitsWanted is the share of copies that must be found.
const hitsWanted = 0.99

var errMissed = errors.New("the look misses its target")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lookeval:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("lookeval", flag.ContinueOnError)
	drawn := flags.Int("drawn", 16, "how many products are drawn, in six colours each; 0: none")
	if err := flags.Parse(args); err != nil {
		return err
	}
	missed := false
	measure := func(name string, pictures []original) error {
		r, err := evaluate(ctx, pictures)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d pictures\n", name, len(pictures))
		r.print(os.Stdout)
		missed = missed || !r.good()
		return nil
	}
	if *drawn > 0 {
		if err := measure("drawn products in colour variants", drawProducts(*drawn)); err != nil {
			return err
		}
	}
	for _, folder := range flags.Args() {
		pictures, err := readFolder(folder)
		if err != nil {
			return err
		}
		if err := measure(folder, pictures); err != nil {
			return err
		}
	}
	if missed {
		return errMissed
	}
	return nil
}
