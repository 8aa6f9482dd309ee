package cards

// The button types, one for each kind of action.
const (
	buttonPlain  = "default"        // looks at or changes what the card shows
	buttonOn     = "primary"        // the same, already in force
	buttonLink   = "primary_text"   // leaves the chat
	buttonSearch = "primary_filled" // asks for a new search
	buttonRemove = "danger_text"    // takes something away
)

// button is a button. Outside forms it has no name.
type button struct {
	Tag        string     `json:"tag"`
	Name       string     `json:"name,omitempty"`
	Type       string     `json:"type"`
	Size       string     `json:"size"`
	Width      string     `json:"width"`
	Text       plainText  `json:"text"`
	Disabled   bool       `json:"disabled,omitempty"`
	FormAction string     `json:"form_action_type,omitempty"`
	Confirm    *confirm   `json:"confirm,omitempty"`
	Behaviors  []behavior `json:"behaviors"`
}

func (button) component() {}

// behavior is what a control does: call back with a value, or open an address.
type behavior struct {
	Type  string  `json:"type"`
	URL   string  `json:"default_url,omitempty"`
	Value *Action `json:"value,omitempty"`
}

func callback(a Action) []behavior { return []behavior{{Type: "callback", Value: &a}} }

// newButton gives a button that calls back.
func newButton(kind, label string, a Action) button {
	return button{Tag: "button", Type: kind, Size: "small", Width: "default", Text: plain(label), Behaviors: callback(a)}
}

// newLink gives a button that opens an address.
func newLink(label, address string) button {
	return button{
		Tag: "button", Type: buttonLink, Size: "small", Width: "default", Text: plain(label),
		Behaviors: []behavior{{Type: "open_url", URL: address}},
	}
}

// wide gives the button the whole width of its column.
func (b button) wide() button {
	b.Width = "fill"
	return b
}

// confirm is the question that the platform asks before a button does its work.
type confirm struct {
	Title plainText `json:"title"`
	Text  plainText `json:"text"`
}

// confirmed makes the button ask first.
func (b button) confirmed(title, text string) button {
	b.Confirm = &confirm{Title: plain(title), Text: plain(text)}
	return b
}

// submitting makes the button send the form that it stands in.
func (b button) submitting(name string) button {
	b.Name, b.FormAction, b.Size = name, "submit", "medium"
	return b
}

// option is one choice of a select.
type option struct {
	Text  plainText `json:"text"`
	Value string    `json:"value"`
}

// selectStatic is a drop-down of which one option is chosen. Outside a form
// each choice calls back; inside one it has a name instead.
type selectStatic struct {
	Tag         string     `json:"tag"`
	Name        string     `json:"name,omitempty"`
	Width       string     `json:"width"`
	Placeholder plainText  `json:"placeholder"` // names the select where a client reads it out
	Initial     string     `json:"initial_option,omitempty"`
	Options     []option   `json:"options"`
	Behaviors   []behavior `json:"behaviors,omitempty"`
}

func (selectStatic) component() {}

// multiSelect is a drop-down of which any number of options is chosen. The
// platform takes it only inside a form.
type multiSelect struct {
	Tag  string `json:"tag"`
	Name string `json:"name"`
	// Required is stated because the platform's default is true.
	Required    bool      `json:"required"`
	Width       string    `json:"width"`
	Placeholder plainText `json:"placeholder"`
	Selected    []string  `json:"selected_values,omitempty"`
	Options     []option  `json:"options"`
}

func (multiSelect) component() {}

func newMultiSelect(name, placeholder string, selected []string, options []option) multiSelect {
	return multiSelect{
		Tag: "multi_select_static", Name: name, Width: "fill",
		Placeholder: plain(placeholder), Selected: selected, Options: options,
	}
}

// input is a line to type in.
type input struct {
	Tag           string    `json:"tag"`
	Name          string    `json:"name"`
	Width         string    `json:"width"`
	Label         plainText `json:"label"`
	LabelPosition string    `json:"label_position"`
	Default       string    `json:"default_value,omitempty"`
	MaxLength     int       `json:"max_length"` // characters
}

func (input) component() {}

func newInput(name, label, value string, maxLength int) input {
	return input{
		Tag: "input", Name: name, Width: "fill", Label: plain(label), LabelPosition: "top",
		Default: value, MaxLength: maxLength,
	}
}
