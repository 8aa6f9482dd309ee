package doctor

import (
	"net/url"
	"strings"

	"tusou/bot"
	"tusou/internal/config"
	"tusou/internal/lang"
	"tusou/internal/secret"
	"tusou/internal/terminal"
)

// Mark says how a check ended.
type Mark int

// The marks.
const (
	Good    Mark = iota
	Wrong        // and Finding.Mend says how to mend it
	Unknown      // it could not be checked, and Finding.Found says why
)

// String gives the sign that the line begins with.
func (m Mark) String() string {
	switch m {
	case Good:
		return "✓"
	case Wrong:
		return "✗"
	}
	return "–"
}

// Finding is one line: what a check found, for people.
type Finding struct {
	Check lang.Check
	Mark  Mark
	Found string
	Mend  string // of Wrong alone
}

func good(found string) Finding { return Finding{Mark: Good, Found: found} }

func wrong(found, mend string) Finding { return Finding{Mark: Wrong, Found: found, Mend: mend} }

func unknown(found string) Finding { return Finding{Mark: Unknown, Found: found} }

// maxCause bounds a cause in other people's words, in characters.
const maxCause = 300

// cause says why something failed, in words for people where it is a usual
// reason, else in those of the error.
func (e *examination) cause(err error) string {
	if words, ok := terminal.Cause(e.all.Cause, err); ok {
		return words
	}
	return e.shown(err.Error())
}

// said gives the platform's own words for a refusal.
func (e *examination) said(err *bot.PlatformError) string {
	if err.Message == "" && err.Err != nil {
		return e.shown(err.Err.Error())
	}
	return e.shown(err.Message)
}

// shown makes other people's words fit for a line: without secrets, control
// characters and line breaks, and not too long.
func (e *examination) shown(text string) string {
	text = e.hide.Replace(text)
	text = terminal.Clean(text)
	if runes := []rune(text); len(runes) > maxCause {
		return string(runes[:maxCause]) + "…"
	}
	return text
}

// and joins several things found, and list several names.
func (e *examination) and(found ...string) string { return fold(found, e.texts.And) }

func (e *examination) list(names []string) string {
	if len(names) == 0 {
		return e.texts.Nothing
	}
	return fold(names, e.texts.Comma)
}

func fold(parts []string, pair lang.Format) string {
	var all string
	for i, part := range parts {
		if i == 0 {
			all = part
			continue
		}
		all = pair.With(all, part)
	}
	return all
}

// hider takes every secret of the configuration out of a text, the password in
// the database's address besides the address.
func hider(cfg config.Config) *strings.Replacer {
	mask := secret.Text{}.String()
	var pairs []string
	hide := func(text string) {
		if text != "" {
			pairs = append(pairs, text, mask)
		}
	}
	for _, s := range cfg.Secrets() {
		hide(s.Reveal())
	}
	if u, err := url.Parse(cfg.Database.URL.Reveal()); err == nil {
		if password, ok := u.User.Password(); ok {
			hide(password)
			hide(url.QueryEscape(password))
		}
		hide(u.Query().Get("password"))
	}
	return strings.NewReplacer(pairs...)
}

// hostOf gives the host of an address, with its port where it has one.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}
