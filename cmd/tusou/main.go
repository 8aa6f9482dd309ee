// Command tusou is a Feishu/Lark bot that finds 1688 dropship offers by
// picture. README.md says how to set it up.
//
// It exits 0 when the command did what it is for, 1 when that failed, and 2
// when it was called or configured wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // days are counted in Asia/Shanghai on machines without a time zone database

	"tusou/internal/app"
	"tusou/internal/config"
)

// The exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// command is one subcommand. run gets its own arguments.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, io streams, args []string) error
}

// streams are what a command speaks to.
type streams struct {
	in       io.Reader // nil: there is none
	out, err io.Writer
	environ  []string
}

func commands() []command {
	return []command{
		{"serve", "run the bot against Feishu/Lark and the gateway", serve},
		{"sandbox", "run the bot against an emulated Feishu and gateway, with a chat page", runSandbox},
		{"search", "search pictures from the terminal: a table, or --json", searchPictures},
		{"doctor", "check the configuration against the live services", examine},
		{"health", "ask the running process whether it is ready", health},
		{"version", "print version, commit, Go and SDK versions", printVersion},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	status := run(ctx, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ()}, os.Args[1:])
	stop()
	os.Exit(status)
}

// run executes a command line and gives its exit status.
func run(ctx context.Context, io streams, args []string) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return status(io, c.run(ctx, io, args[1:]))
			}
		}
	}
	_, _ = fmt.Fprintln(io.err, "usage: tusou COMMAND [--env-file FILE] …")
	for _, c := range commands() {
		_, _ = fmt.Fprintf(io.err, "  %-9s %s\n", c.name, c.summary)
	}
	return exitUsage
}

// errUsage says that the command line was wrong; the flag package has said
// how.
var errUsage = errors.New("usage")

// errTold says that the command failed and has said why.
var errTold = errors.New("failed")

func status(io streams, err error) int {
	var wrong *config.Error
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errTold):
		return exitFailed
	case errors.As(err, &wrong):
		for _, mistake := range wrong.Mistakes {
			_, _ = fmt.Fprintln(io.err, mistake)
		}
		return exitUsage
	}
	_, _ = fmt.Fprintln(io.err, "tusou:", err)
	if errors.Is(err, app.ErrDataDirInUse) {
		return exitUsage
	}
	return exitFailed
}

// flags gives the flags of a command, with the one that all have.
func flags(io streams, name string) (set *flag.FlagSet, envFile *string) {
	set = flag.NewFlagSet("tusou "+name, flag.ContinueOnError)
	set.SetOutput(io.err)
	return set, set.String("env-file", "", "read settings from `FILE`; the environment wins")
}

// parse reads a command line that takes no arguments besides flags.
func parse(set *flag.FlagSet, args []string) error {
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if set.NArg() > 0 {
		_, _ = fmt.Fprintf(set.Output(), "%s takes no argument %q\n", set.Name(), set.Arg(0))
		return errUsage
	}
	return nil
}
