package gateway

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/secret"
)

// The first vector is computed from the rule, the others by md5sum over the
// written-out inputs.
func TestSign(t *testing.T) {
	for name, tt := range map[string]struct {
		fields map[string]string
		secret string
		want   string
	}{
		"the reference vector": {
			map[string]string{
				"appid": "1001", "seller_nick": "b2b-1", "timestamp": "1633618722",
				"request_data": `{"imgUrl":"https://e.com/a.jpg"}`,
			}, "secret", "6738c4280aeff96b3678bb84c20567c0",
		},
		"sign is not signed": {
			map[string]string{
				"appid": "1001", "seller_nick": "b2b-1", "timestamp": "1633618722", "sign": "anything",
				"request_data": `{"imgUrl":"https://e.com/a.jpg"}`,
			}, "secret", "6738c4280aeff96b3678bb84c20567c0",
		},
		"an empty value signs its key":        {map[string]string{"b": "", "a": "1"}, "k", "76c58922fb1d94beb9ad4a7e09a40b84"},
		"no field":                            {nil, "k", "dc468c70fb574ebd07287b38d0d0676d"},
		"non-ASCII values as UTF-8":           {map[string]string{"request_data": `{"imageKeywords":"小风扇"}`}, "密", "d5f4a5f4fc4ac8250347cf40888030ed"},
		"values are raw, not URL-encoded":     {map[string]string{"a": "x&y=z %20+"}, "k", "6244be3e60b7a0077c88552010139ca2"},
		"byte order: upper case before lower": {map[string]string{"b": "1", "B": "2", "_": "3", "ab": "4"}, "k", "cadd9eb217b03ba3553d421048af4024"},
		"byte order: 10 before 9":             {map[string]string{"f9": "1", "f10": "2"}, "k", "74bb8b414c0dce1c41f3f54253435b21"},
		"a null written out is only a text":   {map[string]string{"a": "null"}, "k", "58c11f5175c303d2715271d3fc8ec1d0"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, sign(tt.fields, secret.New(tt.secret)))
		})
	}
}
