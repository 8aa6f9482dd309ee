package cards

import "strconv"

// table is rows of cells under headings. The platform takes it only at the root
// of the body, and counts it as one element whatever it holds.
type table struct {
	Tag         string              `json:"tag"`
	PageSize    int                 `json:"page_size"`  // rows shown at once, from 1 to 10
	RowHeight   string              `json:"row_height"` // "auto" wraps long cells
	HeaderStyle tableHeader         `json:"header_style"`
	Columns     []tableColumn       `json:"columns"`
	Rows        []map[string]string `json:"rows"` // by the column's name
}

func (table) component() {}

type tableHeader struct {
	Background string `json:"background_style"`
	Bold       bool   `json:"bold"`
	Lines      int    `json:"lines"`
}

// tableColumn is a column of plain text: the platform shows its cells as they
// are.
type tableColumn struct {
	Name     string `json:"name"`
	Shown    string `json:"display_name"`
	DataType string `json:"data_type"`
	Align    string `json:"horizontal_align"`
	Width    string `json:"width"`
}

// maxTableRows is how many rows the platform shows at once. More are shown in
// pages of its own.
const maxTableRows = 10

// newTable gives a table of plain text with at most twenty rows: all at once,
// or in two pages of one length. The first column is aligned left, the others,
// which hold numbers, right; a row may be shorter than the headings.
func newTable(headings []string, rows [][]string) table {
	pageSize := max(len(rows), 1)
	if pageSize > maxTableRows {
		pageSize = min((pageSize+1)/2, maxTableRows)
	}
	t := table{
		Tag: "table", PageSize: pageSize, RowHeight: "auto",
		HeaderStyle: tableHeader{Background: "grey", Bold: true, Lines: 1},
		Rows:        make([]map[string]string, len(rows)),
	}
	for i, heading := range headings {
		align := "right"
		if i == 0 {
			align = "left"
		}
		t.Columns = append(t.Columns, tableColumn{
			Name: "c" + strconv.Itoa(i), Shown: heading, DataType: "text", Align: align, Width: "auto",
		})
	}
	for i, row := range rows {
		t.Rows[i] = make(map[string]string, len(row))
		for j, cell := range row[:min(len(row), len(headings))] {
			t.Rows[i][t.Columns[j].Name] = cell
		}
	}
	return t
}
