package platform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// The limits of a card (reference C1 and C3).
const (
	maxElements  = 200
	maxTables    = 5
	maxNesting   = 5
	maxElementID = 20
)

// The codes behind 230099, which its message names as ErrCode.
const (
	subUser      = 100290
	subParse     = 200621
	subImage     = 200570
	subTag       = 200861
	subTables    = 11310
	subElements  = 300305
	subElementID = 300301
)

// CardError says why the platform refuses a card.
type CardError struct {
	Code  int    // 230099, or 230025 for a card over 30 KB
	Sub   int    // the ErrCode inside 230099; zero otherwise
	Path  string // where in the card, as "ROOT -> body -> elements -> [0](tag: img)"
	Msg   string
	Value string
}

// Error gives the text that the platform answers with.
func (e *CardError) Error() string {
	if e.Sub == 0 {
		return e.Msg
	}
	return fmt.Sprintf("Failed to create card content, ext=ErrCode: %d; ErrPath: %s; ErrMsg: %s; ErrorValue: %s; ", e.Sub, e.Path, e.Msg, e.Value)
}

// CheckCard checks a card as strictly as the platform: Card JSON 2.0 with
// stated schema, documented properties only, and the limits of size and
// number. Image keys must be known, if known is not nil. The error is a
// *CardError for the first fault found.
func CheckCard(raw []byte, known func(imgKey string) bool) error {
	return checkCard(raw, known, nil)
}

// checkCard also asks for the people that the card names.
func checkCard(raw []byte, knownImage, knownUser func(string) bool) error {
	if len(raw) > maxCardBytes {
		return &CardError{Code: 230025, Msg: "The length of the message content reaches its limit."}
	}
	card, err := decodeCard(raw)
	if err != nil {
		return &CardError{Code: 230099, Sub: subParse, Path: "ROOT", Msg: msgParse, Value: err.Error()}
	}
	c := &checker{
		knownImage: knownImage, knownUser: knownUser, components: components(),
		ids: map[string]bool{}, names: map[string]bool{}, colors: map[string]bool{}, sizes: map[string]bool{},
	}
	c.card(card)
	switch {
	case c.err != nil:
		return c.err
	case c.elements > maxElements:
		return &CardError{Code: 230099, Sub: subElements, Path: "ROOT", Msg: "the number of card elements exceeds the limit of 200", Value: fmt.Sprint(c.elements)}
	case c.tables > maxTables:
		return &CardError{Code: 230099, Sub: subTables, Path: "ROOT", Msg: "card table number over limit", Value: fmt.Sprint(c.tables)}
	}
	return nil
}

const msgParse = "parse card json err, please check whether the card json is correct"

func decodeCard(raw []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var card map[string]any
	if err := dec.Decode(&card); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more behind the card")
	}
	if card == nil {
		return nil, errors.New("the card is null")
	}
	return card, nil
}

// checker goes through one card and keeps the first fault.
type checker struct {
	knownImage func(string) bool
	knownUser  func(string) bool
	components map[string]component

	err      error
	elements int // objects with a tag
	tables   int
	depth    int  // of containers around the present place
	inForm   bool // the present place is inside a form
	atRoot   bool // the present place is the body itself
	submits  int  // submit buttons of the present form
	ids      map[string]bool
	names    map[string]bool
	colors   map[string]bool // defined by the card's own config
	sizes    map[string]bool
}

func (c *checker) fail(sub int, at, msg, value string) {
	if c.err == nil {
		c.err = &CardError{Code: 230099, Sub: sub, Path: at, Msg: msg, Value: value}
	}
}

// bad reports what cannot be parsed as the property that it stands for.
func (c *checker) bad(at, value string) { c.fail(subParse, at, msgParse, value) }

// rule checks one value.
type rule func(c *checker, at string, v any)

// shape is an object's properties; nothing else may stand in it.
type shape struct {
	props    map[string]rule
	required []string
}

// object checks v against a shape and returns it, or nil if it is no object.
func (c *checker) object(at string, v any, s shape) map[string]any {
	o, ok := v.(map[string]any)
	if !ok {
		c.bad(at, "not an object")
		return nil
	}
	for _, key := range s.required {
		if _, ok := o[key]; !ok {
			c.bad(at, "property "+key+" is required")
		}
	}
	keys := make([]string, 0, len(o))
	for key := range o {
		keys = append(keys, key)
	}
	slices.Sort(keys) // one card always gives the same error
	for _, key := range keys {
		check, ok := s.props[key]
		if !ok {
			c.bad(at, "unknown property "+key)
			continue
		}
		check(c, at+" -> "+key, o[key])
	}
	return o
}

func fields(required []string, props map[string]rule) rule {
	s := shape{props: props, required: required}
	return func(c *checker, at string, v any) { c.object(at, v, s) }
}

// tagged is an object that has one of the tags and counts as an element.
func tagged(tags []string, required []string, props map[string]rule) rule {
	all := map[string]rule{"tag": oneOf(tags...)}
	for k, r := range props {
		all[k] = r
	}
	s := shape{props: all, required: append([]string{"tag"}, required...)}
	return func(c *checker, at string, v any) {
		c.elements++
		c.object(at, v, s)
	}
}

// children checks a list of components.
func (c *checker) children(at string, v any) {
	elements, ok := v.([]any)
	if !ok {
		c.bad(at, "not an array")
		return
	}
	for i, e := range elements {
		c.component(fmt.Sprintf("%s -> [%d]", at, i), e)
	}
}

// component checks one component where any may stand.
func (c *checker) component(at string, v any) {
	o, ok := v.(map[string]any)
	if !ok {
		c.bad(at, "not an object")
		return
	}
	tag, _ := o["tag"].(string)
	at = fmt.Sprintf("%s(tag: %s)", at, tag)
	kind, ok := c.components[tag]
	switch {
	case !ok:
		c.fail(subTag, at, "cards of schema V2 no longer support this capability", "unsupported tag "+tag)
		return
	case kind.rootOnly && !c.atRoot:
		c.bad(at, tag+" is only allowed at the root of the body")
		return
	case kind.formOnly && !c.inForm:
		c.bad(at, tag+" is only allowed inside a form")
		return
	}
	c.elements++
	outer := *c
	c.atRoot = false
	if kind.container {
		c.depth++
		if c.depth > maxNesting {
			c.bad(at, "containers nest more than 5 levels")
		}
	}
	if tag == "form" {
		c.inForm, c.submits = true, 0
	}
	c.object(at, o, kind.shape())
	if kind.interactive {
		c.interactive(at, o)
	}
	if kind.also != nil {
		kind.also(c, at, o)
	}
	c.depth, c.inForm, c.atRoot = outer.depth, outer.inForm, outer.atRoot
}

// interactive checks what every component that people work has in common.
func (c *checker) interactive(at string, o map[string]any) {
	name, named := o["name"].(string)
	if c.inForm && name == "" {
		c.bad(at, "a component inside a form needs a name")
	}
	if named && name != "" {
		if c.names[name] {
			c.bad(at, "name "+name+" is used twice")
		}
		c.names[name] = true
	}
	if _, ok := o["required"]; ok && !c.inForm {
		c.bad(at, "required is only allowed inside a form")
	}
}

var elementIDForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

func elementID(c *checker, at string, v any) {
	id, ok := v.(string)
	switch {
	case !ok || len(id) > maxElementID || !elementIDForm.MatchString(id):
		c.bad(at, fmt.Sprintf("element_id %v is not valid", v))
	case c.ids[id]:
		c.fail(subElementID, at, "duplicate element_id", id)
	default:
		c.ids[id] = true
	}
}
