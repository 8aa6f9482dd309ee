package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tusou/internal/config"
	"tusou/internal/lang"
	"tusou/internal/lookup"
	"tusou/internal/terminal"
)

// searchFlags are the options of search and what is left when they are taken
// out. They may stand anywhere among pictures and terms, and terms may begin
// with a dash, which is why package flag cannot read them.
type searchFlags struct {
	json    bool
	envFile string
	help    bool
	rest    []string
}

// searchPictures searches the pictures of the command line.
func searchPictures(ctx context.Context, io streams, args []string) error {
	texts := textsOf(io.environ)
	options, complaint := readSearchFlags(texts, args)
	switch {
	case complaint != "":
		_, _ = fmt.Fprintln(io.err, complaint)
		return errUsage
	case options.help:
		_, _ = fmt.Fprint(io.out, terminal.Usage(texts.Terminal.Usage))
		return flag.ErrHelp
	}
	request := lookup.Read(options.rest)
	if len(request.Pictures) == 0 {
		complaint = texts.Terminal.NoPicture
		if request.Terms != "" {
			complaint = texts.Terminal.NoneOf.With(terminal.Clean(request.Terms))
		}
		_, _ = fmt.Fprintln(io.err, complaint)
		return errUsage
	}
	cfg, err := config.Load(io.environ, options.envFile, config.NeedSearch)
	if err != nil {
		return err
	}
	return runSearch(ctx, io, cfg, request, options.json)
}

// runSearch prints each picture's answer, and the failures beside.
func runSearch(ctx context.Context, io streams, cfg config.Config, request lookup.Request, asJSON bool) error {
	l, err := lookup.New(cfg, lookup.Deps{Input: io.in, Log: quietLogger(io.err, cfg)})
	if err != nil {
		return err
	}
	defer func() {
		// The pictures were answered; that one could not be removed is told.
		if closeErr := l.Close(); closeErr != nil {
			_, _ = fmt.Fprintln(io.err, "tusou:", closeErr)
		}
	}()
	texts := l.Texts()
	terms, err := l.Terms(request.Terms)
	if err != nil {
		_, _ = fmt.Fprintln(io.err, texts.Terminal.NotHere.With(terminal.Clean(request.Terms)))
		return errUsage
	}
	window := terminal.Window(io.out, io.environ)
	failed := false
	var printErr error
	l.Search(ctx, request.Pictures, terms, func(r terminal.Result) {
		if printErr == nil {
			printErr = printResult(io, texts, r, asJSON, window)
		}
		failed = failed || r.Failure != nil
	})
	switch {
	case printErr != nil:
		return printErr
	case ctx.Err() != nil:
		_, _ = fmt.Fprintln(io.err, texts.Terminal.Interrupted)
		return errTold
	case failed:
		return errTold
	}
	return nil
}

func printResult(io streams, texts *lang.Texts, r terminal.Result, asJSON bool, window int) error {
	if r.Failure != nil {
		_, _ = fmt.Fprint(io.err, terminal.Trouble(texts, r))
	}
	var out string
	switch {
	case asJSON:
		line, err := terminal.JSON(texts, r)
		if err != nil {
			return err
		}
		out = string(line)
	case r.Failure == nil:
		out = terminal.Table(texts, r, window)
		if r.Number < r.Of {
			out += "\n"
		}
	}
	_, err := fmt.Fprint(io.out, out)
	return err
}

// readSearchFlags takes the options out of a command line, or gives a complaint
// about it.
func readSearchFlags(texts *lang.Texts, args []string) (f searchFlags, complaint string) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, value, valued := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			f.rest = append(f.rest, args...)
			return f, ""
		case slices.Contains([]string{"--json", "-json"}, arg):
			f.json = true
		case slices.Contains([]string{"--help", "-help", "-h"}, arg):
			f.help = true
		case name == "--env-file" || name == "-env-file":
			if !valued {
				if len(args) == 0 {
					return f, texts.Terminal.NeedsValue.With(name)
				}
				value, args = args[0], args[1:]
			}
			f.envFile = value
		case isOption(arg):
			return f, texts.Terminal.UnknownFlag.With(terminal.Clean(arg))
		default:
			f.rest = append(f.rest, arg)
		}
	}
	return f, ""
}

// isOption says that an argument can only be meant as an option. One dash begins
// a term as well (-包邮, -pdd), and --fresh is one.
func isOption(arg string) bool {
	name, ok := strings.CutPrefix(arg, "--")
	return ok && arg != "--fresh" && name != "" && name[0] < unicode.MaxASCII && unicode.IsLetter(rune(name[0]))
}
