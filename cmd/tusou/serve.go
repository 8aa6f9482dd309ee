package main

import (
	"context"
	"io"
	"log/slog"

	"tusou/internal/app"
	"tusou/internal/config"
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
