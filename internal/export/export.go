package export

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"

	"tusou/internal/lang"
	"tusou/internal/picture"
	"tusou/internal/sourcing"
)

// ErrTooLarge means a list whose texts alone make a file that the platform does
// not take.
var ErrTooLarge = errors.New("the file is too large")

// List is what is written.
type List struct {
	Texts    *lang.Texts
	Pictures *picture.Preparer // its limits bound the memory of one picture
	Made     time.Time         // of the file; a property of it
	Count    int               // how many rows come at most: they share the file's bytes
	// Rows are pulled one at a time, each when the one before is in the file.
	// An error ends the writing.
	Rows iter.Seq2[Row, error]
}

// Row is one offer of the list.
type Row struct {
	Candidate sourcing.Candidate
	Detail    *sourcing.Detail // nil: not known; its cells stay empty
	Collector string           // name of who collected it; "": Candidate's open id
	Filters   []string         // names of Candidate's filters
	// Picture is the offer's, QueryPicture the one that it was found by, in any
	// format that Pictures reads. Without one, or with one that cannot be read,
	// the cell says so.
	Picture      []byte
	QueryPicture []byte
}

// Write writes the workbook. It is at most 28 MB, of the 30 that the platform
// takes: the more pictures, the fewer bytes each. It fails with the error of
// ctx, of Rows or of w, with ErrTooLarge, and on more rows than announced; what
// w was given until then is no file.
func Write(ctx context.Context, w io.Writer, list List) error {
	if err := write(ctx, w, list, limits{file: maxFile, picture: maxPicture}); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func write(ctx context.Context, w io.Writer, list List, most limits) (err error) {
	b, err := open(w, list, most)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	for row, err := range list.Rows {
		if err != nil {
			return fmt.Errorf("row %d: %w", b.written+1, err)
		}
		if b.written == list.Count {
			return fmt.Errorf("more than the %d rows announced", list.Count)
		}
		if err := b.add(ctx, row); err != nil {
			return fmt.Errorf("row %d: %w", b.written+1, err)
		}
	}
	return b.close()
}

// book is a workbook while it is written.
type book struct {
	list    List
	texts   lang.Export
	name    string // of the sheet
	columns []column
	styles  styles
	file    *excelize.File
	sheet   *excelize.StreamWriter
	out     *archive
	budget  budget
	placed  map[[sha256.Size]byte]thumb // by what it was made of
	media   int                         // pictures in the file
	links   int
	written int // rows below the heading
}

// open begins the workbook with its heading.
func open(w io.Writer, list List, most limits) (*book, error) {
	b := &book{
		list: list, texts: list.Texts.Export, name: list.Texts.Export.Sheet, columns: columns(list.Texts),
		file: excelize.NewFile(), out: newArchive(w, most.file),
		budget: budget{most: most, rows: list.Count},
		placed: make(map[[sha256.Size]byte]thumb),
	}
	if err := b.begin(); err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	return b, nil
}

func (b *book) begin() (err error) {
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return b.out })
	if err := b.file.SetSheetName(b.file.GetSheetName(0), b.name); err != nil {
		return fmt.Errorf("name the sheet: %w", err)
	}
	// Programs that tell files by their beginning look for this part there.
	part, _ := b.file.Pkg.Load(relsPart)
	if rels, ok := part.([]byte); ok {
		if err := b.out.deflate(relsPart, rels); err != nil {
			return err
		}
	}
	made := b.list.Made.UTC().Format(time.RFC3339)
	if err := b.file.SetDocProps(&excelize.DocProperties{Title: b.name, Creator: "tusou", Created: made, Modified: made}); err != nil {
		return fmt.Errorf("set the properties: %w", err)
	}
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	// The dimension is at the head of the stream, before the rows are known.
	// Readers that trust it would see one cell only.
	if err := b.file.SetSheetDimension(b.name, b.area(b.list.Count)); err != nil {
		return fmt.Errorf("set the dimension: %w", err)
	}
	if b.sheet, err = b.file.NewStreamWriter(b.name); err != nil {
		return fmt.Errorf("open the sheet: %w", err)
	}
	if err := b.head(); err != nil {
		return fmt.Errorf("write the heading: %w", err)
	}
	return nil
}

// head writes the heading, which stays in view.
func (b *book) head() error {
	titles := make([]any, len(b.columns))
	// From right to left: excelize puts each width before those it has, and
	// Excel wants them in their order.
	for i, c := range slices.Backward(b.columns) {
		if err := b.sheet.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		titles[i] = excelize.Cell{StyleID: b.styles[heading], Value: c.title}
	}
	if err := b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.sheet.SetRow("A1", titles, excelize.RowOpts{Height: headingHeight}); err != nil {
		return err
	}
	return b.tellRowHeight()
}

// add writes one row.
func (b *book) add(ctx context.Context, row Row) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	line := b.written + 2 // the heading is the first
	cells := make([]any, len(b.columns))
	for i, c := range b.columns {
		at, err := excelize.CoordinatesToCellName(i+1, line)
		if err != nil {
			return err
		}
		value, err := b.cell(ctx, at, c.value(row))
		if err != nil {
			return fmt.Errorf("cell %s: %w", at, err)
		}
		cells[i] = excelize.Cell{StyleID: b.styles[c.look], Value: value}
	}
	if err := b.sheet.SetRow(fmt.Sprintf("A%d", line), cells, excelize.RowOpts{Height: rowHeight}); err != nil {
		return err
	}
	b.written++
	return nil
}

// close ends the sheet and writes what is not yet in the file.
func (b *book) close() error {
	area := b.area(b.written)
	if err := b.file.AutoFilter(b.name, area, nil); err != nil {
		return fmt.Errorf("set the filter: %w", err)
	}
	// Ids of digits are text on purpose: no cell is to be flagged for it.
	if err := b.file.AddIgnoredErrors(b.name, area, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return fmt.Errorf("set the ignored errors: %w", err)
	}
	if err := b.sheet.Flush(); err != nil {
		return fmt.Errorf("end the sheet: %w", err)
	}
	// The archive writes to where the file goes; nothing is left for this writer.
	if err := b.file.Write(io.Discard); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	return nil
}

// area is the heading and so many rows.
func (b *book) area(rows int) string {
	last := 'A' + rune(len(b.columns)-1)
	return fmt.Sprintf("A1:%c%d", last, rows+1)
}
