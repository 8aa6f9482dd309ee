package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"tusou/internal/app"
	"tusou/internal/config"
)

const (
	healthTime = 3 * time.Second
	healthText = 4 << 10 // of an answer, at most
)

// health asks the running process's /readyz, and says what it lacks.
func health(ctx context.Context, streams streams, args []string) error {
	set, envFile := flags(streams, "health")
	if err := parse(set, args); err != nil {
		return err
	}
	cfg, err := config.Load(streams.environ, *envFile, config.NeedHealth)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+app.Reachable(cfg.Admin.Addr)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	// Without the proxies of the environment: the process is this machine's.
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, healthText))
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return errors.New("not ready: " + strings.TrimSpace(string(text)))
	}
	_, _ = fmt.Fprint(streams.out, string(text))
	return nil
}
