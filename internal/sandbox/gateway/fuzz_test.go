package gateway

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzRequestDataIsReadAsJSONReadsIt(f *testing.F) {
	for _, seed := range []string{
		`{"imgUrl":"https://e.com/a.jpg","imageKeywords":"小风扇","filter":["isOnePsale"]}`,
		`{}`, `{"a":1,"a":2}`, `{"a":1} {}`, `[]`, `{"a":`, `{"a":{"b":[1,null]}}`, "null", `{"a":1,}`, "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := members(text)
		if err != nil {
			return
		}
		var whole map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(text), &whole), "what members takes is one JSON object")
		require.Len(t, found, len(whole))
		for _, m := range found {
			require.JSONEq(t, string(whole[m.key]), string(m.value))
		}
	})
}
