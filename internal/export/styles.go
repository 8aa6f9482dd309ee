package export

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// The sizes of rows and picture columns. Excel shows a digit of the standard
// font in 7 pixels and a point in 4/3.
const (
	cellPixels    = 124 // side of a picture's cell
	pictureWidth  = cellPixels / 7.0
	rowHeight     = cellPixels * 0.75
	headingHeight = 32
)

// look is how the cells of a column look.
type look int

// The looks.
const (
	heading look = iota
	plain
	centred
	linked
	identity // digits that are no number
	money
	number
	moment
)

// styles are the looks as the file numbers them.
type styles map[look]int

func newStyles(file *excelize.File) (styles, error) {
	const asText = 49 // "@", which keeps digits text when the cell is edited
	twoDecimals, whole, minutes := "0.00", "0", "yyyy-mm-dd hh:mm"
	family, err := file.GetDefaultFont()
	if err != nil {
		return nil, fmt.Errorf("read the standard font: %w", err)
	}
	// A font that is changed in one thing has to say the rest as well.
	font := func(change excelize.Font) *excelize.Font {
		change.Family, change.Size = family, 11
		return &change
	}
	middle := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	digits := middle("right")
	digits.Indent = 1 // or they would touch the text to their right
	looks := map[look]*excelize.Style{
		heading: {
			Font:      font(excelize.Font{Bold: true}),
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF3"}},
			Border:    []excelize.Border{{Type: "bottom", Color: "8F959E", Style: 1}},
			Alignment: middle("center"),
		},
		plain:    {Alignment: middle("left")},
		centred:  {Alignment: middle("center"), Font: font(excelize.Font{Color: "8F959E"})},
		linked:   {Alignment: middle("left"), Font: font(excelize.Font{Color: "0563C1", Underline: "single"})},
		identity: {Alignment: middle("left"), NumFmt: asText},
		money:    {Alignment: digits, CustomNumFmt: &twoDecimals},
		number:   {Alignment: digits, CustomNumFmt: &whole},
		moment:   {Alignment: middle("center"), CustomNumFmt: &minutes},
	}
	s := make(styles, len(looks))
	for l, style := range looks {
		id, err := file.NewStyle(style)
		if err != nil {
			return nil, fmt.Errorf("make a style: %w", err)
		}
		s[l] = id
	}
	return s, nil
}
