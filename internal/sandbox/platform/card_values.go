package platform

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.bad(at, "not a boolean")
	}
}

// text is a string of at most limit characters; zero is no limit.
func text(limit int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.bad(at, "not a string")
		} else if limit > 0 && utf8.RuneCountInString(s) > limit {
			c.bad(at, fmt.Sprintf("longer than %d characters", limit))
		}
	}
}

func nonEmpty(c *checker, at string, v any) {
	if s, ok := v.(string); !ok || s == "" {
		c.bad(at, "not a string with a value")
	}
}

func oneOf(values ...string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			c.bad(at, fmt.Sprintf("%v is not one of %s", v, strings.Join(values, ", ")))
		}
	}
}

func integer(low, high int64) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(json.Number)
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if !ok || err != nil || i < low || i > high {
			c.bad(at, fmt.Sprintf("%v is not an integer from %d to %d", v, low, high))
		}
	}
}

func number(low, high float64) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(json.Number)
		f, err := n.Float64()
		if !ok || err != nil || f < low || f > high {
			c.bad(at, fmt.Sprintf("%v is not a number from %g to %g", v, low, high))
		}
	}
}

// list is an array of at most limit values; zero is no limit.
func list(limit int, each rule) rule {
	return func(c *checker, at string, v any) {
		values, ok := v.([]any)
		if !ok {
			c.bad(at, "not an array")
			return
		}
		if limit > 0 && len(values) > limit {
			c.bad(at, fmt.Sprintf("more than %d entries", limit))
		}
		for i, e := range values {
			each(c, fmt.Sprintf("%s -> [%d]", at, i), e)
		}
	}
}

func mapOf(each rule) rule {
	return func(c *checker, at string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.bad(at, "not an object")
			return
		}
		for k, e := range o {
			each(c, at+" -> "+k, e)
		}
	}
}

// texts are one string a language.
func texts(c *checker, at string, v any) { mapOf(text(0))(c, at, v) }

func anyObject(c *checker, at string, v any) {
	if _, ok := v.(map[string]any); !ok {
		c.bad(at, "not an object")
	}
}

// pixels reads "12px", or "0", within bounds.
func pixels(s string, low, high int) bool {
	digits, ok := strings.CutSuffix(s, "px")
	if !ok && s != "0" {
		return false
	}
	n, err := strconv.Atoi(digits)
	return err == nil && n >= low && n <= high
}

// sides is one to four lengths, as in CSS.
func sides(low, high int) rule {
	return func(c *checker, at string, v any) {
		s, _ := v.(string)
		parts := strings.Fields(s)
		ok := len(parts) == 1 || len(parts) == 2 || len(parts) == 4
		for _, part := range parts {
			ok = ok && pixels(part, low, high)
		}
		if !ok {
			c.bad(at, fmt.Sprintf("%v is not a valid length", v))
		}
	}
}

func margin(c *checker, at string, v any) { sides(-99, 99)(c, at, v) }

// padding takes no negative values: some component tables allow them, the
// card's own table does not.
func padding(c *checker, at string, v any) { sides(0, 99)(c, at, v) }

func gap(c *checker, at string, v any) {
	s, _ := v.(string)
	if !slices.Contains([]string{"small", "medium", "large", "extra_large"}, s) && !pixels(s, 0, 99) {
		c.bad(at, fmt.Sprintf("%v is not a valid spacing", v))
	}
}

// width is one of the words or a number of pixels within bounds.
func width(low, high int, words ...string) rule {
	return func(c *checker, at string, v any) {
		s, _ := v.(string)
		if !slices.Contains(words, s) && !pixels(s, low, high) {
			c.bad(at, fmt.Sprintf("%v is not a valid size", v))
		}
	}
}

const unbounded = 1 << 20

// controlWidth is the width of buttons, selects and inputs.
func controlWidth(c *checker, at string, v any) {
	width(100, unbounded, "default", "fill")(c, at, v)
}

func radius(c *checker, at string, v any) {
	s, _ := v.(string)
	percent, isPercent := strings.CutSuffix(s, "%")
	n, err := strconv.Atoi(percent)
	if (!isPercent || err != nil || n < 0 || n > 100) && !pixels(s, 0, unbounded) {
		c.bad(at, fmt.Sprintf("%v is not a valid radius", v))
	}
}

// square is "16px 16px".
func square(c *checker, at string, v any) {
	s, _ := v.(string)
	parts := strings.Fields(s)
	if len(parts) != 2 || !pixels(parts[0], 1, 1000) || !pixels(parts[1], 1, 1000) {
		c.bad(at, fmt.Sprintf("%v is not a valid size", v))
	}
}

var (
	colorForm = regexp.MustCompile(`^(blue|carmine|green|indigo|lime|grey|orange|purple|red|sunflower|turquoise|violet|wathet|yellow)(-(00|50|100|200|300|350|400|500|600|650|700|800|900|950|1000))?$`)
	rgbaForm  = regexp.MustCompile(`^rgba\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*(0|1|0?\.\d+|1\.0+)\s*\)$`)
)

// color is a name of the platform's palette or of the card's own config.
func color(c *checker, at string, v any) {
	s, _ := v.(string)
	if !slices.Contains([]string{"default", "white", "bg-white", "light_grey"}, s) && !c.colors[s] && !colorForm.MatchString(s) && !rgbaForm.MatchString(s) {
		c.bad(at, fmt.Sprintf("%v is not a colour", v))
	}
}

func rgba(c *checker, at string, v any) {
	if s, _ := v.(string); !rgbaForm.MatchString(s) && !colorForm.MatchString(s) {
		c.bad(at, fmt.Sprintf("%v is not a colour", v))
	}
}

func tagColor(c *checker, at string, v any) {
	oneOf("neutral", "blue", "turquoise", "lime", "orange", "violet", "indigo", "wathet", "green", "yellow", "red", "purple", "carmine")(c, at, v)
}

// textSize is a documented size or one of the card's own. The documents say
// that others fall back to normal; a typing error is refused here all the same.
func textSize(c *checker, at string, v any) {
	s, _ := v.(string)
	if c.sizes[s] {
		return
	}
	oneOf("heading-0", "heading-1", "heading-2", "heading-3", "heading-4", "heading", "normal", "notation",
		"xxxx-large", "xxx-large", "xx-large", "x-large", "large", "medium", "small", "x-small")(c, at, v)
}

// unsupportedLink switches a link off on one kind of client.
const unsupportedLink = "lark://msgcard/unsupported_action"

func link(c *checker, at string, v any) {
	s, _ := v.(string)
	if s == "" || s == unsupportedLink {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "lark" || u.Host == "" {
		c.bad(at, fmt.Sprintf("%v is not a valid address", v))
	}
}

// webLink must lead somewhere.
func webLink(c *checker, at string, v any) {
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.bad(at, fmt.Sprintf("%v is not a valid address", v))
	}
}

// links is one address, or one a kind of client.
func links() rule {
	return fields(nil, map[string]rule{"url": link, "android_url": link, "ios_url": link, "pc_url": link})
}

func linkAction() rule { return fields(nil, map[string]rule{"multi_url": links()}) }

// imageKey is the key of an image that the app uploaded.
func imageKey(c *checker, at string, v any) {
	key, ok := v.(string)
	if !ok {
		c.bad(at, "not a string")
		return
	}
	if key == "" || c.knownImage != nil && !c.knownImage(key) {
		c.fail(subImage, at, "card contains invalid image keys", "image key "+key)
	}
}

// person is the id of a user of the tenant.
func person(c *checker, at string, v any) {
	id, _ := v.(string)
	if id == "" || c.knownUser != nil && !c.knownUser(id) {
		c.fail(subUser, at, "There is an invalid user resource(at/person) in your card", fmt.Sprint(v))
	}
}
