package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"tusou/internal/app"
	"tusou/internal/config"
	"tusou/internal/lang"
	"tusou/internal/telemetry"
)

// serve runs the bot until a signal ends it.
func serve(ctx context.Context, io streams, args []string) error {
	set, envFile := flags(io, "serve")
	if err := parse(set, args); err != nil {
		return err
	}
	cfg, err := config.Load(io.environ, *envFile, config.NeedServe)
	if err != nil {
		return err
	}
	log := logger(io.err, cfg)
	program, err := app.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	return program.Run(ctx)
}

// logger gives the log that the settings ask for, and logs their warnings.
func logger(w io.Writer, cfg config.Config) *slog.Logger {
	log := telemetry.NewLogger(w, cfg.Log.Level, cfg.Log.Format, cfg.Secrets()...)
	for _, warning := range cfg.Warnings {
		log.Warn(warning)
	}
	return log
}

// quietLogger gives the log of a command that a person watches: only what they
// ask for with TUSOU_LOG_LEVEL=debug. The settings' warnings are told in any
// case.
func quietLogger(w io.Writer, cfg config.Config) *slog.Logger {
	if cfg.Log.Level == "debug" {
		return logger(w, cfg)
	}
	for _, warning := range cfg.Warnings {
		_, _ = fmt.Fprintln(w, warning)
	}
	return slog.New(slog.DiscardHandler)
}

// textsOf gives the texts for what is said before the settings are read.
func textsOf(environ []string) *lang.Texts {
	code := lang.Chinese
	if slices.Contains(environ, "TUSOU_LANG="+lang.English) {
		code = lang.English
	}
	texts, err := lang.For(code)
	if err != nil {
		panic("both languages are there: " + err.Error())
	}
	return texts
}
