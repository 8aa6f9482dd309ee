package telemetry

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"tusou/internal/secret"
)

// shortestSecret is the length in bytes from which a secret is looked for in
// texts. Shorter ones protect nothing, and their replacement would tear holes
// into ordinary words.
const shortestSecret = 4

// sensitive matches the names of values that are secrets wherever they occur:
// signatures of the gateway and of presigned addresses, tokens and tickets of
// the platform.
const sensitive = `(?:sign|[a-z0-9_-]*(?:signature|token|secret|password|passwd|ticket|credential|access_?key|authorization))`

// redactor takes secrets out of texts.
type redactor struct {
	known *strings.Replacer
	name  *regexp.Regexp // a whole name of a sensitive value
	pairs *regexp.Regexp // name=value, "name":"value"
	auth  *regexp.Regexp // Bearer …
	user  *regexp.Regexp // user:password@
}

func newRedactor(secrets []secret.Text) *redactor {
	var forms []string
	for _, s := range secrets {
		value := s.Reveal()
		if len(value) < shortestSecret {
			continue
		}
		quoted, _ := json.Marshal(value) // a string always marshals
		for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), string(quoted[1 : len(quoted)-1])} {
			if !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
	}
	// The longest first: a secret may begin with another.
	slices.SortStableFunc(forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	mask := secret.Text{}.String()
	oldnew := make([]string, 0, 2*len(forms))
	for _, form := range forms {
		oldnew = append(oldnew, form, mask)
	}
	return &redactor{
		known: strings.NewReplacer(oldnew...),
		name:  regexp.MustCompile(`(?i)^` + sensitive + `$`),
		pairs: regexp.MustCompile(`(?i)(\b` + sensitive + `(?:=|\\?"\s*:\s*\\?"))[^\s&"\\';,)}\]]+`),
		auth:  regexp.MustCompile(`(?i)(\bbearer\s+)[^\s/@"',;]+`),
		user:  regexp.MustCompile(`(://[^\s/:@]*:)[^\s/@"',;]+@`),
	}
}

// text gives the text without secrets.
func (r *redactor) text(s string) string {
	mask := secret.Text{}.String()
	s = r.known.Replace(s)
	s = r.pairs.ReplaceAllString(s, "${1}"+mask)
	s = r.auth.ReplaceAllString(s, "${1}"+mask)
	return r.user.ReplaceAllString(s, "${1}"+mask+"@")
}

// replaceAttr gives the function that slog calls with every attribute of a
// record, the message among them, after groups and log valuers are resolved.
// The rendering is how the handler writes values that are no texts.
func (r *redactor) replaceAttr(rendering func(any) string) func([]string, slog.Attr) slog.Attr {
	return func(_ []string, a slog.Attr) slog.Attr {
		switch {
		case r.name.MatchString(a.Key):
			a.Value = secret.Text{}.LogValue()
		case a.Value.Kind() == slog.KindString:
			a.Value = slog.StringValue(r.text(a.Value.String()))
		case a.Value.Kind() == slog.KindAny:
			// Harmless values keep their form.
			plain := rendering(a.Value.Any())
			if clean := r.text(plain); clean != plain {
				a.Value = slog.StringValue(clean)
			}
		}
		return a
	}
}

// asText is how the text handler writes a value.
func asText(v any) string {
	if isBytes(v) {
		return string(reflect.ValueOf(v).Bytes())
	}
	return fmt.Sprintf("%+v", v)
}

// asJSON is how the JSON handler writes a value: it follows pointers, which
// the text handler does not, and it writes the texts of errors. Bytes are read
// as text all the same, for base64 hides a secret from nobody but this.
func asJSON(v any) string {
	if _, isError := v.(error); !isError && !isBytes(v) {
		if body, err := json.Marshal(v); err == nil {
			return string(body)
		}
	}
	return asText(v)
}

func isBytes(v any) bool {
	t := reflect.TypeOf(v)
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}
