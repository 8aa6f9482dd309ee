// Package telemetry is what the program says of itself to those who run it:
// the log and the metrics.
//
//   - logger.go: NewLogger, which builds the program's slog logger;
//   - redact.go: what takes secrets out of every record;
//   - metrics.go: Metrics, the Prometheus registry and the project's counters.
//
// The other packages know neither Prometheus nor this package's types: each
// declares the few methods that it calls, and Metrics has them.
//
// What must not change: no record leaves the logger before it went through
// the redaction, and no label takes a text that people or foreign services
// write freely, which would both leak and grow without bound.
package telemetry
