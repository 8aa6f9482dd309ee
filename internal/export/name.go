package export

import (
	"time"

	"tusou/internal/lang"
)

// FileName gives the name of a file made at a time, such as
// 选品清单-20261126-1530.xlsx in Shanghai's time. It holds nothing foreign, so
// that every file system takes it.
func FileName(t *lang.Texts, made time.Time) string {
	return t.Export.FileName + "-" + made.In(shanghai()).Format("20060102-1504") + ".xlsx"
}
