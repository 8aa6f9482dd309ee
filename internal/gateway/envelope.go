package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
)

// envelope is the outer object. Its code speaks for the gateway; data has a
// success of its own, which speaks for 1688 behind it.
type envelope struct {
	Code    text            `json:"code"`
	Message text            `json:"message"`
	TraceID text            `json:"trace_id"`
	Data    json.RawMessage `json:"data"`
}

// errNoData is the cause of an accepted answer without data.
var errNoData = errors.New("no data")

// openEnvelope gives the data of an accepted answer.
func openEnvelope(body []byte) (data json.RawMessage, traceID string, err error) {
	var e envelope
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &e); err != nil {
		// The decoder's own words may quote the answer.
		return nil, "", garbled(errors.New("no JSON object"))
	}
	switch {
	case !e.Code.given():
		return nil, "", garbled(errors.New("no code"))
	case !e.Code.zero():
		return nil, "", refusal(string(e.Code), string(e.Message), string(e.TraceID))
	case len(e.Data) == 0 || bytes.Equal(e.Data, []byte("null")):
		return nil, "", garbled(errNoData)
	}
	return e.Data, string(e.TraceID), nil
}
