package telemetry

import (
	"io"
	"log/slog"

	"tusou/internal/secret"
)

// NewLogger builds a logger that writes records of the level (debug, info,
// warn, error) and above in a format (text, json), without the given secrets
// and whatever else looks like one. Package config checks both names; any
// other means info and text.
func NewLogger(w io.Writer, level, format string, secrets ...secret.Text) *slog.Logger {
	redact := newRedactor(secrets)
	options := &slog.HandlerOptions{Level: levelOf(level)}
	if format == "json" {
		options.ReplaceAttr = redact.replaceAttr(asJSON)
		return slog.New(slog.NewJSONHandler(w, options))
	}
	options.ReplaceAttr = redact.replaceAttr(asText)
	return slog.New(slog.NewTextHandler(w, options))
}

func levelOf(name string) slog.Level {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug,
		"info":  slog.LevelInfo,
		"warn":  slog.LevelWarn,
		"error": slog.LevelError,
	}
	return levels[name]
}
