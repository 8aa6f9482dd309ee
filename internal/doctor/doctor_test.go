package doctor_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/doctor"
)

func TestWhereAllIsRightEveryLineIsGood(t *testing.T) {
	w := newWorld(t)
	f := w.examine()
	assert.Empty(t, f.marks(doctor.Wrong), f)
	assert.Empty(t, f.marks(doctor.Unknown), f)
	t.Log(f)
}
