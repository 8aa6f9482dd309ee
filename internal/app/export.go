package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"tusou/bot"
	"tusou/internal/export"
	"tusou/internal/lang"
	"tusou/internal/picture"
)

// exporter writes shortlists as .xlsx.
type exporter struct {
	texts    *lang.Texts
	pictures *picture.Preparer
	now      func() time.Time
}

var _ bot.Exporter = exporter{}

// Export implements bot.Exporter.
func (e exporter) Export(ctx context.Context, w io.Writer, count int, rows iter.Seq2[bot.ExportRow, error]) error {
	err := export.Write(ctx, w, export.List{
		Texts: e.texts, Pictures: e.pictures, Made: e.now(), Count: count,
		Rows: func(yield func(export.Row, error) bool) {
			for row, err := range rows {
				if !yield(export.Row{
					Candidate: row.Candidate, Detail: row.Detail, Filters: row.Filters, Picture: row.Picture, QueryPicture: row.QueryPicture,
				}, err) {
					return
				}
			}
		},
	})
	if errors.Is(err, export.ErrTooLarge) {
		return fmt.Errorf("%w: %w", bot.ErrExportTooLarge, err)
	}
	return err
}

// FileName implements bot.Exporter.
func (e exporter) FileName(made time.Time) string { return export.FileName(e.texts, made) }
