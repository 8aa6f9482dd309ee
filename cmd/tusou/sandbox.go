package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"sync"

	"tusou/internal/config"
	"tusou/internal/sandbox"
)

// runSandbox runs the bot against emulators until a signal ends it.
func runSandbox(ctx context.Context, io streams, args []string) error {
	set, envFile := flags(io, "sandbox")
	addr := set.String("addr", "127.0.0.1:8788", "`ADDRESS` of the chat page, on loopback")
	open := set.Bool("open", false, "open the chat page in the browser")
	if err := parse(set, args); err != nil {
		return err
	}
	cfg, err := config.Load(io.environ, *envFile, config.NeedSandbox)
	if err != nil {
		return err
	}
	log := logger(io.err, cfg)
	s, err := sandbox.New(ctx, cfg, *addr, log)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(io.out, "图搜 sandbox: %s\n", s.URL())
	if !*open {
		return s.Run(ctx)
	}
	// The command that opens a browser may live as long as the browser does.
	var opening sync.WaitGroup
	opened, stop := context.WithCancel(ctx)
	opening.Go(func() {
		if err := openBrowser(opened, s.URL()); err != nil && opened.Err() == nil {
			log.Warn("the browser could not be opened", "err", err)
		}
	})
	err = s.Run(ctx)
	stop()
	opening.Wait()
	return err
}

// openBrowser asks the desktop to show an address.
func openBrowser(ctx context.Context, url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	return exec.CommandContext(ctx, name, args...).Run() //nolint:gosec // one of three commands, with our own address
}
