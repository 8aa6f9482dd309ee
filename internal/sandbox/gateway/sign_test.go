package gateway

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSignatureMatchesTheCheckVector(t *testing.T) {
	form := url.Values{
		"appid": {"1001"}, "seller_nick": {"b2b-1"}, "timestamp": {"1633618722"},
		"request_data": {`{"imgUrl":"https://e.com/a.jpg"}`},
		"sign":         {"is skipped"},
	}
	assert.Equal(t, "6738c4280aeff96b3678bb84c20567c0", signature("secret", form))
}

func TestSignatureIsComparedExactly(t *testing.T) {
	form := url.Values{"a": {"1"}}
	form.Set("sign", signature("s", form))
	assert.True(t, signed("s", form))
	assert.False(t, signed("another", form))
	form.Set("a", "2")
	assert.False(t, signed("s", form))
}
