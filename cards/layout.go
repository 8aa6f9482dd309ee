package cards

// columnSet stands columns side by side.
type columnSet struct {
	Tag     string   `json:"tag"`
	Spacing string   `json:"horizontal_spacing,omitempty"`
	Margin  string   `json:"margin,omitempty"`
	Columns []column `json:"columns"`
}

func (columnSet) component() {}

func newColumns(columns ...column) columnSet {
	return columnSet{Tag: "column_set", Spacing: "8px", Columns: columns}
}

// column is one column of a columnSet.
type column struct {
	Tag             string    `json:"tag"`
	Width           string    `json:"width"`
	Weight          int       `json:"weight,omitempty"`
	VerticalAlign   string    `json:"vertical_align,omitempty"`
	VerticalSpacing string    `json:"vertical_spacing,omitempty"`
	Background      string    `json:"background_style,omitempty"`
	Padding         string    `json:"padding,omitempty"`
	Elements        []element `json:"elements"`
}

// fixedColumn is as wide as it says ("80px").
func fixedColumn(width string, elements ...element) column {
	return column{Tag: "column", Width: width, VerticalAlign: "top", Elements: elements}
}

// autoColumn is as wide as what it holds.
func autoColumn(elements ...element) column {
	return column{Tag: "column", Width: "auto", VerticalAlign: "center", Elements: elements}
}

// wideColumn shares the remaining width with its like.
func wideColumn(elements ...element) column {
	return column{Tag: "column", Width: "weighted", Weight: 1, VerticalAlign: "center", Elements: elements}
}

// form gathers what its controls hold until its submit button is pressed. The
// platform takes it only at the root of the body.
type form struct {
	Tag      string    `json:"tag"`
	Name     string    `json:"name"`
	Elements []element `json:"elements"`
}

func (form) component() {}

func newForm(name string, elements ...element) form {
	return form{Tag: "form", Name: name, Elements: elements}
}

// panel folds its elements under a heading.
type panel struct {
	Tag      string      `json:"tag"`
	Expanded bool        `json:"expanded"`
	Header   panelHeader `json:"header"`
	Border   border      `json:"border"`
	Padding  string      `json:"padding,omitempty"`
	Elements []element   `json:"elements"`
}

func (panel) component() {}

type panelHeader struct {
	Title         plainText `json:"title"`
	Icon          panelIcon `json:"icon"`
	IconPosition  string    `json:"icon_position"`
	ExpandedAngle int       `json:"icon_expanded_angle"`
	Padding       string    `json:"padding,omitempty"`
}

type panelIcon struct {
	Tag   string `json:"tag"`
	Token string `json:"token"`
	Size  string `json:"size"`
}

type border struct {
	Color        string `json:"color"`
	CornerRadius string `json:"corner_radius"`
}

// newPanel gives a folded panel.
func newPanel(title string, elements ...element) panel {
	return panel{
		Tag: "collapsible_panel",
		Header: panelHeader{
			Title:         plain(title),
			Icon:          panelIcon{Tag: "standard_icon", Token: "down-small-ccm_outlined", Size: "16px 16px"},
			IconPosition:  "right",
			ExpandedAngle: -180,
			Padding:       "4px 8px 4px 8px",
		},
		Border:   border{Color: "grey", CornerRadius: "5px"},
		Padding:  "8px 8px 8px 8px",
		Elements: elements,
	}
}
