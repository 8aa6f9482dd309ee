package sandbox_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tusou/internal/config"
	"tusou/internal/sandbox"
	"tusou/internal/sandbox/platform"
)

func TestTheSandboxNeedsNothingAndAnswersAPicture(t *testing.T) {
	cfg, err := config.Load(nil, "", config.NeedSandbox)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := sandbox.New(ctx, cfg, "127.0.0.1:0", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()

	res, err := http.Get(s.URL())
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode)

	require.Eventually(t, func() bool { return s.Platform.Connections() == 1 }, 20*time.Second, 10*time.Millisecond)
	id, err := s.Platform.Post(platform.Outgoing{Chat: s.Platform.DirectChat(s.Platform.NewUser("买手")), Images: [][]byte{s.Gateway.Samples()[0].JPEG()}})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		for _, m := range s.Platform.Messages("") {
			if m.Parent == id && m.FromBot && strings.Contains(m.Content, "detail.1688.com") {
				return true
			}
		}
		return false
	}, 20*time.Second, 20*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}

func TestAnAddressThatIsTakenIsAnErrorAndLeavesNothingBehind(t *testing.T) {
	cfg, err := config.Load(nil, "", config.NeedSandbox)
	require.NoError(t, err)
	_, err = sandbox.New(context.Background(), cfg, "256.0.0.1:1", slog.New(slog.DiscardHandler))
	require.Error(t, err)
}
