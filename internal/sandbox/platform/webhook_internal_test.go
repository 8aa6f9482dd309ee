package platform

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pair is the one of the platform's documents.
func TestEncryptionMatchesThePublishedPair(t *testing.T) {
	const want = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
	raw, err := base64.StdEncoding.DecodeString(want)
	require.NoError(t, err)
	got, err := encrypt([]byte("hello world"), "test key", raw[:16])
	require.NoError(t, err)
	assert.Equal(t, want, base64.StdEncoding.EncodeToString(got))
}

func TestTheSDKDecryptsWhatIsSealed(t *testing.T) {
	p, err := New(Config{AppID: "a", AppSecret: "b", EncryptKey: "k"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	for _, text := range []string{`{}`, `{"a":"12345678"}`, `{"a":"more than one block, 中文"}`} {
		sealed, err := p.seal([]byte(text))
		require.NoError(t, err)
		var body struct{ Encrypt string }
		require.NoError(t, json.Unmarshal(sealed, &body))
		opened, err := larkevent.EventDecrypt(body.Encrypt, "k")
		require.NoError(t, err)
		assert.Equal(t, text, string(opened))
	}
}
