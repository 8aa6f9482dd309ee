package gateway_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
)

func TestInjectedAnswersReplaceTheGoodOne(t *testing.T) {
	r := newRig(t)
	r.Inject(gateway.Fault{Times: 2, Status: http.StatusBadGateway, Body: "bad gateway", Header: http.Header{"Retry-After": {"7"}}})
	r.Inject(gateway.Fault{Times: 1, Code: 500, Message: "系统繁忙"})
	r.Inject(gateway.Fault{Times: 1, Failed: true, Message: "图片违规"})
	r.Inject(gateway.Fault{Times: 1, Status: http.StatusOK, Body: "<html>"})

	assert.Equal(t, http.StatusBadGateway, r.search("").status)
	assert.Equal(t, "bad gateway", r.search("").body)
	refused := r.search("")
	assert.Equal(t, 500, refused.Code)
	assert.Equal(t, "系统繁忙", refused.Message)
	failed := r.search("")
	assert.Zero(t, failed.Code)
	require.NotNil(t, failed.Data.Message)
	assert.Equal(t, "图片违规", *failed.Data.Message)
	assert.Equal(t, "<html>", r.search("").body)

	assert.True(t, r.search("").Data.Success, "all faults are used up")
	calls := r.CallsTo(gateway.EndpointSearch)
	require.Len(t, calls, 6)
	assert.True(t, calls[0].Fault)
	assert.False(t, calls[5].Fault)
	assert.Equal(t, 6, r.Counts()[gateway.EndpointSearch])
	r.ForgetCalls()
	assert.Empty(t, r.Calls())
	assert.Zero(t, r.Counts()[gateway.EndpointSearch])
}

func TestFaultsOfOneEndpointSpareTheOthers(t *testing.T) {
	r := newRig(t)
	r.Inject(gateway.Fault{Endpoint: gateway.EndpointDetail, Status: http.StatusServiceUnavailable})
	assert.True(t, r.search("").Data.Success)
	for range 3 {
		assert.Equal(t, http.StatusServiceUnavailable, r.post(gateway.DetailPath, detailForm("offerId", "1")).status)
	}
	r.ClearFaults()
	assert.Equal(t, http.StatusOK, r.post(gateway.DetailPath, detailForm("offerId", "1")).status)
}

func TestHangupAndTruncationBreakTheConnection(t *testing.T) {
	r := newRig(t)
	send := func() (string, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.address+gateway.SearchPath,
			strings.NewReader(searchForm(`{"imgUrl":"`+r.pictures+`"}`).Encode()))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := r.client.Do(request)
		if err != nil {
			return "", err
		}
		defer func() { require.NoError(t, response.Body.Close()) }()
		body, err := io.ReadAll(response.Body)
		return string(body), err
	}
	r.Inject(gateway.Fault{Times: 1, Hangup: true})
	_, err := send()
	require.Error(t, err)
	r.Inject(gateway.Fault{Times: 1, Truncated: true})
	body, err := send()
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.True(t, strings.HasPrefix(body, `{"code":0`))
	r.Inject(gateway.Fault{Times: 1, SlowBody: 20 * time.Millisecond})
	body, err = send()
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(body, `"trace_id":""}`))
}

func TestADelayedAnswerEndsWhenTheCallerLeaves(t *testing.T) {
	r := newRig(t)
	r.SetLatency(time.Hour)
	ctx, leave := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.address+gateway.SearchPath,
		strings.NewReader(searchForm(`{"imgUrl":"`+r.pictures+`"}`).Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ended := make(chan error)
	go func() {
		response, err := r.client.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		ended <- err
	}()
	require.Eventually(t, func() bool { return len(r.Calls()) == 1 }, 5*time.Second, time.Millisecond)
	assert.False(t, r.Calls()[0].Done)
	leave()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.Eventually(t, func() bool { return r.Calls()[0].Done }, 5*time.Second, time.Millisecond)
}
