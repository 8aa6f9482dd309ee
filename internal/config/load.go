package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// prefix begins the name of every setting.
const prefix = "TUSOU_"

// Need says for which command the settings are read, and so which of them are
// required and checked.
type Need int

// The commands that have settings.
const (
	NeedServe   Need = iota // everything
	NeedDoctor              // everything
	NeedSandbox             // no credentials: the sandbox brings the services and the stores
	NeedSearch              // the gateway and the image store
	NeedHealth              // the admin address
)

// Error is every mistake of a configuration: one line each, which names its
// variable and holds no value. Callers print the lines and exit with status 2.
type Error struct {
	Mistakes []string
}

// Error gives the mistakes, one a line.
func (e *Error) Error() string { return strings.Join(e.Mistakes, "\n") }

// section is one part of Config, where it is used, and what it demands.
type section struct {
	fields any // pointer to the struct
	check  func(*mistakes)
	needs  []Need
}

// sections lists the parts in the order in which mistakes are reported. The
// image store's demands on TUSOU_PUBLIC_URL are its own, not the listener's:
// a command that serves pictures nowhere needs no public address.
func (c *Config) sections() []section {
	serving := []Need{NeedServe, NeedDoctor}
	bot := append(slices.Clone(serving), NeedSandbox)
	searching := append(slices.Clone(serving), NeedSearch)
	most := append(slices.Clone(bot), NeedSearch)
	return []section{
		{&c.Lark, c.checkLark, serving},
		{&c.Gateway, c.checkGateway, searching},
		{&c.HTTP, c.checkHTTP, most},
		{&c.Admin, c.checkAdmin, append(slices.Clone(bot), NeedHealth)},
		{&c.Data, c.checkData, most},
		{&c.Database, c.checkDatabase, serving},
		{&c.Images, c.checkImages, searching},
		{&c.Cache, c.checkCache, most},
		{&c.Bot, c.checkBot, bot},
		{&c.Fetch, func(*mistakes) {}, most},
		{&c.Lang, c.checkLang, most},
		{&c.Log, c.checkLog, most},
	}
}

// Load reads the settings for a command from environ (KEY=value, as
// os.Environ gives them) and from the env file; envFile "" means none. White
// space around values goes, and an empty value counts as not given.
//
// The error is an *Error with every mistake in the sections that the command
// uses.
func Load(environ []string, envFile string, need Need) (Config, error) {
	var m mistakes
	values := readFile(envFile, &m)
	for _, pair := range environ {
		if key, value, ok := strings.Cut(pair, "="); ok && strings.HasPrefix(key, prefix) {
			values[key] = value
		}
	}
	for key, value := range values {
		values[key] = strings.TrimSpace(value)
	}

	var c Config
	known := make(map[string]bool)
	for _, s := range c.sections() {
		names := variables(reflect.TypeOf(s.fields).Elem())
		for _, variable := range names {
			known[variable] = true
		}
		err := env.ParseWithOptions(s.fields, env.Options{Environment: values})
		if !slices.Contains(s.needs, need) {
			continue
		}
		m.addParse(err, names)
		s.check(&m)
	}
	c.Warnings = unknown(values, known)
	if len(m.lines) > 0 {
		return Config{}, &Error{Mistakes: m.lines}
	}
	return c, nil
}

// readFile reads the env file. The parser's own error quotes the file, so it
// is dropped.
func readFile(name string, m *mistakes) map[string]string {
	if name == "" {
		return make(map[string]string)
	}
	const flag = "--env-file"
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		m.add(flag, "names a file that does not exist")
	case errors.Is(err, fs.ErrPermission):
		m.add(flag, "names a file that may not be read")
	case err != nil:
		m.add(flag, "names a file that cannot be read")
	}
	values, err := godotenv.UnmarshalBytes(text)
	if err != nil {
		m.add(flag, "names a file that is no list of KEY=value lines")
	}
	if values == nil {
		values = make(map[string]string)
	}
	return values
}

// variables maps the names of a section's fields, those of nested sections
// too, to their variables.
func variables(t reflect.Type) map[string]string {
	names := make(map[string]string)
	for field := range fields(t) {
		names[field.Name] = field.Tag.Get("env")
	}
	return names
}

func fields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			field := t.Field(i)
			if field.Tag.Get("env") != "" {
				if !yield(field) {
					return
				}
				continue
			}
			for nested := range fields(field.Type) {
				if !yield(nested) {
					return
				}
			}
		}
	}
}

// unknown warns of variables that look like settings and are none, mostly
// slips of the pen.
func unknown(values map[string]string, known map[string]bool) []string {
	var warnings []string
	for key := range values {
		if strings.HasPrefix(key, prefix) && !known[key] {
			warnings = append(warnings, key+" is no setting of this program and has no effect")
		}
	}
	slices.Sort(warnings)
	return warnings
}

// mistakes collects at most one mistake a variable: the first is the cause of
// what else is wrong with it.
type mistakes struct {
	lines []string
	named map[string]bool
}

// add notes what a variable demands, as the rest of a sentence.
func (m *mistakes) add(variable, sentence string) {
	if m.named[variable] {
		return
	}
	if m.named == nil {
		m.named = make(map[string]bool)
	}
	m.named[variable] = true
	m.lines = append(m.lines, variable+" "+sentence)
}

// addParse notes the values that could not be read. The library's errors name
// the Go field and print the value, so only the field and its type are taken
// from them.
func (m *mistakes) addParse(err error, names map[string]string) {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return
	}
	for _, err := range all.Errors {
		var parse env.ParseError
		if !errors.As(err, &parse) {
			m.add("the environment", "cannot be read")
			continue
		}
		m.add(names[parse.Name], form(parse))
	}
}

func form(parse env.ParseError) string {
	var want demand
	if errors.As(parse.Err, &want) {
		return want.Error()
	}
	switch parse.Type {
	case reflect.TypeFor[time.Duration]():
		return "must be a duration such as 24h or 90m"
	case reflect.TypeFor[int]():
		return "must be a whole number"
	}
	return fmt.Sprintf("must be a value of type %s", parse.Type.Name())
}
