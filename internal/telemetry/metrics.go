package telemetry

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is the program's own Prometheus registry with every metric of the
// project, all named tusou_….
type Metrics struct {
	registry *prometheus.Registry

	messages      *prometheus.CounterVec
	searches      *prometheus.CounterVec
	failures      *prometheus.CounterVec
	details       *prometheus.CounterVec
	detailFailed  *prometheus.CounterVec
	gatewayCalls  *prometheus.HistogramVec
	platformCalls *prometheus.CounterVec
	platformTime  *prometheus.HistogramVec
	jobs          *prometheus.HistogramVec
	cards         *prometheus.CounterVec
}

// NewMetrics builds the registry, with the Go runtime's and the process's own
// metrics in it.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		messages: counters("messages_total", "Messages received, by what became of them: accepted, refused (the platform delivers again) or ignored, and why.",
			"outcome", "reason"),
		searches: counters("searches_total", "Searches answered, by where the answer came from: memory, store, gateway, shared (another's identical search) or stale.",
			"source"),
		failures: counters("search_failures_total", "Searches that ended without an answer, by the kind of failure.",
			"kind"),
		details: counters("details_total", "Details of offers given, by where they came from: memory, store, gateway, shared (another's look at the same) or stale.",
			"source"),
		detailFailed: counters("detail_failures_total", "Details of offers that could not be given, by the kind of failure.",
			"kind"),
		gatewayCalls: seconds("gateway_call_seconds", "Duration of calls to the gateway, by outcome: ok or the kind of failure.",
			[]float64{.1, .25, .5, 1, 2, 3, 5, 7.5, 10}, "outcome"),
		platformCalls: counters("platform_calls_total", "Calls to the platform, by interface, class of the HTTP status (none without an answer) and the platform's code.",
			"api", "status", "code"),
		platformTime: seconds("platform_call_seconds", "Duration of calls to the platform, by interface.",
			[]float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30}, "api"),
		jobs: seconds("job_seconds", "Duration of jobs, by kind and outcome.",
			[]float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30}, "kind", "outcome"),
		cards: counters("cards_total", "Cards written, by action: sent or patched.",
			"action"),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.messages, m.searches, m.failures, m.details, m.detailFailed, m.gatewayCalls, m.platformCalls, m.platformTime, m.jobs, m.cards,
	)
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "tusou", Name: name, Help: help}, labels)
}

func seconds(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "tusou", Name: name, Help: help, Buckets: buckets}, labels)
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// WatchQueue reports the number of accepted jobs that wait or run, which
// depth is asked for at every scrape. It may be called once.
func (m *Metrics) WatchQueue(depth func() float64) error {
	gauge := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "tusou", Name: "queue_depth", Help: "Accepted jobs that wait or run.",
	}, depth)
	if err := m.registry.Register(gauge); err != nil {
		return fmt.Errorf("watch queue: %w", err)
	}
	return nil
}

// WatchClock reports how far this machine's clock is ahead of the platform's,
// which is asked for at every scrape; not before it is known. It may be called
// once.
func (m *Metrics) WatchClock(skew func() (ahead time.Duration, known bool)) error {
	clock := &clock{
		desc: prometheus.NewDesc("tusou_clock_skew_seconds", "How far this machine's clock is ahead of the platform's.", nil, nil), skew: skew,
	}
	if err := m.registry.Register(clock); err != nil {
		return fmt.Errorf("watch clock: %w", err)
	}
	return nil
}

// clock collects the difference of the clocks.
type clock struct {
	desc *prometheus.Desc
	skew func() (ahead time.Duration, known bool)
}

// Describe implements prometheus.Collector.
func (c *clock) Describe(out chan<- *prometheus.Desc) { out <- c.desc }

// Collect implements prometheus.Collector.
func (c *clock) Collect(out chan<- prometheus.Metric) {
	if ahead, known := c.skew(); known {
		out <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, ahead.Seconds())
	}
}

// MessageAccepted counts a message that is on disk and will be answered.
func (m *Metrics) MessageAccepted() { m.messages.WithLabelValues("accepted", "").Inc() }

// MessageRefused counts a message that the platform is to deliver again. The
// reason is one of a fixed set of words.
func (m *Metrics) MessageRefused(reason string) { m.messages.WithLabelValues("refused", reason).Inc() }

// MessageIgnored counts a message that is acknowledged and not answered. The
// reason is one of a fixed set of words.
func (m *Metrics) MessageIgnored(reason string) { m.messages.WithLabelValues("ignored", reason).Inc() }

// SearchServed counts a search that ended with an answer from source: memory,
// store, gateway, shared or stale.
func (m *Metrics) SearchServed(source string) { m.searches.WithLabelValues(source).Inc() }

// SearchFailed counts a search that ended without an answer, by the kind of
// failure.
func (m *Metrics) SearchFailed(kind string) { m.failures.WithLabelValues(kind).Inc() }

// DetailServed counts details that were given from source: memory, store,
// gateway, shared or stale.
func (m *Metrics) DetailServed(source string) { m.details.WithLabelValues(source).Inc() }

// DetailFailed counts details that could not be given, by the kind of failure.
func (m *Metrics) DetailFailed(kind string) { m.detailFailed.WithLabelValues(kind).Inc() }

// GatewayCalled observes one attempt at the gateway, by outcome: ok or the
// kind of failure.
func (m *Metrics) GatewayCalled(outcome string, took time.Duration) {
	m.gatewayCalls.WithLabelValues(outcome).Observe(took.Seconds())
}

// ObserveCall observes one call to the platform. Status is 0 without an
// answer; code is the platform's.
func (m *Metrics) ObserveCall(api string, status, code int, took time.Duration) {
	m.platformCalls.WithLabelValues(api, statusClass(status), strconv.Itoa(code)).Inc()
	m.platformTime.WithLabelValues(api).Observe(took.Seconds())
}

func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return strconv.Itoa(status/100) + "xx"
}

// ObserveJob observes one run of a job, by kind and outcome, both of fixed
// sets of words.
func (m *Metrics) ObserveJob(kind, outcome string, took time.Duration) {
	m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// CardSent counts a message that the bot wrote.
func (m *Metrics) CardSent() { m.cards.WithLabelValues("sent").Inc() }

// CardPatched counts a change to a message of the bot.
func (m *Metrics) CardPatched() { m.cards.WithLabelValues("patched").Inc() }
