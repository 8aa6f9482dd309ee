package platform

import (
	"testing"

	larkws "github.com/larksuite/oapi-sdk-go/v3/ws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFramesAreReadByTheSDK(t *testing.T) {
	f := frame{
		seqID: 7, logID: 1<<63 + 5, service: -3, method: methodData, payload: []byte(`{"a":1}`),
		headers: []header{{headType, "event"}, {headSum, "1"}}, payloadEncoding: "e", payloadType: "t", logIDNew: "n",
	}
	var got larkws.Frame
	require.NoError(t, got.Unmarshal(f.marshal()))
	assert.Equal(t, f.seqID, got.SeqID)
	assert.Equal(t, f.logID, got.LogID)
	assert.Equal(t, f.service, got.Service)
	assert.Equal(t, f.method, got.Method)
	assert.Equal(t, f.payload, got.Payload)
	assert.Equal(t, "event", larkws.Headers(got.Headers).GetString(larkws.HeaderType))
	assert.Equal(t, "e", got.PayloadEncoding)
	assert.Equal(t, "t", got.PayloadType)
	assert.Equal(t, "n", got.LogIDNew)
}

func TestFramesOfTheSDKAreRead(t *testing.T) {
	sent := larkws.Frame{
		SeqID: 9, LogID: 10, Service: -1, Method: 1, Payload: []byte("x"),
		Headers: []larkws.Header{{Key: "type", Value: "event"}, {Key: "biz_rt", Value: "3"}}, LogIDNew: "n",
	}
	raw, err := sent.Marshal()
	require.NoError(t, err)
	var got frame
	require.NoError(t, got.unmarshal(raw))
	assert.Equal(t, frame{
		seqID: 9, logID: 10, service: -1, method: 1, payload: []byte("x"), logIDNew: "n",
		headers: []header{{"type", "event"}, {"biz_rt", "3"}},
	}, got)
}

func TestFramesWithoutTheirRequiredFieldsAreRefused(t *testing.T) {
	var f frame
	assert.Error(t, f.unmarshal(nil))
	assert.Error(t, f.unmarshal(appendVarint(nil, 1, 1)))
}

func FuzzFrame(f *testing.F) {
	f.Add((&frame{seqID: 1, logID: 2, service: 3, method: 1, headers: []header{{"type", "ping"}}, payload: []byte("{}")}).marshal())
	f.Add([]byte{0x42, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got frame
		if got.unmarshal(raw) != nil {
			return
		}
		var again frame
		require.NoError(t, again.unmarshal(got.marshal()))
		assert.Equal(t, got, again)
	})
}
