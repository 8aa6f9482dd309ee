package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/secret"
)

const canary = "cAnArY-1"

// holder keeps a secret where its methods are out of reach.
type holder struct {
	Shown  secret.Text
	hidden secret.Text
	inner  struct{ deep []secret.Text }
}

func assertHidden(t *testing.T, printed string) {
	t.Helper()
	for _, form := range []string{canary, strings.ToUpper(canary), hex.EncodeToString([]byte(canary)), fmt.Sprintf("%d", []byte(canary))} {
		assert.NotContains(t, strings.ToLower(printed), strings.ToLower(form))
	}
}

func TestASecretIsNotPrintedWhateverTheVerbAndThePlace(t *testing.T) {
	s := secret.New(canary)
	h := holder{Shown: s, hidden: s}
	h.inner.deep = []secret.Text{s}
	for _, value := range []any{
		s, &s, h, &h, []secret.Text{s}, []holder{h}, map[string]secret.Text{"k": s}, map[string]holder{"k": h}, [1]secret.Text{s},
		struct{ any }{s}, struct{ V any }{h}, errors.Join(fmt.Errorf("op: %v", s)), new(any(s)),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%b", "%o", "%U", "%c", "%e", "%t", "%p", "%T", "%20s", "%-5v", "%!", "%w"} {
			assertHidden(t, fmt.Sprintf(verb, value))
		}
		assertHidden(t, fmt.Sprint(value))
		assertHidden(t, fmt.Sprintln(value))
	}
	assert.Equal(t, "•••", fmt.Sprint(s))
	assert.Equal(t, "•••", fmt.Sprintf("%+v", s))
}

func TestASecretIsNotEncoded(t *testing.T) {
	s := secret.New(canary)
	h := holder{Shown: s, hidden: s}
	inJSON, err := json.Marshal(map[string]any{"secret": s, "pointer": &s, "holder": h})
	require.NoError(t, err)
	assertHidden(t, string(inJSON))
	inXML, err := xml.Marshal(h)
	require.NoError(t, err)
	assertHidden(t, string(inXML))
	var out bytes.Buffer
	require.Error(t, gob.NewEncoder(&out).Encode(s), "it has nothing to encode")
	assertHidden(t, out.String())
}

func TestASecretIsNotLogged(t *testing.T) {
	s := secret.New(canary)
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("m", "secret", s, "pointer", &s, "holder", holder{Shown: s, hidden: s}, "list", []secret.Text{s}, slog.Group("g", "s", s))
	}
	require.NotEmpty(t, out.String())
	assertHidden(t, out.String())
}

func TestASecretIsRevealedOnDemandOnly(t *testing.T) {
	assert.Equal(t, canary, secret.New(canary).Reveal())
	var read secret.Text
	assert.True(t, read.IsZero())
	assert.Empty(t, read.Reveal())
	require.NoError(t, read.UnmarshalText([]byte(canary)))
	assert.Equal(t, canary, read.Reveal())
	assert.False(t, read.IsZero())
	require.NoError(t, read.UnmarshalText(nil))
	assert.True(t, read.IsZero())
	assert.True(t, secret.New("").IsZero())
	assert.Equal(t, secret.New(canary), secret.New(canary), "equal to tests")
}
